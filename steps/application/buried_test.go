package application

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// eraser removes deleted items of the cloud for good.
type eraser struct{ *cloud }

func (e eraser) PurgeApplication(ctx context.Context, objectID string) error {
	return e.write(ctx, "PurgeApplication", func(w *world) error {
		w.Apps = slices.DeleteFunc(w.Apps, func(e entry) bool { return e.Deleted && e.App.ObjectID == objectID })
		return nil
	})
}

func (e eraser) PurgePrincipal(ctx context.Context, objectID string) error {
	return e.write(ctx, "PurgePrincipal", func(w *world) error {
		w.Gone = slices.DeleteFunc(w.Gone, func(p tenant.Principal) bool { return p.ObjectID == objectID })
		return nil
	})
}

// grave is a rig with one deleted application of somebody else's, and its
// deleted principal.
func grave(t *testing.T) (*rig, tenant.Application) {
	t.Helper()
	r := newRig(t)
	old := foreign(7, func(a *tenant.Application) {
		a.IdentifierURIs = []string{"api://learn.example.org/" + a.AppID}
		a.Deleted = time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
		a.Passwords = []tenant.Password{
			{KeyID: "k1", Name: "seminar\x1b[2J rooms", End: time.Date(2099, 1, 2, 0, 0, 0, 0, time.UTC)},
			{KeyID: "k2", Name: "run out", End: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)},
		}
	})
	old.Deleted = true
	r.cloud.put(func(w *world) { w.Gone = append(w.Gone, tenant.Principal{ObjectID: "old-sp", AppID: old.App.AppID}) })
	r.cloud.hold(old)
	return r, old.App
}

func (r *rig) env() Env {
	_, env := r.start().app.Declared()
	return env
}

// settles takes one decision through a run.
func (r *rig) settles(step steps.Step) (steps.Change, steps.Report) {
	r.t.Helper()
	clock := wire.Clock{Now: r.clock.Now, Sleep: r.clock.Sleep, Jitter: func() float64 { return 0.5 }}
	runner := &steps.Runner{Steps: []steps.Step{step}, Journal: r.ledger, Clock: clock}
	if err := runner.Read(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	plan := runner.Plan()
	return plan.Changes[0], runner.Apply(r.t.Context(), plan)
}

func (r *rig) recovers(app tenant.Application) (steps.Change, steps.Report) {
	return r.settles(NewRecovery(app, "entra", r.env()))
}

func (r *rig) purges(app tenant.Application) (steps.Change, steps.Report) {
	return r.settles(NewPurge(app, "entra", r.env(), eraser{r.cloud}))
}

func TestRecovery(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 3 * time.Second, 30 * time.Second} {
		t.Run(lag.String(), func(t *testing.T) {
			t.Parallel()
			r, old := grave(t)
			r.cloud.lag = lag
			c, report := r.recovers(old)
			if c.Action != steps.Restore || c.Step != "entra.deleted" || c.Key != old.AppID || !strings.Contains(c.Summary, Named(old)) {
				t.Errorf("change %+v", c)
			}
			words := plainPlan(steps.Plan{Changes: []steps.Change{c}})
			for _, s := range []string{"2026-11-02", "api://learn.example.org/" + old.AppID, "valid again until 2099-01-02"} {
				if !strings.Contains(words, s) {
					t.Errorf("the plan lacks %q: %s", s, words)
				}
			}
			if strings.Contains(words, "run out") || strings.Contains(words, "\x1b") {
				t.Errorf("the plan says too much: %q", words)
			}
			wantRow(t, report.Results, "deleted", steps.Pass, "is back")
			if report.ExitCode() != 0 || r.cloud.written() != "RestoreApplication" || !slices.Equal(r.ids, []string{old.AppID}) {
				t.Errorf("exit code %d, writes %s, identified %v", report.ExitCode(), r.cloud.written(), r.ids)
			}
			if again, report := r.recovers(old); again.Action != steps.None || report.ExitCode() != 0 || r.cloud.written() != "RestoreApplication" {
				t.Errorf("a second time: %+v, writes %s", again, r.cloud.written())
			}
			// From then on it is the site's; its principal comes back with it.
			r.want.AppID = old.AppID
			j := r.run()
			if got := j.change("application").Action; got != steps.Update {
				t.Errorf("the application: %s", got)
			}
			if got := j.change("principal"); got.Action != steps.Restore || len(got.Fields) != 2 || got.Fields[1].To != "old-sp" {
				t.Errorf("the principal: %+v", got)
			}
			if report := j.apply(); steps.Summarize(report.Results).Fail > 0 {
				t.Errorf("report %+v", report)
			}
			r.cloud.settle()
			w := r.cloud.truth()
			if len(w.Gone) != 0 || !slices.ContainsFunc(w.Principals, func(p tenant.Principal) bool { return p.ObjectID == "old-sp" }) {
				t.Errorf("principals %+v, deleted %+v", w.Principals, w.Gone)
			}
			if again := r.run(); !again.plan.Empty() {
				t.Errorf("second plan\n%s", plainPlan(again.plan))
			}
		})
	}
}

func TestPurge(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 3 * time.Second, 30 * time.Second} {
		t.Run(lag.String(), func(t *testing.T) {
			t.Parallel()
			r, old := grave(t)
			r.cloud.lag = lag
			c, report := r.purges(old)
			if c.Action != steps.Delete || !strings.Contains(c.Summary, "FOR GOOD") || !strings.Contains(plainPlan(steps.Plan{Changes: []steps.Change{c}}), "old-sp") {
				t.Errorf("change %+v", c)
			}
			wantRow(t, report.Results, "deleted", steps.Pass, "gone for good")
			if w := r.cloud.truth(); report.ExitCode() != 0 || len(w.Apps) != 0 || len(w.Gone) != 0 || len(r.ids) != 0 {
				t.Errorf("exit code %d, left %+v", report.ExitCode(), w)
			}
			r.cloud.settle()
			written := r.cloud.written()
			if again, report := r.purges(old); again.Action != steps.None || report.ExitCode() != 0 || r.cloud.written() != written {
				t.Errorf("a second time: %+v, writes %s", again, r.cloud.written())
			}
		})
	}
}

// What somebody else does meanwhile is never undone, and never overlooked.
func TestBuriedMeanwhile(t *testing.T) {
	t.Parallel()
	restored := func(w *world) { w.Apps[0].Deleted = false }
	purged := func(w *world) { w.Apps = nil }
	changed := func(w *world) { w.Apps[0].App.IdentifierURIs = append(w.Apps[0].App.IdentifierURIs, "api://other") }
	for name, c := range map[string]struct {
		decide func(*rig, tenant.Application) steps.Step
		happen func(*world)
		before bool // before the plan
		action steps.Action
		code   int
		status steps.Status
		says   string
		writes string
	}{
		"restored before a recovery":       {toRecover, restored, true, steps.None, 0, steps.Pass, "is back", ""},
		"purged before a recovery":         {toRecover, purged, true, steps.Blocked, 1, steps.Fail, "not there any more", ""},
		"restored before a purge":          {toPurge, restored, true, steps.None, 0, steps.Pass, "restored by somebody", ""},
		"purged before a purge":            {toPurge, purged, true, steps.Delete, 0, steps.Pass, "gone for good", "PurgePrincipal"},
		"purged after the word to purge":   {toPurge, purged, false, steps.Delete, 0, steps.Pass, "gone for good", "PurgePrincipal"},
		"restored after the word to purge": {toPurge, restored, false, steps.Delete, 0, steps.Pass, "restored by somebody", ""},
		"purged after the word to restore": {toRecover, purged, false, steps.Restore, 4, steps.Unseen, "not there any more", ""},
		"changed after the word to purge":  {toPurge, changed, false, steps.Delete, 4, steps.Unseen, "no longer what was confirmed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, old := grave(t)
			step := c.decide(r, old)
			runner := &steps.Runner{Steps: []steps.Step{step}, Journal: r.ledger, Clock: r.env().Clock}
			if c.before {
				r.cloud.put(c.happen)
			}
			if err := runner.Read(t.Context()); err != nil {
				t.Fatal(err)
			}
			plan := runner.Plan()
			if !c.before {
				r.cloud.put(c.happen)
			}
			report := runner.Apply(t.Context(), plan)
			if plan.Changes[0].Action != c.action || report.ExitCode() != c.code || r.cloud.written() != c.writes {
				t.Errorf("plan %+v, exit code %d, writes %s", plan.Changes[0], report.ExitCode(), r.cloud.written())
			}
			wantRow(t, report.Results, "deleted", c.status, c.says)
		})
	}
}

func toRecover(r *rig, app tenant.Application) steps.Step { return NewRecovery(app, "entra", r.env()) }

func toPurge(r *rig, app tenant.Application) steps.Step {
	return NewPurge(app, "entra", r.env(), eraser{r.cloud})
}

// TestRecoveryLost loses the answer of a restoration, done and not done.
func TestRecoveryLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		faults []fault
		writes string
	}{
		"done":     {[]fault{{err: errLost, done: true}}, "RestoreApplication"},
		"not done": {[]fault{{err: errLost}}, "RestoreApplication RestoreApplication"},
		"twice":    {[]fault{{err: errLost}, {err: errLost}}, "RestoreApplication RestoreApplication RestoreApplication"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, old := grave(t)
			r.cloud.fail("RestoreApplication", c.faults...)
			_, report := r.recovers(old)
			if report.ExitCode() != 0 || r.cloud.written() != c.writes || len(r.ids) != 1 {
				t.Errorf("exit code %d, writes %s, identified %v\n%+v", report.ExitCode(), r.cloud.written(), r.ids, report.Results)
			}
		})
	}
	r, old := grave(t)
	r.cloud.fail("RestoreApplication", fault{err: refused(tenant.Conflict)})
	_, report := r.recovers(old)
	if report.ExitCode() != 1 || r.cloud.written() != "RestoreApplication" || len(r.ledger.Open("entra.deleted")) != 0 {
		t.Errorf("refused: exit code %d, writes %s, open %v", report.ExitCode(), r.cloud.written(), r.ledger.Open("entra.deleted"))
	}
}

// TestPrincipalLost loses the answer of a principal's restoration.
func TestPrincipalLost(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]fault{"done": {err: errLost, done: true}, "not done": {err: errLost}, "somebody was faster": {err: refused(tenant.Conflict), done: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, old := grave(t)
			r.cloud.put(func(w *world) { w.Apps[0].Deleted = false })
			r.cloud.settle()
			r.want.AppID = old.AppID
			r.cloud.fail("RestorePrincipal", f)
			report := r.run().apply()
			wantRow(t, report.Results, "principal", steps.Pass, "old-sp")
			if w := r.cloud.truth(); len(w.Gone) != 0 || strings.Contains(r.cloud.written(), "CreatePrincipal") {
				t.Errorf("left %+v, writes %s", w.Gone, r.cloud.written())
			}
		})
	}
}

// TestOwnRestoredLost loses the answer when one of ours is taken back.
func TestOwnRestoredLost(t *testing.T) {
	t.Parallel()
	for name, done := range map[string]bool{"done": true, "not done": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.setUp()
			r.cloud.put(func(w *world) { w.Apps[0].Deleted = true })
			r.cloud.settle()
			r.cloud.fail("RestoreApplication", fault{err: errLost, done: done})
			j := r.run()
			if report := j.apply(); j.change("application").Action != steps.Restore || steps.Summarize(report.Results).Fail > 0 || r.only().Deleted {
				t.Errorf("writes %s\n%+v", r.cloud.written(), report.Results)
			}
		})
	}
}
