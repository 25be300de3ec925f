package main

import (
	"context"

	"teamwright/steps"
)

// mostSignIns bounds how often Microsoft may want another sign-in in one run.
const mostSignIns = 3

// signInAgain has the person sign in once more where Microsoft wants that in
// the middle of a run: the session was revoked, or a policy asks for more. A
// plan that was confirmed stays so.
func (run *running) signInAgain(ctx context.Context, confirmed *steps.Plan) (again bool, err error) {
	if !run.Challenged() || ctx.Err() != nil || run.again >= mostSignIns {
		return false, nil
	}
	run.again++
	run.front.Say("Microsoft wants you to sign in once more. What was done stays done, and the plan is kept.")
	if err := run.front.SignIn(ctx, run.Again); err != nil {
		return false, err
	}
	if confirmed != nil {
		run.told = confirmed
	}
	return true, nil
}

// kept tells whether a plan is the one that was confirmed before another
// sign-in, or less.
func (run *running) kept(plan steps.Plan) bool {
	return run.told != nil && len(steps.Saved{Plan: *run.told}.Beyond(plan)) == 0
}
