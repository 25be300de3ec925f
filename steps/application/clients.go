package application

import (
	"context"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// clients are the pre-authorised clients of the scope: the Teams apps, which
// then ask nobody for consent.
type clients struct {
	*Application
	after steps.ID
	wrote bool
}

func (s *clients) About() steps.About {
	return steps.About{
		ID: s.id("clients"), Title: "Pre-authorised clients",
		Reads: []steps.ID{s.id("application")}, Needs: []steps.ID{s.after},
	}
}

func (s *clients) Read(ctx context.Context) error { return s.view.read(ctx) }

func (s *clients) Plan() steps.Change {
	st := s.view.state()
	if len(st.candidates) > 0 {
		return blockedBy(s.id("application"))
	}
	d := s.differences(st.app)
	if len(d.fields) == 0 {
		return steps.Change{Action: steps.None, Summary: "the clients are pre-authorised"}
	}
	action := steps.Update
	if len(st.app.API.PreAuthorized) == 0 {
		action = steps.Create
	}
	return steps.Change{Action: action, Summary: "pre-authorise " + strings.Join(s.names(), " and "), Fields: d.fields, Key: st.app.AppID}
}

func (s *clients) names() []string {
	var out []string
	for _, id := range s.want.Clients {
		switch id {
		case tenant.TeamsDesktopClient:
			out = append(out, "Teams for desktop and mobile")
		case tenant.TeamsWebClient:
			out = append(out, "Teams on the web")
		default:
			out = append(out, id)
		}
	}
	return out
}

func (s *clients) differences(app tenant.Application) draft {
	var d draft
	scope := s.scopeOf(app)
	list := slices.Clone(app.API.PreAuthorized)
	for i, id := range s.want.Clients {
		path := "api.preAuthorizedApplications[" + s.names()[i] + "]"
		at := slices.IndexFunc(list, func(p tenant.PreAuthorized) bool { return strings.EqualFold(p.AppID, id) })
		switch {
		case at < 0:
			list = append(list, tenant.PreAuthorized{AppID: id, ScopeIDs: []string{scope}})
		case scope != "" && !slices.Contains(list[at].ScopeIDs, scope):
			list[at].ScopeIDs = merged(list[at].ScopeIDs, []string{scope}, equal)
		default:
			continue
		}
		d.add(path, nil, s.want.Scope.Value)
		d.patch.PreAuthorized = &list
	}
	return d
}

// scopeOf is the id of the scope as the application has it; empty before it
// has one.
func (s *clients) scopeOf(app tenant.Application) string {
	for _, x := range app.API.Scopes {
		if x.Value == s.want.Scope.Value {
			return x.ID
		}
	}
	return ""
}

func (s *clients) holds(app tenant.Application) bool { return len(s.differences(app).fields) == 0 }

func (s *clients) Apply(ctx context.Context, _ steps.Change) error {
	s.wrote = true
	return s.view.patch(ctx, s.differences(s.view.state().app).patch)
}

func (s *clients) Check(ctx context.Context) []steps.Result {
	row := s.row("clients", "Pre-authorised clients")
	row.Fix = "run setup: it adds the clients"
	if s.settle(ctx, &row, s.wrote, s.holds) {
		row.Detail = strings.Join(s.names(), ", ")
	}
	return []steps.Result{row}
}
