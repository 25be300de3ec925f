package application

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// exposure is what the application offers: its identifier URI and the scope
// that Teams asks for on a person's behalf.
type exposure struct {
	*Application
	after steps.ID
	wrote bool
}

func (s *exposure) About() steps.About {
	return steps.About{
		ID: s.id("sso"), Title: "Identifier URI and scope",
		Reads: []steps.ID{s.id("application")}, Needs: []steps.ID{s.after},
	}
}

func (s *exposure) Read(ctx context.Context) error { return s.view.read(ctx) }

func (s *exposure) Plan() steps.Change {
	appID, known := s.AppID().Get()
	if !known {
		if by, ok := s.AppID().By(); ok {
			return steps.Change{Action: steps.Create, Summary: "expose the scope " + s.want.Scope.Value, Fields: []steps.Field{
				{Path: "identifierUris", Unknown: by},
				{Path: scopePath(*s.want.Scope), To: "enabled"},
			}}
		}
		return blockedBy(s.id("application"))
	}
	d := s.differences(s.view.state().app)
	if len(d.fields) == 0 {
		return steps.Change{Action: steps.None, Summary: "the identifier URI and the scope are there", Kept: d.kept}
	}
	action := steps.Update
	if len(s.view.state().app.IdentifierURIs) == 0 && len(s.view.state().app.API.Scopes) == 0 {
		action = steps.Create
	}
	return steps.Change{Action: action, Summary: "expose the scope " + s.want.Scope.Value + " under " + s.want.IdentifierURI(appID), Fields: d.fields, Kept: d.kept, Key: appID}
}

func scopePath(s tenant.Scope) string { return "api.oauth2PermissionScopes[" + s.Value + "]" }

func (s *exposure) differences(app tenant.Application) draft {
	var d draft
	want, uris := *s.want.Scope, []string{s.want.IdentifierURI(app.AppID)}
	d.list("identifierUris", app.IdentifierURIs, uris, sameID, &d.patch.IdentifierURIs)
	d.keep("identifier URI", beyond(app.IdentifierURIs, uris, sameID))
	for _, x := range app.API.Scopes {
		if x.Value != want.Value {
			d.keep("scope", []string{x.Value})
		}
	}
	scopes := slices.Clone(app.API.Scopes)
	i := slices.IndexFunc(scopes, func(x tenant.Scope) bool { return x.Value == want.Value })
	switch {
	case i < 0:
		want.ID, want.Enabled = s.scopeID(app), true
		scopes = append(scopes, want)
		d.add(scopePath(want), nil, "enabled")
	case !scopes[i].Enabled:
		scopes[i].Enabled = true
		d.add(scopePath(want), "disabled", "enabled")
	default:
		return d
	}
	d.patch.Scopes = &scopes
	return d
}

// scopeID is the id that the scope has, or will have: the same for one
// application whoever computes it, so that a repeated write names the same
// scope, and its clients can be planned before it is there.
func (a *Application) scopeID(app tenant.Application) string {
	want := *a.want.Scope
	for _, x := range app.API.Scopes {
		if x.Value == want.Value {
			return x.ID
		}
	}
	if want.ID != "" {
		return want.ID
	}
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("api://"+app.AppID+"/"+want.Value)).String()
}

func (s *exposure) lacks(app tenant.Application) []string { return s.differences(app).paths() }

func (s *exposure) Apply(ctx context.Context, _ steps.Change) error {
	s.wrote = true
	return s.view.patch(ctx, s.differences(s.view.state().app).patch)
}

func (s *exposure) Check(ctx context.Context) []steps.Result {
	row := s.row("sso", "Identifier URI and scope")
	row.Fix = "run setup: it adds the identifier URI and the scope"
	if s.settle(ctx, &row, s.wrote, s.lacks) {
		row.Detail = fmt.Sprintf("%s, scope %s", s.want.IdentifierURI(s.view.state().app.AppID), s.want.Scope.Value)
	}
	return []steps.Result{row}
}

// blockedBy is the plan of a facet whose application cannot be told.
func blockedBy(id steps.ID) steps.Change {
	return steps.Change{Action: steps.Blocked, Summary: fmt.Sprintf("waits for %s", id), Cure: "see there"}
}
