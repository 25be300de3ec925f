package rotate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/journal"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

const day = 24 * time.Hour

// life is one process: once it is killed, whatever it does next never ends.
type life struct {
	mu   sync.Mutex
	dead bool
	done chan struct{} // closed when it is killed
}

func (l *life) alive() {
	l.mu.Lock()
	dead := l.dead
	l.mu.Unlock()
	if dead {
		select {}
	}
}

func (l *life) kill() {
	l.mu.Lock()
	if !l.dead {
		l.dead = true
		close(l.done)
	}
	l.mu.Unlock()
	select {}
}

// What happens to one request.
type disturbance string

const (
	killBefore  disturbance = "killed before it is done"
	killAfter   disturbance = "killed once it is done"
	lostDone    disturbance = "done, the answer lost"
	lostUndone  disturbance = "not done, the answer lost"
	refused     disturbance = "refused"
	policy      disturbance = "forbidden by a policy"
	unreachable disturbance = "not reached"
	interrupt   disturbance = "Ctrl-C"
)

// world is a tenant with one application, a Totara, and everything around.
type world struct {
	t     *testing.T
	mu    sync.Mutex
	now   time.Time
	app   tenant.Application
	lag   time.Duration
	past  []moment // what replicas may still show
	reads int

	totara  string   // key id of the secret that Totara has
	serial  int      // of key ids
	arrived []string // key ids that were handed over
	outages []string // moments in which Totara had no secret that works
	ledger  *journal.Journal
	policy  tenant.AppPolicy

	exec  bool // Totara is set by a command, and can be asked
	quick bool // a person enters what they are shown at once
	mute  bool // Totara does not answer
	other []application.Use

	asked int // requests of the run so far
	at    int // the request to disturb; 0: none
	how   disturbance
	run   *life
	stop  context.CancelFunc
}

type moment struct {
	at   time.Time
	list []tenant.Password
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), totara: "old"}
	w.app = tenant.Application{
		ObjectID: "object", AppID: "11111111-0000-4000-8000-000000000000", UniqueName: "learn", DisplayName: "Example Learn",
		Passwords: []tenant.Password{{KeyID: "old", Name: "teamwright sso 2025-12-01 deadbeef", Hint: "old", Start: w.now.Add(-355 * day), End: w.now.Add(10 * day)}},
	}
	j, err := journal.Open(t.TempDir(), "j", w.clock().Now)
	if err != nil {
		t.Fatal(err)
	}
	w.ledger = j
	return w
}

func (w *world) clock() wire.Clock {
	return wire.Clock{
		Now: func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now },
		Sleep: func(ctx context.Context, d time.Duration) error {
			if d == steps.Grace {
				<-ctx.Done()
				return ctx.Err()
			}
			w.mu.Lock()
			w.now = w.now.Add(d)
			w.mu.Unlock()
			return ctx.Err()
		},
		Jitter: func() float64 { return 0.5 },
	}
}

// request is one request to whoever it is; do does it.
func (w *world) request(ctx context.Context, op string, do func() error) error {
	w.mu.Lock()
	run := w.run
	w.mu.Unlock()
	run.alive()
	w.mu.Lock()
	if ctx.Err() != nil {
		w.mu.Unlock()
		return &tenant.Error{Kind: tenant.Lost, Op: op, Err: ctx.Err()}
	}
	w.asked++
	hit := w.asked == w.at
	how := w.how
	if hit && how == killBefore {
		w.mu.Unlock()
		run.kill()
	}
	var err error
	if !hit || how != lostUndone && how != refused && how != policy && how != unreachable {
		w.past = append(w.past, moment{w.now, slices.Clone(w.app.Passwords)})
		err = do()
		if !w.works() {
			w.outages = append(w.outages, op)
		}
	}
	stop := w.stop
	w.mu.Unlock()
	if !hit {
		return err
	}
	switch how {
	case killAfter:
		run.kill()
	case interrupt:
		stop()
	case lostDone, lostUndone:
		return &tenant.Error{Kind: tenant.Lost, Op: op, Message: "the connection broke"}
	case refused:
		return &tenant.Error{Kind: tenant.Denied, Op: op, Status: 403, Message: "no"}
	case policy:
		return &tenant.Error{Kind: tenant.Policy, Op: op, Status: 400, Message: "no", Cure: "ask somebody"}
	case unreachable:
		return &tenant.Error{Kind: tenant.Unreachable, Op: op, Message: "no route"}
	}
	return err
}

// works tells whether the secret that Totara has is valid at this instant.
func (w *world) works() bool {
	return slices.ContainsFunc(w.app.Passwords, func(p tenant.Password) bool { return p.KeyID == w.totara && p.Live(w.now) })
}

// directory is the tenant as a run sees it; what a renewal does not ask for is
// not there.
type directory struct {
	tenant.Directory
	w *world
}

func (d directory) AppPolicy(ctx context.Context) (p tenant.AppPolicy, err error) {
	err = d.w.request(ctx, "AppPolicy", func() error { p = d.w.policy; return nil })
	return p, err
}

// ApplicationByAppID answers, every other time, from a copy that lags behind.
func (d directory) ApplicationByAppID(ctx context.Context, appID string) (app tenant.Application, ok bool, err error) {
	err = d.w.request(ctx, "ApplicationByAppID", func() error {
		w := d.w
		app, ok = w.app, appID == w.app.AppID
		app.Passwords = slices.Clone(app.Passwords)
		if w.reads++; w.reads%2 == 1 {
			for _, m := range w.past {
				if m.at.After(w.now.Add(-w.lag)) {
					app.Passwords = slices.Clone(m.list)
					break
				}
			}
		}
		return nil
	})
	return app, ok && err == nil, err
}

func (d directory) AddPassword(ctx context.Context, _, name string, end time.Time) (p tenant.Password, text secret.Text, err error) {
	err = d.w.request(ctx, "AddPassword", func() error {
		w := d.w
		w.serial++
		p = tenant.Password{KeyID: fmt.Sprintf("key-%d", w.serial), Name: name, Hint: fmt.Sprintf("h%02d", w.serial), Start: w.now, End: end}
		w.app.Passwords = append(w.app.Passwords, p)
		return nil
	})
	return p, secret.New("text of " + p.KeyID), err
}

func (d directory) RemovePassword(ctx context.Context, _, keyID string) error {
	return d.w.request(ctx, "RemovePassword", func() error {
		d.w.app.Passwords = slices.DeleteFunc(slices.Clone(d.w.app.Passwords), func(p tenant.Password) bool { return p.KeyID == keyID })
		return nil
	})
}

func (w *world) prove(ctx context.Context, _ string, text secret.Text) error {
	return w.request(ctx, "Prove", func() error {
		if text.Empty() {
			return errors.New("AADSTS7000216: no secret")
		}
		return nil
	})
}

func (w *world) inUse(ctx context.Context) (hint string, ok bool, err error) {
	err = w.request(ctx, "InUse", func() error {
		if w.mute {
			return errors.New("ssh: connect to host lms: connection refused")
		}
		for _, p := range w.app.Passwords {
			if p.KeyID == w.totara {
				hint, ok = p.Hint, true
			}
		}
		return nil
	})
	return hint, ok && err == nil, err
}

// inbox is where secrets arrive: Totara itself, or a person.
type inbox struct{ w *world }

func (s inbox) Where() string      { return "the inbox" }
func (s inbox) Ready(string) error { return nil }

func (s inbox) Deliver(ctx context.Context, it secret.Item) error {
	return s.w.request(ctx, "Deliver", func() error {
		s.w.arrived = append(s.w.arrived, it.KeyID)
		if s.w.exec || s.w.quick {
			s.w.totara = it.KeyID
		}
		return nil
	})
}

// ledger is the journal as a run sees it: the dead write nothing.
type ledger struct {
	*journal.Journal
	run *life
}

func (l ledger) Intend(step, key string) error { l.run.alive(); return l.Journal.Intend(step, key) }
func (l ledger) Done(step, key, outcome string) error {
	l.run.alive()
	return l.Journal.Done(step, key, outcome)
}
func (l ledger) Failed(step, key string) error { l.run.alive(); return l.Journal.Failed(step, key) }
func (l ledger) Note(step, key string, detail map[string]string) error {
	l.run.alive()
	return l.Journal.Note(step, key, detail)
}

// target is the application of the world.
func (w *world) target(run *life) Target {
	t := Target{
		Desired: application.Desired{
			Group: "entra", Title: "the app registration", AppID: w.app.AppID, UniqueName: "learn",
			Secret: &application.Secret{Name: SSO, Life: 365 * day, Where: inbox{w}, Prove: w.prove},
		},
		Env: application.Env{Directory: directory{w: w}, Ledger: ledger{w.ledger, run}, Clock: w.clock(), NewID: func() string {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.serial++
			return fmt.Sprintf("%08d-0000-4000-8000-000000000000", w.serial)
		}},
		Place: "https://learn.example.org/admin/tool/oauth2/issuers.php",
	}
	if w.exec {
		t.Desired.Secret.InUse = w.inUse
		t.Others = func(context.Context, string) ([]application.Use, error) { return w.other, nil }
	}
	return t
}

// ended is how a run went.
type ended struct {
	killed bool
	code   int
	plan   steps.Plan
	rows   []steps.Result
	job    *Job
}

// words are the plan and the rows, a line each.
func (e ended) words() string {
	var b strings.Builder
	for _, c := range e.plan.Changes {
		fmt.Fprintf(&b, "%s %s: %s\n", c.Action, c.Step, c.Summary)
	}
	for _, r := range e.rows {
		fmt.Fprintf(&b, "%s %s: %s\n", r.Status, r.ID, r.Detail)
	}
	return b.String()
}

func (e ended) row(id string) steps.Result {
	for _, r := range e.rows {
		if r.ID == id {
			return r
		}
	}
	return steps.Result{}
}

// rotate is one run of the program, confirmed whatever its plan.
func (w *world) rotate(opt Options) ended {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	defer stop()
	run := &life{done: make(chan struct{})}
	w.mu.Lock()
	w.asked, w.run, w.stop = 0, run, stop
	w.mu.Unlock()
	opt.By = "a@example.org"
	job, err := New([]Target{w.target(run)}, opt)
	if err != nil {
		w.t.Fatal(err)
	}
	result := make(chan ended, 1)
	go func() {
		e := ended{job: job}
		runner := &steps.Runner{Steps: job.Steps(), Journal: ledger{w.ledger, run}, Clock: w.clock()}
		if err := runner.Read(ctx); err != nil {
			e.code = 4
			result <- e
			return
		}
		e.plan = runner.Plan()
		report := runner.Apply(ctx, e.plan)
		e.code, e.rows = report.ExitCode(), report.Results
		result <- e
	}()
	select {
	case e := <-result:
		return e
	case <-run.done:
		return ended{killed: true}
	case <-time.After(time.Minute):
		w.t.Fatal("it never ends")
		return ended{}
	}
}

// calm is a run that nothing disturbs.
func (w *world) calm(opt Options) ended {
	w.t.Helper()
	w.at = 0
	return w.rotate(opt)
}

// pass lets time pass.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// enter is a person who enters what they have got last.
func (w *world) enter() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.arrived); n > 0 && !w.exec {
		w.totara = w.arrived[n-1]
	}
	if !w.works() {
		w.outages = append(w.outages, "a person enters the secret")
	}
}

func (w *world) keys() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []string
	for _, p := range w.app.Passwords {
		out = append(out, p.KeyID)
	}
	return fmt.Sprint(out)
}

// whole fails unless one secret is left, Totara has it, and there was never an
// instant in which it had none that works.
func (w *world) whole() {
	w.t.Helper()
	if len(w.outages) > 0 {
		w.t.Errorf("Totara had no secret that works after %v", w.outages)
	}
	if len(w.app.Passwords) != 1 || w.app.Passwords[0].KeyID != w.totara || w.totara == "old" {
		w.t.Errorf("secrets %v, Totara has %s", w.keys(), w.totara)
	}
	for _, step := range []string{"entra.secret", "entra.in_totara", "entra.old_secrets"} {
		if open := w.ledger.Open(step); len(open) > 0 {
			w.t.Errorf("open intents of %s: %v", step, open)
		}
	}
}
