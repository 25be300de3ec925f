package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

// principalFilters are the properties of a service principal that $filter
// takes.
func principalFilters() map[string]filterable {
	plain := filterable{eq: byDefault}
	return map[string]filterable{
		"id": plain, "appId": plain, "servicePrincipalType": plain, "accountEnabled": plain, "preferredSingleSignOnMode": plain,
		"displayName":            {eq: byDefault, startsWith: byDefault, null: true},
		"appOwnerOrganizationId": {eq: advancedOnly},
		"notes":                  {eq: advancedOnly, startsWith: advancedOnly, null: true},
		"servicePrincipalNames":  {eq: byDefault, startsWith: byDefault, collection: true},
		"tags":                   {eq: byDefault, startsWith: byDefault, collection: true},
	}
}

// shownPrincipal is what a replica shows of a service principal: what it has
// itself and what comes from its application.
func (s *Service) shownPrincipal(v *store.View, o store.Object) store.Object {
	joined := store.Clone(o)
	if app, ok := v.By(store.Applications, "appId", str(o, "appId")); ok {
		joined["appDisplayName"] = app["displayName"]
		joined["appDescription"] = app["description"]
		joined["signInAudience"] = app["signInAudience"]
		joined["oauth2PermissionScopes"] = inner(app, "api")["oauth2PermissionScopes"]
		joined["appRoles"] = app["appRoles"]
		joined["info"] = inner(app, "info")
		if str(joined, "displayName") == "" {
			joined["displayName"] = app["displayName"]
		}
		web := inner(app, "web")
		joined["homepage"], joined["logoutUrl"] = web["homePageUrl"], web["logoutUrl"]
		joined["replyUrls"] = union(o, "replyUrls", append(append(texts(web, "redirectUris"), texts(inner(app, "spa"), "redirectUris")...), texts(inner(app, "publicClient"), "redirectUris")...))
		joined["servicePrincipalNames"] = union(o, "servicePrincipalNames", append(texts(app, "identifierUris"), str(app, "appId")))
		joined["tags"] = union(o, "tags", texts(app, "tags"))
	}
	if inner(joined, "info") == nil {
		joined["info"] = store.Object{}
	}
	if inner(joined, "verifiedPublisher") == nil {
		joined["verifiedPublisher"] = store.Object{}
	}
	return s.principal.render(joined)
}

func union(o store.Object, name string, more []string) []any {
	var all []any
	seen := map[string]bool{}
	for _, t := range append(more, texts(o, name)...) {
		if !seen[t] {
			seen[t] = true
			all = append(all, t)
		}
	}
	return all
}

func (s *Service) listPrincipals(a *ask) (*reply, *problem) {
	var rows []store.Object
	if why := s.view(a, func(v *store.View) {
		for _, o := range v.All(store.ServicePrincipals) {
			rows = append(rows, s.shownPrincipal(v, o))
		}
	}); why != nil {
		return nil, why
	}
	return s.list(a, rows, s.principal.name, "servicePrincipals", principalFilters(), s.principal.properties)
}

func (s *Service) getPrincipal(a *ask) (*reply, *problem) {
	var shown store.Object
	var why *problem
	if p := s.view(a, func(v *store.View) {
		var o store.Object
		if o, why = locate(v, store.ServicePrincipals, a.keys[0]); why == nil {
			shown = s.shownPrincipal(v, o)
		}
	}); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return a.entity(shown, s.principal.name, "servicePrincipals", s.principal.properties)
}

// createPrincipal makes the service principal of an application.
func (s *Service) createPrincipal(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	if why := s.principal.check(body); why != nil {
		return nil, why
	}
	appID := strings.ToLower(str(body, "appId"))
	if appID == "" {
		return nil, broken("appId", "MissingValue", "A value is required for property 'appId' of resource 'ServicePrincipal'.")
	}
	if !isGUID(appID) {
		return nil, broken("appId", "InvalidValue", "Invalid value specified for property 'appId' of resource 'ServicePrincipal'.")
	}
	var shown store.Object
	why = s.change(a, func(tx *store.Tx) *problem {
		if _, exists := tx.Newest.By(store.ServicePrincipals, "appId", appID); exists {
			return nameInUse(appID)
		}
		owner, why := backing(a, tx, appID)
		if why != nil {
			return why
		}
		id, err := tx.NewID()
		if err != nil {
			return failure(err)
		}
		made := store.Object{
			"id": id, "appOwnerOrganizationId": owner, "servicePrincipalType": "Application", "accountEnabled": true,
			"createdDateTime": tx.Now().UTC().Format(time.RFC3339),
		}
		s.principal.merge(made, body)
		made["appId"] = appID
		if why := judgePrincipal(made); why != nil {
			return why
		}
		if a.caller.Delegated() && !a.caller.person.Has(manageApplications...) {
			made[ownersKey] = []any{a.caller.ObjectID}
		}
		if why := quota(a, tx.Newest); why != nil {
			return why
		}
		tx.Put(store.ServicePrincipals, id, made)
		shown = s.shownPrincipal(tx.Newest, made)
		return nil
	})
	if why != nil {
		return nil, why
	}
	shown["@odata.context"] = a.base + "/$metadata#servicePrincipals/$entity"
	return &reply{status: http.StatusCreated, body: shown, header: map[string]string{
		"Location": a.base + "/directoryObjects/" + str(shown, "id") + "/Microsoft.DirectoryServices.ServicePrincipal",
	}}, nil
}

func nameInUse(name string) *problem {
	return &problem{status: http.StatusConflict, code: sameKeyValue, target: "servicePrincipalNames",
		message: "The service principal cannot be created, updated, or restored because the service principal name " + name + " is already in use.",
		details: []detail{{Code: "ObjectConflict", Message: "The service principal name is in use.", Target: "servicePrincipalNames"}}}
}

// backing returns the tenant that owns the application of a new principal. A
// replica that does not know the application says so in one of two ways.
func backing(a *ask, tx *store.Tx, appID string) (string, *problem) {
	tenant := tx.Newest.Tenant()
	app, ours := tx.Newest.By(store.Applications, "appId", appID)
	if ours {
		if why := a.caller.manages(app, manageApplications); why != nil {
			return "", why
		}
		if _, seen := tx.Seen.By(store.Applications, "appId", appID); seen {
			return tenant.ID, nil
		}
		if tx.Seen.Replica()%2 == 0 {
			return "", &problem{status: http.StatusForbidden, code: denied,
				message: "When using this permission, the backing application of the service principal being created must in the local tenant"}
		}
	} else {
		owner := ""
		tx.Others(func(v *store.View) {
			if other, ok := v.By(store.Applications, "appId", appID); ok && str(other, "signInAudience") != organization {
				owner = v.Tenant().ID
			}
		})
		if owner != "" {
			return owner, a.caller.holds(manageApplications)
		}
	}
	p := broken("appId", "NoBackingApplicationObject", "The appId '"+appID+"' of the service principal does not reference a valid application object.")
	return "", p
}

func judgePrincipal(o store.Object) *problem {
	seen := map[string]bool{}
	for _, tag := range texts(o, "tags") {
		if tag == "" || units(tag) > 256 || seen[tag] {
			return broken("tags", "InvalidValue", "A tag has 1 to 256 characters and is given once.")
		}
		seen[tag] = true
	}
	return nil
}

func (s *Service) updatePrincipal(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	if why := s.principal.check(body); why != nil {
		return nil, why
	}
	why = s.change(a, func(tx *store.Tx) *problem {
		newest, why := a.managed(tx, store.ServicePrincipals)
		if why != nil {
			return why
		}
		if store.FirstParty(newest) {
			return forbidden()
		}
		if appID, given := body["appId"]; given && appID != newest["appId"] {
			return broken("appId", "InvalidValue", "Property 'appId' is read-only and cannot be set.")
		}
		latest := store.Clone(newest)
		s.principal.merge(latest, body)
		if why := judgePrincipal(latest); why != nil {
			return why
		}
		tx.Put(store.ServicePrincipals, str(latest, "id"), latest)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

func (s *Service) deletePrincipal(a *ask) (*reply, *problem) {
	why := s.change(a, func(tx *store.Tx) *problem {
		newest, why := a.managed(tx, store.ServicePrincipals)
		if why != nil {
			return why
		}
		if store.FirstParty(newest) {
			return forbidden()
		}
		dropPrincipal(tx, newest)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

// dropPrincipal moves a principal to the deleted items and takes away what was
// granted to it and by it.
func dropPrincipal(tx *store.Tx, principal store.Object) {
	id := str(principal, "id")
	gone := store.Clone(principal)
	gone["deletedDateTime"] = tx.Now().UTC().Format(time.RFC3339)
	tx.Delete(store.ServicePrincipals, id)
	tx.Put(store.DeletedPrincipals, id, gone)
	for _, set := range []store.Set{store.Grants, store.AppRoleAssignments} {
		for _, g := range tx.Newest.All(set) {
			if slices.Contains([]string{str(g, "clientId"), str(g, "resourceId"), str(g, "principalId")}, id) {
				tx.Delete(set, str(g, "id"))
			}
		}
	}
}
