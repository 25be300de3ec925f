package entra

import (
	"context"

	"teamwright/steps"
)

// question is a step without changes: one thing that is looked at before
// anything is written, and one row about it.
type question struct {
	id    steps.ID
	title string
	read  func(ctx context.Context) error // nil: nothing is asked
	judge func() finding
	// barred tells that what could not be looked at is what most sign-ins may not
	// look at: nobody has to do anything about it before the run. nil: never.
	barred func() bool
	// after are the steps behind which the question is settled: what a run has
	// done needs no forecast any more.
	after []steps.ID
}

// finding is what a question came to.
type finding struct {
	status steps.Status
	detail string
	fix    string
	source steps.Source
}

func passes(detail string) finding { return finding{steps.Pass, detail, "", steps.FromGraph} }

func skipped(why string) finding { return finding{steps.Skipped, why, "", steps.FromAnswers} }

// unseen is something that this sign-in could not look at.
func unseen(err error, fix string) finding {
	return finding{steps.Unseen, "could not be looked at: " + err.Error(), fix, steps.FromGraph}
}

// About says behind which steps the row is judged; it is read at once.
func (q *question) About() steps.About {
	return steps.About{ID: q.id, Title: q.title, Needs: q.after}
}

// Read asks.
func (q *question) Read(ctx context.Context) error {
	if q.read == nil {
		return nil
	}
	return q.read(ctx)
}

// Plan shows what a person should know before anything is written.
func (q *question) Plan() steps.Change {
	f := q.judge()
	c := steps.Change{Action: steps.None, Summary: f.detail}
	switch {
	case f.status == steps.Skipped:
		c.Action = steps.Skip
	case f.status == steps.Unseen && q.barred != nil && q.barred():
		c.Action, c.Unseen = steps.Skip, true
	case f.status == steps.ToDo, f.status == steps.Unseen: // what was not seen is not as it should be
		c.Action, c.Cure = steps.Manual, f.fix
	case f.status == steps.Fail:
		c.Action, c.Cure = steps.Blocked, f.fix
	}
	return c
}

// Apply is never called: nothing is planned.
func (q *question) Apply(context.Context, steps.Change) error { return nil }

// Check says what was found.
func (q *question) Check(context.Context) []steps.Result {
	f := q.judge()
	return []steps.Result{{ID: string(q.id), Group: q.id.Group(), Title: q.title, Status: f.status, Detail: f.detail, Fix: f.fix, Source: f.source}}
}
