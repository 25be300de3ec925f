package graph

import (
	"net/http"
	"time"

	"teamwright/steps/sandbox/store"
)

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

// withdrawDefinition takes back what waits for a review: whoever submitted it
// may, and an administrator of Teams. With its only definition an entry goes.
// Source: Microsoft Graph, delete teamsApp.
func (s *Service) withdrawDefinition(a *ask) (*reply, *problem) {
	if why := a.caller.mayCatalog(submitCatalog, true); why != nil {
		return nil, why
	}
	why := s.change(a, func(tx *store.Tx) *problem {
		app, why := entry(tx.Newest, a)
		if why != nil {
			return why
		}
		kept, found := []any{}, store.Object(nil)
		for _, d := range definitions(app) {
			if definitionID(app, d) == a.keys[1].value {
				found = d
			} else {
				kept = append(kept, d)
			}
		}
		switch {
		case found == nil:
			return noDefinition(a.keys[1].value)
		case str(found, "state") != store.Submitted:
			return teams(http.StatusBadRequest, unreadable, "InvalidRequest", "The definition does not wait for a review.")
		case str(found, "by") != a.caller.ObjectID:
			if why := a.caller.managesApps(); why != nil {
				return why
			}
		}
		if len(kept) == 0 {
			takeOut(tx, app)
			return nil
		}
		latest := store.Clone(app)
		latest["definitions"] = kept
		tx.Put(store.CatalogApps, str(app, "id"), latest)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}
