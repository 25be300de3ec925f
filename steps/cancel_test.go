package steps

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCancelStartsNothingNewAndAwaitsWhatIsInFlight(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ctx, cancel := context.WithCancel(t.Context())
	a, b := step(w, "g.a"), step(w, "g.b", "g.a")
	a.during = func(work context.Context) {
		cancel()
		if work.Err() != nil {
			t.Error("the write in flight was cut off")
		}
		if !errors.Is(Stopping(work), ErrStopped) {
			t.Error("a step cannot see that the run was cancelled")
		}
	}
	m := &memory{}
	r := runnerOf(m, a, b)
	report := r.Apply(ctx, read(t, r))
	if w.done("apply g.b") {
		t.Error("a new step began after the cancel")
	}
	if !slices.Contains(m.log, "done g.a key-g.a") {
		t.Errorf("the outcome in flight is lost: %v", m.log)
	}
	if !report.Stopped || report.ExitCode() != 4 {
		t.Errorf("stopped %v, exit code %d", report.Stopped, report.ExitCode())
	}
}

func TestCancelledRunChecksNoWriteOfItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld("g.c")
	ctx, cancel := context.WithCancel(t.Context())
	a, c := step(w, "g.a"), step(w, "g.c")
	a.during = func(context.Context) { cancel() }
	r := runnerOf(&memory{}, a, c)
	report := r.Apply(ctx, read(t, r))
	if w.done("check g.a") {
		t.Error("a check that reads back began after the cancel")
	}
	for id, want := range map[ID]Status{"g.a": Unseen, "g.c": Pass} {
		if got := statusOf(t, report.Results, id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
}

// A cancel ends a check at once; a write in flight only after the grace.
func TestWriteInFlightIsCutOffAfterTheGrace(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ctx, cancel := context.WithCancel(t.Context())
	a := step(w, "g.a")
	a.during = func(work context.Context) { cancel(); <-work.Done() }
	a.fail = errors.New("cut off")
	m := &memory{}
	r := runnerOf(m, a)
	var slept time.Duration
	r.Clock.Sleep = func(_ context.Context, d time.Duration) error { slept = d; return nil }
	report := r.Apply(ctx, read(t, r))
	if slept != Grace || !report.Stopped || report.ExitCode() != 4 {
		t.Errorf("grace %v, stopped %v, exit code %d", slept, report.Stopped, report.ExitCode())
	}
	if slices.ContainsFunc(m.log, func(l string) bool { return strings.HasPrefix(l, "done") || strings.HasPrefix(l, "failed") }) {
		t.Errorf("a write that was cut off has an outcome: %v", m.log)
	}
}

func TestCancelDuringTheReadBeforeAnApply(t *testing.T) {
	t.Parallel()
	w := newWorld()
	ctx, cancel := context.WithCancel(t.Context())
	a := &cancelled{fake: step(w, "g.a"), cancel: cancel}
	m := &memory{}
	r := runnerOf(m, a)
	plan := read(t, r)
	a.armed = true
	report := r.Apply(ctx, plan)
	if w.done("apply g.a") || len(m.log) > 0 || !report.Stopped {
		t.Errorf("stopped %v, log %v, journal %v", report.Stopped, w.log, m.log)
	}
}

// cancelled is cancelled while it reads.
type cancelled struct {
	*fake
	cancel func()
	armed  bool
}

func (c *cancelled) Read(ctx context.Context) error {
	if c.armed {
		c.cancel()
		<-ctx.Done()
		return ctx.Err()
	}
	return c.fake.Read(ctx)
}

func TestCancelledRead(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := runnerOf(&memory{}, step(newWorld(), "g.a")).Read(ctx); !errors.Is(err, ErrStopped) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
