package application

import (
	"context"
	"errors"
	"time"

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
		done, err := look(ctx)
		if done || err != nil {
			return err
		}
		pause, elapsed := e.Clock.Pause(try), e.Clock.Now().Sub(begun)
		if try == tries || elapsed+pause > patience {
			return errPatience
		}
		wire.Report(ctx, wire.Wait{What: what, Try: try, Elapsed: elapsed, Next: pause})
		if err := e.Clock.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}
