package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// TestEveryRequestEveryFault disturbs one request of a set-up at a time, in
// every way there is, and runs the set-up again: what is there in the end is
// what one undisturbed set-up makes, once.
func TestEveryRequestEveryFault(t *testing.T) {
	t.Parallel()
	lagging, prompt := undisturbed(t, quick()), undisturbed(t, sandbox.Options{})
	kinds := map[string]int{
		sandbox.FaultThrottle: lagging, sandbox.FaultInternal: lagging, sandbox.FaultUnavailable: lagging,
		sandbox.FaultReset: lagging, sandbox.FaultLost: lagging, sandbox.FaultHTML502: lagging,
		sandbox.FaultHold: prompt,
	}
	var runs, whole atomic.Int32
	t.Cleanup(func() {
		t.Logf("%d requests (%d without lag) × 7 faults: %d runs, %d ended whole", lagging, prompt, runs.Load(), whole.Load())
	})
	for kind, requests := range kinds {
		for n := 1; n <= requests; n++ {
			t.Run(fmt.Sprintf("%s/%d", kind, n), func(t *testing.T) {
				t.Parallel()
				runs.Add(1)
				disturb(t, sandbox.Fault{N: n, Do: kind})
				if !t.Failed() {
					whole.Add(1)
				}
			})
		}
	}
}

// undisturbed counts the requests of a set-up behind its sign-in.
func undisturbed(t *testing.T, opt sandbox.Options) int {
	t.Helper()
	s := play(t, opt)
	s.whole(s.run(s.setup()))
	n := s.log.afterSignIn()
	if n < 15 {
		t.Fatalf("only %d requests", n)
	}
	return n
}

func disturb(t *testing.T, fault sandbox.Fault) {
	opt := quick()
	opt.Faults = []sandbox.Fault{fault}
	if fault.Do == sandbox.FaultHold {
		// The killed program waits in real time; a lag in virtual time would
		// never end for it.
		opt.Lag = 0
		s := play(t, opt)
		s.kill(fault.N, s.setup())
		s.whole(s.run(s.setup()))
		return
	}
	s := play(t, opt)
	first := s.run(s.setup())
	if first.code == 5 {
		s.whole(first)
		return
	}
	s.whole(s.run(s.setup()))
}

// kill starts a command in a process of its own and kills it when the cloud has
// done the n-th request after sign-in and not answered it.
func (s *stage) kill(n int, args []string) {
	s.t.Helper()
	held := make(chan struct{})
	var done atomic.Bool
	s.log.mu.Lock()
	s.log.heard = func(int, request) {
		if s.log.afterSignIn() >= n && done.CompareAndSwap(false, true) {
			close(held)
		}
	}
	s.log.mu.Unlock()
	cmd := exec.Command("teamwright", args...)
	cmd.Env = append(os.Environ(), "HOME="+s.dir, "VIRTUAL_CLOCK=1")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-held:
	case <-time.After(60 * time.Second):
		defer func() { s.t.Errorf("the request to hold never came:\n%s", said.String()) }()
	}
	if err := cmd.Process.Kill(); err != nil {
		s.t.Error(err)
	}
	_ = cmd.Wait()
}
