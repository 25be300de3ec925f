package application

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

// credential is the client secret: made, handed over, proven.
//
// Its natural key is its display name, which carries a nonce of ours. The
// ledger knows of each name how far it came: intended, made (with its key id),
// handing (to where), handed.
type credential struct {
	*Application
	after   steps.ID
	name    string    // display name of the next one
	begun   time.Time // when the next one begins
	renewal *Renewal  // nil: one valid secret is enough

	policy     tenant.AppPolicy // what the tenant says about secrets
	policyRead bool
	usage      usage // what Totara says about the one that it uses

	looking sync.Mutex
	missing map[string]bool // names that were looked for, long enough, and not found
	removed []string        // key ids removed in this run
	made    tenant.Password
	text    secret.Text // only between making and proving
	proven  bool        // before it was handed over
	tooLong bool        // the tenant refused the life that was asked for
}

func newCredential(a *Application, after steps.ID) *credential {
	s := &credential{Application: a, after: after, missing: map[string]bool{}}
	s.begun = a.env.Clock.Now().UTC()
	s.rename()
	return s
}

// rename takes a new nonce.
func (s *credential) rename() {
	nonce := strings.ReplaceAll(s.env.NewID(), "-", "")[:8]
	s.name = fmt.Sprintf("%s%s %s", s.prefix(), s.env.Clock.Now().UTC().Format(time.DateOnly), nonce)
}

// prefix begins the display name of every secret that this program made.
func (s *credential) prefix() string { return "teamwright " + s.want.Secret.Name + " " }

func (s *credential) About() steps.About {
	return steps.About{
		ID: s.id("secret"), Title: "Client secret",
		Reads: []steps.ID{s.id("application")}, Needs: []steps.ID{s.after},
		Behind: []steps.ID{s.id("principal")}, // without one Entra issues no token
	}
}

// Read looks at the application's secrets, and asks Totara which one it uses.
func (s *credential) Read(ctx context.Context) error {
	if err := s.look(ctx); err != nil || !s.view.state().live {
		return err
	}
	if s.renewal != nil || !s.usage.asked {
		s.askUsage(ctx) // a set-up hangs nothing on it that could change meanwhile
	}
	return nil
}

// look looks at the secrets. Where an earlier run was stopped between asking
// for one and hearing of it, it looks several times: the copy that answers may
// not have heard of it either.
func (s *credential) look(ctx context.Context) error {
	s.looking.Lock()
	defer s.looking.Unlock()
	if err := s.view.read(ctx); err != nil {
		return err
	}
	if !s.view.state().live {
		return nil
	}
	for _, e := range s.expected() {
		if s.missing[e.name] {
			continue
		}
		if err := s.await(ctx, e.name, e.tries); err != nil {
			return err
		}
		s.missing[e.name] = !s.showsNamed(e.name)
	}
	return nil
}

// expected is a secret that the ledger speaks of and that a lagging copy may
// not show yet, and how many looks it takes to believe that it is not there.
type expected struct {
	name  string
	tries int
}

// expected are those that an interrupted run asked for and, where no valid one
// is seen, the one that was handed over last.
func (s *credential) expected() []expected {
	step := string(s.id("secret"))
	var out []expected
	for _, name := range s.env.Ledger.Open(step) {
		out = append(out, expected{name, lookForLost})
	}
	if name := s.lastExchange(); s.renewal != nil && name != "" {
		return append(out, expected{name, lookForLost})
	}
	if len(s.live()) > 0 {
		return out
	}
	for _, name := range slices.Backward(s.env.Ledger.Keys(step)) {
		if facts, _ := s.env.Ledger.Facts(step, name); facts[factHanded] != "" {
			return append(out, expected{name, lookAgain})
		}
	}
	return out
}

// readPolicy reads what the tenant allows. Most people may not read that; then
// Entra's own refusal will tell.
func (s *credential) readPolicy(ctx context.Context) {
	s.policyRead = true
	if p, err := s.env.Directory.AppPolicy(ctx); err == nil {
		s.policy = p
	}
}

// margin is how much shorter than the tenant allows a secret is made to live:
// its life begins by Entra's clock, not by ours.
const margin = time.Hour

// until is when the next secret expires.
func (s *credential) until() time.Time {
	life := s.want.Secret.Life
	if limit := s.policy.SecretMaxLife; limit > 0 && limit-margin < life {
		life = max(limit-margin, limit/2)
	}
	return s.begun.Add(life).Truncate(time.Second)
}

// lookForLost is how many looks it takes to believe that a secret, whose answer
// nobody heard, was not made.
const lookForLost = 12

// await looks for a secret of that name until it shows or patience ends, and
// takes what it sees into the view.
func (s *credential) await(ctx context.Context, name string, tries int) error {
	if s.showsNamed(name) {
		return nil
	}
	named := func(p tenant.Password) bool { return p.Name == name }
	err := s.env.until(ctx, "looking for the secret that was asked for", tries, func(ctx context.Context) (bool, error) {
		app, ok, err := s.view.observe(ctx)
		if err != nil || !ok || !slices.ContainsFunc(app.Passwords, named) {
			return false, err
		}
		s.view.wrote(func(a *tenant.Application) { a.Passwords = app.Passwords })
		return true, nil
	})
	if errors.Is(err, errPatience) {
		return nil
	}
	return err
}

func (s *credential) showsNamed(name string) bool {
	return slices.ContainsFunc(s.Passwords(), func(p tenant.Password) bool { return p.Name == name })
}

// lacks tells whether there is any secret; which one counts is the plan's.
func (s *credential) lacks(app tenant.Application) []string {
	if len(app.Passwords) > 0 {
		return nil
	}
	return []string{"passwordCredentials"}
}

func (s *credential) Plan() steps.Change {
	st := s.view.state()
	if len(st.candidates) > 0 || s.renewal != nil && !st.live {
		return blockedBy(s.id("application"))
	}
	dead := s.dead(st.app.Passwords)
	enough := s.enough()
	c := steps.Change{Key: s.name}
	for _, p := range dead {
		c.Fields = append(c.Fields, steps.Field{Path: "passwordCredentials[" + p.Name + "]", From: "never handed over"})
	}
	switch {
	case enough != "" && len(dead) == 0:
		c.Action, c.Summary = steps.None, enough
	case enough != "":
		c.Action, c.Summary = steps.Delete, "remove a secret that an interrupted run made and handed to nobody"
		c.Key = dead[0].Name
	case s.policy.SecretsForbidden:
		return steps.Change{
			Action: steps.Blocked, Summary: "this tenant's app management policy forbids client secrets, and Totara takes nothing else",
			Cure: "have a Cloud Application Administrator or an Application Administrator exempt this application from the policy, or switch single sign-on off in the answers",
		}
	case s.crowded(len(st.app.Passwords) - len(dead)):
		return steps.Change{
			Action: steps.Blocked, Summary: "an application for personal accounts holds two client secrets at most, and this one has them already",
			Cure: "remove the one that nobody uses in the Entra admin center, under App registrations, Certificates & secrets; then run rotate again",
		}
	case len(dead) > 0:
		c.Action, c.Summary = steps.Replace, "replace a secret that an interrupted run made and handed to nobody; "+s.terms()
	default:
		c.Action, c.Summary = steps.Create, "make a client secret; "+s.terms()
	}
	if c.Action == steps.Create || c.Action == steps.Replace {
		c.Fields = append(c.Fields,
			steps.Field{Path: "passwordCredentials.secretText", Secret: true},
			steps.Field{Path: "passwordCredentials.endDateTime", To: s.lifeInWords()})
	}
	return c
}

// lifeInWords is how long the next secret lives. It is no date: a plan that is
// carried out tomorrow says the same.
func (s *credential) lifeInWords() string {
	life := s.until().Sub(s.begun)
	if life < 48*time.Hour {
		return fmt.Sprintf("%.0f minutes after it is made", life.Minutes())
	}
	return fmt.Sprintf("%.0f days after it is made", life.Hours()/24)
}

// enough says why no secret has to be made; empty when one has to be.
func (s *credential) enough() string {
	if s.renewal != nil {
		return s.renewal.enough()
	}
	live := s.live()
	if len(live) == 0 {
		return ""
	}
	return fmt.Sprintf("a client secret is there, valid until %s", newest(live).End.Format(time.DateOnly))
}

// crowded tells whether Entra would refuse one secret more. Source: Microsoft
// Entra, "Validation differences by supported account types".
func (s *credential) crowded(have int) bool {
	switch s.view.state().app.Audience {
	case tenant.AudienceAndPersonal, tenant.AudiencePersonal:
		return s.renewal != nil && have >= 2
	}
	return false
}

// terms are where the next secret goes and whether it lives as long as asked.
func (s *credential) terms() string {
	terms := "it goes to " + s.want.Secret.Where.Where()
	if limit := s.policy.SecretMaxLife; limit > 0 && limit < s.want.Secret.Life {
		terms += fmt.Sprintf("; its life is cut to the %.0f days that the tenant's policy allows", limit.Hours()/24)
	}
	return terms
}
