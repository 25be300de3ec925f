package rotate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

// hold gives the application further secrets.
func (w *world) hold(list ...tenant.Password) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.app.Passwords = append(w.app.Passwords, list...)
}

func (w *world) wantRow(e ended, id string, status steps.Status, says string) {
	w.t.Helper()
	if r := e.row(id); r.Status != status || !strings.Contains(r.Detail+r.Fix, says) {
		w.t.Errorf("row %s is %s: %q (%s), want %s with %q", id, r.Status, r.Detail, r.Fix, status, says)
	}
}

// A word that was given before there was a secret says nothing about it.
func TestWordBeforehand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.quick = true
	run := w.calm(Options{Works: []string{SSO}})
	if run.code != 5 || w.keys() != "[old key-2]" {
		t.Errorf("exit code %d, secrets %s\n%s", run.code, w.keys(), run.words())
	}
	w.wantRow(run, "entra.in_totara", steps.ToDo, "--totara-works sso")
	w.wantRow(run, "entra.old_secrets", steps.ToDo, "both the old and the new secret are valid")
}

// What a person in front of the screen says decides.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		choice int
		err    error
		code   int
		keys   string
		row    steps.Status
		again  string // the secrets after another run, in which it works
	}{
		"not tried yet":  {0, nil, 5, "[old key-2]", steps.ToDo, "[key-2]"},
		"works":          {1, nil, 0, "[key-2]", steps.Pass, "[key-2]"},
		"does not work":  {2, nil, 1, "[old key-2]", steps.Fail, "[key-4]"},
		"cannot answer":  {0, errors.New("the terminal is gone"), 1, "[old key-2]", steps.Fail, "[key-2]"},
		"leaves instead": {0, context.Canceled, 1, "[old key-2]", steps.Fail, "[key-2]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.quick = true
			var asked []string
			run := w.calm(Options{Choose: func(_ context.Context, q string, options []string) (int, error) {
				asked = append(asked, q+" "+strings.Join(options, " / "))
				return tt.choice, tt.err
			}})
			if run.code != tt.code || w.keys() != tt.keys || run.row("entra.in_totara").Status != tt.row {
				t.Errorf("exit code %d, secrets %s\n%s", run.code, w.keys(), run.words())
			}
			if len(asked) != 1 || !strings.Contains(asked[0], "begins with h02…") || !strings.Contains(asked[0], "issuers.php") || !strings.Contains(asked[0], "virtualmeeting_msteams") {
				t.Errorf("asked %q", asked)
			}
			again := w.calm(Options{Choose: func(context.Context, string, []string) (int, error) { return 1, nil }})
			if again.code != 0 || w.keys() != tt.again {
				t.Errorf("another run: exit code %d, secrets %s\n%s", again.code, w.keys(), again.words())
			}
			w.whole()
		})
	}
}

// Which of several secrets goes: the one that was replaced and those of ours;
// never one of somebody else's that nobody has pointed at.
func TestWhichOldSecretsGo(t *testing.T) {
	t.Parallel()
	base := newWorld(t).now
	ours := tenant.Password{KeyID: "ours", Name: "teamwright sso 2026-01-01 aaaaaaaa", Hint: "our", Start: base.Add(-90 * day), End: base.Add(90 * day)}
	expired := tenant.Password{KeyID: "expired", Name: "teamwright sso 2024-01-01 bbbbbbbb", Hint: "exp", Start: base.Add(-900 * day), End: base.Add(-90 * day)}
	theirs := tenant.Password{KeyID: "theirs", Name: "seminar rooms", Hint: "thr", Start: base.Add(-90 * day), End: base.Add(90 * day)}
	lapsed := tenant.Password{KeyID: "lapsed", Name: "by hand", Hint: "lap", Start: base.Add(-900 * day), End: base.Add(-90 * day)}
	bots := tenant.Password{KeyID: "bots", Name: "teamwright bot 2026-01-01 cccccccc", Hint: "bot", Start: base.Add(-90 * day), End: base.Add(90 * day)}
	alike := theirs
	alike.Hint = "old"
	tests := map[string]struct {
		beside []tenant.Password
		exec   bool
		hand   bool // the first one was made by hand, too
		uses   string
		left   string
	}{
		"ours beside":                          {[]tenant.Password{ours}, false, false, "old", "[]"},
		"ours, expired":                        {[]tenant.Password{expired}, false, false, "old", "[]"},
		"theirs beside ours":                   {[]tenant.Password{theirs}, false, false, "old", "[theirs]"},
		"theirs alone":                         {nil, false, true, "old", "[]"},
		"theirs, one expired":                  {[]tenant.Password{lapsed}, false, true, "old", "[lapsed]"},
		"several of theirs":                    {[]tenant.Password{theirs}, false, true, "old", "[old theirs]"},
		"several of theirs, Totara says":       {[]tenant.Password{theirs}, true, true, "old", "[theirs]"},
		"several of theirs, Totara says other": {[]tenant.Password{theirs}, true, true, "theirs", "[old]"},
		"alike, Totara cannot tell":            {[]tenant.Password{alike}, true, true, "old", "[old theirs]"},
		"the bot's on the same application":    {[]tenant.Password{bots}, false, false, "old", "[bots]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.exec, w.quick, w.totara = tt.exec, true, tt.uses
			if tt.hand {
				w.app.Passwords[0].Name = "made by hand"
			}
			w.hold(tt.beside...)
			run := w.calm(Options{})
			if !tt.exec {
				run = w.calm(Options{Works: []string{SSO}})
			}
			if run.code != 0 {
				t.Errorf("exit code %d\n%s", run.code, run.words())
			}
			left := slices.DeleteFunc(slices.Clone(w.app.Passwords), func(p tenant.Password) bool { return p.KeyID == w.totara })
			var ids []string
			for _, p := range left {
				ids = append(ids, p.KeyID)
				if !strings.Contains(run.row("entra.old_secrets").Detail, fmt.Sprintf("%q", p.Name)) {
					t.Errorf("%q stays and is not named: %s", p.Name, run.words())
				}
			}
			if got := fmt.Sprint(ids); got != tt.left || len(w.outages) > 0 {
				t.Errorf("left %s, want %s; outages %v\n%s", got, tt.left, w.outages, run.words())
			}
		})
	}
}

// A person who knows which secret Totara uses may say so.
func TestChosenOldSecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.app.Passwords[0].Name = "made by hand"
	w.hold(tenant.Password{KeyID: "theirs", Name: "seminar rooms", Hint: "thr", Start: w.now.Add(-day), End: w.now.Add(90 * day)})
	run := &life{done: make(chan struct{})}
	w.run = run
	job, err := New([]Target{w.target(run)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	runner := &steps.Runner{Steps: job.Steps(), Journal: w.ledger, Clock: w.clock()}
	if err := runner.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := job.Renewals()[0]
	if list := r.Unclear(); len(list) != 2 {
		t.Fatalf("unclear are %v", list)
	}
	r.Drop([]string{"old"})
	runner.Apply(t.Context(), runner.Plan())
	w.enter()
	if end := w.calm(Options{Works: []string{SSO}}); end.code != 0 || w.keys() != "[theirs key-2]" {
		t.Errorf("exit code %d, secrets %s\n%s", end.code, w.keys(), end.words())
	}
}

func TestKeepOld(t *testing.T) {
	t.Parallel()
	for _, exec := range []bool{true, false} {
		t.Run(fmt.Sprintf("by a command %v", exec), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.exec, w.quick = exec, true
			keep := Options{KeepOld: 24 * time.Hour, KeepGiven: true}
			first := w.calm(keep)
			if !exec {
				first = w.calm(Options{Works: []string{SSO}}) // it remembers what the first was told
			}
			if first.code != 5 || w.keys() != "[old key-2]" {
				t.Errorf("exit code %d, secrets %s\n%s", first.code, w.keys(), first.words())
			}
			w.wantRow(first, "entra.in_totara", steps.Pass, "")
			w.wantRow(first, "entra.old_secrets", steps.ToDo, "the old secret stays until 2026-11-21 12:0")
			w.pass(23 * time.Hour)
			if early := w.calm(Options{}); early.code != 5 || w.keys() != "[old key-2]" {
				t.Errorf("an hour early: exit code %d, secrets %s\n%s", early.code, w.keys(), early.words())
			}
			w.pass(2 * time.Hour)
			if end := w.calm(Options{}); end.code != 0 || w.keys() != "[key-2]" {
				t.Errorf("exit code %d, secrets %s\n%s", end.code, w.keys(), end.words())
			}
			w.whole()
			if again := w.calm(Options{}); again.code != 0 || !again.plan.Empty() {
				t.Errorf("right after it: exit code %d\n%s", again.code, again.words())
			}
		})
	}
}

// Totara was restored from a backup while the old secret was kept: it stays.
func TestTotaraThatWentBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec = true
	w.calm(Options{KeepOld: 24 * time.Hour, KeepGiven: true})
	w.totara = "old"
	w.pass(25 * time.Hour)
	run := w.calm(Options{})
	if run.code != 5 || w.keys() != "[old key-2]" || len(w.outages) > 0 {
		t.Errorf("exit code %d, secrets %s, outages %v\n%s", run.code, w.keys(), w.outages, run.words())
	}
	w.wantRow(run, "entra.in_totara", steps.ToDo, "Totara uses a secret that begins with old…, the new one begins with h02…")
}

// Other parts of Totara that use the same application hold the old one up.
func TestOtherUsers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec, w.other = true, []application.Use{{Name: "virtualmeeting_msteams", Hint: "old"}, {Name: "OAuth 2 service", Hint: "h02"}}
	run := w.calm(Options{})
	if run.code != 5 || w.keys() != "[old key-2]" {
		t.Errorf("exit code %d, secrets %s\n%s", run.code, w.keys(), run.words())
	}
	w.wantRow(run, "entra.in_totara", steps.ToDo, "with another secret: virtualmeeting_msteams")
	w.other[0].Hint = "h02"
	if run = w.calm(Options{}); run.code != 0 || w.keys() != "[key-2]" {
		t.Errorf("afterwards: exit code %d, secrets %s\n%s", run.code, w.keys(), run.words())
	}
}

// A site that does not answer keeps the old secret, and says so.
func TestTotaraThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec, w.mute = true, true
	run := w.calm(Options{})
	if run.code != 5 || w.keys() != "[old key-2]" {
		t.Errorf("exit code %d, secrets %s\n%s", run.code, w.keys(), run.words())
	}
	w.wantRow(run, "entra.in_totara", steps.Unseen, "connection refused")
}

func TestDayAfter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec = true
	w.calm(Options{})
	w.pass(23 * time.Hour)
	if run := w.calm(Options{}); !run.job.Recent() || !run.plan.Empty() {
		t.Errorf("within a day: %s", run.words())
	}
	w.pass(2 * time.Hour)
	if run := w.calm(Options{}); run.code != 0 || w.keys() != "[key-5]" {
		t.Errorf("after a day: exit code %d, secrets %s\n%s", run.code, w.keys(), run.words())
	}
	w.whole()
}

// Applications for personal accounts hold two secrets at most.
func TestCrowded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.app.Audience = tenant.AudiencePersonal
	w.hold(tenant.Password{KeyID: "theirs", Name: "x", Hint: "thr", Start: w.now, End: w.now.Add(day)})
	run := w.calm(Options{})
	if run.code != 1 || w.keys() != "[old theirs]" {
		t.Errorf("exit code %d, secrets %s\n%s", run.code, w.keys(), run.words())
	}
	w.wantRow(run, "entra.secret", steps.Fail, "two client secrets at most")
}

func TestPolicyBeforehand(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec, w.policy = true, tenant.AppPolicy{SecretMaxLife: 90 * day}
	if run := w.calm(Options{}); run.code != 0 || w.app.Passwords[0].End.After(w.now.Add(90*day)) || run.job.Limit() != 90*day {
		t.Errorf("exit code %d, %v\n%s", run.code, w.app.Passwords, run.words())
	}
	w = newWorld(t)
	w.policy.SecretsForbidden = true
	run := w.calm(Options{})
	if run.code != 1 || w.keys() != "[old]" {
		t.Errorf("exit code %d, secrets %s\n%s", run.code, w.keys(), run.words())
	}
	w.wantRow(run, "entra.secret", steps.Fail, "forbids client secrets")
}

func TestNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one := w.target(&life{done: make(chan struct{})})
	other := one
	botSecret := *one.Desired.Secret
	botSecret.Name = Bot
	other.Desired.Secret = &botSecret
	apart := other
	apart.Desired.AppID, apart.Desired.Group = "22222222-0000-4000-8000-000000000000", "bot"
	tests := map[string]struct {
		targets []Target
		opt     Options
		steps   int
		says    string
	}{
		"one":                  {[]Target{one}, Options{}, 4, ""},
		"two":                  {[]Target{one, apart}, Options{}, 8, ""},
		"only one of two":      {[]Target{one, apart}, Options{Only: []string{Bot}}, 4, ""},
		"none":                 {nil, Options{}, 0, "nothing here has a client secret"},
		"misspelt":             {[]Target{one}, Options{Only: []string{"sos"}}, 0, `"sos" is none of sso, bot, mobileflows`},
		"not set up":           {[]Target{one}, Options{Works: []string{Bot}}, 0, "the answers do not have it set up"},
		"share an application": {[]Target{one, other}, Options{}, 0, "sso and bot share the application"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job, err := New(tt.targets, tt.opt)
			if (err == nil) != (tt.says == "") || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("error %v", err)
			}
			if err == nil && len(job.Steps()) != tt.steps {
				t.Errorf("%d steps, want %d", len(job.Steps()), tt.steps)
			}
		})
	}
}

func TestOffers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		wish  int
		limit time.Duration
		want  string
	}{
		"no limit":          {365, 0, "[365 90 180 730]"},
		"a limit":           {365, 200 * day, "[200 90 180]"},
		"a short limit":     {365, 30 * day, "[30]"},
		"a limit of hours":  {365, time.Hour, "[1]"},
		"a wish of its own": {400, 500 * day, "[400 90 180 365 500]"},
	}
	for name, tt := range tests {
		if got := fmt.Sprint(Offers(tt.wish, tt.limit)); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.exec = true
	w.hold(tenant.Password{KeyID: "lapsed", Name: "by hand", Hint: "lap", Start: w.now.Add(-900 * day), End: w.now.Add(-90 * day)})
	w.at, w.how = 1, refused // of the policy: nothing comes of it
	run := w.rotate(Options{KeepOld: time.Hour, KeepGiven: true})
	all := strings.Join(run.job.Overview(), "\n")
	for _, want := range []string{
		`"by hand" begins with lap…, 900 days old, expired on 2026-08-22`,
		`"teamwright sso 2025-12-01 deadbeef" begins with old…, 355 days old, valid until 2026-11-30 (in 10 days); Totara uses this one now`,
		`begins with h02…, 0 days old, valid until 2027-11-20 (in 365 days); the new one`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the overview lacks %s:\n%s", want, all)
		}
	}
	closing := strings.Join(run.job.Closing(), "\n")
	if !strings.Contains(closing, "both valid: nothing stops") || !strings.Contains(closing, "ends on 2027-11-20") {
		t.Errorf("closing %s", closing)
	}
	if advice := advice(Bot, "there"); !strings.Contains(advice, "proves nothing for an hour") {
		t.Errorf("advice %s", advice)
	}
}
