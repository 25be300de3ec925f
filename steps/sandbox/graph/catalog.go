package graph

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

// Permissions and roles of the catalogue. Source: Microsoft Graph, publish,
// update, delete and list teamsApp.
var (
	readCatalog    = []string{"AppCatalog.Submit", "AppCatalog.Read.All", "AppCatalog.ReadWrite.All"}
	submitCatalog  = []string{"AppCatalog.Submit", "AppCatalog.ReadWrite.All"}
	publishCatalog = []string{"AppCatalog.ReadWrite.All"}
	manageCatalog  = []string{store.TeamsAdministrator, store.GlobalAdministrator}
)

// catalogRoutes lists the paths of the organisation's catalogue of Teams apps.
func (s *Service) catalogRoutes() map[string]route {
	const app = "appCatalogs/teamsApps/{}"
	return map[string]route{
		"GET appCatalogs/teamsApps":           {handle: s.listCatalog},
		"POST appCatalogs/teamsApps":          {handle: s.publishApp},
		"GET " + app:                          {handle: s.getCatalogApp},
		"DELETE " + app:                       {handle: s.deleteCatalogApp},
		"GET " + app + "/appDefinitions":      {handle: s.listDefinitions},
		"POST " + app + "/appDefinitions":     {handle: s.updateCatalogApp},
		"GET " + app + "/appDefinitions/{}":   {handle: s.getDefinition},
		"PATCH " + app + "/appDefinitions/{}": {handle: s.reviewDefinition},
	}
}

// teams is a refusal in the manner of the Teams service: the code of the
// service itself stands in innerError.
func teams(status int, code, inner, format string, args ...any) *problem {
	p := malformed(format, args...)
	p.status, p.code, p.inner = status, code, inner
	return p
}

func noCatalogApp(id string) *problem {
	return teams(http.StatusNotFound, "NotFound", "ItemNotFound", "App doesn't exist in the tenant. AppId: '%s'.", clip(id))
}

// mayCatalog refuses a token that lacks all of the permissions. Nobody but a
// person writes to the catalogue.
func (c caller) mayCatalog(permissions []string, write bool) *problem {
	if write && !c.Delegated() {
		return teams(http.StatusForbidden, "Forbidden", "Forbidden", "The request is not supported in application-only context.")
	}
	if c.Allows(permissions...) {
		return nil
	}
	kind := "scope"
	have := c.Scopes
	if !c.Delegated() {
		kind, have = "role", strings.Join(c.Roles, " ")
	}
	return teams(http.StatusForbidden, "Forbidden", "Forbidden", "Missing %s permissions on the request. API requires one of '%s'. %ss on the request '%s'",
		kind, strings.Join(permissions, ", "), strings.ToUpper(kind[:1])+kind[1:], strings.Join(strings.Fields(have), ", "))
}

// managesApps refuses a person who is no administrator of Teams.
func (c caller) managesApps() *problem {
	if c.person.Has(manageCatalog...) {
		return nil
	}
	return teams(http.StatusForbidden, "Forbidden", "UnauthorizedAccess", "The user is not an administrator of Teams and may only submit apps for review.")
}

// definitionID is made of entry, version and state, so it changes with the
// state. Source: examples of Microsoft Graph's reference.
func definitionID(app, definition store.Object) string {
	state := str(definition, "state")
	return base64.StdEncoding.EncodeToString([]byte(str(app, "id") + "##" + str(definition, "version") + "##" + strings.ToUpper(state[:1]) + state[1:]))
}

func shownDefinition(app, d store.Object) store.Object {
	return store.Object{
		"@odata.etag": etagOf(d), "id": definitionID(app, d), "teamsAppId": app["id"], "displayName": d["displayName"], "version": d["version"],
		"publishingState": d["state"], "shortDescription": d["shortDescription"], "description": d["description"],
		"lastModifiedDateTime": d["changed"], "createdBy": store.Object{"user": store.Object{"id": d["by"], "displayName": nil}},
		"authorization": store.Object{"clientAppId": d["clientAppId"], "requiredPermissionSet": store.Object{"resourceSpecificPermissions": []any{}}},
	}
}

func etagOf(d store.Object) string { return `"` + str(d, "etag") + `"` }

// definitions lists the versions of an entry, the newest first.
func definitions(app store.Object) []store.Object { return objects(app, "definitions") }

func shownApp(a *ask, app store.Object) store.Object {
	o := store.Object{"id": app["id"], "externalId": app["externalId"], "displayName": app["displayName"], "distributionMethod": "organization"}
	if a.query.expand != "" {
		rows := []any{}
		for _, d := range definitions(app) {
			rows = append(rows, shownDefinition(app, d))
		}
		o["appDefinitions"] = rows
	}
	return o
}

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

// review tells whether a request asks for a review.
func (a *ask) review() (bool, *problem) {
	switch values := a.r.URL.Query()["requiresReview"]; {
	case len(values) == 0:
		return false, nil
	case len(values) == 1 && strings.EqualFold(values[0], "true"):
		return true, nil
	case len(values) == 1 && strings.EqualFold(values[0], "false"):
		return false, nil
	}
	return false, teams(http.StatusBadRequest, unreadable, "InvalidRequest", "The query parameter 'requiresReview' must be true or false.")
}

// submits judges who sends a package, and reads it.
func (a *ask) submits() (p uploaded, state string, why *problem) {
	review, why := a.review()
	if why != nil {
		return p, "", why
	}
	permissions := publishCatalog
	state = store.Published
	if review {
		permissions, state = submitCatalog, store.Submitted
	}
	if why := a.caller.mayCatalog(permissions, true); why != nil {
		return p, "", why
	}
	if !review {
		if why := a.caller.managesApps(); why != nil {
			return p, "", why
		}
	}
	p, why = a.upload()
	return p, state, why
}

// publishApp makes an entry of a package.
func (s *Service) publishApp(a *ask) (*reply, *problem) {
	p, state, why := a.submits()
	if why != nil {
		return nil, why
	}
	var app store.Object
	why = s.change(a, func(tx *store.Tx) *problem {
		if why := remembered(tx, a, p.id); why != nil {
			return why
		}
		id, err := tx.NewID()
		if err != nil {
			return failure(err)
		}
		entitlement, err := tx.NewID()
		if err != nil {
			return failure(err)
		}
		d, why := p.definition(tx, a.caller, state)
		if why != nil {
			return why
		}
		app = store.Object{"id": id, "externalId": p.id, "displayName": p.name, "entitlement": entitlement, "definitions": []any{d}}
		tx.Put(store.CatalogApps, id, app)
		return nil
	})
	if why != nil {
		return nil, why
	}
	shown := shownApp(a, app)
	shown["@odata.context"] = a.base + "/$metadata#appCatalogs/teamsApps/$entity"
	return &reply{status: http.StatusCreated, body: shown, header: map[string]string{
		"Location": a.base + "/appCatalogs/teamsApps/" + str(app, "id"),
	}}, nil
}

// remembered refuses an id of a manifest that the catalogue has, or has had until a
// while ago. The three cases have one code: whether the entry can be read tells
// which it is. Source: public reports of both answers.
func remembered(tx *store.Tx, a *ask, manifestID string) *problem {
	if app, ok := tx.Newest.By(store.CatalogApps, "externalId", manifestID); ok {
		if !slices.ContainsFunc(definitions(app), func(d store.Object) bool { return str(d, "state") == store.Published }) {
			p := teams(http.StatusConflict, "Conflict", "AppDefinitionAlreadyExists", "Conflict")
			p.silent = true
			return p
		}
		return installed(a, app)
	}
	for _, app := range tx.Newest.All(store.CatalogDeleted) {
		gone, err := time.Parse(time.RFC3339Nano, str(app, "deleted"))
		if strings.EqualFold(str(app, "externalId"), manifestID) && err == nil && tx.Now().Sub(gone) < tx.Newest.Lag(store.CatalogApps) {
			return installed(a, app)
		}
	}
	return nil
}

func installed(a *ask, app store.Object) *problem {
	return teams(http.StatusConflict, "Conflict", "AppDefinitionAlreadyExists", "App with same id already exists in the tenant. UserId: '%s', AppId: '%s', ExternalId: '%s', entitlementId: %s, state: Installed",
		a.caller.ObjectID, str(app, "entitlement"), str(app, "externalId"), str(app, "id"))
}

// updateCatalogApp gives an entry a new definition.
func (s *Service) updateCatalogApp(a *ask) (*reply, *problem) {
	p, state, why := a.submits()
	if why != nil {
		return nil, why
	}
	why = s.change(a, func(tx *store.Tx) *problem {
		app, why := entry(tx.Newest, a)
		if why != nil {
			return why
		}
		if !strings.EqualFold(str(app, "externalId"), p.id) {
			return teams(http.StatusBadRequest, unreadable, "InvalidRequest", "The id of the manifest, '%s', is not that of the app, '%s'.", clip(p.id), str(app, "externalId"))
		}
		kept := []any{}
		for _, d := range definitions(app) {
			if !newer(p.version, str(d, "version")) && str(d, "state") != store.Rejected {
				return teams(http.StatusConflict, "Conflict", "AppDefinitionAlreadyExists", "Conflict")
			}
			if str(d, "state") == store.Published {
				kept = append(kept, d) // what waited for a review gives way
			}
		}
		d, why := p.definition(tx, a.caller, state)
		if why != nil {
			return why
		}
		latest := store.Clone(app)
		latest["definitions"] = append([]any{d}, kept...)
		if state == store.Published {
			latest["displayName"] = p.name
		}
		tx.Put(store.CatalogApps, str(app, "id"), latest)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

// reviewDefinition approves or rejects what waits for a review.
func (s *Service) reviewDefinition(a *ask) (*reply, *problem) {
	if why := a.caller.mayCatalog(publishCatalog, true); why != nil {
		return nil, why
	}
	if why := a.caller.managesApps(); why != nil {
		return nil, why
	}
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	state := str(body, "publishingState")
	delete(body, "@odata.type")
	if len(body) != 1 || state != store.Published && state != store.Rejected {
		return nil, teams(http.StatusBadRequest, unreadable, "InvalidRequest", "The body must hold 'publishingState' alone, published or rejected.")
	}
	why = s.change(a, func(tx *store.Tx) *problem {
		app, why := entry(tx.Newest, a)
		if why != nil {
			return why
		}
		latest := store.Clone(app)
		for _, d := range definitions(latest) {
			if definitionID(app, d) != a.keys[1].value {
				continue
			}
			if a.r.Header.Get("If-Match") != etagOf(d) {
				return teams(http.StatusPreconditionFailed, "PreconditionFailed", "PreconditionFailed", "The header If-Match is missing or names another state of the definition.")
			}
			if str(d, "state") != store.Submitted {
				return teams(http.StatusBadRequest, unreadable, "InvalidRequest", "The definition does not wait for a review.")
			}
			etag, err := tx.NewID()
			if err != nil {
				return failure(err)
			}
			d["state"], d["etag"], d["changed"] = state, etag, tx.Now().UTC().Format(time.RFC3339)
			if state == store.Published {
				latest["displayName"] = d["displayName"]
			}
			tx.Put(store.CatalogApps, str(app, "id"), latest)
			return nil
		}
		return noDefinition(a.keys[1].value)
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

// deleteCatalogApp takes an entry out of the catalogue; its manifest id stays
// busy for a while.
func (s *Service) deleteCatalogApp(a *ask) (*reply, *problem) {
	if why := a.caller.mayCatalog(submitCatalog, true); why != nil {
		return nil, why
	}
	why := s.change(a, func(tx *store.Tx) *problem {
		app, why := entry(tx.Newest, a)
		if why != nil {
			return why
		}
		published := slices.ContainsFunc(definitions(app), func(d store.Object) bool { return str(d, "state") == store.Published })
		if published {
			if why := a.caller.mayCatalog(publishCatalog, true); why != nil {
				return why
			}
		}
		if why := a.caller.managesApps(); published && why != nil {
			return why
		}
		gone := store.Clone(app)
		gone["deleted"] = tx.Now().UTC().Format(time.RFC3339Nano)
		tx.Delete(store.CatalogApps, str(app, "id"))
		tx.Put(store.CatalogDeleted, str(app, "id"), gone)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}
