package graph

import (
	"net/http"
	"slices"

	"teamwright/steps/sandbox/store"
)

// Limits on directory objects. Deleted ones count until they are purged: in
// full for a person, a quarter for the tenant. Source: Microsoft Entra service
// limits and restrictions.
const (
	personQuota    = 250
	deletedPortion = 4
)

// quota refuses one more object.
func quota(a *ask, v *store.View) *problem {
	limits := v.Tenant().Policies
	whose := ""
	if limits.TenantQuota > 0 && held(v) >= limits.TenantQuota {
		whose = "Tenant"
	}
	most := personQuota
	if limits.PersonQuota > 0 {
		most = limits.PersonQuota
	}
	if a.caller.Delegated() && !a.caller.person.Has(manageApplications...) && owned(v, a.caller.ObjectID) >= most {
		whose = "Principal"
	}
	if whose == "" {
		return nil
	}
	return &problem{status: http.StatusForbidden, code: quotaExceeded,
		message: "The directory object quota limit for the " + whose + " has been exceeded. Please ask your administrator to increase the quota limit or delete objects to reduce the used quota."}
}

// owned counts what a person without an administrative role has made.
func owned(v *store.View, person string) int {
	n := 0
	for _, o := range slices.Concat(v.All(store.Applications), v.All(store.ServicePrincipals),
		deletedItems(v, store.DeletedApplications), deletedItems(v, store.DeletedPrincipals)) {
		if slices.Contains(texts(o, ownersKey), person) {
			n++
		}
	}
	return n
}

// held counts what the tenant's directory holds, Microsoft's own principals
// apart.
func held(v *store.View) int {
	n := len(v.All(store.Applications))
	for _, p := range v.All(store.ServicePrincipals) {
		if !store.FirstParty(p) {
			n++
		}
	}
	return n + (len(deletedItems(v, store.DeletedApplications))+len(deletedItems(v, store.DeletedPrincipals)))/deletedPortion
}
