package steps

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestMovedWorldIsNotTouched(t *testing.T) {
	t.Parallel()
	tests := map[string]Change{
		"another field":  {Action: Create, Fields: []Field{{Path: "x", To: 1}, {Path: "y", To: 2}}},
		"another end":    {Action: Create, Fields: []Field{{Path: "x", To: 9}}},
		"another start":  {Action: Create, Fields: []Field{{Path: "x", From: 7, To: 1}}},
		"another action": {Action: Delete, Fields: []Field{{Path: "x", To: 1}}},
		"blocked":        {Action: Blocked, Summary: "two of them"},
	}
	for name, later := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			a, b := step(w, "g.a"), step(w, "g.b", "g.a")
			confirmed := false
			a.plan = func(bool) Change {
				if confirmed {
					return later
				}
				return Change{Action: Create, Fields: []Field{{Path: "x", To: 1}}}
			}
			r := runnerOf(&memory{}, a, b)
			plan := read(t, r)
			confirmed = true
			report := r.Apply(t.Context(), plan)
			if w.done("apply g.a") || w.done("apply g.b") {
				t.Errorf("something was done: %v", w.log)
			}
			if !report.Moved || report.ExitCode() != 4 {
				t.Errorf("moved %v, exit code %d", report.Moved, report.ExitCode())
			}
		})
	}
}

func TestLessThanConfirmedIsDone(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a := step(w, "g.a")
	r := runnerOf(&memory{}, a)
	plan := read(t, r)
	w.make("g.a") // somebody else did it
	report := r.Apply(t.Context(), plan)
	if w.done("apply g.a") || report.ExitCode() != 0 {
		t.Errorf("log %v, exit code %d", w.log, report.ExitCode())
	}
}

func TestForgetComesBeforeApply(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a := &forgetful{step(w, "g.a")}
	r := runnerOf(&memory{}, a)
	r.Apply(t.Context(), read(t, r))
	if f := w.at("forget g.a"); f < 0 || f > w.at("apply g.a") {
		t.Errorf("log %v", w.log)
	}
}

type forgetful struct{ *fake }

func (f *forgetful) Forget() { f.w.note("forget", f.about.ID) }

func TestIntentIsWrittenBeforeAndOutcomeAfter(t *testing.T) {
	t.Parallel()
	w := newWorld()
	m := &memory{}
	a := step(w, "g.a")
	a.during = func(context.Context) {
		if !slices.Equal(m.log, []string{"intent g.a key-g.a"}) {
			t.Errorf("journal at the write: %v", m.log)
		}
	}
	r := runnerOf(m, a)
	r.Apply(t.Context(), read(t, r))
	if want := []string{"intent g.a key-g.a", "done g.a key-g.a"}; !slices.Equal(m.log, want) {
		t.Errorf("journal %v, want %v", m.log, want)
	}
}

type nothingDone struct{ error }

func TestRefusedIntentIsClosed(t *testing.T) {
	t.Parallel()
	w := newWorld()
	m := &memory{}
	a := step(w, "g.a")
	a.fail = nothingDone{errors.New("403")}
	r := runnerOf(m, a)
	r.Apply(t.Context(), read(t, r))
	if want := []string{"intent g.a key-g.a", "failed g.a key-g.a"}; !slices.Equal(m.log, want) {
		t.Errorf("journal %v, want %v", m.log, want)
	}
}

func TestOpenIntentIsToldAndLookedUp(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		have []ID
		want string
		done bool
	}{
		"had been done": {[]ID{"g.a"}, "it had been done", true},
		"never arrived": {nil, "nothing of it is there", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(tt.have...)
			m := &memory{open: map[string][]string{"g.a": {"key-g.a"}}}
			r := runnerOf(m, step(w, "g.a"))
			var told string
			r.Events = func(e Event) {
				if e.Kind == Found {
					told = e.Text
				}
			}
			read(t, r)
			if !strings.Contains(told, tt.want) {
				t.Errorf("told %q, want %q", told, tt.want)
			}
			if closed := slices.Contains(m.log, "done g.a key-g.a"); closed != tt.done {
				t.Errorf("intent closed: %v, want %v", closed, tt.done)
			}
		})
	}
}

// A value that the plan could not know has to be known when it is written.
func TestUnknownThatStaysUnknownIsNotDone(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a := step(w, "g.a")
	a.plan = func(bool) Change {
		return Change{Action: Create, Fields: []Field{{Path: "id", Unknown: "g.other"}}}
	}
	r := runnerOf(&memory{}, a)
	report := r.Apply(t.Context(), read(t, r))
	if w.done("apply g.a") || !report.Moved {
		t.Errorf("moved %v, log %v", report.Moved, w.log)
	}
}

func TestStepThatFindsAMovedWorld(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b := step(w, "g.a"), step(w, "g.b", "g.a")
	a.fail = fmt.Errorf("the application is gone: %w", ErrMoved)
	m := &memory{}
	r := runnerOf(m, a, b)
	report := r.Apply(t.Context(), read(t, r))
	if !report.Moved || report.ExitCode() != 4 || w.done("apply g.b") {
		t.Errorf("moved %v, exit code %d, log %v", report.Moved, report.ExitCode(), w.log)
	}
	if want := []string{"intent g.a key-g.a", "failed g.a key-g.a"}; !slices.Equal(m.log, want) {
		t.Errorf("journal %v, want %v", m.log, want)
	}
}

// Intents that an earlier run left under other keys have nothing left to look
// for once the step holds.
func TestOldIntentsAreClosed(t *testing.T) {
	t.Parallel()
	tests := map[string][]ID{"done now": nil, "done by somebody else": {"g.a"}}
	for name, later := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			m := &memory{open: map[string][]string{"g.a": {"old-key"}}}
			r := runnerOf(m, step(w, "g.a"))
			plan := read(t, r)
			for _, id := range later {
				w.make(id)
			}
			r.Apply(t.Context(), plan)
			if !slices.Contains(m.log, "done g.a old-key") {
				t.Errorf("journal %v", m.log)
			}
		})
	}
}

// A step with nothing to do stands between two others: the last still needs
// the first.
func TestNeedsReachThroughStepsWithNothingToDo(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		prepare func(a *fake)
		moved   bool
	}{
		"moved":   {func(a *fake) { a.fail = ErrMoved }, true},
		"failed":  {func(a *fake) { a.fail = errors.New("refused") }, false},
		"blocked": {func(a *fake) { a.plan = func(bool) Change { return Change{Action: Blocked, Summary: "two of them"} } }, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld("g.b")
			a, b, c := step(w, "g.a"), step(w, "g.b", "g.a"), step(w, "g.c", "g.b")
			tt.prepare(a)
			r := runnerOf(&memory{}, a, b, c)
			report := r.Apply(t.Context(), read(t, r))
			if w.done("apply g.c") || report.Moved != tt.moved {
				t.Errorf("moved %v, log %v", report.Moved, w.log)
			}
			if got := statusOf(t, report.Results, "g.b"); got != Pass {
				t.Errorf("the one between is %s", got)
			}
		})
	}
}
