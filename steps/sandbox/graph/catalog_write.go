package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

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
		takeOut(tx, app)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

// takeOut takes an entry out of the catalogue, which remembers it for a while.
func takeOut(tx *store.Tx, app store.Object) {
	gone := store.Clone(app)
	gone["deleted"] = tx.Now().UTC().Format(time.RFC3339Nano)
	tx.Delete(store.CatalogApps, str(app, "id"))
	tx.Put(store.CatalogDeleted, str(app, "id"), gone)
}
