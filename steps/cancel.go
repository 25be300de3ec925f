package steps

import (
	"context"
	"errors"
	"time"

	"teamwright/steps/wire"
)

// Grace is how long a write in flight is awaited after a cancel.
const Grace = 10 * time.Second

// ErrStopped is the cause of everything that a cancelled run did not do.
var ErrStopped = errors.New("stopped before the end")

// graceful is a context for work in flight: it outlives a cancel of ctx by
// [Grace].
func graceful(ctx context.Context, clock wire.Clock) (work context.Context, release func()) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	work = context.WithValue(work, stopKey{}, ctx)
	after := context.AfterFunc(ctx, func() {
		_ = clock.Sleep(work, Grace)
		cancel()
	})
	return work, func() { after(); cancel() }
}

type stopKey struct{}

// Stopping is [ErrStopped] once the run was cancelled: a step with several
// writes starts no further one then, one that looks several times looks no
// more.
func Stopping(ctx context.Context) error {
	if stop, ok := ctx.Value(stopKey{}).(context.Context); ok && stop.Err() != nil {
		return ErrStopped
	}
	if ctx.Err() != nil {
		return ErrStopped
	}
	return nil
}
