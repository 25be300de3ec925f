package steps

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
)

// Report is what an apply came to.
type Report struct {
	Results []Result
	Moved   bool // the world is no longer the one that was confirmed
	Stopped bool // cancelled before the end
}

// ExitCode is the contract's code for a run: 4 when it was stopped or the
// world moved, else what the checklist says.
func (r Report) ExitCode() int {
	if code := Summarize(r.Results).ExitCode(); code == 1 || !r.Moved && !r.Stopped {
		return code
	}
	return 4
}

// outcome is how one step's apply ended.
type outcome int

const (
	ok outcome = iota
	failed
	held
	moved
	stopped
)

// applying is the state of one Apply.
type applying struct {
	*Runner
	confirmed Plan
	mu        sync.Mutex
	ends      map[ID]outcome
	rows      map[ID][]Result
}

// Apply does what was confirmed, side by side where it can, and checks it. A
// step that fails stops only those that need it. Checks run beside the applies
// of others and hold up only the steps that name them as gates. When ctx is
// cancelled no new step starts, and what is in flight is awaited for [Grace].
func (r *Runner) Apply(ctx context.Context, confirmed Plan) Report {
	run := &applying{Runner: r, confirmed: confirmed, ends: map[ID]outcome{}, rows: map[ID][]Result{}}
	work, release := graceful(ctx, r.Clock)
	defer release()
	for _, s := range r.ordered {
		if f, ok := s.(Forgetter); ok {
			f.Forget()
		}
	}
	applied, checked := latchesOf(r.ordered), latchesOf(r.ordered)
	slots := r.slots()
	var wg sync.WaitGroup
	for _, s := range r.ordered {
		wg.Go(func() {
			a := s.About()
			applied.await(a.Needs)
			checked.await(a.Gates)
			slots <- struct{}{}
			end, rows := run.apply(ctx, work, s)
			run.note(a.ID, end, rows)
			<-slots
			close(applied[a.ID])
			if rows == nil {
				applied.await(a.Behind)
				slots <- struct{}{}
				run.verify(ctx, s, end)
				<-slots
			}
			close(checked[a.ID])
		})
	}
	wg.Wait()
	report := Report{Results: r.inOrder(run.rows)}
	for _, end := range run.ends {
		report.Moved = report.Moved || end == moved
		report.Stopped = report.Stopped || end == stopped
	}
	return report
}

func (run *applying) note(id ID, end outcome, rows []Result) {
	run.mu.Lock()
	defer run.mu.Unlock()
	run.ends[id], run.rows[id] = end, rows
}

// verify checks a step that is through. It only reads, so a cancel ends it at
// once; of what was written then nothing is known.
func (run *applying) verify(stop context.Context, s Step, end outcome) {
	a := s.About()
	if c, _ := run.confirmed.Of(a.ID); !c.Action.Writes() {
		run.note(a.ID, end, run.check(stop, s))
		return
	}
	rows := []Result{row(a, Unseen, "done, but not checked: "+ErrStopped.Error(), "run the same command again")}
	if stop.Err() == nil {
		rows = run.check(stop, s)
	}
	if stop.Err() != nil {
		end = stopped
	}
	run.note(a.ID, end, rows)
}

// apply takes one step through its apply. Rows are nil when its check still
// has to say them.
func (run *applying) apply(stop, work context.Context, s Step) (outcome, []Result) {
	a := s.About()
	confirmed, known := run.confirmed.Of(a.ID)
	if !known || !confirmed.Action.Writes() {
		// Whoever needs a step that has nothing to do needs what that one
		// needs.
		_, end := run.unmet(a)
		return end, nil
	}
	if why, end := run.obstacle(stop, a); end != ok {
		run.tell(a, Held, why, nil)
		return end, []Result{row(a, Unseen, why, "run the same command again once that is mended")}
	}
	return run.change(stop, work, s, confirmed)
}

// obstacle tells why a step cannot start.
func (run *applying) obstacle(stop context.Context, a About) (string, outcome) {
	if stop.Err() != nil {
		return "not started: " + ErrStopped.Error(), stopped
	}
	if why, end := run.unmet(a); end != ok {
		return why, end
	}
	run.mu.Lock()
	defer run.mu.Unlock()
	for _, gate := range a.Gates {
		c, _ := run.confirmed.Of(gate)
		if end := run.ends[gate]; end != ok || c.Action == Blocked || Summarize(run.rows[gate]).Fail > 0 {
			return fmt.Sprintf("not done: %s has to hold first", gate), inherit(end)
		}
	}
	return "", ok
}

// unmet tells which of the needs of a step was not done.
func (run *applying) unmet(a About) (string, outcome) {
	run.mu.Lock()
	defer run.mu.Unlock()
	for _, need := range a.Needs {
		c, _ := run.confirmed.Of(need)
		if end := run.ends[need]; end != ok || c.Action == Blocked {
			return fmt.Sprintf("not done: it needs %s, which was not done", need), inherit(end)
		}
	}
	return "", ok
}

// inherit is the end of a step whose need ended so: the cause stays visible in
// the exit code, a failure downstream is no failure of its own.
func inherit(end outcome) outcome {
	if end == failed || end == ok {
		return held
	}
	return end
}

// change reads and plans again, compares with what was confirmed, and applies.
func (run *applying) change(stop, work context.Context, s Step, confirmed Change) (outcome, []Result) {
	a := s.About()
	ctx := run.with(work, a)
	run.tell(a, Applying, confirmed.Summary, nil)
	if err := s.Read(run.with(stop, a)); err != nil {
		return run.failure(stop, a, err)
	}
	run.setReadErr(a.ID, nil)
	now := run.planOf(s)
	switch {
	case now.Action == None:
		run.tell(a, Applied, "already so", nil)
		return run.through(stop, a, "found done")
	case now.Action == Blocked:
		return run.astray(a, now.Summary)
	case !now.Within(confirmed) || now.guesses():
		return run.astray(a, ErrMoved.Error())
	}
	if stop.Err() != nil {
		run.tell(a, Held, "not started", nil)
		return stopped, []Result{row(a, Unseen, ErrStopped.Error(), "run the same command again")}
	}
	if err := run.Journal.Intend(string(a.ID), now.Key); err != nil {
		return run.failure(stop, a, err)
	}
	if err := s.Apply(ctx, now); err != nil {
		return run.undone(stop, a, now, err)
	}
	if err := run.Journal.Done(string(a.ID), now.Key, string(now.Action)); err != nil {
		return run.failure(stop, a, err)
	}
	run.tell(a, Applied, now.Summary, nil)
	return run.through(stop, a, "superseded")
}

// through ends a step that holds now. Whatever intents of it were open, of
// this run or of an interrupted one, have nothing left to look for.
func (run *applying) through(stop context.Context, a About, word string) (outcome, []Result) {
	for _, key := range run.Journal.Open(string(a.ID)) {
		if err := run.Journal.Done(string(a.ID), key, word); err != nil {
			return run.failure(stop, a, err)
		}
	}
	return ok, nil
}

// astray ends a step that would do something else than was confirmed.
func (run *applying) astray(a About, why string) (outcome, []Result) {
	text := "not done: " + why
	run.tell(a, Moved, text, nil)
	return moved, []Result{row(a, Unseen, text, "run the same command again: the plan is shown anew")}
}

// undone closes the intent of an apply that surely did nothing, and leaves the
// others open for the next run to look up.
func (run *applying) undone(stop context.Context, a About, c Change, err error) (outcome, []Result) {
	var sure interface{ NothingDone() bool }
	if errors.Is(err, ErrMoved) || errors.As(err, &sure) && sure.NothingDone() {
		if jerr := run.Journal.Failed(string(a.ID), c.Key); jerr != nil {
			err = errors.Join(err, jerr)
		}
	}
	if errors.Is(err, ErrMoved) {
		return run.astray(a, err.Error())
	}
	// A person does it instead; the step's own check says so.
	var left interface{ LeftToAPerson() bool }
	if errors.As(err, &left) && left.LeftToAPerson() && stop.Err() == nil {
		run.tell(a, Held, err.Error(), nil)
		return ok, nil
	}
	return run.failure(stop, a, err)
}

func (run *applying) failure(stop context.Context, a About, err error) (outcome, []Result) {
	if stop.Err() != nil {
		run.tell(a, Held, err.Error(), nil)
		return stopped, []Result{row(a, Unseen, "stopped while at work: "+err.Error(), "run the same command again: it looks first and goes on from there")}
	}
	run.tell(a, Failed, err.Error(), nil)
	r := row(a, Fail, err.Error(), CureOf(err))
	r.Source = cmp.Or(a.Source, FromGraph)
	return failed, []Result{r}
}
