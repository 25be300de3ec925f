package application

import (
	"context"
	"errors"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// consent is the admin's grant, for everyone, of the declared permissions.
type consent struct {
	*Application
	grant tenant.Grant
	found bool
	wrote bool
}

func (s *consent) About() steps.About {
	return steps.About{
		ID: s.id("consent"), Title: "Admin consent",
		Reads: []steps.ID{s.id("principal")}, Needs: []steps.ID{s.id("principal")},
	}
}

func (s *consent) Read(ctx context.Context) error {
	client, known := s.principal.Get().Get()
	if !known || s.identity.made {
		return nil // without a principal, or with one of this minute, there is no grant
	}
	return s.settled(ctx, s.view.state().app, func(ctx context.Context) (bool, error) {
		var err error
		s.grant, s.found, err = s.look(ctx, client)
		return s.found && len(s.missing(s.grant)) == 0, err
	})
}

// look reads the grant for everyone; Entra keeps one for each pair of client
// and resource.
func (s *consent) look(ctx context.Context, client tenant.Principal) (tenant.Grant, bool, error) {
	grants, err := s.env.Directory.Grants(ctx, client.ObjectID, s.resource.ObjectID)
	if err != nil {
		return tenant.Grant{}, false, err
	}
	for _, g := range grants {
		if g.ConsentType == tenant.ConsentAll {
			return g, true, nil
		}
	}
	return tenant.Grant{}, false, nil
}

func (s *consent) scopes() []string {
	var out []string
	for _, p := range s.want.Permissions {
		out = append(out, p.Name)
	}
	return out
}

func (s *consent) missing(g tenant.Grant) []string {
	var out []string
	for _, want := range s.scopes() {
		if !slices.ContainsFunc(g.Scopes, func(have string) bool { return strings.EqualFold(have, want) }) {
			out = append(out, want)
		}
	}
	return out
}

func (s *consent) Plan() steps.Change {
	if len(s.view.state().candidates) > 0 {
		return blockedBy(s.id("application"))
	}
	if unknown := s.unoffered(); len(unknown) > 0 {
		return steps.Change{Action: steps.Blocked, Summary: "Microsoft Graph does not offer " + strings.Join(unknown, ", ") + " in this cloud", Cure: "check the cloud in the answers"}
	}
	if s.found && len(s.missing(s.grant)) == 0 {
		return steps.Change{Action: steps.None, Summary: "consent is given for everyone", Kept: s.kept()}
	}
	c := steps.Change{Action: steps.Create, Summary: "consent for everyone to " + strings.Join(s.scopes(), ", "), Key: s.view.state().app.AppID}
	var from any
	if s.found {
		c.Action = steps.Update
		from = sorted(s.grant.Scopes)
	}
	c.Kept = s.kept()
	c.Fields = []steps.Field{{Path: "oauth2PermissionGrants[AllPrincipals, Microsoft Graph].scope", From: from, To: sorted(s.union())}}
	return c
}

// unoffered are permissions that this cloud's Microsoft Graph does not know
// under the id and the name that we know them by.
func (s *consent) unoffered() []string {
	var out []string
	for _, p := range s.want.Permissions {
		if !slices.ContainsFunc(s.resource.Scopes, func(o tenant.Scope) bool { return sameID(o.ID, p.ID) && o.Value == p.Name }) {
			out = append(out, p.Name)
		}
	}
	return out
}

// kept are the permissions that were granted beside the wanted.
func (s *consent) kept() []string {
	var d draft
	d.keep("consent to", beyond(s.grant.Scopes, s.scopes(), strings.EqualFold))
	return d.kept
}

// union is what is granted and what is wanted. A grant is only ever widened.
func (s *consent) union() []string {
	return append(slices.Clone(s.grant.Scopes), s.missing(s.grant)...)
}

func (s *consent) Apply(ctx context.Context, _ steps.Change) error {
	client, known := s.principal.Get().Get()
	if !known {
		return errGone
	}
	s.wrote = true
	if s.found {
		return s.widen(ctx)
	}
	g, err := s.env.Directory.CreateGrant(ctx, client.ObjectID, s.resource.ObjectID, s.scopes())
	if tenant.Is(err, tenant.Lost) || tenant.Is(err, tenant.Conflict) {
		return s.lookUp(ctx, client, err)
	}
	if err != nil {
		return s.explain(err)
	}
	s.grant, s.found = g, true
	return nil
}

func (s *consent) widen(ctx context.Context) error {
	all := s.union()
	if err := s.env.Directory.UpdateGrant(ctx, s.grant.ID, all); err != nil {
		return s.explain(err)
	}
	s.grant.Scopes = all
	return nil
}

// lookUp finds out what became of a grant whose answer was lost, or that
// exists already. It cannot be made twice: Entra keeps one for each client,
// resource and consent type.
func (s *consent) lookUp(ctx context.Context, client tenant.Principal, cause error) error {
	err := s.env.until(ctx, "looking for the grant", 8, func(ctx context.Context) (bool, error) {
		var err error
		if s.grant, s.found, err = s.look(ctx, client); s.found || err != nil {
			return s.found, err
		}
		if !tenant.Is(cause, tenant.Lost) {
			return false, nil
		}
		s.grant, cause = s.env.Directory.CreateGrant(ctx, client.ObjectID, s.resource.ObjectID, s.scopes())
		if tenant.Is(cause, tenant.Lost) || tenant.Is(cause, tenant.Conflict) {
			return false, nil
		}
		s.found = cause == nil
		return true, s.explain(cause)
	})
	switch {
	case errors.Is(err, errPatience):
		return cause
	case err == nil && len(s.missing(s.grant)) > 0:
		return s.widen(ctx)
	}
	return err
}

// explain adds to a refusal who can consent and where.
func (s *consent) explain(err error) error {
	if !tenant.Is(err, tenant.Denied) {
		return err
	}
	return &refusedConsent{err, s.view.state().app.AppID}
}

type refusedConsent struct {
	error
	appID string
}

func (e *refusedConsent) Unwrap() error     { return e.error }
func (e *refusedConsent) NothingDone() bool { return true }
func (e *refusedConsent) CureText() string {
	return "consenting for everyone takes Cloud Application Administrator or Privileged Role Administrator: have one of them open the portal, Enterprise applications, client id " + e.appID + ", Permissions, Grant admin consent; or activate the role and run again"
}

func (s *consent) Check(ctx context.Context) []steps.Result {
	row := s.row("consent", "Admin consent")
	if s.wrote {
		if err := s.agree(ctx, s.granted); err != nil {
			return []steps.Result{unsettled(row, err)}
		}
	}
	switch {
	case !s.found:
		row.Status, row.Detail, row.Fix = steps.Fail, "nobody has consented for everyone: each person would be asked", "run setup: it grants the declared permissions"
	case len(s.missing(s.grant)) > 0:
		row.Status, row.Detail, row.Fix = steps.Fail, "not granted: "+strings.Join(s.missing(s.grant), ", "), "run setup: it adds them to the grant"
	default:
		row.Status, row.Detail = steps.Pass, "granted for everyone: "+strings.Join(s.scopes(), ", ")
	}
	return []steps.Result{row}
}

// granted reads back whether everything is granted.
func (s *consent) granted(ctx context.Context) (bool, error) {
	client, _ := s.principal.Get().Get()
	g, found, err := s.look(ctx, client)
	return err == nil && found && len(s.missing(g)) == 0, err
}
