package main

import (
	"context"
	"fmt"
	"time"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/assemble"
)

// mostDeleted bounds how many deleted applications a person is asked about in
// one run; the row entra.deleted names all of them.
const mostDeleted = 5

// settleDeleted asks a person what becomes of a deleted application that the
// reads have found, and does it in a round of its own: a plan of that one
// change, shown and confirmed, before the set-up is planned. again says that the
// world has to be read anew. A saved plan is done as it was saved.
func (run *running) settleDeleted(ctx context.Context) (again bool, err error) {
	if run.saved != nil {
		return false, nil
	}
	for _, b := range run.work.Buried() {
		if run.decided[b.App.AppID] || len(run.decided) >= mostDeleted {
			continue
		}
		if run.decided == nil {
			run.decided = map[string]bool{}
		}
		run.decided[b.App.AppID] = true
		step, err := run.decide(ctx, b)
		if err != nil {
			return false, err
		}
		if step != nil {
			return run.carryOut(ctx, b, step)
		}
	}
	return false, nil
}

// decide asks about one deleted application; nil: it stays where it is.
func (run *running) decide(ctx context.Context, b assemble.Buried) (steps.Step, error) {
	question := "A deleted application: " + application.Named(b.App)
	if !b.App.Deleted.IsZero() {
		question += ", deleted on " + b.App.Deleted.Format(time.DateOnly)
	}
	question += ". " + b.Why + ". What shall become of it?"
	options := []string{
		"Restore it: the site uses it then, with the client id and the secrets that it had",
		"Leave it as it is, and go on",
		"Remove it for good: this cannot be undone",
	}
	if b.Needed {
		options = options[:2]
	}
	n, err := run.front.Choose(ctx, question, options)
	switch {
	case err != nil || n == 1:
		return nil, err
	case n == 0:
		return run.work.Restore(b), nil
	}
	sure, err := run.front.Confirm(ctx, fmt.Sprintf("Nobody can bring %s back once it is removed, nor Microsoft. Are you sure?", application.Named(b.App)))
	if err != nil || !sure {
		return nil, err
	}
	return run.work.Purge(b), nil
}

// carryOut is the round of one decision.
func (run *running) carryOut(ctx context.Context, b assemble.Buried, step steps.Step) (again bool, err error) {
	run.does([]steps.Step{step})
	return run.round(ctx, round{
		question: "Do exactly this? The plan of the set-up comes afterwards.",
		declined: "not confirmed: nothing was changed; the answers are kept in " + run.file.Name(),
		done: func(ctx context.Context, _ steps.Plan, report steps.Report) (bool, error) {
			if again, err := run.signInAgain(ctx, nil); again || err != nil {
				delete(run.decided, b.App.AppID)
				return again, err
			}
			return report.ExitCode() == 0, nil
		},
		next: func(report steps.Report) []string { return unfinished(report, "the same command") },
	})
}
