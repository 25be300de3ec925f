package application

import (
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// foreign is an application that a person made by hand, years ago.
func foreign(n int, change func(*tenant.Application)) entry {
	e := entry{App: tenant.Application{ObjectID: "foreign-object-" + appID(n), AppID: appID(n), DisplayName: "Made by hand", Audience: tenant.AudienceMultiple}}
	if change != nil {
		change(&e.App)
	}
	return e
}

func (c *cloud) hold(entries ...entry) {
	c.put(func(w *world) { w.Apps = append(w.Apps, entries...) })
	c.settle()
}

func TestFind(t *testing.T) {
	t.Parallel()
	ours := UniqueName(site, "")
	named := foreign(1, func(a *tenant.Application) { a.UniqueName = ours })
	byURI := foreign(2, func(a *tenant.Application) { a.IdentifierURIs = []string{"api://learn.example.org/" + appID(2)} })
	byCallback := foreign(3, func(a *tenant.Application) { a.Web.RedirectURIs = []string{callback} })
	byLogin := foreign(4, func(a *tenant.Application) { a.Web.RedirectURIs = []string{"https://x.example", login} })
	byAll := foreign(5, func(a *tenant.Application) {
		a.IdentifierURIs, a.Web.RedirectURIs = byURI.App.IdentifierURIs, []string{callback, login}
	})
	other := foreign(6, func(a *tenant.Application) {
		a.IdentifierURIs, a.Web.RedirectURIs = []string{"api://learn.example.org.evil.example/x"}, []string{callback + "x"}
	})
	gone := func(e entry) entry { e.Deleted = true; return e }
	tests := map[string]struct {
		there  []entry
		ids    string
		want   string // client id of what is found
		action steps.Action
	}{
		"nothing":                               {nil, "", "", steps.Create},
		"something else":                        {[]entry{other}, "", "", steps.Create},
		"by client id":                          {[]entry{byURI, other}, appID(6), appID(6), steps.Update},
		"by client id, before the unique name":  {[]entry{named, other}, appID(6), appID(6), steps.Update},
		"by unique name":                        {[]entry{other, named}, "", appID(1), steps.Update},
		"by unique name, before all addresses":  {[]entry{byURI, byCallback, named}, "", appID(1), steps.Update},
		"by identifier URI":                     {[]entry{byURI, other}, "", appID(2), steps.Update},
		"by the first redirect URI":             {[]entry{byCallback}, "", appID(3), steps.Update},
		"by the second redirect URI":            {[]entry{byLogin}, "", appID(4), steps.Update},
		"by everything at once":                 {[]entry{byAll}, "", appID(5), steps.Update},
		"several":                               {[]entry{byURI, byLogin}, "", "", steps.Blocked},
		"ours was deleted":                      {[]entry{gone(named)}, "", appID(1), steps.Restore},
		"ours was deleted, and is in the file":  {[]entry{gone(named)}, appID(1), appID(1), steps.Restore},
		"a foreign one was deleted":             {[]entry{gone(byAll)}, "", "", steps.Create},
		"ours was deleted, a foreign one lives": {[]entry{gone(named), byURI}, "", appID(2), steps.Update},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.hold(tt.there...)
			r.want.AppID = tt.ids
			j := r.run()
			if got := j.change("application").Action; got != tt.action {
				t.Fatalf("plan %s: %s", got, j.change("application").Summary)
			}
			if got := j.app.AppID().Or(""); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			report := j.apply()
			if tt.action == steps.Blocked {
				if got := r.cloud.written(); got != "" || report.ExitCode() != 1 {
					t.Errorf("exit code %d, writes %s", report.ExitCode(), got)
				}
				return
			}
			if report.ExitCode() != 0 {
				t.Errorf("report %+v", report)
			}
			live := 0
			for _, e := range r.cloud.truth().Apps {
				if !e.Deleted {
					live++
				}
			}
			before := len(slices.DeleteFunc(slices.Clone(tt.there), func(e entry) bool { return e.Deleted }))
			if tt.want == "" || tt.action == steps.Restore {
				before++
			}
			if live != before {
				t.Errorf("%d live applications, want %d", live, before)
			}
			r.cloud.settle()
			if again := r.run(); !again.plan.Empty() {
				t.Errorf("second plan\n%s", plainPlan(again.plan))
			}
		})
	}
}

// Several candidates: nothing is done, and the person is told what to do.
func TestSeveralCandidates(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.hold(
		foreign(1, func(a *tenant.Application) { a.Web.RedirectURIs = []string{callback}; a.DisplayName = "One" }),
		foreign(2, func(a *tenant.Application) { a.Web.RedirectURIs = []string{login}; a.DisplayName = "Two" }))
	j := r.run()
	c := j.change("application")
	for _, word := range []string{`"One" (client id ` + appID(1) + `)`, `"Two" (client id ` + appID(2) + `)`, "2 applications"} {
		if !strings.Contains(c.Summary, word) {
			t.Errorf("summary %q lacks %q", c.Summary, word)
		}
	}
	if !strings.Contains(c.Cure, "ids.app") || len(j.app.Candidates()) != 2 || !j.app.AppID().Absent() {
		t.Errorf("cure %q, candidates %v, client id %+v", c.Cure, j.app.Candidates(), j.app.AppID())
	}
	for _, c := range j.plan.Changes {
		if c.Action != steps.Blocked {
			t.Errorf("%s is %s", c.Step, c.Action)
		}
	}
	r.want.AppID = appID(2)
	if j := r.run(); len(j.plan.Blocked()) > 0 || len(j.app.Candidates()) > 0 {
		t.Errorf("after the choice\n%s", plainPlan(j.plan))
	}
	r.want.Group, r.want.AppID = "bot", ""
	if c, _ := r.run().plan.Of("bot.application"); !strings.Contains(c.Cure, "ids.bot") {
		t.Errorf("cure %q", c.Cure)
	}
}

func TestClientIDThatTheTenantDoesNotKnow(t *testing.T) {
	t.Parallel()
	gone := foreign(7, func(a *tenant.Application) { a.Web.RedirectURIs = []string{callback} })
	gone.Deleted = true
	for name, there := range map[string][]entry{"right tenant": nil, "asks whether to restore it": {gone}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.hold(there...)
			r.want.AppID = appID(7)
			j := r.run()
			c := j.change("application")
			if c.Action != steps.Blocked || !strings.Contains(c.Summary, "ids.app") || !strings.Contains(c.Cure, name) || len(j.app.Buried()) != len(there) {
				t.Errorf("change %+v", c)
			}
			for _, c := range j.plan.Changes[1:] {
				if c.Action != steps.Blocked || c.Summary != "waits for entra.application" && c.Summary != "waits for entra.principal" {
					t.Errorf("change %+v", c)
				}
			}
			wantRow(t, j.apply().Results, "application", steps.Unseen, appID(7))
			if got := r.cloud.written(); got != "" {
				t.Errorf("writes %s", got)
			}
		})
	}
}

// What was made a moment ago is found, though a copy has not heard of it.
func TestFindWhatIsYoung(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.lag = 2 * 1e9
	r.cloud.put(func(w *world) {
		w.Apps = append(w.Apps, foreign(8, func(a *tenant.Application) { a.UniqueName = r.want.UniqueName; a.Created = r.clock.Now() }))
	})
	r.want.AppID = appID(8)
	if j := r.run(); j.change("application").Action != steps.Update {
		t.Errorf("plan\n%s", plainPlan(j.plan))
	}
}

func TestReadThatFails(t *testing.T) {
	t.Parallel()
	for _, op := range []string{"FindApplications", "DeletedApplications", "PrincipalByAppID"} {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.fail(op, fault{err: refused(tenant.Denied)})
			j := r.run()
			c := j.change("application")
			if c.Action != steps.Blocked || !strings.Contains(c.Summary, "could not be looked at") || c.Cure != "ask somebody" {
				t.Errorf("change %+v", c)
			}
			for _, row := range j.runner.Check(t.Context()) {
				if row.Status != steps.Unseen {
					t.Errorf("row %+v", row)
				}
			}
		})
	}
}

func TestTenantWithoutMicrosoftGraph(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.put(func(w *world) { w.Principals = nil })
	if c := r.run().change("application"); c.Action != steps.Blocked || !strings.Contains(c.Summary, "Microsoft Graph") {
		t.Errorf("change %+v", c)
	}
}
