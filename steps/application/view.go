package application

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// view is what is known of the application. All facets share it: one read
// serves them all, and every write of ours is carried over, because the next
// read may come from a copy that has not heard of it.
type view struct {
	find func(context.Context) (state, error)
	env  Env

	reading sync.Mutex // one search at a time
	mu      sync.Mutex
	fresh   bool
	known   state
	buried  []tenant.Application // what the last search found deleted, and not ours
}

// state is an application as it was seen.
type state struct {
	app        tenant.Application
	looked     bool // it was looked for
	live       bool // it is there
	deleted    bool // it is among the deleted items and can be restored
	candidates []tenant.Application
}

func (s state) there() bool { return s.live || s.deleted }

// absence says in words how an application is not there.
func (s state) absence() string {
	if s.deleted {
		return "the application was deleted; Entra keeps it for 30 days"
	}
	return "the application is not there"
}

func newView(find func(context.Context) (state, error), env Env) *view {
	return &view{find: find, env: env}
}

// state is what is known at this moment.
func (v *view) state() state {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.known
}

// read looks for the application unless that was done since the last forget.
func (v *view) read(ctx context.Context) error {
	v.reading.Lock()
	defer v.reading.Unlock()
	v.mu.Lock()
	fresh := v.fresh
	v.mu.Unlock()
	if fresh {
		return nil
	}
	v.bury(nil)
	s, err := v.find(ctx)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	s.looked = true
	v.known, v.fresh = s, true
	return nil
}

func (v *view) bury(gone []tenant.Application) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.buried = gone
}

func (v *view) forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.fresh = false
}

// set takes over an application that a write answered.
func (v *view) set(app tenant.Application) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.known, v.fresh = state{app: app, looked: true, live: true}, true
}

// nowhere takes over that the application was looked for and is nowhere.
func (v *view) nowhere() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.known, v.fresh = state{looked: true}, true
}

// wrote carries a write of ours over.
func (v *view) wrote(change func(*tenant.Application)) {
	v.mu.Lock()
	defer v.mu.Unlock()
	change(&v.known.app)
}

// errGone stops a facet whose application was there when the plan was made, or
// was to be made before it, and is not there any more.
var errGone = fmt.Errorf("the application is not there: %w", steps.ErrMoved)

// here refuses to write to an application that is not there.
func (v *view) here() error {
	if v.state().live {
		return nil
	}
	return errGone
}

// patch writes part of the application.
func (v *view) patch(ctx context.Context, p tenant.ApplicationPatch) error {
	if err := v.here(); err != nil {
		return err
	}
	if err := v.env.Directory.UpdateApplication(ctx, v.state().app.ObjectID, p); err != nil {
		return err
	}
	v.wrote(func(app *tenant.Application) { p.Apply(app) })
	return nil
}

// removePassword removes one client secret, unless the run is being stopped.
func (v *view) removePassword(ctx context.Context, p tenant.Password) error {
	if err := steps.Stopping(ctx); err != nil {
		return err
	}
	if err := v.env.Directory.RemovePassword(ctx, v.state().app.ObjectID, p.KeyID); err != nil {
		return err
	}
	v.wrote(func(app *tenant.Application) {
		app.Passwords = slices.DeleteFunc(slices.Clone(app.Passwords), func(q tenant.Password) bool { return q.KeyID == p.KeyID })
	})
	return nil
}

// observe reads the application anew, without taking over what it sees: the
// answer may come from a copy that lags behind our own writes.
func (v *view) observe(ctx context.Context) (tenant.Application, bool, error) {
	return v.env.Directory.ApplicationByAppID(ctx, v.state().app.AppID)
}

// merged is list with those of add that it lacks, compared by same.
func merged[T any](list, add []T, same func(a, b T) bool) []T {
	out := slices.Clone(list)
	for _, x := range add {
		if !slices.ContainsFunc(out, func(y T) bool { return same(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}

func equal[T comparable](a, b T) bool { return a == b }

// beyond are the entries of list that others do not have.
func beyond(list, others []string, same func(a, b string) bool) []string {
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool {
		return slices.ContainsFunc(others, func(y string) bool { return same(x, y) })
	})
}

// sameID compares two GUIDs, or two addresses with GUIDs in them: case says
// nothing.
func sameID(a, b string) bool { return strings.EqualFold(a, b) }
