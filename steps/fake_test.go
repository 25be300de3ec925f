package steps

import (
	"context"
	"slices"
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

func (m *memory) Intend(step, key string) error { return m.add("intent", step, key) }

func (m *memory) Done(step, key, _ string) error { return m.add("done", step, key) }

func (m *memory) Failed(step, key string) error { return m.add("failed", step, key) }

func (m *memory) Open(step string) []string { return m.open[step] }

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
