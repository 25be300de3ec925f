package graph

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"teamwright/steps/sandbox/store"
)

func (s *Service) listOwners(a *ask) (*reply, *problem) {
	var app store.Object
	var why *problem
	if p := s.view(a, func(v *store.View) { app, why = locate(v, store.Applications, a.keys[0]) }); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	rows := []store.Object{}
	for _, id := range texts(app, ownersKey) {
		rows = append(rows, store.Object{"@odata.type": "#microsoft.graph.user", "id": id})
	}
	return s.list(a, rows, "DirectoryObject", "directoryObjects", map[string]filterable{"id": {eq: byDefault}}, map[string]property{"id": {}, "deletedDateTime": {}})
}

// addOwner makes the person of the tenant an owner.
func (s *Service) addOwner(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	u, err := url.Parse(str(body, "@odata.id"))
	if err != nil || u.Host == "" || len(body) != 1 {
		return nil, malformed("The request must contain '@odata.id' with the address of a directory object.")
	}
	id := strings.ToLower(u.Path[strings.LastIndexByte(u.Path, '/')+1:])
	why = s.change(a, func(tx *store.Tx) *problem {
		app, why := s.managed(a, tx)
		if why != nil {
			return why
		}
		if person := tx.Newest.Tenant().Person.ID; !strings.EqualFold(id, person) {
			return absent(clip(id))
		}
		owners := texts(app, ownersKey)
		if slices.Contains(owners, id) {
			return bad("One or more added object references already exist for the following modified properties: 'owners'.")
		}
		latest := store.Clone(app)
		list, _ := latest[ownersKey].([]any)
		latest[ownersKey] = append(list, id)
		tx.Put(store.Applications, str(app, "id"), latest)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}
