package graph

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

// keptFor is how long deleted items are kept; then they are gone for good, and
// what they held is free. Source: Microsoft Graph, restore deleted item.
const keptFor = 30 * 24 * time.Hour

// deletedItems are those of a set that are still kept.
func deletedItems(v *store.View, set store.Set) []store.Object {
	return slices.DeleteFunc(v.All(set), func(o store.Object) bool {
		at, err := time.Parse(time.RFC3339, str(o, "deletedDateTime"))
		return err == nil && v.Now().Sub(at) >= keptFor
	})
}

// deletedItem returns the item of a set with the given identifier, if it is
// still kept.
func deletedItem(v *store.View, set store.Set, id string) (store.Object, bool) {
	all := deletedItems(v, set)
	i := slices.IndexFunc(all, func(o store.Object) bool { return strings.EqualFold(str(o, "id"), id) })
	if i < 0 {
		return nil, false
	}
	return all[i], true
}

func (s *Service) listDeleted(a *ask) (*reply, *problem) {
	var rows []store.Object
	if why := s.view(a, func(v *store.View) {
		for _, o := range deletedItems(v, store.DeletedApplications) {
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
		for _, o := range deletedItems(v, store.DeletedPrincipals) {
			rows = append(rows, s.shownPrincipal(v, o))
		}
	}); why != nil {
		return nil, why
	}
	return s.list(a, rows, s.principal.name, "directoryObjects/microsoft.graph.servicePrincipal", principalFilters(), s.principal.properties)
}

// item is what the service shows of a deleted object by itself: the
// properties that all directory objects share.
func (a *ask) item(kind string, o store.Object) *reply {
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
		if o, ok := deletedItem(v, store.DeletedApplications, a.keys[0].value); ok {
			answer = a.item("application", o)
		} else if o, ok := deletedItem(v, store.DeletedPrincipals, a.keys[0].value); ok {
			answer = a.item("servicePrincipal", o)
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
			_, seen := deletedItem(tx.Seen, kind.from, id)
			gone, ok := deletedItem(tx.Newest, kind.from, id)
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
			if why := mayReturn(tx, kind.from, back); why != nil {
				return why
			}
			tx.Delete(kind.from, id)
			tx.Put(kind.into, id, back)
			answer = a.item(kind.name, back)
			return nil
		}
		return absent(clip(id))
	})
	return answer, why
}

// mayReturn judges what a deleted object held and others may have taken since: an
// application its unique name and its identifier URIs. A principal needs its
// application.
func mayReturn(tx *store.Tx, from store.Set, back store.Object) *problem {
	if from == store.DeletedPrincipals {
		own := strings.EqualFold(str(back, "appOwnerOrganizationId"), tx.Newest.Tenant().ID)
		if _, there := tx.Newest.By(store.Applications, "appId", str(back, "appId")); own && !there {
			return broken("appId", "NoBackingApplicationObject", "The appId '"+str(back, "appId")+"' of the service principal does not reference a valid application object.")
		}
		return nil
	}
	if name := str(back, "uniqueName"); name != "" {
		if _, taken := tx.Newest.By(store.Applications, "uniqueName", name); taken {
			return conflict("uniqueName")
		}
	}
	for _, uri := range texts(back, "identifierUris") {
		if taken(tx, back, uri) {
			return conflict("identifierUris")
		}
	}
	return nil
}

// purge deletes for good.
func (s *Service) purge(a *ask) (*reply, *problem) {
	why := s.change(a, func(tx *store.Tx) *problem {
		for _, set := range []store.Set{store.DeletedApplications, store.DeletedPrincipals} {
			o, ok := deletedItem(tx.Seen, set, a.keys[0].value)
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
