package graph

import (
	"net/http"

	"teamwright/steps/sandbox/store"
)

func (s *Service) listDeleted(a *ask) (*reply, *problem) {
	var rows []store.Object
	if why := s.view(a, func(v *store.View) {
		for _, o := range v.All(store.DeletedApplications) {
			rows = append(rows, s.shownApplication(o))
		}
	}); why != nil {
		return nil, why
	}
	return s.list(a, rows, s.application.name, "directoryObjects/microsoft.graph.application", applicationFilters(), s.application.properties)
}

func (s *Service) listDeletedPrincipals(a *ask) (*reply, *problem) {
	var rows []store.Object
	if why := s.view(a, func(v *store.View) {
		for _, o := range v.All(store.DeletedPrincipals) {
			rows = append(rows, s.shownPrincipal(v, o))
		}
	}); why != nil {
		return nil, why
	}
	return s.list(a, rows, s.principal.name, "directoryObjects/microsoft.graph.servicePrincipal", principalFilters(), s.principal.properties)
}

// deletedItem is what the service shows of a deleted object by itself: the
// properties that all directory objects share.
func (a *ask) deletedItem(kind string, o store.Object) *reply {
	return &reply{status: http.StatusOK, body: store.Object{
		"@odata.context":  a.base + "/$metadata#directoryObjects/$entity",
		"@odata.type":     "#microsoft.graph." + kind,
		"id":              o["id"],
		"deletedDateTime": o["deletedDateTime"],
	}}
}

func (s *Service) getDeleted(a *ask) (*reply, *problem) {
	var answer *reply
	why := s.view(a, func(v *store.View) {
		if o, ok := v.Get(store.DeletedApplications, a.keys[0].value); ok {
			answer = a.deletedItem("application", o)
		} else if o, ok := v.Get(store.DeletedPrincipals, a.keys[0].value); ok {
			answer = a.deletedItem("servicePrincipal", o)
		}
	})
	if why != nil {
		return nil, why
	}
	if answer == nil {
		return nil, absent(clip(a.keys[0].value))
	}
	return answer, nil
}

// restore brings one object back: an application comes without its service
// principal, a principal without its grants. Source: Microsoft Graph, restore
// deleted item.
func (s *Service) restore(a *ask) (*reply, *problem) {
	var answer *reply
	why := s.change(a, func(tx *store.Tx) *problem {
		id := a.keys[0].value
		for _, kind := range []struct {
			name       string
			from, into store.Set
		}{
			{"application", store.DeletedApplications, store.Applications},
			{"servicePrincipal", store.DeletedPrincipals, store.ServicePrincipals},
		} {
			_, seen := tx.Seen.Get(kind.from, id)
			gone, ok := tx.Newest.Get(kind.from, id)
			if !seen || !ok {
				continue
			}
			if why := a.caller.manages(gone, manageApplications); why != nil {
				return why
			}
			if _, taken := tx.Newest.By(kind.into, "appId", str(gone, "appId")); taken {
				return nameInUse(str(gone, "appId"))
			}
			back := store.Clone(gone)
			delete(back, "deletedDateTime")
			tx.Delete(kind.from, id)
			tx.Put(kind.into, id, back)
			answer = a.deletedItem(kind.name, back)
			return nil
		}
		return absent(clip(id))
	})
	return answer, why
}

// purge deletes for good.
func (s *Service) purge(a *ask) (*reply, *problem) {
	why := s.change(a, func(tx *store.Tx) *problem {
		for _, set := range []store.Set{store.DeletedApplications, store.DeletedPrincipals} {
			o, ok := tx.Seen.Get(set, a.keys[0].value)
			if !ok {
				continue
			}
			if why := a.caller.manages(o, manageApplications); why != nil {
				return why
			}
			tx.Delete(set, str(o, "id"))
			return nil
		}
		return absent(clip(a.keys[0].value))
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}
