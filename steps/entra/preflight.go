package entra

import (
	"context"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// Ground is what the preflight asks of a tenant. Everything is asked once, side
// by side.
type Ground interface {
	tenant.Facts
	// DeletedApplications lists the soft-deleted applications that match one
	// key.
	DeletedApplications(ctx context.Context, by tenant.Key) ([]tenant.Application, error)
}

// Registration is the single sign-on application as far as it is known.
type Registration interface {
	// AppID is its client id: known, unknown until it is made, or absent.
	AppID() steps.Value[string]
	// Passwords are the client secrets that it has.
	Passwords() []tenant.Password
}

// Preflight looks at a tenant before anything is written to it: what forbids
// the set-up, what makes it fail half-way, and what an admin should decide
// first.
type Preflight struct {
	Answers      answers.Answers
	Ground       Ground
	Registration Registration
	// Clock tells how far the tenant's clock is from ours; nil leaves that row
	// out.
	Clock tenant.Timepiece
	// AppOnly says that a program is signed in, which has no roles.
	AppOnly bool
	Now     func() time.Time
}

// Steps are the questions. Each is a row; none writes anything.
func (p Preflight) Steps() []steps.Step {
	h := &held{}
	list := []steps.Step{p.roles(h), p.quota(h), p.domain()}
	list = append(list, p.policies()...)
	list = append(list, p.deleted())
	if p.Clock != nil {
		list = append(list, p.clock())
	}
	return append(list, p.signup())
}

// made tells whether the application exists already: then what only counts when
// it is made is behind us.
func (p Preflight) made() bool {
	_, known := p.Registration.AppID().Get()
	return known
}

// secret tells whether the application has a valid secret.
func (p Preflight) secret() bool {
	for _, one := range p.Registration.Passwords() {
		if one.Live(p.Now()) {
			return true
		}
	}
	return false
}
