package steps

import (
	"sync"
	"testing"
)

func TestValue(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		v      Value[string]
		get    string
		known  bool
		by     ID
		absent bool
	}{
		"known":           {Known("a"), "a", true, "", false},
		"known and empty": {Known(""), "", true, "", false},
		"unknown":         {Unknown[string]("g.a"), "other", false, "g.a", false},
		"absent":          {Value[string]{}, "other", false, "", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, known := tt.v.Get(); known != tt.known || tt.v.Or("other") != tt.get {
				t.Errorf("known %v, or %q", known, tt.v.Or("other"))
			}
			if by, ok := tt.v.By(); by != tt.by || ok != (tt.by != "") || tt.v.Absent() != tt.absent {
				t.Errorf("by %q, absent %v", by, tt.v.Absent())
			}
		})
	}
}

func TestCell(t *testing.T) {
	t.Parallel()
	var c Cell[int]
	if !c.Get().Absent() {
		t.Error("a new cell holds something")
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() { c.Set(Known(i)); c.Get() })
	}
	wg.Wait()
	if _, known := c.Get().Get(); !known {
		t.Error("what was set is lost")
	}
}

func TestGroupOfAnID(t *testing.T) {
	t.Parallel()
	for id, want := range map[ID]string{"entra.application": "entra", "a.b.c": "a", "alone": "alone", "": ""} {
		if got := id.Group(); got != want {
			t.Errorf("%s is of %q, want %q", id, got, want)
		}
	}
}

func TestPlanCounts(t *testing.T) {
	t.Parallel()
	var p Plan
	for _, a := range []Action{Create, Update, Replace, Restore, Delete, None, Skip, Manual, Blocked} {
		p.Changes = append(p.Changes, Change{Step: ID("g." + string(a)), Action: a})
	}
	if p.Writes() != 5 || p.Empty() || len(p.Blocked()) != 1 {
		t.Errorf("%d writes, blocked %v", p.Writes(), p.Blocked())
	}
	if c, ok := p.Of("g.skip"); !ok || c.Action != Skip {
		t.Errorf("found %+v", c)
	}
	if _, ok := p.Of("g.none at all"); ok {
		t.Error("found what is not there")
	}
	if (Plan{Changes: p.Changes[5:]}).Writes() != 0 {
		t.Error("a change that writes nothing counts")
	}
}
