package application

import (
	"teamwright/steps"
	"teamwright/steps/tenant"
)

// Application is one application on its way to a desired state.
type Application struct {
	want Desired
	env  Env
	view *view

	principal steps.Cell[tenant.Principal]
	resource  tenant.Principal // of Microsoft Graph; read once, by identity

	identity *identity
	facets   []facet     // those about the application itself, behind its identity
	secret   *credential // nil when none is wanted
}

// New declares an application.
func New(want Desired, env Env) *Application {
	a := &Application{want: want, env: env}
	a.view = newView(a.find, env)
	a.identity = &identity{Application: a}
	return a
}

// facet is a step about the application itself. lacks names the properties of
// an application, as it was seen, that leave it something to do.
type facet interface {
	steps.Step
	lacks(app tenant.Application) []string
}

// Steps are the facets that the desired state asks for, in Entra's order.
func (a *Application) Steps() []steps.Step {
	list := []steps.Step{a.identity}
	last := a.id("application")
	serial := func(f facet) {
		list = append(list, f)
		a.facets = append(a.facets, f)
		last = f.About().ID
	}
	if a.want.IdentifierURI != nil {
		serial(&exposure{Application: a, after: last})
	}
	if len(a.want.Clients) > 0 {
		serial(&clients{Application: a, after: last})
	}
	if a.want.Principal {
		list = append(list, &principal{Application: a})
	}
	if a.want.Consent {
		list = append(list, &consent{Application: a})
	}
	if a.want.Secret != nil {
		a.secret = newCredential(a, last)
		serial(a.secret)
	}
	if len(a.want.Logo) > 0 {
		serial(&logo{Application: a, after: last})
	}
	return list
}

// AppID is the client id: known, unknown until the application is made, or
// absent when it cannot be told which application it is.
func (a *Application) AppID() steps.Value[string] {
	s := a.view.state()
	switch {
	case s.there():
		return steps.Known(s.app.AppID)
	case !s.looked && a.want.AppID != "":
		return steps.Known(a.want.AppID) // another admin's part of the work
	case !s.looked || len(s.candidates) > 0:
		return steps.Value[string]{}
	}
	return steps.Unknown[string](a.id("application"))
}

// Candidates are the applications among which a person has to choose; none
// when it is clear.
func (a *Application) Candidates() []tenant.Application { return a.view.state().candidates }

// Buried is the application that the answers name, where somebody has deleted it
// who is not this program: a person decides whether it comes back.
func (a *Application) Buried() []tenant.Application {
	a.view.mu.Lock()
	defer a.view.mu.Unlock()
	return a.view.buried
}

// Interrupted is where an interrupted run was handing a secret to; empty when
// there was none.
func (a *Application) Interrupted() string {
	if a.secret == nil {
		return ""
	}
	return a.secret.handedTo()
}

// InUse is the valid secret that Totara uses by its own word; told is false where
// it cannot say, or where the word fits several.
func (a *Application) InUse() (p tenant.Password, told bool) {
	if a.secret == nil {
		return p, false
	}
	for _, q := range a.secret.live() {
		if a.secret.usage.uses(q) {
			if told {
				return tenant.Password{}, false
			}
			p, told = q, true
		}
	}
	return p, told
}

// NeedsSecret tells, once everything was read, whether no secret is there that
// counts.
func (a *Application) NeedsSecret() bool { return a.secret != nil && a.secret.enough() == "" }

// HandedOver is where the last secret that this machine handed over went; empty
// when it knows of none.
func (a *Application) HandedOver() string {
	if a.secret == nil {
		return ""
	}
	return a.secret.handedOver()
}

// Passwords are the client secrets that the application has, without text.
func (a *Application) Passwords() []tenant.Password { return a.view.state().app.Passwords }

func (a *Application) id(facet string) steps.ID { return a.want.Group + steps.ID("."+facet) }

// Forget drops what was read; every facet shares it.
func (a *Application) Forget() { a.view.forget() }

// ours tells whether we made the application.
func (a *Application) ours(app tenant.Application) bool {
	return app.UniqueName == a.want.UniqueName
}

// Declared is what the application was declared with: another job about the
// same application begins from it.
func (a *Application) Declared() (Desired, Env) { return a.want, a.env }
