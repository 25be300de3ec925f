package arm

import (
	"net/http"
	"slices"

	"teamwright/steps/sandbox/store"
)

// policies refuses a resource group that the subscription's Azure policies do
// not allow. Source: Azure, resolve errors for policies.
func (a *ask) policies(g store.Object) *refusal {
	disallowed := func(name string) *refusal {
		return &refusal{http.StatusForbidden, "RequestDisallowedByPolicy", "Resource '" + clip(str(g, "name")) + "' was disallowed by policy. Policy identifiers: '[{\"policyAssignment\":{\"name\":\"" + name + "\"}}]'.", nil}
	}
	if allowed := a.sub.AllowedLocations; len(allowed) > 0 && !slices.Contains(allowed, str(g, "location")) {
		return disallowed("Allowed locations for resource groups")
	}
	for _, tag := range a.sub.RequiredTags {
		if _, given := inner(g, "tags")[tag]; !given {
			return disallowed("Require a tag on resource groups: " + tag)
		}
	}
	return nil
}

// locked refuses to delete what lies under a lock. Source: Azure, lock your
// resources.
func locked(g store.Object) *refusal {
	if g["locked"] != true {
		return nil
	}
	scope := "/subscriptions/" + str(g, "subscription") + "/resourceGroups/" + str(g, "name")
	return conflict("ScopeLocked", "The scope '%s' cannot perform delete operation because following scope(s) are locked: '%s'. Please remove the lock and try again.", scope, scope)
}
