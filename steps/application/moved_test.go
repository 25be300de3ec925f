package application

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// Something changes between the plan and its confirmation: what was confirmed
// is done, or less, and the rest is left alone.
func TestWorldThatMoved(t *testing.T) {
	t.Parallel()
	setUp := func(r *rig) {
		r.setUp()
		r.cloud.put(func(w *world) {
			app := &w.Apps[0].App
			app.Web.LogoutURL, app.Tags, app.API.PreAuthorized, app.Passwords = "", nil, nil, nil
			w.Principals, w.Grants = w.Principals[:1], nil
		})
		r.cloud.settle()
	}
	onApp := func(change func(*tenant.Application)) func(*rig) {
		return func(r *rig) { r.cloud.put(func(w *world) { change(&w.Apps[0].App) }); r.cloud.settle() }
	}
	tests := map[string]struct {
		before func(*rig)
		after  func(*rig)
		facets string // that are not done
		undone string // an operation that must not be
		moved  bool
	}{
		"a redirect URI was added": {setUp, onApp(func(a *tenant.Application) { a.Web.RedirectURIs = a.Web.RedirectURIs[:1] }), "application", "UpsertApplication", true},
		"another logout URL":       {setUp, onApp(func(a *tenant.Application) { a.Web.LogoutURL = "https://other.example" }), "application", "", true},
		"a tag was added":          {setUp, onApp(func(a *tenant.Application) { a.Tags = []string{"x"} }), "application", "", true},
		"everything was done":      {setUp, func(r *rig) {}, "", "", false},
		"somebody did it": {setUp, onApp(func(a *tenant.Application) {
			a.Web.LogoutURL = site + "/totara/msteams/sso_logout.php"
			a.Tags = []string{SiteKey(site)}
		}), "", "", false},
		"a secret was made": {setUp, onApp(func(a *tenant.Application) {
			a.Passwords = []tenant.Password{{KeyID: "theirs", End: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}}
		}), "", "AddPassword", false},
		"the application went away": {setUp, func(r *rig) {
			r.cloud.put(func(w *world) { w.Apps = nil })
			r.cloud.settle()
		}, "application", "AddPassword", true},
		"it was deleted": {setUp, func(r *rig) {
			r.cloud.put(func(w *world) { w.Apps[0].Deleted = true })
			r.cloud.settle()
		}, "application", "AddPassword", true},
		"another candidate appeared": {func(r *rig) {
			r.cloud.hold(foreign(1, func(a *tenant.Application) { a.Web.RedirectURIs = []string{callback} }))
		}, func(r *rig) {
			r.cloud.hold(foreign(2, func(a *tenant.Application) { a.Web.RedirectURIs = []string{login} }))
		}, "application", "UpdateApplication", true},
		"one appeared where none was": {func(*rig) {}, func(r *rig) {
			r.cloud.hold(foreign(1, func(a *tenant.Application) { a.Web.RedirectURIs = []string{callback} }))
		}, "application", "UpsertApplication", true},
		"it was taken back": {func(r *rig) {
			setUp(r)
			r.cloud.put(func(w *world) { w.Apps[0].Deleted = true })
			r.cloud.settle()
		}, func(r *rig) {
			r.cloud.put(func(w *world) { w.Apps[0].Deleted = false })
			r.cloud.settle()
		}, "application", "RestoreApplication", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			tt.before(r)
			j := r.run()
			tt.after(r)
			apps := len(r.cloud.truth().Apps)
			report := j.apply()
			if report.Moved != tt.moved || tt.moved && report.ExitCode() != 4 && report.ExitCode() != 1 {
				t.Errorf("moved %v, exit code %d, %+v", report.Moved, report.ExitCode(), report.Results)
			}
			if tt.facets != "" {
				wantRow(t, report.Results, tt.facets, steps.Unseen, "not done")
				if strings.Contains(r.cloud.written(), "Update") || len(r.inbox.items) > 1 {
					t.Errorf("writes %s", r.cloud.written())
				}
			}
			if tt.undone != "" && strings.Contains(r.cloud.written(), tt.undone) {
				t.Errorf("writes %s", r.cloud.written())
			}
			if got := len(r.cloud.truth().Apps); got != apps {
				t.Errorf("%d applications, were %d", got, apps)
			}
			// The same command again shows the plan anew and goes on.
			r.cloud.settle()
			if again := r.run(); len(again.plan.Blocked()) == 0 {
				if code := again.apply().ExitCode(); code == 1 || code == 4 {
					t.Errorf("again: exit code %d", code)
				}
			}
		})
	}
}

// The application is as it should be, is confirmed as such, and goes away
// before the others write to it.
func TestApplicationThatGoesAwayUnderTheOthers(t *testing.T) {
	t.Parallel()
	for _, facet := range []string{"sso", "clients", "principal", "consent", "secret", "logo"} {
		t.Run(facet, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.setUp()
			r.cloud.put(func(w *world) {
				app := &w.Apps[0].App
				switch facet {
				case "sso":
					app.IdentifierURIs = nil
				case "clients":
					app.API.PreAuthorized = nil
				case "principal":
					w.Principals = w.Principals[:1]
				case "consent":
					w.Grants = nil
				case "secret":
					app.Passwords = nil
				case "logo":
					app.Tags = slices.DeleteFunc(app.Tags, isLogoTag)
				}
			})
			r.cloud.settle()
			j := r.run()
			if !j.change(facet).Action.Writes() || j.change("application").Action != steps.None {
				t.Fatalf("plan\n%s", plainPlan(j.plan))
			}
			r.cloud.put(func(w *world) { w.Apps, w.Principals = nil, w.Principals[:1] })
			r.cloud.settle()
			report := j.apply()
			if facet == "consent" {
				// Its principal is read before the plan and not again; Entra
				// itself refuses then.
				return
			}
			if !report.Moved {
				t.Errorf("not moved: %+v", report.Results)
			}
			if got := r.cloud.written(); got != "" {
				t.Errorf("writes %s", got)
			}
			for _, step := range j.runner.Steps {
				if open := r.ledger.Open(string(step.About().ID)); len(open) > 0 {
					t.Errorf("open intents of %s: %v", step.About().ID, open)
				}
			}
		})
	}
}

// A cancel between any two writes: nothing new is asked for, and the next run
// ends with exactly one of everything.
func TestCancelBetweenWrites(t *testing.T) {
	t.Parallel()
	ops := []string{"UpsertApplication", "UpdateApplication", "CreatePrincipal", "CreateGrant", "AddPassword", "SetLogo"}
	for _, op := range ops {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			ctx, cancel := context.WithCancel(t.Context())
			j := r.run()
			after := 0
			r.cloud.before = func(now string) {
				if ctx.Err() != nil {
					after++
				}
				if now == op {
					cancel()
				}
			}
			report := j.runner.Apply(ctx, j.plan)
			if !report.Stopped || report.ExitCode() != 4 {
				t.Errorf("exit code %d: %+v", report.ExitCode(), report.Results)
			}
			// What runs beside it may be in flight; nothing comes behind.
			if after > 2 {
				t.Errorf("%d writes began after the cancel: %s", after, r.cloud.written())
			}
			if n := len(r.cloud.truth().Apps); n > 0 && op == "AddPassword" && len(r.inbox.items) != 1 {
				t.Errorf("the secret in flight did not arrive: %v", r.inbox.items)
			}
			r.cloud.before = nil
			r.cloud.settle()
			if code := r.run().apply().ExitCode(); code == 1 || code == 4 {
				t.Errorf("again: exit code %d", code)
			}
			r.whole()
		})
	}
}

func TestCancelBetweenRestoreAndUpdate(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.setUp()
	r.cloud.put(func(w *world) { w.Apps[0].Deleted = true; w.Apps[0].App.Web.LogoutURL = "" })
	r.cloud.settle()
	j := r.run()
	if c := j.change("application"); c.Action != steps.Restore || len(c.Fields) != 1 {
		t.Fatalf("change %+v", c)
	}
	ctx, cancel := context.WithCancel(t.Context())
	r.cloud.before = func(string) { cancel() }
	report := j.runner.Apply(ctx, j.plan)
	if got := r.cloud.written(); got != "RestoreApplication" || !report.Stopped {
		t.Errorf("stopped %v, writes %s", report.Stopped, got)
	}
	r.cloud.before = nil
	if code := r.run().apply().ExitCode(); code == 1 || code == 4 {
		t.Errorf("again: exit code %d", code)
	}
	r.whole()
}

// A cancel while the secret is handed over: the hand-over ends, and counts.
func TestCancelDuringHandOver(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ctx, cancel := context.WithCancel(t.Context())
	r.inbox.during = cancel
	j := r.run()
	report := j.runner.Apply(ctx, j.plan)
	if len(r.inbox.items) != 1 || !report.Stopped {
		t.Errorf("stopped %v, handed %v", report.Stopped, r.inbox.items)
	}
	wantRow(t, report.Results, "secret", steps.Unseen, "not checked")
	r.inbox.during = nil
	r.run().apply()
	r.whole()
	if len(r.inbox.items) != 1 {
		t.Errorf("a second one was made: %v", r.inbox.items)
	}
}

// Every write of a set-up, lost before or after its work, with and without
// lagging copies, then the same command again: one of everything.
func TestEveryWriteLost(t *testing.T) {
	t.Parallel()
	ops := []string{"UpsertApplication", "UpdateApplication", "CreatePrincipal", "CreateGrant", "AddPassword", "SetLogo"}
	for _, op := range ops {
		for n := range 3 {
			if n > 0 && op != "UpdateApplication" {
				continue
			}
			for _, done := range []bool{false, true} {
				for _, lag := range []time.Duration{0, time.Second} {
					t.Run(strings.Join([]string{op, string(rune('1' + n)), map[bool]string{true: "done", false: "not done"}[done], lag.String()}, ", "), func(t *testing.T) {
						t.Parallel()
						r := newRig(t)
						r.cloud.lag = lag
						// Whatever is repeated inside is lost too: the run ends here.
						for range n {
							r.cloud.fail(op, fault{})
						}
						r.cloud.fail(op, fault{errLost, done})
						if op == "AddPassword" {
							r.cloud.fail(op, slices.Repeat([]fault{{errLost, done}}, 3)...)
						}
						r.run().apply()
						r.cloud.mu.Lock()
						r.cloud.faults = map[string][]fault{}
						r.cloud.mu.Unlock()
						if len(r.ids) > 0 {
							r.want.AppID = r.ids[0]
						}
						again := r.run()
						if report := again.apply(); report.ExitCode() == 1 || report.ExitCode() == 4 {
							t.Errorf("again: exit code %d\n%s\n%+v", report.ExitCode(), plainPlan(again.plan), report.Results)
						}
						r.whole()
						r.cloud.settle()
						if third := r.run(); !third.plan.Empty() {
							t.Errorf("third plan\n%s", plainPlan(third.plan))
						}
					})
				}
			}
		}
	}
}

// A record that cannot be written stops what it would record.
func TestJournalThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"Intend", "Note", "Done"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			sound := r.ledger
			r.ledger = &broken{sound, what}
			report := r.run().apply()
			if report.ExitCode() != 1 {
				t.Errorf("exit code %d", report.ExitCode())
			}
			if what == "Intend" && r.cloud.written() != "" {
				t.Errorf("written without a record: %s", r.cloud.written())
			}
			r.ledger = sound
			r.cloud.settle()
			if report := r.run().apply(); report.ExitCode() == 1 {
				t.Errorf("again: %+v", report)
			}
			r.whole()
		})
	}
}

// broken is a ledger on a full disk.
type broken struct {
	Ledger
	what string
}

func (b *broken) Intend(step, key string) error {
	if b.what == "Intend" {
		return errDisk
	}
	return b.Ledger.Intend(step, key)
}

func (b *broken) Note(step, key string, detail map[string]string) error {
	if b.what == "Note" {
		return errDisk
	}
	return b.Ledger.Note(step, key, detail)
}

func (b *broken) Done(step, key, outcome string) error {
	if b.what == "Done" {
		return errDisk
	}
	return b.Ledger.Done(step, key, outcome)
}
