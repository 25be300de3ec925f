package graph

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

func grantFilters() map[string]filterable {
	plain := filterable{eq: byDefault}
	return map[string]filterable{"clientId": plain, "consentType": plain, "principalId": plain, "resourceId": plain}
}

func (s *Service) listGrants(a *ask) (*reply, *problem) {
	return s.grantsWhere(a, func(store.Object) bool { return true })
}

func (s *Service) principalGrants(a *ask) (*reply, *problem) {
	var why *problem
	if p := s.view(a, func(v *store.View) { _, why = locate(v, store.ServicePrincipals, a.keys[0]) }); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return s.grantsWhere(a, func(g store.Object) bool { return strings.EqualFold(str(g, "clientId"), a.keys[0].value) })
}

func (s *Service) grantsWhere(a *ask, keep func(store.Object) bool) (*reply, *problem) {
	var rows []store.Object
	if why := s.view(a, func(v *store.View) {
		for _, g := range v.All(store.Grants) {
			if keep(g) {
				rows = append(rows, s.grant.render(g))
			}
		}
	}); why != nil {
		return nil, why
	}
	return s.list(a, rows, s.grant.name, "oauth2PermissionGrants", grantFilters(), s.grant.properties)
}

func (s *Service) getGrant(a *ask) (*reply, *problem) {
	var found store.Object
	if why := s.view(a, func(v *store.View) { found, _ = v.Get(store.Grants, a.keys[0].value) }); why != nil {
		return nil, why
	}
	if found == nil {
		return nil, absent(clip(a.keys[0].value))
	}
	return a.entity(s.grant.render(found), s.grant.name, "oauth2PermissionGrants", s.grant.properties)
}

// createGrant makes a grant. There is one for each client, resource and
// principal.
func (s *Service) createGrant(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	if why := s.grant.check(body); why != nil {
		return nil, why
	}
	if why := a.caller.holds(manageGrants); why != nil {
		return nil, why
	}
	if why := judgeGrant(body); why != nil {
		return nil, why
	}
	made := store.Object{"principalId": nil}
	s.grant.merge(made, body)
	made["id"] = grantID(str(made, "clientId"), str(made, "resourceId"), str(made, "principalId"))
	why = s.change(a, func(tx *store.Tx) *problem {
		for _, name := range []string{"clientId", "resourceId"} {
			if _, ok := tx.Seen.Get(store.ServicePrincipals, str(made, name)); !ok {
				p := absent(str(made, name))
				p.status, p.code = http.StatusBadRequest, badRequest
				return p
			}
		}
		if person := str(made, "principalId"); person != "" && !strings.EqualFold(person, tx.Newest.Tenant().Person.ID) {
			return absent(person)
		}
		if _, exists := tx.Newest.Get(store.Grants, str(made, "id")); exists {
			return &problem{status: http.StatusConflict, code: sameKeyValue, message: "Permission entry already exists."}
		}
		for _, g := range tx.Newest.All(store.Grants) { // prepared ones have ids of their own
			if str(g, "clientId") == str(made, "clientId") && str(g, "resourceId") == str(made, "resourceId") && str(g, "principalId") == str(made, "principalId") {
				return &problem{status: http.StatusConflict, code: sameKeyValue, message: "Permission entry already exists."}
			}
		}
		tx.Put(store.Grants, str(made, "id"), made)
		return nil
	})
	if why != nil {
		return nil, why
	}
	shown := s.grant.render(made)
	shown["@odata.context"] = a.base + "/$metadata#oauth2PermissionGrants/$entity"
	return &reply{status: http.StatusCreated, body: shown, header: map[string]string{
		"Location": a.base + "/oauth2PermissionGrants/" + str(made, "id"),
	}}, nil
}

func judgeGrant(body store.Object) *problem {
	for _, name := range []string{"clientId", "consentType", "resourceId", "scope"} {
		if str(body, name) == "" {
			return broken(name, "MissingValue", "A value is required for property '"+name+"' of resource 'OAuth2PermissionGrant'.")
		}
	}
	for _, name := range []string{"clientId", "resourceId"} {
		if !isGUID(str(body, name)) {
			return broken(name, "InvalidValue", "Invalid value specified for property '"+name+"' of resource 'OAuth2PermissionGrant'.")
		}
	}
	forAll := str(body, "consentType") == "AllPrincipals"
	if forAll && body["principalId"] != nil {
		return broken("principalId", "InvalidValue", "principalId must be null when consentType is AllPrincipals.")
	}
	if !forAll && str(body, "principalId") == "" {
		return broken("principalId", "MissingValue", "principalId is required when consentType is Principal.")
	}
	return nil
}

// grantID is made of what a grant joins, so it is the same after a delete and
// a create.
func grantID(ids ...string) string {
	var bytes []byte
	for _, id := range ids {
		if u, err := uuid.Parse(id); err == nil {
			bytes = append(bytes, u[:]...)
		}
	}
	return base64.RawURLEncoding.EncodeToString(bytes)
}

// updateGrant replaces the scope; nothing else of a grant can be changed.
func (s *Service) updateGrant(a *ask) (*reply, *problem) {
	body, why := a.object()
	if why != nil {
		return nil, why
	}
	if why := s.grant.check(body); why != nil {
		return nil, why
	}
	if why := a.caller.holds(manageGrants); why != nil {
		return nil, why
	}
	why = s.change(a, func(tx *store.Tx) *problem {
		if _, ok := tx.Seen.Get(store.Grants, a.keys[0].value); !ok {
			return absent(clip(a.keys[0].value))
		}
		newest, ok := tx.Newest.Get(store.Grants, a.keys[0].value)
		if !ok {
			return absent(clip(a.keys[0].value))
		}
		for name, value := range body {
			if name != "scope" && !strings.Contains(name, "@odata.") && value != newest[name] {
				return broken(name, "InvalidValue", "Property '"+name+"' is read-only and cannot be set.")
			}
		}
		if str(body, "scope") == "" {
			return broken("scope", "MissingValue", "A value is required for property 'scope' of resource 'OAuth2PermissionGrant'.")
		}
		latest := store.Clone(newest)
		latest["scope"] = body["scope"]
		tx.Put(store.Grants, str(latest, "id"), latest)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}

func (s *Service) deleteGrant(a *ask) (*reply, *problem) {
	if why := a.caller.holds(manageGrants); why != nil {
		return nil, why
	}
	why := s.change(a, func(tx *store.Tx) *problem {
		if _, ok := tx.Seen.Get(store.Grants, a.keys[0].value); !ok {
			return absent(clip(a.keys[0].value))
		}
		tx.Delete(store.Grants, a.keys[0].value)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusNoContent}, nil
}
