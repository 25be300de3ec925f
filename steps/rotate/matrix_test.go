package rotate

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"
)

// way is how Totara gets the secret.
type way struct {
	exec, quick bool
	lag         time.Duration
}

func (v way) world(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.exec, w.quick, w.lag = v.exec, v.quick, v.lag
	return w
}

// TestEveryRequestEveryDisturbance disturbs one request of an exchange at a
// time, in every way there is, and runs it again until it is through. At no
// instant Totara is without a secret that works, nothing is left that nobody
// has, and what has arrived is not made anew.
func TestEveryRequestEveryDisturbance(t *testing.T) {
	t.Parallel()
	ways := map[string]way{
		"Totara by a command":            {exec: true},
		"Totara by a command, with lag":  {exec: true, lag: 3 * time.Second},
		"by hand, entered at once":       {quick: true},
		"by hand, entered later":         {},
		"by hand, entered later, lagged": {lag: 3 * time.Second},
	}
	kinds := []disturbance{killBefore, killAfter, lostDone, lostUndone, refused, policy, unreachable, interrupt}
	var runs, whole atomic.Int32
	t.Cleanup(func() { t.Logf("%d disturbed exchanges, %d ended whole", runs.Load(), whole.Load()) })
	for name, v := range ways {
		requests := v.count(t)
		for which, n := range requests {
			for at := 1; at <= n; at++ {
				for _, how := range kinds {
					t.Run(fmt.Sprintf("%s/run %d/request %d/%s", name, which+1, at, how), func(t *testing.T) {
						t.Parallel()
						runs.Add(1)
						v.disturb(t, which, at, how)
						if !t.Failed() {
							whole.Add(1)
						}
					})
				}
			}
		}
	}
}

// count is how many requests the runs of an undisturbed exchange make: by hand
// there are two, with the word in between.
func (v way) count(t *testing.T) []int {
	t.Helper()
	w := v.world(t)
	first := w.calm(Options{})
	counts := []int{w.asked}
	if !v.exec {
		if first.code != 5 || len(w.app.Passwords) != 2 {
			t.Fatalf("exit code %d, secrets %s", first.code, w.keys())
		}
		w.enter()
		first = w.calm(Options{Works: []string{SSO}})
		counts = append(counts, w.asked)
	}
	if first.code != 0 {
		t.Fatalf("exit code %d: %+v", first.code, first.rows)
	}
	w.whole()
	if again := w.calm(Options{}); again.code != 0 || !again.plan.Empty() {
		t.Errorf("the next run: exit code %d\n%s", again.code, again.words())
	}
	return counts
}

// disturb disturbs one request of one run and goes on from there.
func (v way) disturb(t *testing.T, which, at int, how disturbance) {
	w := v.world(t)
	var opt Options
	if which == 1 {
		w.calm(opt)
		w.enter()
		opt = Options{Works: []string{SSO}}
	}
	w.at, w.how = at, how
	first := w.rotate(opt)
	w.at = 0
	before := len(w.arrived)
	_, heard := w.handed()
	for try := 1; ; try++ {
		w.enter()
		var opt Options
		if !v.exec {
			opt.Works = []string{SSO}
		}
		run := w.calm(opt)
		if run.code == 0 {
			break
		}
		if try == 4 {
			t.Fatalf("after %d runs: exit code %d, first %d\n%s", try, run.code, first.code, run.words())
		}
	}
	w.whole()
	w.pass(time.Hour)
	if heard && len(w.arrived) > before {
		t.Errorf("a second new secret was made: arrived %v", w.arrived)
	}
	if last := w.calm(Options{}); last.code != 0 || !last.plan.Empty() {
		t.Errorf("the last run: exit code %d\n%s", last.code, last.words())
	}
}

// handed tells whether the journal knows of a new secret that has arrived.
func (w *world) handed() (name string, ok bool) {
	for _, key := range w.ledger.Keys("entra.secret") {
		if facts, _ := w.ledger.Facts("entra.secret", key); facts["handed"] != "" {
			return key, true
		}
	}
	return "", false
}
