package catalog

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"teamwright/steps"
	"teamwright/steps/journal"
)

// Under an id that the run itself has made nobody can have published: the
// catalogue is not searched before. One that was known is searched for.
func TestNewbornIsNotSearched(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		newborn bool
		reads   int
	}{"an id of this run": {true, 0}, "an id of before": {false, 1}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.answers.IDs.App = ""
			var made atomic.Bool
			made.Store(!c.newborn)
			o.appID = func() steps.Value[string] {
				if made.Load() {
					return knownID()
				}
				return unknownID()
			}
			j, err := journal.Open(o.dir, "j", o.clock.Now)
			must(t, err)
			defer j.Close()
			_, list := o.list(j)
			r := &steps.Runner{Steps: append(list, &maker{made: &made}), Journal: j, Clock: o.clock.Wire(), Events: func(steps.Event) {}}
			must(t, r.Read(t.Context()))
			reads := -1
			o.shop.hears = func() { reads = o.shop.reads }
			report := r.Apply(t.Context(), r.Plan())
			if len(o.shop.writes) != 1 || reads != c.reads {
				t.Errorf("the catalogue heard %v after %d reads\n%+v", o.shop.writes, reads, report.Results)
			}
		})
	}
}

// maker is the step that makes the application.
type maker struct{ made *atomic.Bool }

func (m *maker) About() steps.About {
	return steps.About{ID: packageStep, Title: "the application"} // what publishing waits for
}
func (m *maker) Read(context.Context) error { return nil }

func (m *maker) Plan() steps.Change {
	if m.made.Load() {
		return steps.Change{Action: steps.None}
	}
	return steps.Change{Action: steps.Create, Key: "app"}
}

func (m *maker) Apply(context.Context, steps.Change) error { m.made.Store(true); return nil }
func (m *maker) Check(context.Context) []steps.Result      { return nil }

// Before the application is made only its version is certain.
func TestPlanBeforeTheApplication(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.appID, o.answers.IDs.App, o.ready = unknownID, "", true
	u := o.run()
	c := u.change(publishStep)
	if c.Action != steps.Create || c.Fields[1].Unknown != "entra.application" || len(o.shop.writes) != 0 {
		t.Errorf("change %+v", c)
	}
}

// A catalogue that may not be read tells nothing; the tags do.
func TestBlindCatalogue(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.run()
	o.ready, o.shop.denied = true, true
	rows := o.check()
	if r := find(rows, "catalog.publish"); r.Status != steps.Pass || !strings.Contains(r.Detail, "this sign-in may not see") || find(rows, "catalog.state").ID != "" {
		t.Errorf("rows %+v", rows)
	}
}
