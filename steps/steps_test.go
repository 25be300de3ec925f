package steps

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/wire"
)

func TestOrderOfBothGraphs(t *testing.T) {
	t.Parallel()
	w := newWorld()
	// b is read before a, and applied after it: two graphs.
	a, b := step(w, "g.a"), step(w, "g.b", "g.a")
	a.about.Reads = []ID{"g.b"}
	r := runnerOf(&memory{}, a, b)
	plan := read(t, r)
	if w.at("read g.b") > w.at("read g.a") {
		t.Errorf("reads in the wrong order: %v", w.log)
	}
	r.Apply(t.Context(), plan)
	if w.at("apply g.a") > w.at("apply g.b") {
		t.Errorf("applies in the wrong order: %v", w.log)
	}
}

func TestCircleIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld()
	tests := map[string][]Step{
		"apply": {step(w, "g.a", "g.b"), step(w, "g.b", "g.a")},
		"read": {
			&fake{w: w, about: About{ID: "g.a", Reads: []ID{"g.b"}}},
			&fake{w: w, about: About{ID: "g.b", Reads: []ID{"g.a"}}},
		},
		"twice": {step(w, "g.a"), step(w, "g.a")},
	}
	for name, list := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := runnerOf(&memory{}, list...).Read(t.Context()); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestIndependentStepsRunSideBySide(t *testing.T) {
	t.Parallel()
	w := newWorld()
	var together sync.WaitGroup
	together.Add(2)
	meet := func(context.Context) { together.Done(); together.Wait() } // hangs unless both are at work
	a, b := step(w, "g.a"), step(w, "g.b")
	a.during, b.during = meet, meet
	r := runnerOf(&memory{}, a, b)
	if report := r.Apply(t.Context(), read(t, r)); report.ExitCode() != 0 {
		t.Errorf("exit code %d", report.ExitCode())
	}
	if w.widest.Load() != 2 {
		t.Errorf("%d side by side, want 2", w.widest.Load())
	}
}

func TestFreshTenantAndEmptySecondPlan(t *testing.T) {
	t.Parallel()
	w := newWorld()
	list := func() []Step { return []Step{step(w, "g.a"), step(w, "g.b", "g.a")} }
	first := runnerOf(&memory{}, list()...)
	plan := read(t, first)
	if plan.Writes() != 2 {
		t.Fatalf("%d changes, want 2", plan.Writes())
	}
	if code := first.Apply(t.Context(), plan).ExitCode(); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	second := runnerOf(&memory{}, list()...)
	if plan := read(t, second); !plan.Empty() {
		t.Errorf("second plan %+v", plan)
	}
}

func TestSkip(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a := step(w, "g.a")
	a.plan = func(bool) Change { return Change{Action: Skip, Summary: "single sign-on is off"} }
	r := runnerOf(&memory{}, a)
	report := r.Apply(t.Context(), read(t, r))
	if got := report.Results[0]; got.Status != Skipped || got.Detail != "single sign-on is off" {
		t.Errorf("row %+v", got)
	}
	if w.done("apply g.a") || w.done("check g.a") {
		t.Errorf("a skipped step did something: %v", w.log)
	}
}

// What a skipped step could not look at is unknown, before a run and after it.
func TestSkipUnseen(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a := step(w, "g.a")
	a.plan = func(bool) Change { return Change{Action: Skip, Summary: "not for this sign-in", Unseen: true} }
	a.status = Unseen
	r := runnerOf(&memory{}, a)
	plan := read(t, r)
	for when, rows := range map[string][]Result{"before": r.Check(t.Context()), "after": r.Apply(t.Context(), plan).Results} {
		if len(rows) != 1 || rows[0].Status != Unseen {
			t.Errorf("%s: %+v", when, rows)
		}
	}
	if w.done("apply g.a") {
		t.Error("it was applied")
	}
}

func TestFailureStopsOnlyWhatNeedsIt(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b, c := step(w, "g.a"), step(w, "g.b", "g.a"), step(w, "g.c")
	a.fail = errors.New("refused")
	m := &memory{}
	r := runnerOf(m, a, b, c)
	report := r.Apply(t.Context(), read(t, r))
	for id, want := range map[ID]Status{"g.a": Fail, "g.b": Unseen, "g.c": Pass} {
		if got := statusOf(t, report.Results, id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	if w.done("apply g.b") {
		t.Error("g.b was applied without what it needs")
	}
	if report.ExitCode() != 1 {
		t.Errorf("exit code %d", report.ExitCode())
	}
	if slices.Contains(m.log, "done g.a key-g.a") {
		t.Error("a failed apply has an outcome in the journal")
	}
}

func TestGateWaitsForChecks(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status Status
		runs   bool
	}{
		"pass":   {Pass, true},
		"manual": {ToDo, true},
		"fail":   {Fail, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			a, last := step(w, "g.a"), step(w, "g.last")
			a.status = tt.status
			last.about.Gates = []ID{"g.a"}
			r := runnerOf(&memory{}, last, a)
			r.Apply(t.Context(), read(t, r))
			if w.done("apply g.last") != tt.runs {
				t.Errorf("applied %v, want %v", !tt.runs, tt.runs)
			}
			if tt.runs && w.at("check g.a") > w.at("apply g.last") {
				t.Error("did not wait for the check")
			}
		})
	}
}

func TestChecksRunBesideApplies(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b := step(w, "g.a"), step(w, "g.b", "g.a")
	applied := make(chan struct{})
	b.during = func(context.Context) { close(applied) }
	slow := &slowCheck{a, applied}
	r := runnerOf(&memory{}, slow, b)
	done := make(chan Report)
	plan := read(t, r)
	go func() { done <- r.Apply(t.Context(), plan) }()
	select {
	case report := <-done:
		if report.ExitCode() != 0 {
			t.Errorf("exit code %d", report.ExitCode())
		}
	case <-time.After(10 * time.Second):
		t.Fatal("an apply waited for the check of a step that it needs only the apply of")
	}
}

// slowCheck ends its check only when somebody else has applied.
type slowCheck struct {
	*fake
	until chan struct{}
}

func (s *slowCheck) Check(ctx context.Context) []Result {
	<-s.until
	return s.fake.Check(ctx)
}

func TestReadFailureIsUnknownAndBlocksThePlan(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b := step(w, "g.a"), step(w, "g.b", "g.a")
	a.readErr = errors.New("no answer")
	b.about.Reads = []ID{"g.a"}
	r := runnerOf(&memory{}, a, b)
	plan := read(t, r)
	if len(plan.Blocked()) != 2 {
		t.Fatalf("plan %+v", plan)
	}
	for _, row := range r.Check(t.Context()) {
		if row.Status != Unseen {
			t.Errorf("row %+v", row)
		}
	}
}

func (nothingDone) NothingDone() bool { return true }

func TestBlockedGateHolds(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, last := step(w, "g.a"), step(w, "g.last")
	a.readErr = errors.New("no answer") // its row is unknown, not fail
	last.about.Gates = []ID{"g.a"}
	r := runnerOf(&memory{}, a, last)
	report := r.Apply(t.Context(), read(t, r))
	if w.done("apply g.last") {
		t.Error("went past a gate that could not be looked at")
	}
	if got := statusOf(t, report.Results, "g.last"); got != Unseen {
		t.Errorf("row %s", got)
	}
}

// TestCheckWaitsForWhatItTries has a check wait for a slow apply that the step
// itself does not need; one that fails is through as well.
func TestCheckWaitsForWhatItTries(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]error{"done": nil, "failed": errors.New("refused")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			tried, slow := step(w, "g.tried"), step(w, "g.slow")
			tried.about.Behind = []ID{"g.slow"}
			slow.fail = fail
			slow.during = func(context.Context) {
				for !w.done("apply g.tried") { // side by side, or this never ends
					runtime.Gosched()
				}
				w.note("end", "g.slow")
			}
			r := runnerOf(&memory{}, tried, slow)
			r.Apply(t.Context(), read(t, r))
			if check, end := w.at("check g.tried"), w.at("end g.slow"); check < end || end < 0 {
				t.Errorf("log %v", w.log)
			}
		})
	}
}

// TestChecksInACircle refuses steps whose checks would wait for each other.
func TestChecksInACircle(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b := step(w, "g.a"), step(w, "g.b")
	a.about.Behind, b.about.Gates = []ID{"g.b"}, []ID{"g.a"}
	if err := runnerOf(&memory{}, a, b).Read(t.Context()); err == nil {
		t.Error("taken")
	}
}

func TestBlockedNeedHolds(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b, c := step(w, "g.a"), step(w, "g.b", "g.a"), step(w, "g.c", "g.b")
	a.plan = func(bool) Change { return Change{Action: Blocked, Summary: "two of them", Cure: "choose"} }
	r := runnerOf(&memory{}, a, b, c)
	report := r.Apply(t.Context(), read(t, r))
	if w.done("apply g.b") || w.done("apply g.c") {
		t.Errorf("log %v", w.log)
	}
	if got := report.Results[0]; got.Status != Fail || got.Detail != "two of them" || got.Fix != "choose" {
		t.Errorf("row %+v", got)
	}
}

type cured struct{ error }

func (cured) CureText() string { return "ask for the role" }

func TestFailedStepNamesItsCure(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b := step(w, "g.a"), step(w, "g.b")
	a.fail = cured{errors.New("403")}
	b.readErr = cured{errors.New("403")}
	b.about.Reads = []ID{"g.a"}
	r := runnerOf(&memory{}, a, b)
	report := r.Apply(t.Context(), read(t, r))
	for _, row := range report.Results {
		if row.Fix != "ask for the role" || !strings.Contains(row.Detail, "403") {
			t.Errorf("row %+v", row)
		}
	}
}

// What waits for a read that failed names the root of it, however far away.
func TestUnreadNeedsAreSaidOnce(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b, c := step(w, "g.a"), step(w, "g.b"), step(w, "g.c")
	a.readErr = errors.New("no answer")
	b.about.Reads, c.about.Reads = []ID{"g.a"}, []ID{"g.b"}
	plan := read(t, runnerOf(&memory{}, a, b, c))
	for _, id := range []ID{"g.b", "g.c"} {
		if got, _ := plan.Of(id); got.Summary != "waits for g.a" || got.Cure != "see g.a" {
			t.Errorf("%+v", got)
		}
	}
	if w.done("read g.b") || w.done("read g.c") {
		t.Errorf("log %v", w.log)
	}
}

func TestParallelIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld()
	var list []Step
	for _, id := range []ID{"g.a", "g.b", "g.c", "g.d"} {
		list = append(list, step(w, id))
	}
	r := runnerOf(&memory{}, list...)
	r.Parallel = 1
	r.Apply(t.Context(), read(t, r))
	if w.widest.Load() != 1 {
		t.Errorf("%d side by side, want 1", w.widest.Load())
	}
}

func TestEventsAndRowsInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld()
	a, b := step(w, "g.a", "g.b"), step(w, "g.b")
	r := runnerOf(&memory{}, a, b)
	var kinds []string
	r.Events = func(e Event) {
		if e.Step == "g.a" {
			kinds = append(kinds, string(e.Kind))
		}
	}
	a.during = func(ctx context.Context) {
		wire.Report(ctx, wire.Wait{What: "patience", Try: 2, Elapsed: 7 * time.Second, Next: 4 * time.Second})
	}
	report := r.Apply(t.Context(), read(t, r))
	if got := strings.Join(kinds, " "); got != "reading read applying waiting applied checking checked" {
		t.Errorf("events %s", got)
	}
	if report.Results[0].ID != "g.a" || report.Results[1].ID != "g.b" {
		t.Errorf("rows are not in the order of the steps: %v", report.Results)
	}
}
