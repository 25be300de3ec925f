package wire

import (
	"context"
	"math/rand/v2"
	"time"
)

// Clock is time as a client sees it. A nil field means the system's own.
type Clock struct {
	Now func() time.Time
	// Sleep waits for d, or returns the context's error when that ends first.
	Sleep func(ctx context.Context, d time.Duration) error
	// Jitter is a number in [0,1) that spreads pauses.
	Jitter func() float64
}

// System is the real clock.
func System() Clock { return Clock{}.OrSystem() }

// OrSystem is the clock with the real one where it has none of its own.
func (c Clock) OrSystem() Clock {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Jitter == nil {
		c.Jitter = rand.Float64
	}
	return c
}

// Pause is how long to wait after try number n (counted from 1): 0.5, 1, 2, 4,
// then 8 seconds, of which the second half is jittered.
func (c Clock) Pause(n int) time.Duration {
	d := 8 * time.Second
	if n < 1 {
		n = 1
	}
	if n < 5 {
		d = time.Second / 2 << (n - 1)
	}
	return d/2 + time.Duration(c.OrSystem().Jitter()*float64(d/2))
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
