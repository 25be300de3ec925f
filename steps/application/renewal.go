package application

import (
	"context"
	"errors"
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

// found is the application of a renewal or a removal: looked for, never
// changed.
type found struct{ *Application }

func (s *found) About() steps.About {
	return steps.About{ID: s.id("application"), Title: "App registration"}
}

// Read looks for the application and for what the tenant allows.
func (s *found) Read(ctx context.Context) error {
	if s.secret != nil && !s.secret.policyRead {
		s.secret.readPolicy(ctx)
	}
	return s.view.read(ctx)
}

func (s *found) Plan() steps.Change {
	st := s.view.state()
	switch {
	case len(st.candidates) > 0:
		return ambiguous(st.candidates, idKey(s.want))
	case !st.live:
		return steps.Change{Action: steps.Blocked, Summary: st.absence(), Cure: "run setup: it makes the application or takes it back"}
	}
	return steps.Change{Action: steps.None, Summary: fmt.Sprintf("%s is %q (client id %s)", s.want.Title, st.app.DisplayName, st.app.AppID)}
}

func (s *found) Apply(context.Context, steps.Change) error {
	return errors.New("an application is only looked for here")
}

func (s *found) Check(context.Context) []steps.Result {
	row := s.row("application", "App registration")
	app := s.view.state().app
	row.Status = steps.Pass
	row.Detail = fmt.Sprintf("%q, client id %s, %s", app.DisplayName, app.AppID, audienceInWords(app.Audience))
	return []steps.Result{row}
}

// words name a secret for a person.
func (s *credential) words(p tenant.Password) string {
	if p.Hint == "" {
		return fmt.Sprintf("%q", p.Name)
	}
	return fmt.Sprintf("%q, which begins with %s…,", p.Name, p.Hint)
}

func date(t time.Time) string { return t.Format(time.DateOnly) }

// Held is one secret of the application, for whoever lists them.
type Held struct {
	tenant.Password
	Valid bool
	InUse bool // Totara says that it uses this one
	Fresh bool // it is the new one of the exchange under way, or of the last one
	Lost  bool // made by an interrupted run and handed to nobody
}

// Held lists the secrets that the application has, as Entra lists them.
func (r *Renewal) Held() []Held {
	var out []Held
	s, x := r.secret, r.secret.exchange()
	for _, p := range r.Passwords() {
		out = append(out, Held{
			Password: p, Valid: p.Live(r.env.Clock.Now()), InUse: s.usage.uses(p),
			Fresh: x.begun() && p.KeyID == x.fresh.KeyID, Lost: s.standing(p) == nobodys,
		})
	}
	return out
}

// Stage is how far an exchange has come.
type Stage int

// The stages.
const (
	Untouched Stage = iota // there is no new secret
	Both                   // the old and the new one are valid
	Exchanged              // only the new one is left, and Totara works with it
)

// Stage is how far the exchange has come, by what is known now, with its new
// secret.
func (r *Renewal) Stage() (Stage, tenant.Password) {
	x := r.secret.exchange()
	switch {
	case !x.begun():
		return Untouched, tenant.Password{}
	case r.secret.complete(x):
		return Exchanged, x.fresh
	}
	return Both, x.fresh
}

// Unclear are the valid secrets of which nothing tells whether Totara uses
// them; a person may know which one it is.
func (r *Renewal) Unclear() []tenant.Password {
	if s := r.secret; s.usage.told() || s.exchange().begun() || len(s.live()) < 2 {
		return nil
	}
	return r.secret.kept(r.secret.exchange())
}

// Place is where an exchange that has not ended was handing its secret to;
// empty when there is none.
func (r *Renewal) Place() string {
	if x := r.secret.exchange(); x.begun() && !r.secret.complete(x) {
		return x.handed
	}
	return r.secret.handedTo()
}
