package main

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"teamwright/steps/wire"
)

// TestMain makes the test binary answer to the name teamwright too, so that
// scripts and kills meet the real program in a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"teamwright": func() {
		clock := wire.System()
		if os.Getenv("VIRTUAL_CLOCK") != "" {
			clock = newVirtual().clock()
		}
		os.Exit(Main(Surroundings{
			Args: os.Args[1:], Env: os.Getenv, In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Clock: clock,
		}))
	}})
}

// virtual is a clock that jumps over pauses: sleeping takes no time and moves
// the clock on. What sleeps for minutes is no pause but a deadline; it waits for
// its end in real time.
type virtual struct {
	mu    sync.Mutex
	ahead time.Duration
}

func newVirtual() *virtual { return &virtual{} }

func (v *virtual) now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return time.Now().Add(v.ahead)
}

func (v *virtual) sleep(ctx context.Context, d time.Duration) error {
	if d > time.Minute {
		return wire.System().Sleep(ctx, d)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ahead += d
	return ctx.Err()
}

func (v *virtual) clock() wire.Clock {
	return wire.Clock{Now: v.now, Sleep: v.sleep, Jitter: func() float64 { return 0.5 }}
}
