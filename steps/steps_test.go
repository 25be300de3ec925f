package steps

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"teamwright/steps/wire"
)

// world is what the fake steps read and write.
type world struct {
	mu     sync.Mutex
	have   map[ID]bool
	log    []string
	busy   atomic.Int32
	widest atomic.Int32
}

func newWorld(have ...ID) *world {
	w := &world{have: map[ID]bool{}}
	for _, id := range have {
		w.have[id] = true
	}
	return w
}

func (w *world) note(what string, id ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log = append(w.log, what+" "+string(id))
}

func (w *world) done(entry string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Contains(w.log, entry)
}

func (w *world) at(entry string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Index(w.log, entry)
}

func (w *world) is(id ID) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.have[id]
}

func (w *world) make(id ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.have[id] = true
}

// fake is a step that wants its own id to be in the world.
type fake struct {
	about   About
	w       *world
	there   bool
	readErr error
	fail    error
	during  func(ctx context.Context)
	plan    func(there bool) Change
	status  Status
}

func (f *fake) About() About { return f.about }

func (f *fake) Read(context.Context) error {
	f.w.note("read", f.about.ID)
	f.there = f.w.is(f.about.ID)
	return f.readErr
}

func (f *fake) Plan() Change {
	if f.plan != nil {
		return f.plan(f.there)
	}
	if f.there {
		return Change{Action: None, Summary: "there"}
	}
	return Change{Action: Create, Summary: "make", Key: "key-" + string(f.about.ID), Fields: []Field{{Path: "x", To: 1}}}
}

func (f *fake) Apply(ctx context.Context, _ Change) error {
	n := f.w.busy.Add(1)
	defer f.w.busy.Add(-1)
	for {
		old := f.w.widest.Load()
		if n <= old || f.w.widest.CompareAndSwap(old, n) {
			break
		}
	}
	f.w.note("apply", f.about.ID)
	if f.during != nil {
		f.during(ctx)
	}
	if f.fail != nil {
		return f.fail
	}
	f.w.make(f.about.ID)
	return nil
}

func (f *fake) Check(context.Context) []Result {
	f.w.note("check", f.about.ID)
	st := f.status
	if st == "" {
		st = Pass
		if !f.w.is(f.about.ID) {
			st = Fail
		}
	}
	return []Result{{ID: string(f.about.ID), Status: st}}
}

// memory is a journal in memory.
type memory struct {
	mu   sync.Mutex
	log  []string
	open map[string][]string
}

func (m *memory) add(what, step, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.log = append(m.log, what+" "+step+" "+key)
	return nil
}
func (m *memory) Intend(step, key string) error  { return m.add("intent", step, key) }
func (m *memory) Done(step, key, _ string) error { return m.add("done", step, key) }
func (m *memory) Failed(step, key string) error  { return m.add("failed", step, key) }
func (m *memory) Open(step string) []string      { return m.open[step] }

// clock never waits.
func clock() wire.Clock {
	return wire.Clock{
		Now:    func() time.Time { return time.Unix(1_800_000_000, 0) },
		Sleep:  func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() },
		Jitter: func() float64 { return 0 },
	}
}

func runnerOf(j Journal, list ...Step) *Runner {
	return &Runner{Steps: list, Journal: j, Clock: clock()}
}

func step(w *world, id ID, needs ...ID) *fake {
	return &fake{w: w, about: About{ID: id, Title: string(id), Needs: needs}}
}

func read(t *testing.T, r *Runner) Plan {
	t.Helper()
	if err := r.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r.Plan()
}

func statusOf(t *testing.T, rows []Result, id ID) Status {
	t.Helper()
	for _, r := range rows {
		if r.ID == string(id) {
			return r.Status
		}
	}
	t.Fatalf("no row %s in %v", id, rows)
	return ""
}

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

func TestCancelStartsNothingNewAndAwaitsWhatIsInFlight(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ctx, cancel := context.WithCancel(t.Context())
	a, b := step(w, "g.a"), step(w, "g.b", "g.a")
	a.during = func(work context.Context) {
		cancel()
		if work.Err() != nil {
			t.Error("the write in flight was cut off")
		}
		if !errors.Is(Stopping(work), ErrStopped) {
			t.Error("a step cannot see that the run was cancelled")
		}
	}
	m := &memory{}
	r := runnerOf(m, a, b)
	report := r.Apply(ctx, read(t, r))
	if w.done("apply g.b") {
		t.Error("a new step began after the cancel")
	}
	if !slices.Contains(m.log, "done g.a key-g.a") {
		t.Errorf("the outcome in flight is lost: %v", m.log)
	}
	if !report.Stopped || report.ExitCode() != 4 {
		t.Errorf("stopped %v, exit code %d", report.Stopped, report.ExitCode())
	}
}

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

func (nothingDone) NothingDone() bool { return true }

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
