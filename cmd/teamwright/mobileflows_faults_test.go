package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// playFlows is a stage whose answers set Mobile Flows up.
func playFlows(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	s := play(t, opt)
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"mobileflows: {enabled: true, access: https://access.example.org}\n"))
	s.write("given.json", []byte(`{"name":"access_client_id","value":"teamwright"}
{"name":"access_client_secret","value":"`+serviceClientSecret+`"}
`))
	return s
}

const serviceClientSecret = "service-client-secret-of-a-test"

// apply is a whole set-up of Mobile Flows without questions.
func (s *stage) apply() []string {
	return s.args("mobileflows", "apply", "--yes", "--secrets-from", "file:"+s.path("given.json"), "--secrets-to", "file:"+s.path("secret.json"))
}

// flows fails unless tenant and Access hold exactly what one set-up makes, and
// no secret lies anywhere but where it was handed to.
func (s *stage) flows(run ended) {
	s.t.Helper()
	if run.code != 5 {
		s.t.Errorf("exit code %d, want 5 (rows wait for a person)\n%s\n%s", run.code, run.err, run.out)
	}
	want := sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, AccessTemplates: 1}
	if got := s.cloud.Count(); got != want {
		s.t.Errorf("tenant and Access hold %+v, want %+v\n%s", got, want, run.err)
	}
	said := run.out + run.err
	entries, err := os.ReadDir(s.path("state"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range entries {
		said += s.read("state/" + e.Name())
	}
	for _, secret := range append(s.cloud.Issued(), serviceClientSecret) {
		if strings.Contains(said, secret) {
			s.t.Errorf("a secret of %d characters lies where it does not belong", len(secret))
		}
	}
}

// TestFlowsEveryRequestEveryFault disturbs one request of a set-up of Mobile
// Flows at a time, in every way there is, and runs it again: what is there in
// the end is what one undisturbed set-up makes, once.
func TestFlowsEveryRequestEveryFault(t *testing.T) {
	t.Parallel()
	lagging, prompt := undisturbedFlows(t, quick()), undisturbedFlows(t, sandbox.Options{})
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
				disturbFlows(t, sandbox.Fault{N: n, Do: kind})
				if !t.Failed() {
					whole.Add(1)
				}
			})
		}
	}
}

// undisturbedFlows counts the requests of a set-up behind its sign-in, and has a
// second one write nothing.
func undisturbedFlows(t *testing.T, opt sandbox.Options) int {
	t.Helper()
	s := playFlows(t, opt)
	s.flows(s.run(s.apply()))
	n, before := s.log.afterSignIn(), s.log.len()
	s.flows(s.run(s.apply()))
	if n := writes(s.log.since(before)); n != 0 {
		t.Errorf("a second run makes %d writes", n)
	}
	return n
}

func disturbFlows(t *testing.T, fault sandbox.Fault) {
	opt := quick()
	opt.Faults = []sandbox.Fault{fault}
	if fault.Do == sandbox.FaultHold {
		opt.Lag = 0 // the killed program waits in real time
		s := playFlows(t, opt)
		s.killFlows(fault.N)
		s.flows(s.run(s.apply()))
		return
	}
	s := playFlows(t, opt)
	first := s.run(s.apply())
	if first.code == 5 && !strings.Contains(first.out, "unknown ") {
		s.flows(first)
		return
	}
	s.flows(s.run(s.apply()))
}

// killFlows kills a set-up when the cloud has done the n-th request after
// sign-in and not answered it.
func (s *stage) killFlows(n int) {
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
	cmd := exec.Command("teamwright", s.apply()...)
	cmd.Env = append(os.Environ(), "HOME="+s.dir, "VIRTUAL_CLOCK=1")
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-held:
	case <-time.After(60 * time.Second):
		s.t.Error("the request to hold never came")
	}
	if err := cmd.Process.Kill(); err != nil {
		s.t.Error(err)
	}
	_ = cmd.Wait()
}

// TestFlowsAuditEveryFault takes everything back while one request at a time
// goes wrong, and again: in the end nothing is left, and nothing else is gone.
func TestFlowsAuditEveryFault(t *testing.T) {
	t.Parallel()
	s := playFlows(t, quick())
	before, args := s.before(t)
	s.bare(s.run(args))
	requests := s.log.afterSignIn() - before
	for _, kind := range []string{
		sandbox.FaultThrottle, sandbox.FaultInternal, sandbox.FaultUnavailable, sandbox.FaultReset, sandbox.FaultLost, sandbox.FaultHTML502,
	} {
		for n := 1; n <= requests; n++ {
			t.Run(fmt.Sprintf("%s/%d", kind, n), func(t *testing.T) {
				t.Parallel()
				opt := quick()
				opt.Faults = []sandbox.Fault{{N: before + n, Do: kind}}
				s := playFlows(t, opt)
				_, args := s.before(t)
				first := s.run(args)
				if first.code == 0 {
					s.bare(first)
					return
				}
				// What is gone is no longer among the things to remove.
				again := s.audit()
				for _, name := range s.things(t) {
					if !strings.Contains(s.run(s.audit()).err, "--remove "+name) {
						continue
					}
					again = append(again, "--remove", name, "--for-good", name)
				}
				if len(again) == len(s.audit()) {
					s.bare(first)
					return
				}
				s.bare(s.run(again))
			})
		}
	}
}

// audit looks for what is left, without questions.
func (s *stage) audit() []string {
	return s.args("mobileflows", "audit", "--yes", "--secrets-from", "file:"+s.path("given.json"))
}

// things are the names of what a set-up leaves to be taken back.
func (s *stage) things(t *testing.T) []string {
	t.Helper()
	var made struct {
		AppID string `json:"app_id"`
	}
	if err := json.Unmarshal([]byte(s.read("secret.json")), &made); err != nil {
		t.Fatal(err)
	}
	return []string{"app:" + made.AppID, "template:MobileFlows_Server_Template"}
}

// before sets Mobile Flows up, lets Entra settle, and gives the number of
// requests so far and the words that take everything back.
func (s *stage) before(t *testing.T) (requests int, args []string) {
	t.Helper()
	// A fault that is meant for later can come now: how often a copy of Entra is
	// asked differs from run to run.
	first := s.run(s.apply())
	if first.code != 5 {
		first = s.run(s.apply())
	}
	if first.code != 5 {
		t.Fatalf("set up: %d\n%s", first.code, first.err)
	}
	for range 60 {
		if err := s.clock.sleep(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	args = s.audit()
	for _, name := range s.things(t) {
		args = append(args, "--remove", name, "--for-good", name)
	}
	return s.log.afterSignIn(), args
}

// bare fails unless nothing of Mobile Flows is left in tenant and Access.
func (s *stage) bare(run ended) {
	s.t.Helper()
	if got, want := s.cloud.Count(), (sandbox.Counts{Deleted: 1}); got != want {
		s.t.Errorf("left are %+v, want %+v; exit code %d\n%s\n%s", got, want, run.code, run.err, run.out)
	}
}
