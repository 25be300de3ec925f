package application

import (
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

func TestLogoThatEntraRefuses(t *testing.T) {
	t.Parallel()
	for _, kind := range []tenant.Kind{tenant.Refused, tenant.Policy} {
		r := newRig(t)
		r.cloud.fail("SetLogo", fault{refused(kind), false})
		report := r.run().apply()
		wantRow(t, report.Results, "logo", steps.ToDo, "Entra refused the picture")
		if fix := row(t, report.Results, "logo").Fix; !strings.Contains(fix, "Branding") {
			t.Errorf("cure %q", fix)
		}
		if s := steps.Summarize(report.Results); s.Fail > 0 || s.Unknown > 0 || report.ExitCode() != 5 {
			t.Errorf("it stopped something: %+v", report)
		}
		if tags := r.only().App.Tags; strings.Contains(strings.Join(tags, " "), logoTag) {
			t.Errorf("the picture is noted as uploaded: %v", tags)
		}
		// The next run tries again.
		if j := r.run(); j.change("logo").Action != steps.Create || j.apply().ExitCode() == 1 {
			t.Errorf("plan\n%s", plainPlan(j.plan))
		}
		r.whole()
	}
}

func TestLogoThatCannotBeSent(t *testing.T) {
	t.Parallel()
	for _, kind := range []tenant.Kind{tenant.Lost, tenant.Unreachable, tenant.SignIn} {
		r := newRig(t)
		r.cloud.fail("SetLogo", fault{refused(kind), false})
		wantRow(t, r.run().apply().Results, "logo", steps.Fail, "a write")
	}
}

func TestAnotherLogo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.setUp()
	r.cloud.put(func(w *world) { w.Apps[0].App.Tags = append(w.Apps[0].App.Tags, "a person's tag") })
	r.want.Logo = []byte("another")
	j := r.run()
	c := j.change("logo")
	if c.Action != steps.Update || c.Fields[0].From == nil || c.Fields[0].From == c.Fields[0].To {
		t.Errorf("change %+v", c)
	}
	j.apply()
	e := r.only()
	tags := strings.Join(e.App.Tags, " ")
	if string(e.Logo) != "another" || strings.Count(tags, logoTag) != 1 || !strings.Contains(tags, "a person's tag") || !strings.Contains(tags, r.want.SiteKey) {
		t.Errorf("logo %q, tags %s", e.Logo, tags)
	}
	if !r.run().plan.Empty() {
		t.Error("uploads it again")
	}
}
