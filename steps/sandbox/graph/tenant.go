package graph

import (
	"strings"

	"teamwright/steps/sandbox/store"
)

// tenant returns the description of the caller's tenant.
func (s *Service) tenant(a *ask) (store.Tenant, *problem) {
	t, err := s.opt.Store.Tenant(a.caller.Tenant)
	if err != nil {
		return t, failure(err)
	}
	return t, nil
}

// organizations shows the tenant. With User.Read alone the service shows a few
// properties and leaves the others empty. Source: Microsoft Graph, get
// organization.
func (s *Service) organizations(a *ask) (*reply, *problem) {
	t, why := s.tenant(a)
	if why != nil {
		return nil, why
	}
	verified := []any{}
	for _, d := range t.Domains {
		if d.Unverified {
			continue
		}
		verified = append(verified, store.Object{
			"name": d.Name, "type": "Managed", "capabilities": "Email, OfficeCommunicationsOnline",
			"isDefault": d == t.Domains[0], "isInitial": d.Name == t.InitialDomain(),
		})
	}
	shown := store.Object{"id": t.ID, "displayName": t.Name, "verifiedDomains": verified}
	if a.caller.Allows("Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All", "Directory.AccessAsUser.All") {
		shown["tenantType"], shown["countryLetterCode"], shown["createdDateTime"] = "AAD", "GB", "2019-03-04T10:00:00Z"
	}
	return s.list(a, []store.Object{shown}, "Organization", "organization", nil,
		known("id", "displayName", "verifiedDomains", "tenantType", "countryLetterCode", "createdDateTime", "country", "city", "preferredLanguage"))
}

func (s *Service) domains(a *ask) (*reply, *problem) {
	t, why := s.tenant(a)
	if why != nil {
		return nil, why
	}
	rows := []store.Object{}
	for i, d := range t.Domains {
		rows = append(rows, store.Object{
			"id": d.Name, "authenticationType": "Managed", "availabilityStatus": nil, "isAdminManaged": true,
			"isDefault": i == 0, "isInitial": d.Name == t.InitialDomain(), "isRoot": !under(d.Name, t), "isVerified": !d.Unverified,
			"supportedServices":                []any{"Email", "OfficeCommunicationsOnline"},
			"passwordNotificationWindowInDays": 14, "passwordValidityPeriodInDays": 2147483647,
		})
	}
	return s.list(a, rows, "Domain", "domains", nil,
		known("id", "authenticationType", "availabilityStatus", "isAdminManaged", "isDefault", "isInitial", "isRoot", "isVerified", "supportedServices", "passwordNotificationWindowInDays", "passwordValidityPeriodInDays"))
}

// under reports whether a domain lies under another one of the tenant.
func under(name string, t store.Tenant) bool {
	for _, d := range t.Domains {
		if strings.HasSuffix(strings.ToLower(name), "."+strings.ToLower(d.Name)) {
			return true
		}
	}
	return false
}
