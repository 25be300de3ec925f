package steps

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"teamwright/steps/wire"
)

// Journal is what the engine needs of the record of runs.
type Journal interface {
	// Intend flushes to disk that a write with this key will be asked for.
	Intend(step, key string) error
	// Done flushes the outcome of an intent.
	Done(step, key, outcome string) error
	// Failed flushes that an intent was refused and nothing was done.
	Failed(step, key string) error
	// Open lists the keys of intents without outcome.
	Open(step string) []string
}

// Runner takes steps through reading, planning, applying and checking.
type Runner struct {
	Steps     []Step
	Journal   Journal // may be nil when nothing will be applied
	Clock     wire.Clock
	Rehearsal bool
	// Parallel is how many steps may be at work at once; 0 means 8.
	Parallel int
	// Events hears of every moment, one call at a time; may be nil.
	Events  func(Event)
	mu      sync.Mutex
	ordered []Step
	readErr map[ID]error
}

// ErrMoved is what an Apply returns that finds, before its first write, that
// the world is no longer the one it was planned for.
var ErrMoved = errors.New("it is no longer what was confirmed")

// Read takes every step through its Read, side by side where it can. It
// returns an error only for a wrong list of steps or a cancelled context:
// what a single step could not read shows in the plan and in the checklist.
func (r *Runner) Read(ctx context.Context) error {
	reads, err := order(r.Steps, readNeeds)
	if err != nil {
		return err
	}
	if r.ordered, err = order(r.Steps, applyNeeds); err != nil {
		return err
	}
	if _, err := order(r.Steps, checkNeeds); err != nil {
		return err
	}
	r.readErr = map[ID]error{}
	r.walk(reads, readNeeds, func(s Step) {
		a := s.About()
		if err := r.firstFailure(a.Reads); err != nil {
			r.setReadErr(a.ID, err)
			return
		}
		r.tell(a, Reading, "", nil)
		r.setReadErr(a.ID, s.Read(r.with(ctx, a)))
		r.tell(a, ReadDone, "", nil)
	})
	if ctx.Err() != nil {
		return fmt.Errorf("%w: %w", ErrStopped, ctx.Err())
	}
	r.lookBack()
	return nil
}

// Plan says what every step would change, in the order in which the steps were
// given. Read must have ended.
func (r *Runner) Plan() Plan {
	changes := map[ID]Change{}
	for _, s := range r.ordered { // who hands a value on plans before who takes it
		changes[s.About().ID] = r.planOf(s)
	}
	p := Plan{Format: 1, Rehearsal: r.Rehearsal, Changes: []Change{}}
	for _, s := range r.Steps {
		p.Changes = append(p.Changes, changes[s.About().ID])
	}
	return p
}

// planOf is one step's change; a failed read makes it blocked.
func (r *Runner) planOf(s Step) Change {
	id := s.About().ID
	if err := r.readErrOf(id); err != nil {
		return Change{Step: id, Action: Blocked, Summary: unread(err), Fields: []Field{}, Cure: CureOf(err)}
	}
	c := s.Plan()
	c.Step = id
	if c.Fields == nil {
		c.Fields = []Field{} // a list in JSON too, not null
	}
	return c
}

func unread(err error) string {
	var behind *waitsFor
	if errors.As(err, &behind) {
		return behind.Error()
	}
	return "could not be looked at: " + err.Error()
}

// Check judges what Read saw, without an apply. Read must have ended.
func (r *Runner) Check(ctx context.Context) []Result {
	var mu sync.Mutex
	rows := map[ID][]Result{}
	r.walk(r.ordered, func(About) []ID { return nil }, func(s Step) {
		got := r.check(ctx, s)
		mu.Lock()
		defer mu.Unlock()
		rows[s.About().ID] = got
	})
	return r.inOrder(rows)
}

// check is the rows of one step by its plan of this moment.
func (r *Runner) check(ctx context.Context, s Step) []Result {
	a := s.About()
	c := r.planOf(s)
	switch c.Action {
	case Skip:
		if !c.Unseen {
			return []Result{row(a, Skipped, c.Summary, "")}
		}
	case Blocked:
		if r.readErrOf(a.ID) != nil {
			return []Result{row(a, Unseen, c.Summary, c.Cure)}
		}
		return []Result{row(a, Fail, c.Summary, c.Cure)}
	}
	r.tell(a, Checking, "", nil)
	rows := s.Check(r.with(ctx, a))
	r.tell(a, Checked, "", rows)
	return rows
}

func row(a About, st Status, detail, fix string) Result {
	return Result{ID: string(a.ID), Group: a.ID.Group(), Title: a.Title, Status: st, Detail: detail, Fix: fix, Source: FromAnswers}
}

func (r *Runner) inOrder(rows map[ID][]Result) []Result {
	out := []Result{}
	for _, s := range r.Steps {
		out = append(out, rows[s.About().ID]...)
	}
	return out
}

// walk calls do for every step once those it needs are through, side by side
// up to the limit.
func (r *Runner) walk(list []Step, needs func(About) []ID, do func(Step)) {
	slots, through := r.slots(), latchesOf(list)
	var wg sync.WaitGroup
	for _, s := range list {
		wg.Go(func() {
			defer close(through[s.About().ID])
			through.await(needs(s.About()))
			slots <- struct{}{}
			defer func() { <-slots }()
			do(s)
		})
	}
	wg.Wait()
}

func (r *Runner) setReadErr(id ID, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.readErr[id] = err
}

func (r *Runner) readErrOf(id ID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.readErr[id]
}

// slots bound how many steps are at work at once.
func (r *Runner) slots() chan struct{} {
	if r.Parallel == 0 {
		return make(chan struct{}, 8)
	}
	return make(chan struct{}, r.Parallel)
}

func (r *Runner) firstFailure(ids []ID) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, id := range ids {
		var behind *waitsFor
		switch err := r.readErr[id]; {
		case errors.As(err, &behind):
			return behind // the root of it, said once
		case err != nil:
			return &waitsFor{id, err}
		}
	}
	return nil
}

// waitsFor says that a step was not read because one that it needs could not
// be. The cause and its cure stand with that one.
type waitsFor struct {
	id    ID
	cause error
}

func (w *waitsFor) Error() string    { return fmt.Sprintf("waits for %s", w.id) }
func (w *waitsFor) CureText() string { return fmt.Sprintf("see %s", w.id) }
func (w *waitsFor) Unwrap() error    { return w.cause }

// tell reports one moment.
func (r *Runner) tell(a About, kind EventKind, text string, rows []Result) {
	if r.Events == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Events(Event{Time: r.Clock.Now(), Step: a.ID, Title: a.Title, Kind: kind, Text: text, Results: rows})
}

// with is the context of one step's work: pauses inside a client become events
// of the step.
func (r *Runner) with(ctx context.Context, a About) context.Context {
	return wire.WithWait(ctx, func(w wire.Wait) { r.tell(a, Waiting, waitText(w), nil) })
}

func waitText(w wire.Wait) string {
	text := fmt.Sprintf("%s, try %d, %.0f s", w.What, w.Try, w.Elapsed.Seconds())
	if w.Next > 0 {
		text += fmt.Sprintf(", next in %.0f s", w.Next.Seconds())
	}
	return text
}

// Cured is an error that knows what the admin does next.
type Cured interface {
	error
	CureText() string
}

// CureOf is what the admin does next about an error; empty where it does not
// tell.
func CureOf(err error) string {
	var c Cured
	if errors.As(err, &c) {
		return c.CureText()
	}
	return ""
}
