package application

import (
	"context"
	"errors"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// patience bounds how long agreeing reads are awaited. Microsoft names no
// bound for replication; minutes are rare.
const patience = 120 * time.Second

// errPatience says that a look did not see what it hoped for in time.
var errPatience = errors.New("not seen in time")

// until looks again and again, with growing pauses that are told to whoever
// listens, until done or an error. what says in words what is awaited; tries
// and the total time are bounded.
func (e Env) until(ctx context.Context, what string, tries int, look func(context.Context) (done bool, err error)) error {
	begun := e.Clock.Now()
	for try := 1; ; try++ {
		if err := steps.Stopping(ctx); err != nil {
			return err
		}
		done, err := look(ctx)
		if done || err != nil {
			return err
		}
		pause, elapsed := e.Clock.Pause(try), e.Clock.Now().Sub(begun)
		if try == tries || elapsed+pause > patience {
			return errPatience
		}
		wire.Report(ctx, wire.Wait{What: what, Try: try, Elapsed: elapsed, Next: pause})
		if e.Clock.Sleep(ctx, pause) != nil {
			return steps.ErrStopped
		}
	}
}

// lookAgain is how many looks it takes to believe that something of this hour
// is not as it should be.
const lookAgain = 4

// youth is how long after its creation, or after a write of ours, an application
// may still be seen as it was before.
const youth = 10 * time.Minute

// Recent tells whether a write of this step, or of this group of steps, was
// asked for so lately, by whatever run, that a copy may not show it yet.
func (e Env) Recent(step string) bool {
	return e.Clock.Now().Sub(e.Ledger.Touched(step)) <= youth
}

// Settle repeats a look until it shows what it hopes for, or until patience
// ends: then what was seen last counts. what says in words what is awaited.
func (e Env) Settle(ctx context.Context, what string, look func(context.Context) (bool, error)) error {
	err := e.until(ctx, what, lookAgain, look)
	if errors.Is(err, errPatience) {
		return nil
	}
	return err
}

// settled is [Env.Settle] for a young application; at one that has been left
// alone for longer it looks once. Without this a run right after another one
// would plan again what a lagging copy does not show yet.
func (a *Application) settled(ctx context.Context, app tenant.Application, look func(context.Context) (bool, error)) error {
	if a.env.Clock.Now().Sub(app.Created) > youth && !a.env.Recent(string(a.want.Group)) {
		_, err := look(ctx)
		return err
	}
	return a.env.Settle(ctx, "Entra may still be copying a recent change", look)
}
