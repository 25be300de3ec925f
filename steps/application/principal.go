package application

import (
	"context"
	"errors"
	"fmt"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// portalTag makes the portal list the principal under Enterprise
// applications.
const portalTag = "WindowsAzureActiveDirectoryIntegratedApp"

// principal is the application's standing in the tenant.
type principal struct {
	*Application
	found bool
	gone  *tenant.Principal // among the deleted items; nil: there is none
	wrote bool
}

func (s *principal) About() steps.About {
	return steps.About{
		ID: s.id("principal"), Title: "Service principal",
		Reads: []steps.ID{s.id("application")}, Needs: []steps.ID{s.id("application")},
	}
}

func (s *principal) Read(ctx context.Context) error {
	if err := s.view.read(ctx); err != nil {
		return err
	}
	st := s.view.state()
	if !st.there() || s.identity.made {
		// A principal needs its application; one that was made a moment ago
		// has none, and where that is wrong the create says so.
		return nil
	}
	if !st.live {
		return s.readDeleted(ctx, st.app.AppID)
	}
	err := s.Application.settled(ctx, st.app, func(ctx context.Context) (bool, error) {
		p, ok, err := s.env.Directory.PrincipalByAppID(ctx, st.app.AppID)
		s.found = ok
		if ok {
			s.Application.principal.Set(steps.Known(p))
		}
		return ok, err
	})
	if err != nil || s.found {
		return err
	}
	return s.readDeleted(ctx, st.app.AppID)
}

// readDeleted looks for one to take back: the people assigned to it and how they
// sign in hang on it. Entra's portal takes it back with its application, the
// API does not. Source: Microsoft Graph: "Restore deleted item".
func (s *principal) readDeleted(ctx context.Context, appID string) error {
	gone, err := s.env.Directory.DeletedPrincipals(ctx, appID)
	s.gone = nil
	if len(gone) > 0 {
		s.gone = &gone[0]
	}
	return err
}

func (s *principal) Plan() steps.Change {
	st := s.view.state()
	switch {
	case len(st.candidates) > 0:
		return blockedBy(s.id("application"))
	case s.found:
		return steps.Change{Action: steps.None, Summary: "the service principal is there"}
	}
	s.Application.principal.Set(steps.Unknown[tenant.Principal](s.id("principal")))
	c := steps.Change{Action: steps.Create, Summary: "make the service principal", Key: st.app.AppID}
	if st.there() {
		c.Fields = []steps.Field{{Path: "appId", To: st.app.AppID}}
	} else {
		c.Fields = []steps.Field{{Path: "appId", Unknown: s.id("application")}}
	}
	if s.gone != nil {
		c.Action, c.Summary = steps.Restore, "take back the deleted service principal, with the people assigned to it"
		c.Fields = append(c.Fields, steps.Field{Path: "id", To: s.gone.ObjectID})
	}
	return c
}

func (s *principal) Apply(ctx context.Context, c steps.Change) error {
	if err := s.view.here(); err != nil {
		return err
	}
	s.wrote = true
	appID := s.view.state().app.AppID
	bring := func(ctx context.Context) (tenant.Principal, error) {
		return s.env.Directory.CreatePrincipal(ctx, appID, []string{portalTag})
	}
	if c.Action == steps.Restore {
		bring = func(ctx context.Context) (tenant.Principal, error) {
			return *s.gone, s.env.Directory.RestorePrincipal(ctx, s.gone.ObjectID)
		}
	}
	p, err := bring(ctx)
	if unsure(err) {
		p, err = s.lookUp(ctx, appID, bring, err)
	}
	if err != nil {
		return err
	}
	s.found = true
	s.Application.principal.Set(steps.Known(p))
	return nil
}

// unsure tells whether the principal may be there after all: the answer was
// lost, it exists already, or it is not among the deleted items any more.
func unsure(err error) bool {
	return tenant.Is(err, tenant.Lost) || tenant.Is(err, tenant.Conflict) || tenant.Is(err, tenant.NotFound)
}

// lookUp finds out what became of a write whose answer was lost, or that was
// refused because the principal exists. An answer "not there" counts only
// after some patience: the read may come from a copy that has not heard of it.
// Then the write is tried once more; it cannot make a second one, an
// application has one principal in a tenant.
func (s *principal) lookUp(ctx context.Context, appID string, bring func(context.Context) (tenant.Principal, error), cause error) (tenant.Principal, error) {
	var p tenant.Principal
	err := s.env.until(ctx, "looking for the service principal", 8, func(ctx context.Context) (bool, error) {
		var ok bool
		var err error
		if p, ok, err = s.env.Directory.PrincipalByAppID(ctx, appID); ok || err != nil {
			return ok, err
		}
		if !tenant.Is(cause, tenant.Lost) {
			return false, nil
		}
		if p, cause = bring(ctx); unsure(cause) {
			return false, nil
		}
		return true, cause
	})
	if errors.Is(err, errPatience) {
		err = cause
	}
	return p, err
}

func (s *principal) Check(ctx context.Context) []steps.Result {
	row := s.row("principal", "Service principal")
	if s.wrote {
		if err := s.agree(ctx, s.visible); err != nil {
			return []steps.Result{unsettled(row, err)}
		}
	}
	if !s.found {
		row.Status, row.Detail, row.Fix = steps.Fail, "not there: nobody can sign in", "run setup: it makes it"
		return []steps.Result{row}
	}
	p, _ := s.Application.principal.Get().Get()
	row.Status, row.Detail = steps.Pass, fmt.Sprintf("object id %s", p.ObjectID)
	return []steps.Result{row}
}

// visible reads back whether the principal can be seen.
func (s *principal) visible(ctx context.Context) (bool, error) {
	_, ok, err := s.env.Directory.PrincipalByAppID(ctx, s.view.state().app.AppID)
	return ok, err
}
