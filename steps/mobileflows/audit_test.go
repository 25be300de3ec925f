package mobileflows

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	rehearsal "teamwright/steps/sandbox/access"
	"teamwright/steps/tenant"
)

// old lays out what a set-up by the guide of 2021 left.
func old(r *rig) {
	long := time.Date(2299, 12, 31, 0, 0, 0, 0, time.UTC)
	r.dir.apps = append(r.dir.apps, tenant.Application{
		ObjectID: "o-old", AppID: "c-old", DisplayName: "Mobile Flows\x1b[2J", Created: r.now.AddDate(-5, 0, 0),
		Web: tenant.Web{RedirectURIs: []string{"https://other.example/", Callback(answers.MobileFlowsHost)}},
		Passwords: []tenant.Password{
			{KeyID: "k-never", Name: "Never", Start: r.now.AddDate(-5, 0, 0), End: long},
			{KeyID: "k-dead", Name: "dead", Start: r.now.AddDate(-3, 0, 0), End: r.now.AddDate(-1, 0, 0)},
		},
	})
	r.dir.people = append(r.dir.people, tenant.Principal{ObjectID: "p-old", AppID: "c-old"})
	r.dir.grants = append(r.dir.grants, tenant.Grant{ID: "g-old", ClientID: "p-old", ResourceID: "graph", ConsentType: tenant.ConsentAll, Scopes: []string{"User.Read", "Group.ReadWrite.All", "Directory.Read.All"}})
}

func audit(t *testing.T, r *rig) *Audit {
	t.Helper()
	a := NewAudit(r.job, r.dir)
	if err := a.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAuditFindsNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	a := audit(t, r)
	if s := steps.Summarize(a.Rows()); s.ExitCode() != 0 || len(a.Removals()) != 0 {
		t.Errorf("%+v, %d removals", s, len(a.Removals()))
	}
}

func TestAuditFinds(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	old(r)
	rows := audit(t, r).Rows()
	for name, want := range map[string]struct {
		status steps.Status
		says   string
	}{
		"registration.c-old": {steps.ToDo, "leads to https://prod.hero.vmwservices.com/token-exchange/oauth2/callback"},
		"secrets.c-old":      {steps.Fail, `"Never" until 2299-12-31`},
		"consents.c-old":     {steps.ToDo, "Directory.Read.All, Group.ReadWrite.All"},
		"old_template":       {steps.Pass, "none"},
		"uem_removed":        {steps.ToDo, "UEM"},
	} {
		row := rowOf(t, rows, name)
		if row.Status != want.status || !strings.Contains(row.Detail, want.says) {
			t.Errorf("%s: %s, %s", name, row.Status, row.Detail)
		}
		if strings.Contains(row.Title+row.Detail, "\x1b") {
			t.Errorf("%s steers the terminal", name)
		}
	}
	// A host that is gone makes of each registration a hole.
	r.before = func(_ int, q *http.Request) *http.Response {
		if is(q.URL.Path, "/public-key") {
			return page(404, "")
		}
		return nil
	}
	if row := rowOf(t, audit(t, r).Rows(), "registration.c-old"); row.Status != steps.Fail {
		t.Errorf("%+v", row)
	}
	// Without a service client Access is unknown, not clean.
	r.client("")
	if row := rowOf(t, audit(t, r).Rows(), "old_template"); row.Status != steps.Unseen {
		t.Errorf("%+v", row)
	}
}

func TestRemovals(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	r.apply()
	old(r)
	a := audit(t, r)
	var names []string
	for _, m := range a.Removals() {
		names = append(names, m.Name)
		sure := strings.HasPrefix(m.Name, "secret:") || strings.HasPrefix(m.Name, "template:") || strings.HasPrefix(m.Name, "devices:")
		if m.Irreversible != sure {
			t.Errorf("%s irreversible: %v", m.Name, m.Irreversible)
		}
	}
	if got := strings.Join(names[:5], " "); got != "consent:g-old secret:k-never secret:k-dead redirect:c-old app:c-old" || names[len(names)-1] != "template:"+TemplateID {
		t.Errorf("removals %v", names)
	}
	if first := Asked(a.Removals())[0].Name; !strings.HasPrefix(first, "app:") {
		t.Errorf("a person is asked about %s first", first)
	}
	if chosen, unknown, err := a.Chosen(t.Context(), []string{"APP:c-old", "secret:k-never", "x:y", "consent:g-old"}); err != nil || len(chosen) != 1 || chosen[0].Name != "app:c-old" || !slices.Equal(unknown, []string{"x:y"}) {
		t.Errorf("chosen %v, unknown %v, %v", chosen, unknown, err)
	}

	// One by one, then a second time, which writes nothing.
	for _, pick := range [][]string{{"consent:g-old", "secret:k-never"}, {"app:c-old", "template:" + TemplateID}} {
		chosen := choose(t, audit(t, r), pick...)
		var list []steps.Step
		for _, m := range chosen {
			list = append(list, m)
		}
		x := r.do(list)
		if x.report.ExitCode() != 0 || len(x.report.Results) != len(pick) {
			t.Errorf("%v: %+v", pick, x.report.Results)
		}
		before := len(r.dir.writes)
		if again := r.do(list); !again.plan.Empty() || len(r.dir.writes) != before {
			t.Errorf("%v: a second run writes %+v", pick, again.plan)
		}
	}
	if len(r.dir.apps) != 1 || len(r.dir.grants) != 1 || r.dir.apps[0].AppID == "c-old" {
		t.Errorf("left: %+v, %+v", r.dir.apps, r.dir.grants)
	}
	if _, ok, err := r.job.Access.Template(t.Context(), TemplateID); ok || err != nil {
		t.Errorf("template there %v, %v", ok, err)
	}
}

// Where it leads can be taken from an application without the application: what
// else it has stays, and the next audit finds nothing.
func TestRemoveRedirects(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	old(r)
	r.dir.apps[0].Web.RedirectURIs = append(r.dir.apps[0].Web.RedirectURIs, "https://EU.Hero.vmwservices.com/x/")
	a := audit(t, r)
	if row := rowOf(t, a.Rows(), "registration.c-old"); !strings.Contains(row.Detail, "EU.Hero") || !strings.Contains(row.Detail, "1 more of its redirect URIs lead elsewhere") {
		t.Errorf("%+v", row)
	}
	chosen := choose(t, a, "redirect:c-old")
	if x := r.do([]steps.Step{chosen[0]}); x.report.ExitCode() != 0 {
		t.Errorf("%+v", x.report)
	}
	if got := r.dir.apps[0].Web.RedirectURIs; !slices.Equal(got, []string{"https://other.example/"}) {
		t.Errorf("left: %v", got)
	}
	if left := audit(t, r).Removals(); len(left) != 0 {
		t.Errorf("found again: %d things", len(left))
	}
}

// What a run began to remove is looked for by the next one, though the audit no
// longer finds its application.
func TestRemovalGoesOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	old(r)
	grants := slices.Clone(r.dir.grants)
	r.do([]steps.Step{choose(t, audit(t, r), "consent:g-old")[0]})
	r.dir.grants = grants // the removal was never heard
	r.do([]steps.Step{choose(t, audit(t, r), "redirect:c-old")[0]})
	again := choose(t, audit(t, r), "redirect:c-old", "consent:g-old")
	x := r.do([]steps.Step{again[0], again[1]})
	if x.plan.Changes[0].Action != steps.None || x.plan.Changes[1].Action != steps.Delete || x.report.ExitCode() != 0 {
		t.Errorf("%+v\n%+v", x.plan, x.report)
	}
	if _, unknown, err := audit(t, r).Chosen(t.Context(), []string{"secret:k-never"}); err != nil || len(unknown) != 1 {
		t.Errorf("what nobody began to remove: unknown %v, %v", unknown, err)
	}
}

// choose gives removals by their names.
func choose(t *testing.T, a *Audit, names ...string) []*Removal {
	t.Helper()
	chosen, unknown, err := a.Chosen(t.Context(), names)
	if err != nil || len(unknown) > 0 {
		t.Fatalf("unknown %v, %v", unknown, err)
	}
	return chosen
}

// A removed thing that goes on showing is unknown, not gone.
func TestRemovalShowsOn(t *testing.T) {
	t.Parallel()
	r := newRig(t, rehearsal.Options{})
	r.apply()
	chosen := choose(t, audit(t, r), "template:"+TemplateID)
	r.before = func(_ int, q *http.Request) *http.Response {
		if q.Method == http.MethodDelete {
			return page(204, "")
		}
		return nil
	}
	x := r.do([]steps.Step{chosen[0]})
	if got := x.report.Results[0]; got.Status != steps.Unseen {
		t.Errorf("%+v", got)
	}
}
