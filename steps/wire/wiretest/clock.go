// Package wiretest has a clock for tests.
package wiretest

import (
	"context"
	"sync"
	"time"

	"teamwright/steps/wire"
)

// Clock is a clock that moves when somebody sleeps, and at once.
type Clock struct {
	mu  sync.Mutex
	now time.Time

	Slept time.Duration // by anybody, so far
	// Hold is a sleep that ends with its context alone, such as one for what is
	// in flight; 0: none.
	Hold time.Duration
}

// NewClock is a clock that stands at now.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now is the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Sleep moves the clock on by d, unless ctx has ended.
func (c *Clock) Sleep(ctx context.Context, d time.Duration) error {
	if d == c.Hold && d > 0 {
		<-ctx.Done()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() == nil {
		c.now, c.Slept = c.now.Add(d), c.Slept+d
	}
	return ctx.Err()
}

// Pass moves the clock on by d without anybody sleeping.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Wire is the clock as a client takes it, without chance.
func (c *Clock) Wire() wire.Clock {
	return wire.Clock{Now: c.Now, Sleep: c.Sleep, Jitter: func() float64 { return 1 }}
}
