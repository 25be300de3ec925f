package application

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// beside gives the only application further secrets, and takes those away that
// it had.
func (r *rig) beside(list ...tenant.Password) *rig {
	r.cloud.put(func(w *world) { w.Apps[0].App.Passwords = list })
	r.cloud.settle()
	return r
}

func (r *rig) secretNamed(name, hint string, left time.Duration) tenant.Password {
	return tenant.Password{KeyID: "key of " + name, Name: name, Hint: hint, Start: r.clock.Now().Add(-90 * day), End: r.clock.Now().Add(left + time.Hour)}
}

// What is said about the secret that counts, and about those beside it.
func TestRowsAboutSecrets(t *testing.T) {
	t.Parallel()
	type secretsOf func(r *rig) []tenant.Password
	one := func(r *rig) []tenant.Password { return []tenant.Password{r.secretNamed("one", "one", 300*day)} }
	two := func(r *rig) []tenant.Password {
		return []tenant.Password{r.secretNamed("short", "sho", 5*day), r.secretNamed("long", "lon", 300*day)}
	}
	tests := map[string]struct {
		have   secretsOf
		uses   string // what Totara says; empty: it cannot be asked
		deaf   error
		status steps.Status
		says   string
		others steps.Status // empty: no such row
		about  string
	}{
		"one":                         {one, "", nil, steps.Pass, `"one", begins with one…`, "", ""},
		"one, Totara uses it":         {one, "one", nil, steps.Pass, `"one"`, "", ""},
		"one, Totara uses another":    {one, "xyz", nil, steps.Fail, "Totara uses a secret that begins with xyz…, and no valid one", "", ""},
		"one, Totara does not answer": {one, "", errors.New("no route"), steps.Pass, "Totara could not be asked which one it uses", "", ""},
		"two":                         {two, "", nil, steps.Pass, `"long"`, steps.ToDo, "in 4 days: if Totara uses this one, sign-in stops then"},
		"two, Totara uses the short":  {two, "sho", nil, steps.Fail, `"short", begins with sho…, valid until 2026-11-25, in 4 days`, steps.ToDo, `"long"`},
		"two, Totara uses the long":   {two, "lon", nil, steps.Pass, `"long"`, steps.ToDo, "whether anybody uses them is unknown"},
		"never ending": {func(r *rig) []tenant.Password {
			return []tenant.Password{r.secretNamed("old guide", "old", 99*365*day)}
		}, "", nil, steps.ToDo, "made never to end", "", ""},
		"two years":          {func(r *rig) []tenant.Password { return []tenant.Password{r.secretNamed("portal", "por", 730*day)} }, "", nil, steps.Pass, "", "", ""},
		"one and an expired": {func(r *rig) []tenant.Password { return append(one(r), r.secretNamed("lapsed", "lap", -day)) }, "", nil, steps.Pass, `"one"`, steps.Pass, `"lapsed", expired on 2026-11-19`},
		"only an expired":    {func(r *rig) []tenant.Password { return []tenant.Password{r.secretNamed("lapsed", "lap", -day)} }, "", nil, steps.Fail, "none that is valid", "", ""},
		"one beside one of ours, dead": {func(r *rig) []tenant.Password {
			return append(one(r), r.secretNamed("teamwright sso 2026-01-01 dead", "ded", 90*day))
		}, "", nil, steps.Pass, `"one"`, "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.setUp()
			fresh := newRig(t) // another machine, whose journal knows nothing
			fresh.cloud, fresh.clock = r.cloud, r.clock
			if err := fresh.ledger.Intend("entra.secret", "teamwright sso 2026-01-01 dead"); err != nil {
				t.Fatal(err)
			}
			fresh.clock.Pass(time.Date(2026, 11, 20, 11, 0, 0, 0, time.UTC).Sub(fresh.clock.Now()))
			have := tt.have(fresh)
			fresh.beside(have...)
			if tt.uses != "" || tt.deaf != nil {
				fresh.want.Secret.InUse = func(context.Context) (string, bool, error) { return tt.uses, tt.uses != "", tt.deaf }
			}
			rows := fresh.run().runner.Check(t.Context())
			wantRow(t, rows, "secret", tt.status, tt.says)
			found := false
			for _, row := range rows {
				if row.ID == "entra.secret_others" {
					found = true
					if row.Status != tt.others || !strings.Contains(row.Detail, tt.about) {
						t.Errorf("others are %s: %s", row.Status, row.Detail)
					}
				}
			}
			if found != (tt.others != "") {
				t.Errorf("a row about others: %v", found)
			}
			if tt.uses == "one" {
				wantRow(t, rows, "secret_proof", steps.Pass, "begins with one… there too")
			}
		})
	}
}

// The days of warning can be set.
func TestDaysOfWarning(t *testing.T) {
	t.Parallel()
	r := newRig(t).noSecret()
	r.notice = Notice{Warn: 60, Fail: 40}
	for left, want := range map[time.Duration]steps.Status{70 * day: steps.Pass, 50 * day: steps.ToDo, 30 * day: steps.Fail} {
		r.beside(r.secretNamed("one", "one", left+time.Hour))
		wantRow(t, r.run().runner.Check(t.Context()), "secret", want, "")
	}
}

// A set-up that was killed while a command put the secret into Totara asks
// Totara before it takes it for lost.
func TestHandOverThatTotaraKnows(t *testing.T) {
	t.Parallel()
	const name, step = "teamwright sso 2026-11-01 deadbeef", "entra.secret"
	tests := map[string]struct {
		uses   string
		deaf   error
		action steps.Action
	}{
		"it has arrived":     {"arr", nil, steps.None},
		"it has not":         {"old", nil, steps.Replace},
		"nobody can tell":    {"", errors.New("no route"), steps.None},
		"Totara has none":    {"", nil, steps.Replace},
		"it has another one": {"xyz", nil, steps.Replace},
	}
	for label, tt := range tests {
		t.Run(label, func(t *testing.T) {
			t.Parallel()
			r := newRig(t).noSecret()
			r.want.Secret.InUse = func(context.Context) (string, bool, error) { return tt.uses, tt.uses != "", tt.deaf }
			r.holdPassword(tenant.Password{KeyID: "k", Name: name, Hint: "arr", End: r.clock.Now().Add(90 * day)})
			if err := errors.Join(r.ledger.Intend(step, name), r.ledger.Note(step, name, map[string]string{"key_id": "k", "handing": "Totara", "askable": "yes"})); err != nil {
				t.Fatal(err)
			}
			if got := r.run().change("secret"); got.Action != tt.action {
				t.Errorf("plan %+v", got)
			}
		})
	}
}
