package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/tui"
)

// round is one pass of a job that may change something: look, ask, plan,
// confirm, do, check. The parts that are a job's own may be nil.
type round struct {
	// settle asks what only a person can decide, once everything was read.
	settle func(context.Context) (again bool, err error)
	// agreed is the plan to carry out in the place of the one made now.
	agreed func(steps.Plan) (steps.Plan, error)
	// savable is the plan as another run takes it; nil: none does.
	savable func(steps.Plan) steps.Saved
	// ready refuses a place for secrets that cannot take one, before one is made.
	ready func() error
	// question is asked about the plan, declined is what is said to a no; empty:
	// the usual words.
	question, declined string
	// kept tells that a plan was confirmed already.
	kept func(steps.Plan) bool
	// enter has the person sign in to what the confirmed plan takes besides.
	enter func(context.Context, steps.Plan) (again bool, err error)
	// done looks at what came of it, before anybody is shown the rows.
	done func(context.Context, steps.Plan, steps.Report) (again bool, err error)
	// ticks are those that count; nil: all of the answers.
	ticks func(map[string]answers.Tick) map[string]answers.Tick
	// attended has a person go through the rows on the screen at the end.
	attended bool
	// next says what comes next, a sentence each.
	next func(steps.Report) []string
	// last says what is left to say once the rows were shown.
	last func(steps.Report) []string
}

// rounds goes through rounds until no other one is wanted. begin lists the
// steps anew for each.
func (j *job) rounds(ctx context.Context, begin func() (round, error)) error {
	for {
		r, err := begin()
		if err != nil {
			return err
		}
		again, err := j.round(ctx, r)
		if err != nil || !again {
			return err
		}
	}
}

// round goes through one. again says that another one is wanted.
func (j *job) round(ctx context.Context, r round) (again bool, err error) {
	if err := j.runner.Read(ctx); err != nil {
		return false, err
	}
	if r.settle != nil {
		if again, err := r.settle(ctx); again || err != nil {
			return again, err
		}
	}
	plan, err := j.plan(r)
	if err != nil {
		return false, err
	}
	if err := j.confirm(ctx, r, plan); err != nil {
		return false, err
	}
	if r.enter != nil {
		if again, err := r.enter(ctx, plan); again || err != nil {
			return again, err
		}
	}
	report := j.runner.Apply(ctx, plan)
	if r.done != nil {
		if again, err := r.done(ctx, plan, report); again || err != nil {
			return again, err
		}
	}
	report.Results = assemble.Tick(report.Results, j.ticks(r), j.Clock.Now())
	return j.end(ctx, r, report)
}

// plan shows what would be done.
func (j *job) plan(r round) (plan steps.Plan, err error) {
	plan = j.runner.Plan()
	if r.agreed != nil {
		plan, err = r.agreed(plan)
	}
	if r.savable != nil {
		j.front.Offer(r.savable(plan))
	} else {
		j.front.Plan(plan)
	}
	return plan, err
}

// ticks are those that count for this round.
func (j *job) ticks(r round) map[string]answers.Tick {
	all := j.file.Answers().Confirmed
	if r.ticks == nil {
		return all
	}
	return r.ticks(all)
}

// confirm refuses a plan that cannot be carried out, and asks about one that
// can.
func (j *job) confirm(ctx context.Context, r round, plan steps.Plan) error {
	if r.ready != nil && makesSecret(plan) {
		if err := r.ready(); err != nil {
			return usage(err)
		}
	}
	if plan.Empty() || j.flags.yes || r.kept != nil && r.kept(plan) {
		return nil
	}
	ok, err := j.front.Confirm(ctx, cmp.Or(r.question, "Do exactly this?"))
	if err == nil && !ok {
		return &exitError{exitStopped, errors.New(cmp.Or(r.declined, "not confirmed: nothing was changed"))}
	}
	return err
}

func makesSecret(plan steps.Plan) bool {
	return slices.ContainsFunc(plan.Changes, func(c steps.Change) bool {
		return c.Action.Writes() && slices.ContainsFunc(c.Fields, func(f steps.Field) bool { return f.Secret })
	})
}

// end shows how it ended, to a person first who may tick rows or go on.
func (j *job) end(ctx context.Context, r round, report steps.Report) (again bool, err error) {
	if r.attended && j.asks() && ctx.Err() == nil {
		again, rows, err := j.front.Attend(ctx, tui.Ending{Rows: report.Results, Next: r.comes(report), Tick: j.tick(report.Results)})
		if again || err != nil && ctx.Err() == nil {
			return again, err
		}
		report.Results = rows
	}
	if err := j.show(report.Results); err != nil {
		return false, err
	}
	words := r.comes(report)
	if !r.attended || !j.asks() {
		words = slices.Concat(waiting(report), words)
	}
	if r.last != nil {
		words = append(words, r.last(report)...)
	}
	for _, sentence := range words {
		j.front.Say(sentence)
	}
	return false, said(report.ExitCode())
}

// comes says what comes next.
func (r round) comes(report steps.Report) []string {
	if r.next == nil {
		return nil
	}
	return r.next(report)
}

// waiting names the rows that are left for a person.
func waiting(report steps.Report) []string {
	var ids []string
	for _, r := range report.Results {
		if r.Status == steps.ToDo || r.Status == steps.Unseen {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 || report.Stopped || report.Moved {
		return nil
	}
	return []string{"These rows still wait: " + strings.Join(ids, ", ")}
}

// unfinished says how to go on after a run that ended before its end; nothing
// after any other.
func unfinished(report steps.Report, command string) []string {
	switch {
	case report.Stopped:
		return []string{"Stopped before the end. Run " + command + " again: it looks first and goes on from there."}
	case report.Moved:
		return []string{"Something changed after you confirmed, so it was left alone. Run " + command + " again: the plan is shown anew."}
	}
	return nil
}
