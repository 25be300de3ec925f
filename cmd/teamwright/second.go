package main

import (
	"context"
	"errors"
	"fmt"

	"teamwright/steps"
)

// secondSignIn has the person sign in a second time where the plan takes that,
// before anything is written: nobody has to come back for it in the middle of
// the run. again says that the person goes on without it, with the plan that
// they have confirmed less what it was for.
func (run *running) secondSignIn(ctx context.Context, plan steps.Plan) (again bool, err error) {
	for _, s := range run.runner.Steps {
		step, ok := s.(steps.SecondSignIn)
		if c, _ := plan.Of(s.About().ID); !ok || !c.Action.Writes() || step.SignsIn() == "" {
			continue
		}
		for {
			err := run.front.SignIn(ctx, step.SignIn)
			if err == nil {
				break
			}
			if ctx.Err() != nil || !run.asks() {
				return false, fmt.Errorf("second sign-in, nothing was written yet: %w", err)
			}
			n, err := run.front.Choose(ctx, declined(err), []string{
				"Sign in once more",
				"Go on without it: a person does this part in the Teams admin center, and the checklist says how",
				"Stop here",
			})
			switch {
			case err != nil:
				return false, err
			case n == 1:
				run.told, run.shutCatalog = &plan, true
				return true, nil
			case n == 2:
				return false, &exitError{exitStopped, errors.New("stopped at the second sign-in: nothing was written")}
			}
		}
	}
	return false, nil
}

// declined is the question after a second sign-in that came to nothing.
func declined(err error) string {
	text := "The second sign-in came to nothing: " + err.Error() + "."
	if cure := cureOf(err); cure != "" {
		text += " What helps: " + cure + "."
	}
	return text + " Nothing was written yet. How shall it go on?"
}
