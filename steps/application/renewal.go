package application

import (
	"context"
	"fmt"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// Renewal exchanges the client secret of an application for a new one, without
// an instant in which nobody's secret works:
//
//	application   found, never changed
//	secret        the new one: made, seen, proven by a token, handed over
//	in_totara     Totara works with it: asked, or a person's word
//	old_secrets   the old ones are removed, by key id
//
// A secret is removed only when Totara works with the new one. Where a run was
// stopped, the next one goes on: it looks the new secret up and makes no
// second one.
type Renewal struct {
	*Application
	opt RenewalOptions
}

// RenewalOptions are what a renewal needs beside the application. Nothing in
// them is needed to be safe: without a word, the old secrets stay.
type RenewalOptions struct {
	// Again makes a new secret although the last exchange ended less than a
	// day ago.
	Again bool
	// Works is who says, before the run, that Totara works with the secret
	// that an earlier run handed over. Of one that is yet to be made nobody
	// can say that.
	Works string
	// Ask asks a person whether Totara works with a secret that they have
	// entered there; By is who they are. nil: nobody is there.
	Ask func(ctx context.Context, p tenant.Password) (Verdict, error)
	By  string
	// Others lists the further places in Totara that use the client id; nil:
	// it cannot be asked.
	Others func(ctx context.Context, appID string) ([]Use, error)
	// KeepOld is how long old secrets stay once Totara works; the next run
	// removes them. KeepGiven says that it outweighs what an earlier run was
	// told.
	KeepOld   time.Duration
	KeepGiven bool
	// Drop are key ids that a person chose as replaced, where it cannot be
	// told which secret Totara uses.
	Drop []string
	// Advice is one more sentence on how to see that Totara works.
	Advice string
}

// Use is a place in Totara that holds a client secret.
type Use struct {
	Name string // such as "virtualmeeting_msteams"
	Hint string // how the secret there begins; empty: unknown
}

// Verdict is what a person says about Totara and a new secret.
type Verdict int

// The verdicts.
const (
	NotYet Verdict = iota // not tried
	Works                 // somebody has signed in with it
	Broken                // it does not work, or it was lost
)

// NewRenewal declares a renewal. Desired.Secret says how the new secret shall
// be; of the rest only what finds the application counts.
func NewRenewal(want Desired, env Env, opt RenewalOptions) *Renewal {
	a := New(want, env)
	r := &Renewal{Application: a, opt: opt}
	a.secret = newCredential(a, a.id("application"))
	a.secret.renewal = r
	return r
}

// Steps are the four steps, in their order.
func (r *Renewal) Steps() []steps.Step {
	word := &inTotara{Renewal: r}
	return []steps.Step{&found{Application: r.Application}, r.secret, word, &retirement{Renewal: r, word: word}}
}

// lately is how long an exchange that has ended stands for the one that is
// asked for. A run that was killed with its last answer on the way is found
// done by the next one, and not done again.
const lately = 24 * time.Hour

// enough says why no new secret has to be made; empty when one has to be.
func (r *Renewal) enough() string {
	s, x := r.secret, r.secret.exchange()
	switch {
	case !x.begun():
		return ""
	case !s.complete(x):
		return fmt.Sprintf("the new secret %s is there since %s and went to %s: going on from there", s.words(x.fresh), date(x.fresh.Start), x.handed)
	case r.Recent():
		return fmt.Sprintf("the secret was exchanged %s: %s is in use and nothing is left to do", r.ago(x.ended()), s.words(x.fresh))
	}
	return ""
}

// Recent tells whether the last exchange has ended less than a day ago, so
// that this one finds nothing to do unless it is told to.
func (r *Renewal) Recent() bool {
	x := r.secret.exchange()
	return !r.opt.Again && r.secret.complete(x) && r.env.Clock.Now().Sub(x.ended()) < lately
}

// ahead is the exchange that a plan is about: the one under way, or the one
// that is yet to begin.
func (r *Renewal) ahead() exchange {
	x := r.secret.exchange()
	if r.secret.complete(x) && !r.Recent() {
		return exchange{replaces: r.secret.replaced()}
	}
	return x
}

// key is the natural key of an exchange: the name of its new secret.
func (r *Renewal) key(x exchange) string {
	if x.begun() {
		return x.fresh.Name
	}
	return r.secret.name
}

// Again makes a new secret although the last exchange was a moment ago.
func (r *Renewal) Again() { r.opt.Again = true }

func (r *Renewal) ago(t time.Time) string {
	d := r.env.Clock.Now().Sub(t)
	if d < time.Hour {
		return "less than an hour ago"
	}
	return fmt.Sprintf("%.0f hours ago", d.Hours())
}

// Limit is how long the tenant lets a secret live; 0: no limit that we may
// see. It is known once the renewal has been read.
func (r *Renewal) Limit() time.Duration { return r.secret.policy.SecretMaxLife }

// TooLong tells whether the tenant refused the life that was asked for: most
// people may not read its policy beforehand.
func (r *Renewal) TooLong() bool { return r.secret.tooLong }

// Live chooses how long the new secret shall live.
func (r *Renewal) Live(d time.Duration) { r.want.Secret.Life = d }

// Drop says which secrets a person takes for the replaced ones.
func (r *Renewal) Drop(keyIDs []string) { r.opt.Drop = keyIDs }

// Makes tells whether a new secret is yet to be made.
func (r *Renewal) Makes() bool { return r.secret.Plan().Action.Writes() && r.enough() == "" }

// Name is the secret's name, such as "sso".
func (r *Renewal) Name() string { return r.want.Secret.Name }

// words name a secret for a person.
func (s *credential) words(p tenant.Password) string {
	if p.Hint == "" {
		return fmt.Sprintf("%q", p.Name)
	}
	return fmt.Sprintf("%q, which begins with %s…,", p.Name, p.Hint)
}

func date(t time.Time) string { return t.Format(time.DateOnly) }
