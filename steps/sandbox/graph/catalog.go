package graph

import (
	"encoding/base64"
	"net/http"
	"strings"

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
		"GET appCatalogs/teamsApps":            {handle: s.listCatalog},
		"POST appCatalogs/teamsApps":           {handle: s.publishApp},
		"GET " + app:                           {handle: s.getCatalogApp},
		"DELETE " + app:                        {handle: s.deleteCatalogApp},
		"GET " + app + "/appDefinitions":       {handle: s.listDefinitions},
		"POST " + app + "/appDefinitions":      {handle: s.updateCatalogApp},
		"GET " + app + "/appDefinitions/{}":    {handle: s.getDefinition},
		"PATCH " + app + "/appDefinitions/{}":  {handle: s.reviewDefinition},
		"DELETE " + app + "/appDefinitions/{}": {handle: s.withdrawDefinition},
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
		if c.person.Unlicensed { // source: public reports
			return teams(http.StatusForbidden, "Forbidden", "Forbidden", "Failed to get license information for the user. Ensure user has a valid Office365 license assigned to them.")
		}
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
