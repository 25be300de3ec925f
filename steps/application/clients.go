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
		return steps.Change{Action: steps.None, Summary: "the clients are pre-authorised", Kept: d.kept}
	}
	action := steps.Update
	if len(st.app.API.PreAuthorized) == 0 {
		action = steps.Create
	}
	return steps.Change{Action: action, Summary: "pre-authorise " + strings.Join(s.names(), " and "), Fields: d.fields, Kept: d.kept, Key: st.app.AppID}
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
	scope := s.scopeID(app)
	list := slices.Clone(app.API.PreAuthorized)
	for i, id := range s.want.Clients {
		path := "api.preAuthorizedApplications[" + s.names()[i] + "]"
		at := slices.IndexFunc(list, func(p tenant.PreAuthorized) bool { return sameID(p.AppID, id) })
		switch {
		case at < 0:
			list = append(list, tenant.PreAuthorized{AppID: id, ScopeIDs: []string{scope}})
		case !slices.ContainsFunc(list[at].ScopeIDs, func(x string) bool { return sameID(x, scope) }):
			list[at].ScopeIDs = append(slices.Clone(list[at].ScopeIDs), scope)
		default:
			continue
		}
		d.add(path, nil, s.want.Scope.Value)
		d.patch.PreAuthorized = &list
	}
	for _, p := range app.API.PreAuthorized {
		d.keep("client", beyond([]string{p.AppID}, s.want.Clients, sameID))
	}
	return d
}

func (s *clients) lacks(app tenant.Application) []string { return s.differences(app).paths() }

func (s *clients) Apply(ctx context.Context, _ steps.Change) error {
	s.wrote = true
	return s.view.patch(ctx, s.differences(s.view.state().app).patch)
}

func (s *clients) Check(ctx context.Context) []steps.Result {
	row := s.row("clients", "Pre-authorised clients")
	row.Fix = "run setup: it adds the clients"
	if s.settle(ctx, &row, s.wrote, s.lacks) {
		row.Detail = strings.Join(s.names(), ", ")
	}
	return []steps.Result{row}
}
