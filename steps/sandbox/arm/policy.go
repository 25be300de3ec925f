package arm

import (
	"net/http"
	"slices"
	"strings"

	"teamwright/steps/sandbox/store"
)

// policies refuses a resource group that the subscription's Azure policies do
// not allow. Source: Azure, resolve errors for policies.
func (a *ask) policies(g store.Object) *refusal {
	disallowed := func(name string) *refusal { return disallowed(str(g, "name"), name) }
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

// forbidden refuses a new resource of a type that a policy does not allow.
func (a *ask) forbidden(name, kind string) *refusal {
	if !slices.ContainsFunc(a.sub.ForbiddenTypes, func(t string) bool { return strings.EqualFold(t, kind) }) {
		return nil
	}
	return disallowed(name, "Not allowed resource types")
}

func disallowed(resource, policy string) *refusal {
	return &refusal{http.StatusForbidden, "RequestDisallowedByPolicy", "Resource '" + clip(resource) + "' was disallowed by policy. Policy identifiers: '[{\"policyAssignment\":{\"name\":\"" + policy + "\"}}]'.", nil}
}

// locked refuses to delete what lies under a lock. Source: Azure, lock your
// resources.
func locked(g store.Object) *refusal {
	if g["locked"] != true && g["readOnly"] != true {
		return nil
	}
	return underLock(g, "delete")
}

// frozen refuses to write what lies under a lock against any change.
func frozen(g store.Object) *refusal {
	if g["readOnly"] != true {
		return nil
	}
	return underLock(g, "write")
}

func underLock(g store.Object, operation string) *refusal {
	scope := "/subscriptions/" + str(g, "subscription") + "/resourceGroups/" + str(g, "name")
	return conflict("ScopeLocked", "The scope '%s' cannot perform %s operation because following scope(s) are locked: '%s'. Please remove the lock and try again.", scope, operation, scope)
}
