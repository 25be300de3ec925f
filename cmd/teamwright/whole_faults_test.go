package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"sync/atomic"
	"testing"

	"teamwright/steps/sandbox"
)

// everything is added to the sample answers for a set-up of all there is:
// single sign-on, the bot, Totara by machine, and publishing.
const everything = `
bot: {enabled: true, messaging_extension: true, handle: example-learn, resource_group: rg-learn}
publish: {enabled: true}
totara: {via: exec}
`

// playEverything is a stage for a set-up of all there is.
func playEverything(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	s := play(t, opt)
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+everything))
	return s
}

func (s *stage) setupEverything() []string {
	return s.args("setup", "--yes", "--accept-bot-terms", "--out", s.path("app.zip"))
}

// wholeEverything fails unless everything is there, once.
func (s *stage) wholeEverything(run ended) {
	s.t.Helper()
	if run.code != 5 {
		s.t.Errorf("exit code %d, want 5 (rows wait for a person)\n%s\n%s", run.code, run.err, run.out)
	}
	want := sandbox.Counts{
		Applications: 2, Principals: 2, Grants: 1, Secrets: 2,
		ResourceGroups: 1, Bots: 1, Channels: 1, CatalogApps: 1, Definitions: 1,
	}
	if got := s.cloud.Count(); got != want {
		s.t.Errorf("the cloud holds %+v, want %+v\n%s\n%s", got, want, run.err, run.out)
	}
	if _, err := os.Stat(s.path("app.zip")); err != nil {
		s.t.Error(err)
	}
}

// TestEverythingEveryFault disturbs one request of a set-up of all there is at
// a time, in every way there is, and runs the set-up again until it is through:
// in the end everything is there, once.
func TestEverythingEveryFault(t *testing.T) {
	t.Parallel()
	count := func(opt sandbox.Options) int {
		s := playEverything(t, opt)
		s.wholeEverything(s.run(s.setupEverything()))
		if n := s.log.afterSignIn(); n >= 50 {
			return n
		}
		t.Fatal("too few requests")
		return 0
	}
	lagging, prompt := count(quick()), count(sandbox.Options{})
	kinds := map[string]int{
		sandbox.FaultThrottle: lagging, sandbox.FaultInternal: lagging, sandbox.FaultUnavailable: lagging,
		sandbox.FaultReset: lagging, sandbox.FaultLost: lagging, sandbox.FaultHTML502: lagging,
		sandbox.FaultHold: prompt,
	}
	every := 1
	if testing.Short() {
		every = 7
	}
	var runs, whole atomic.Int32
	t.Cleanup(func() {
		t.Logf("%d requests (%d without lag) × 7 faults: %d runs, %d ended whole", lagging, prompt, runs.Load(), whole.Load())
	})
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		for n := 1; n <= kinds[kind]; n += every {
			t.Run(fmt.Sprintf("%s/%d", kind, n), func(t *testing.T) {
				t.Parallel()
				runs.Add(1)
				disturbEverything(t, sandbox.Fault{N: n, Do: kind})
				if !t.Failed() {
					whole.Add(1)
				}
			})
		}
	}
}

// mostRuns is how often a person runs a set-up that a single fault disturbed,
// before they give up.
const mostRuns = 3

func disturbEverything(t *testing.T, fault sandbox.Fault) {
	opt := quick()
	opt.Faults = []sandbox.Fault{fault}
	if fault.Do == sandbox.FaultHold {
		// The killed program waits in real time; a lag in virtual time would
		// never end for it.
		opt.Lag = 0
		s := playEverything(t, opt)
		s.kill(fault.N, s.setupEverything())
		s.wholeEverything(s.untilThrough())
		return
	}
	s := playEverything(t, opt)
	s.wholeEverything(s.untilThrough())
}

// untilThrough runs the set-up until nothing fails and nothing is left out.
func (s *stage) untilThrough() (last ended) {
	for range mostRuns {
		if last = s.run(s.setupEverything()); last.code == 5 && s.cloud.Count().Definitions > 0 {
			return last
		}
	}
	return last
}
