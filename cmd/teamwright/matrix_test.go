package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// trial is one command in front of a cloud of its own.
type trial struct {
	*stage
	// args are the command's words, asked for before each run.
	args func() []string
	// after is what happens, and what has to hold, behind every run; may be nil.
	after func(ended)
	// over tells whether a run brought the job to its end. Nil: it ended with
	// 5 or 0, and all could be looked at.
	over func(ended) bool
	// whole fails unless everything is there that one undisturbed job makes,
	// once.
	whole func(ended)
}

// matrix disturbs one request of a job at a time, in every way there is: nine
// faults, and a kill while the answer is held. Three of the faults are much like
// others of them: they meet every third request. Each time the job is run again
// until it is over, and looked at; then once more, which may write nothing.
type matrix struct {
	// prepare lays a job out before a cloud with these options. Everything but
	// Faults and Lag is its own to set.
	prepare func(testing.TB, sandbox.Options) *trial
	// faults are the ways in which requests go wrong; nil: all of them.
	faults []string
	// own is how many requests are disturbed, from the first, where those behind
	// them are another matrix's; 0: all.
	own int
	// thin: of the faults that are no lost answer and no kill, which leave most to
	// be mended, each meets just every thin-th request; 0: every one.
	thin int
	// most is how often a person runs the command before they give up; 0 means
	// twice.
	most int
	// lingers gives Entra a minute before the run that may write nothing: what
	// was removed can still show in a copy that lags behind.
	lingers bool
	// least is how many requests there are at least, so that an empty matrix
	// does not pass.
	least int
}

// allFaults are the ways in which a request can go wrong.
func allFaults() []string {
	return []string{
		sandbox.FaultThrottle, sandbox.FaultInternal, sandbox.FaultUnavailable, sandbox.FaultReset,
		sandbox.FaultLost, sandbox.FaultHTML502, sandbox.FaultHold,
		sandbox.FaultTimeout, sandbox.FaultCut, sandbox.FaultPage,
	}
}

// run plays the whole matrix, or every seventh request of it with -short, and
// logs how many runs ended whole.
func (m matrix) run(t *testing.T) {
	t.Helper()
	t.Parallel()
	if m.faults == nil {
		m.faults = allFaults()
	}
	lagging, prompt := m.undisturbed(t, quick()), m.undisturbed(t, sandbox.Options{})
	every := 1
	if testing.Short() {
		every = 7
	}
	var jobs, whole, missed atomic.Int32
	t.Cleanup(func() {
		t.Logf("%d requests (%d without lag) × %d faults: %d jobs, %d ended whole, %d without meeting their fault",
			lagging, prompt, len(m.faults), jobs.Load(), whole.Load(), missed.Load())
	})
	for _, kind := range m.faults {
		opt, requests := quick(), lagging
		if kind == sandbox.FaultHold {
			// The killed program waits in real time; a lag in virtual time
			// would never end for it.
			opt, requests = sandbox.Options{}, prompt
		}
		if m.own > 0 {
			requests = min(requests, m.own)
		}
		step := every
		switch kind {
		case sandbox.FaultHold, sandbox.FaultLost:
		case sandbox.FaultTimeout, sandbox.FaultCut, sandbox.FaultPage:
			step *= 3 * max(m.thin, 1)
		default:
			step *= max(m.thin, 1)
		}
		for n := 1; n <= requests; n += step {
			t.Run(fmt.Sprintf("%s/%d", kind, n), func(t *testing.T) {
				t.Parallel()
				opt := opt
				opt.Faults = []sandbox.Fault{{N: n, Do: kind}}
				jobs.Add(1)
				if !m.disturb(t, opt) {
					missed.Add(1)
				}
				if !t.Failed() {
					whole.Add(1)
				}
			})
		}
	}
}

// undisturbed counts the requests of a job behind its first sign-in.
func (m matrix) undisturbed(t *testing.T, opt sandbox.Options) int {
	t.Helper()
	j := m.prepare(t, opt)
	last := m.toTheEnd(j, nil)
	requests := j.log.afterSignIn()
	m.settled(j, last, true)
	if requests < max(m.least, 5) {
		t.Fatalf("only %d requests", requests)
	}
	return requests
}

// disturb plays a job with one fault, and tells whether it met it.
func (m matrix) disturb(t *testing.T, opt sandbox.Options) (met bool) {
	t.Helper()
	j := m.prepare(t, opt)
	var hold *hold
	if f := opt.Faults[0]; f.Do == sandbox.FaultHold {
		hold = j.hold(f.N)
		defer func() {
			if !hold.met() {
				t.Errorf("request %d to hold never came", f.N)
			}
		}()
	}
	last := m.toTheEnd(j, hold)
	met = j.log.afterSignIn() >= opt.Faults[0].N
	m.settled(j, last, met)
	return met
}

// toTheEnd runs the command until the job is over. A run that meets the hold is
// killed.
func (m matrix) toTheEnd(j *trial, hold *hold) (last ended) {
	most := m.most
	if most == 0 {
		most = 2
	}
	for try := 1; try <= most; try++ {
		var killed bool
		if hold != nil && !hold.met() {
			last, killed = j.kill(hold, j.args())
		} else {
			last = j.run(j.args())
		}
		if j.after != nil {
			j.after(last)
		}
		if !killed && j.ended(last) {
			break
		}
	}
	return last
}

func (j *trial) ended(run ended) bool {
	if j.over != nil {
		return j.over(run)
	}
	return (run.code == 0 || run.code == 5) && !strings.Contains(run.out, "could not be looked at.")
}

// settled looks at what is there in the end, and that one run more writes
// nothing. It ends as the last one did, but where it is the one to meet the
// fault.
func (m matrix) settled(j *trial, last ended, met bool) {
	j.t.Helper()
	j.whole(last)
	if m.lingers {
		if err := j.clock.sleep(j.t.Context(), time.Minute); err != nil {
			j.t.Error(err)
		}
	}
	before := j.log.len()
	again := j.run(j.args())
	if n := writes(j.log.since(before)); n > 0 || met && again.code != last.code {
		j.t.Errorf("one run more: %d writes, exit code %d\n%s\n%s", n, again.code, again.err, again.out)
	}
}

// hold is a request whose answer is held.
type hold struct {
	come chan struct{}
}

func (h *hold) met() bool {
	select {
	case <-h.come:
		return true
	default:
		return false
	}
}

// hold tells when the cloud has done the n-th request after sign-in.
func (s *stage) hold(n int) *hold {
	h := &hold{come: make(chan struct{})}
	var done atomic.Bool
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	s.log.heard = func(int, request) {
		if s.log.afterSignIn() >= n && done.CompareAndSwap(false, true) {
			close(h.come)
		}
	}
	return h
}

// kill runs a command in a process of its own, and kills it when its request is
// held.
func (s *stage) kill(h *hold, args []string) (run ended, killed bool) {
	s.t.Helper()
	cmd := exec.Command("teamwright", args...)
	cmd.Env = append(os.Environ(), "HOME="+s.dir, "VIRTUAL_CLOCK=1")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if s.person != nil {
		seat := s.person.sit(s.t)
		cmd.Stdin, cmd.Stderr = seat.line, seat.line
		defer func() { run.err = seat.leave() }()
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		_ = cmd.Wait() // its exit code tells
	}()
	select {
	case <-over:
	case <-h.come:
		killed = true
	case <-time.After(60 * time.Second):
		s.t.Error("neither did it end nor came the request to hold")
	}
	_ = cmd.Process.Kill() // it may be over
	<-over
	return ended{cmd.ProcessState.ExitCode(), out.String(), said.String()}, killed
}
