package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

func (s *Service) createApplication(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	var made store.Object
	why = s.change(a, func(tx *store.Tx) (why *problem) {
		made, why = s.makeApplication(a, tx, body, "")
		return why
	})
	return s.created(a, made, why)
}

func (s *Service) created(a *ask, made store.Object, why *problem) (*reply, *problem) {
	if why != nil {
		return nil, why
	}
	shown := s.shownApplication(made)
	shown["@odata.context"] = a.base + "/$metadata#applications/$entity"
	return &reply{status: http.StatusCreated, body: shown, header: map[string]string{
		"Location": a.base + "/directoryObjects/" + str(made, "id") + "/Microsoft.DirectoryServices.Application",
	}}, nil
}

// makeApplication judges and puts a new application.
func (s *Service) makeApplication(a *ask, tx *store.Tx, body store.Object, uniqueName string) (store.Object, *problem) {
	tenant := tx.Newest.Tenant()
	if why := a.caller.creates(tenant); why != nil {
		return nil, why
	}
	if why := s.checkApplication(body); why != nil {
		return nil, why
	}
	if _, named := body["displayName"]; !named {
		p := bad("A value is required for property 'displayName' of resource 'Application'.")
		p.target, p.details = "displayName", []detail{{Code: "MissingValue", Message: p.message, Target: "displayName"}}
		return nil, p
	}
	id, err := tx.NewID()
	if err != nil {
		return nil, failure(err)
	}
	appID, err := tx.NewID()
	if err != nil {
		return nil, failure(err)
	}
	made := store.Object{
		"id": id, "appId": appID, "createdDateTime": tx.Now().UTC().Format(time.RFC3339),
		"publisherDomain": tenant.InitialDomain(), "signInAudience": organization,
	}
	if uniqueName != "" {
		made["uniqueName"] = uniqueName
	}
	s.application.merge(made, body)
	complete(made)
	if a.caller.Delegated() && !a.caller.person.Has(manageApplications...) {
		made[ownersKey] = []any{a.caller.ObjectID}
	}
	if why := quota(a, tx.Newest); why != nil {
		return nil, why
	}
	if why := judge(tx, store.Object{}, made); why != nil {
		return nil, why
	}
	if uniqueName != "" {
		named := func(o store.Object) bool { return strings.EqualFold(str(o, "uniqueName"), uniqueName) }
		if slices.ContainsFunc(slices.Concat(tx.Newest.All(store.Applications), deletedItems(tx.Newest, store.DeletedApplications)), named) {
			return nil, conflict("uniqueName")
		}
	}
	tx.Put(store.Applications, id, made)
	return made, nil
}
