package application

import (
	"errors"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

const day = 24 * time.Hour

// noSecret is a set-up that ended before its secret.
func (r *rig) noSecret() *rig {
	r.setUp()
	r.cloud.put(func(w *world) { w.Apps[0].App.Passwords = nil })
	r.cloud.settle()
	fresh := newRig(r.t)
	fresh.cloud, fresh.clock = r.cloud, r.clock // another machine: its journal knows nothing
	return fresh
}

func (r *rig) holdPassword(p tenant.Password) {
	r.cloud.put(func(w *world) { w.Apps[0].App.Passwords = append(w.Apps[0].App.Passwords, p) })
	r.cloud.settle()
}

func (r *rig) keys() string {
	r.t.Helper()
	var keys []string
	for _, p := range r.only().App.Passwords {
		keys = append(keys, p.KeyID)
	}
	return strings.Join(keys, " ")
}

func TestWhichSecretsAreDead(t *testing.T) {
	t.Parallel()
	const name, step = "teamwright sso 2026-11-01 deadbeef", "entra.secret"
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	tests := map[string]struct {
		ledger func(Ledger)
		name   string
		life   time.Duration
		action steps.Action
		stays  bool
	}{
		"intended": {func(l Ledger) { must(l.Intend(step, name)) }, name, 90 * day, steps.Replace, false},
		"made": {func(l Ledger) {
			must(l.Intend(step, name))
			must(l.Note(step, name, map[string]string{"key_id": "k"}))
		}, name, 90 * day, steps.Replace, false},
		"handing": {func(l Ledger) {
			must(l.Note(step, name, map[string]string{"key_id": "k"}))
			must(l.Note(step, name, map[string]string{"handing": "the inbox"}))
		}, name, 90 * day, steps.Replace, false},
		"handed": {func(l Ledger) {
			must(l.Note(step, name, map[string]string{"key_id": "k", "handing": "the inbox"}))
			must(l.Note(step, name, map[string]string{"handed": "the inbox"}))
		}, name, 90 * day, steps.None, true},
		"handed, under another key id": {func(l Ledger) {
			must(l.Note(step, name, map[string]string{"key_id": "other", "handed": "the inbox"}))
		}, name, 90 * day, steps.Replace, false},
		"ours, unknown to this machine":  {func(Ledger) {}, name, 90 * day, steps.None, true},
		"a person's":                     {func(Ledger) {}, "my secret", 90 * day, steps.None, true},
		"a person's with our first word": {func(Ledger) {}, "teamwright rocks", 90 * day, steps.None, true},
		"another job's": {func(l Ledger) { must(l.Intend("bot.secret", "teamwright bot x")) },
			"teamwright bot x", 90 * day, steps.None, true},
		"a person's, expired":      {func(Ledger) {}, "my secret", -day, steps.Create, true},
		"ours, handed and expired": {func(l Ledger) { must(l.Note(step, name, map[string]string{"key_id": "k", "handed": "x"})) }, name, -day, steps.Create, true},
		"ours, dead and expired":   {func(l Ledger) { must(l.Intend(step, name)) }, name, -day, steps.Replace, false},
	}
	for label, tt := range tests {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			r := newRig(t).noSecret()
			r.holdPassword(tenant.Password{KeyID: "k", Name: tt.name, Hint: "old", End: r.clock.Now().Add(tt.life)})
			tt.ledger(r.ledger)
			j := r.run()
			if got := j.change("secret"); got.Action != tt.action {
				t.Fatalf("plan %+v", got)
			}
			report := j.apply()
			kept := false
			for _, p := range r.only().App.Passwords {
				kept = kept || p.KeyID == "k"
			}
			if kept != tt.stays {
				t.Errorf("kept %v, want %v: %s", kept, tt.stays, r.keys())
			}
			made := len(r.inbox.items)
			if want := tt.action.Writes(); want != (made == 1) {
				t.Errorf("%d secrets handed over, plan was %s", made, tt.action)
			}
			if made == 1 {
				wantRow(t, report.Results, "secret_proof", steps.Pass, "")
				if len(r.ledger.Open(step)) > 0 {
					t.Errorf("open intents %v", r.ledger.Open(step))
				}
			}
			r.cloud.settle()
			if again := r.run(); !again.plan.Empty() {
				t.Errorf("second plan\n%s", plainPlan(again.plan))
			}
		})
	}
}

// A dead secret beside one that is in use is removed, and nothing is made.
func TestDeadBesideLive(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.setUp()
	dead := tenant.Password{KeyID: "dead", Name: "teamwright sso 2026-11-01 deadbeef", End: r.clock.Now().Add(day * 90)}
	r.holdPassword(dead)
	if err := r.ledger.Intend("entra.secret", dead.Name); err != nil {
		t.Fatal(err)
	}
	j := r.run()
	if c := j.change("secret"); c.Action != steps.Delete || c.Key != dead.Name || len(c.Fields) != 1 {
		t.Fatalf("plan %+v", c)
	}
	report := j.apply()
	if r.cloud.written() != "RemovePassword" || len(r.inbox.items) != 1 {
		t.Errorf("writes %s, handed %v", r.cloud.written(), r.inbox.items)
	}
	r.whole()
	wantRow(t, report.Results, "secret", steps.Pass, r.ours()[0].Name)
}

func TestLostAnswerLeavesExactlyOneSecret(t *testing.T) {
	t.Parallel()
	lost, undone := fault{errLost, true}, fault{errLost, false}
	tests := map[string]struct {
		faults []fault
		lag    time.Duration
		ends   bool // with a secret
	}{
		"done":                      {[]fault{lost}, 0, true},
		"done, copies lag":          {[]fault{lost}, 20 * time.Second, true},
		"not done":                  {[]fault{undone}, 0, true},
		"not done, copies lag":      {[]fault{undone}, 3 * time.Second, true},
		"done and not done":         {[]fault{lost, undone, lost}, time.Second, true},
		"done, then refused":        {[]fault{lost, {refused(tenant.Policy), false}}, 0, false},
		"not done, then refused":    {[]fault{undone, {refused(tenant.Denied), false}}, 0, false},
		"lost for ever":             {[]fault{lost, lost, lost, lost}, 0, false},
		"refused":                   {[]fault{{refused(tenant.Policy), false}}, 0, false},
		"refused after lost thrice": {[]fault{undone, undone, undone, {refused(tenant.Policy), false}}, 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.lag = tt.lag
			r.cloud.fail("AddPassword", tt.faults...)
			report := r.run().apply()
			if tt.ends {
				if report.ExitCode() != 0 {
					t.Errorf("report %+v", report)
				}
				r.whole()
			} else {
				wantRow(t, report.Results, "secret", steps.Fail, "a write")
				if len(r.inbox.items) > 0 {
					t.Errorf("handed %v", r.inbox.items)
				}
			}
			before := len(r.inbox.items)
			r.cloud.settle()
			r.want.AppID = r.ids[0]
			r.events = nil
			begun := r.clock.Now()
			again := r.run()
			if tt.ends != again.plan.Empty() {
				t.Errorf("second plan\n%s", plainPlan(again.plan))
			}
			if tt.ends {
				for _, e := range r.events {
					if e.Kind == steps.Found {
						t.Errorf("tells of an interruption that never was: %s", e.Text)
					}
				}
			}
			if took := r.clock.Now().Sub(begun); took > 0 && name != "lost for ever" {
				t.Errorf("looked for %v for something that was never asked", took)
			}
			again.apply()
			r.whole()
			if want := before + map[bool]int{true: 0, false: 1}[tt.ends]; len(r.inbox.items) != want {
				t.Errorf("%d handed over, want %d", len(r.inbox.items), want)
			}
		})
	}
}

func TestDeliveryThatFails(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.inbox.refuse = errDisk
	report := r.run().apply()
	wantRow(t, report.Results, "secret", steps.Fail, "hand the new secret to the inbox: no space left on device")
	if len(r.only().App.Passwords) > 0 {
		t.Errorf("a secret that nobody has is left: %v", r.only().App.Passwords)
	}
	if strings.Contains(row(t, report.Results, "secret").Detail, "abc-text") {
		t.Error("the row shows the secret")
	}
	wantRow(t, report.Results, "logo", steps.Unseen, "needs entra.secret")
	r.inbox.refuse = nil
	if report := r.run().apply(); report.ExitCode() != 0 {
		t.Errorf("afterwards %+v", report)
	}
	r.whole()
	if last := r.inbox.resumed[len(r.inbox.resumed)-1]; last != "" {
		t.Errorf("the sink is told that %q was left there by an interrupted run", last)
	}
}

func TestSinkThatIsNotReady(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.inbox.unready = errors.New("the file exists")
	report := r.run().apply()
	wantRow(t, report.Results, "secret", steps.Fail, "the file exists")
	if strings.Contains(r.cloud.written(), "AddPassword") {
		t.Error("a secret was made that nobody can receive")
	}
	if open := r.ledger.Open("entra.secret"); len(open) > 0 {
		t.Errorf("open intents %v", open)
	}
}

// What an interrupted run left at a place is named to the sink, until a later
// secret has arrived.
func TestInterruptedHandOver(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.setUp()
	const step = "entra.secret"
	note := func(name string, facts map[string]string) {
		if err := r.ledger.Note(step, name, facts); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.start().app.Interrupted(); got != "" {
		t.Errorf("after a whole run: %q", got)
	}
	note("teamwright sso b", map[string]string{"handing": "file /b"})
	if got := r.start().app.Interrupted(); got != "file /b" {
		t.Errorf("interrupted at %q", got)
	}
	if err := r.ledger.Done(step, "teamwright sso b", "removed"); err != nil {
		t.Fatal(err)
	}
	if got := r.start().app.Interrupted(); got != "file /b" {
		t.Errorf("after the dead one was removed: %q", got)
	}
	note("teamwright sso c", map[string]string{"handing": "file /b", "handed": "file /b"})
	if got := r.start().app.Interrupted(); got != "" {
		t.Errorf("after a later one has arrived there: %q", got)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		left   time.Duration
		status steps.Status
		says   string
	}{
		"a year":           {365 * day, steps.Pass, ""},
		"31 days":          {31*day + time.Hour, steps.Pass, ""},
		"30 days":          {30*day + time.Hour, steps.ToDo, "in 30 days"},
		"8 days":           {8*day + time.Hour, steps.ToDo, "in 8 days"},
		"7 days":           {7*day + time.Hour, steps.Fail, "in 7 days"},
		"an hour":          {time.Hour, steps.Fail, "in 0 days"},
		"expired now":      {0, steps.Fail, "none that is valid"},
		"expired for long": {-100 * day, steps.Fail, "none that is valid"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t).noSecret()
			r.holdPassword(tenant.Password{KeyID: "old", Name: "older", Hint: "old", End: r.clock.Now().Add(-400 * day)})
			r.holdPassword(tenant.Password{KeyID: "k", Name: "by hand", Hint: "xyz", End: r.clock.Now().Add(tt.left + time.Hour)}) // settle takes an hour
			rows := r.run().runner.Check(t.Context())
			wantRow(t, rows, "secret", tt.status, tt.says)
			got := row(t, rows, "secret")
			if tt.left > 0 && (!strings.Contains(got.Detail, `"by hand", begins with xyz…`) || (got.Fix == "") != (tt.status == steps.Pass)) {
				t.Errorf("row %+v", got)
			}
		})
	}
}

func TestProof(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		refute error
		none   bool
		status steps.Status
		says   string
	}{
		"works":        {nil, false, steps.Pass, "issued a token"},
		"refused":      {errors.New("AADSTS7000215: invalid secret"), false, steps.Fail, "AADSTS7000215"},
		"not reached":  {refused(tenant.Unreachable), false, steps.Unseen, "not tried to the end"},
		"cannot prove": {nil, true, steps.Unseen, "cannot be asked"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.refute = tt.refute
			if tt.none {
				r.want.Secret.Prove = nil
			}
			rows := r.run().apply().Results
			wantRow(t, rows, "secret_proof", tt.status, tt.says)
			wantRow(t, rows, "secret", steps.Pass, "valid until 2027-11-20")
		})
	}
}

func TestTenantPolicy(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		policy tenant.AppPolicy
		denied error
		end    string
		says   string
	}{
		"none":             {tenant.AppPolicy{}, nil, "365 days after it is made", ""},
		"may not be read":  {tenant.AppPolicy{SecretMaxLife: day}, refused(tenant.Denied), "365 days after it is made", ""},
		"longer than ours": {tenant.AppPolicy{SecretMaxLife: 700 * day}, nil, "365 days after it is made", ""},
		"shorter":          {tenant.AppPolicy{SecretMaxLife: 90 * day}, nil, "90 days after it is made", "cut to the 90 days"},
		"minutes":          {tenant.AppPolicy{SecretMaxLife: time.Hour}, nil, "30 minutes after it is made", "cut to the"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.policy, r.cloud.denied = tt.policy, tt.denied
			j := r.run()
			c := j.change("secret")
			if got := c.Fields[1].To; got != tt.end || !strings.Contains(c.Summary, tt.says) {
				t.Errorf("ends %v: %s", got, c.Summary)
			}
			if code := j.apply().ExitCode(); code > 1 {
				t.Errorf("exit code %d", code)
			}
			p := r.ours()[0]
			if limit := tt.policy.SecretMaxLife; tt.denied == nil && limit > 0 && p.End.Sub(p.Start) >= limit {
				t.Errorf("lives %v, the tenant allows %v", p.End.Sub(p.Start), limit)
			}
		})
	}
}

func TestTenantThatForbidsSecrets(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.policy.SecretsForbidden = true
	j := r.run()
	if c := j.change("secret"); c.Action != steps.Blocked || !strings.Contains(c.Summary, "forbids client secrets") || !strings.Contains(c.Cure, "exempt") {
		t.Errorf("change %+v", c)
	}
	wantRow(t, j.apply().Results, "secret", steps.Fail, "forbids client secrets")
	if strings.Contains(r.cloud.written(), "AddPassword") {
		t.Error("tried all the same")
	}
	// One that is there already is no matter of the policy.
	r = newRig(t)
	r.setUp()
	r.cloud.policy.SecretsForbidden = true
	if j := r.run(); !j.plan.Empty() || len(j.plan.Blocked()) > 0 {
		t.Errorf("plan\n%s", plainPlan(j.plan))
	}
}

// A secret handed over a moment ago is waited for, not made again.
func TestHandedSecretThatACopyDoesNotShow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.setUp() // long ago
	r.cloud.put(func(w *world) { w.Apps[0].App.Created = r.clock.Now().Add(-100 * day) })
	passwords := r.only().App.Passwords
	r.cloud.put(func(w *world) { w.Apps[0].App.Passwords = nil })
	r.cloud.settle()
	r.cloud.lag = 2 * time.Second
	r.cloud.put(func(w *world) { w.Apps[0].App.Passwords = passwords })
	r.want.AppID = r.ids[0]
	if j := r.run(); !j.plan.Empty() {
		t.Errorf("plan\n%s", plainPlan(j.plan))
	}
}

// A secret whose answer was lost may show only when the next one has long been
// handed over. It has another name then, is known as never handed over, and is
// removed.
func TestLostSecretThatShowsLate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.lag, r.cloud.stale = time.Hour, true
	r.cloud.fail("AddPassword", fault{errLost, true})
	r.run().apply()
	passwords := r.ours()
	if len(passwords) != 2 || passwords[0].Name == passwords[1].Name {
		t.Fatalf("secrets %v", passwords)
	}
	r.cloud.settle()
	again := r.run()
	if c := again.change("secret"); c.Action != steps.Delete {
		t.Errorf("plan %+v", c)
	}
	again.apply()
	r.whole()
}
