package graph

import (
	"net/http"
	"strconv"
	"time"

	"teamwright/steps/sandbox/store"
)

// ownersKey holds the object ids of owners. It is no property of the type, so
// a read does not show it.
const ownersKey = "owners"

// applicationFilters are the properties of an application that $filter takes.
func applicationFilters() map[string]filterable {
	plain := filterable{eq: byDefault}
	either := filterable{eq: byDefault, startsWith: byDefault}
	late := filterable{eq: advancedOnly, startsWith: advancedOnly}
	nullable := func(f filterable) filterable { f.null = true; return f }
	listed := func(f filterable) filterable { f.collection = true; return f }
	return map[string]filterable{
		"id": plain, "appId": plain, "signInAudience": plain, "disabledByMicrosoftStatus": plain,
		"uniqueName": either, "publisherDomain": either, "displayName": nullable(either),
		"createdDateTime": {order: byDefault, null: true},
		"description":     nullable(late), "notes": nullable(late), "serviceManagementReference": nullable(late),
		"web/homePageUrl": nullable(late), "info/termsOfServiceUrl": late,
		"identifierUris": listed(either), "tags": listed(either),
		"web/redirectUris": listed(late), "spa/redirectUris": listed(late), "publicClient/redirectUris": listed(late),
	}
}

// shownApplication is what a read shows of an application.
func (s *Service) shownApplication(o store.Object) store.Object {
	shown := s.application.render(o)
	web := inner(shown, "web")
	settings := []any{}
	for _, uri := range texts(web, "redirectUris") {
		settings = append(settings, store.Object{"uri": uri, "index": nil})
	}
	web["redirectUriSettings"] = settings
	return shown
}

func (s *Service) listApplications(a *ask) (*reply, *problem) {
	var rows []store.Object
	if why := s.view(a, func(v *store.View) {
		for _, o := range v.All(store.Applications) {
			rows = append(rows, s.shownApplication(o))
		}
	}); why != nil {
		return nil, why
	}
	return s.list(a, rows, s.application.name, "applications", applicationFilters(), s.application.properties)
}

func (s *Service) countApplications(a *ask) (*reply, *problem) {
	if !a.query.eventual {
		return nil, bad("$count is not currently supported.")
	}
	n := 0
	if why := s.view(a, func(v *store.View) { n = len(v.All(store.Applications)) }); why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: []byte(strconv.Itoa(n)), header: map[string]string{"Content-Type": "text/plain"}}, nil
}

func (s *Service) getApplication(a *ask) (*reply, *problem) {
	var found store.Object
	var why *problem
	if p := s.view(a, func(v *store.View) { found, why = locate(v, store.Applications, a.keys[0]) }); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return a.entity(s.shownApplication(found), s.application.name, "applications", s.application.properties)
}

func (s *Service) deleteApplication(a *ask) (*reply, *problem) {
	why := s.change(a, func(tx *store.Tx) *problem {
		app, why := a.managed(tx, store.Applications)
		if why != nil {
			return why
		}
		gone := store.Clone(app)
		gone["deletedDateTime"] = tx.Now().UTC().Format(time.RFC3339)
		tx.Delete(store.Applications, str(app, "id"))
		tx.Put(store.DeletedApplications, str(app, "id"), gone)
		if principal, ok := tx.Newest.By(store.ServicePrincipals, "appId", str(app, "appId")); ok {
			dropPrincipal(tx, principal)
		}
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}
