package graph

import (
	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

// known lists properties by name for $select.
func known(names ...string) map[string]property {
	m := map[string]property{}
	for _, n := range names {
		m[n] = property{}
	}
	return m
}

func (s *Service) me(a *ask) (*reply, *problem) {
	p := a.caller.person
	shown := store.Object{
		"id": p.ID, "displayName": p.Name, "userPrincipalName": p.UPN, "mail": p.UPN,
		"businessPhones": []any{}, "givenName": nil, "surname": nil, "jobTitle": nil, "mobilePhone": nil,
		"officeLocation": nil, "preferredLanguage": nil,
	}
	if len(a.query.selected) > 0 {
		shown["userType"], shown["accountEnabled"] = "Member", true
	}
	names := known("userType", "accountEnabled")
	for name := range shown {
		names[name] = property{}
	}
	return a.entity(shown, "User", "users", names)
}

// myRoles lists the directory roles that the person holds. A role that is
// only eligible is not shown, here or there. The cast in the path makes it an
// advanced query. Source: Microsoft Graph, list a user's memberships.
func (s *Service) myRoles(a *ask) (*reply, *problem) {
	if !a.query.advanced() {
		return nil, unsupportedQuery("The OData cast of a transitive membership needs the header 'ConsistencyLevel: eventual' and '$count=true'.")
	}
	rows := []store.Object{}
	tenant := uuid.MustParse(a.caller.Tenant)
	for _, role := range store.Roles() {
		if !a.caller.person.Has(role.Name) {
			continue
		}
		rows = append(rows, store.Object{
			"@odata.type": "#microsoft.graph.directoryRole", "id": uuid.NewSHA1(tenant, []byte(role.Name)).String(), "deletedDateTime": nil,
			"displayName": role.Name, "description": nil, "roleTemplateId": role.TemplateID,
		})
	}
	return s.list(a, rows, "DirectoryRole", "directoryRoles", map[string]filterable{"displayName": {eq: advancedOnly}, "roleTemplateId": {eq: advancedOnly}},
		known("id", "deletedDateTime", "displayName", "description", "roleTemplateId"))
}
