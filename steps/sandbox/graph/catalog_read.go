package graph

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

// expands refuses to expand anything but the definitions.
func (a *ask) expands() *problem {
	name, _, _ := strings.Cut(a.query.expand, "(")
	if a.query.expand == "" || strings.TrimSpace(name) == "appDefinitions" && !strings.Contains(a.query.expand, "(") {
		return nil
	}
	if strings.TrimSpace(name) == "appDefinitions" {
		return &problem{status: http.StatusNotImplemented, code: "NotImplemented", message: "The rehearsal cloud takes no options within $expand."}
	}
	return malformed("Parsing OData Select and Expand failed: Could not find a property named '%s' on type 'microsoft.graph.teamsApp'.", clip(name))
}

// listCatalog shows the catalogue as it was a while ago. An app that waits for
// its first approval is in it too.
func (s *Service) listCatalog(a *ask) (*reply, *problem) {
	if why := a.caller.mayCatalog(readCatalog, false); why != nil {
		return nil, why
	}
	if why := a.expands(); why != nil {
		return nil, why
	}
	rows := []store.Object{}
	if err := s.opt.Store.ReadIndex(a.caller.Tenant, func(v *store.View) {
		for _, app := range v.All(store.CatalogApps) {
			rows = append(rows, shownApp(a, app))
		}
	}); err != nil {
		return nil, failure(err)
	}
	plain := filterable{eq: byDefault, startsWith: byDefault}
	return s.list(a, rows, "TeamsApp", "appCatalogs/teamsApps",
		map[string]filterable{"id": plain, "externalId": plain, "displayName": plain, "distributionMethod": plain},
		known("id", "externalId", "displayName", "distributionMethod", "appDefinitions"))
}

// entry returns the entry of a request, or why there is none.
func entry(v *store.View, a *ask) (store.Object, *problem) {
	id := a.keys[0].value
	if uuid.Validate(id) != nil {
		return nil, teams(http.StatusBadRequest, unreadable, "InvalidRequest", "The app id '%s' is not a GUID.", clip(id))
	}
	app, ok := v.Get(store.CatalogApps, id)
	if !ok {
		return nil, noCatalogApp(id)
	}
	return app, nil
}

// readEntry shows the newest state of the entry of a request.
func (s *Service) readEntry(a *ask) (store.Object, *problem) {
	if why := a.caller.mayCatalog(readCatalog, false); why != nil {
		return nil, why
	}
	var app store.Object
	var why *problem
	if err := s.opt.Store.ReadNewest(a.caller.Tenant, func(v *store.View) { app, why = entry(v, a) }); err != nil {
		return nil, failure(err)
	}
	return app, why
}

func (s *Service) getCatalogApp(a *ask) (*reply, *problem) {
	if why := a.expands(); why != nil {
		return nil, why
	}
	app, why := s.readEntry(a)
	if why != nil {
		return nil, why
	}
	return a.entity(shownApp(a, app), "TeamsApp", "appCatalogs/teamsApps", known("id", "externalId", "displayName", "distributionMethod", "appDefinitions"))
}

func (s *Service) listDefinitions(a *ask) (*reply, *problem) {
	app, why := s.readEntry(a)
	if why != nil {
		return nil, why
	}
	rows := []store.Object{}
	for _, d := range definitions(app) {
		rows = append(rows, shownDefinition(app, d))
	}
	names := known()
	for name := range shownDefinition(app, store.Object{"state": store.Published}) {
		names[name] = property{}
	}
	return s.list(a, rows, "TeamsAppDefinition", "appCatalogs/teamsApps('"+str(app, "id")+"')/appDefinitions",
		map[string]filterable{"publishingState": {eq: byDefault}, "version": {eq: byDefault}, "id": {eq: byDefault}}, names)
}

func (s *Service) getDefinition(a *ask) (*reply, *problem) {
	app, why := s.readEntry(a)
	if why != nil {
		return nil, why
	}
	for _, d := range definitions(app) {
		if definitionID(app, d) == a.keys[1].value {
			shown := shownDefinition(app, d)
			names := known()
			for name := range shown {
				names[name] = property{}
			}
			return a.entity(shown, "TeamsAppDefinition", "appCatalogs/teamsApps('"+str(app, "id")+"')/appDefinitions", names)
		}
	}
	return nil, noDefinition(a.keys[1].value)
}

func noDefinition(id string) *problem {
	return teams(http.StatusNotFound, "NotFound", "ItemNotFound", "The definition '%s' does not exist.", clip(id))
}
