package graph

import (
	"fmt"
	"net/http"

	"teamwright/steps/sandbox/store"
)

// policyStart is when the tenant's restrictions began to apply.
const policyStart = "2019-01-01T00:00:00Z"

// plannedStart is when one that is in the tenant already will begin to apply.
const plannedStart = "2099-01-01T00:00:00Z"

// defaultPolicy shows the tenant's app management policy, with restrictions
// that are off or do not apply yet among the others. Source: Microsoft Graph,
// tenantAppManagementPolicy.
func (s *Service) defaultPolicy(a *ask) (*reply, *problem) {
	t, why := s.tenant(a)
	if why != nil {
		return nil, why
	}
	if why := a.caller.holds(seePolicies); why != nil {
		return nil, why
	}
	p := t.Policies
	life := restriction("passwordLifetime", fmt.Sprintf("P%dD", p.SecretMaxDays))
	if p.SecretMaxDays == 0 {
		life = off(restriction("passwordLifetime", "P30D"))
	}
	addition := restriction("passwordAddition", nil)
	if !p.SecretsForbidden {
		addition = off(addition)
	}
	planned := restriction("passwordAddition", nil)
	planned["restrictForAppsCreatedAfterDateTime"] = plannedStart
	applications := store.Object{
		"passwordCredentials": []any{off(restriction("customPasswordAddition", nil)), addition, planned, life},
		"keyCredentials":      []any{off(restriction("asymmetricKeyLifetime", "P90D"))},
		"identifierUris":      uriRestrictions(p),
	}
	shown := store.Object{
		"id": "00000000-0000-0000-0000-000000000000", "displayName": "Default app management tenant policy",
		"description":                  "Default tenant policy that enforces app management restrictions on applications and service principals.",
		"isEnabled":                    true,
		"applicationRestrictions":      applications,
		"servicePrincipalRestrictions": store.Object{"passwordCredentials": []any{}, "keyCredentials": []any{}},
	}
	return a.entity(shown, "TenantAppManagementPolicy", "policies/defaultAppManagementPolicy",
		known("id", "displayName", "description", "isEnabled", "applicationRestrictions", "servicePrincipalRestrictions"))
}

func restriction(kind string, lifetime any) store.Object {
	return store.Object{"restrictionType": kind, "maxLifetime": lifetime, "state": "enabled", "restrictForAppsCreatedAfterDateTime": policyStart}
}

// off switches a restriction off; it stays in the policy.
func off(r store.Object) store.Object {
	r["state"] = "disabled"
	return r
}

func uriRestrictions(p store.Policies) store.Object {
	one := func(on bool) store.Object {
		r := store.Object{
			"state": "enabled", "restrictForAppsCreatedAfterDateTime": policyStart,
			"excludeAppsReceivingV2Tokens": !p.URIStrictForV2, "excludeSaml": true,
		}
		if !on {
			return off(r)
		}
		return r
	}
	return store.Object{"nonDefaultUriAddition": one(p.URIDefaultOnly), "uriAdditionWithoutUniqueTenantIdentifier": one(p.URINeedsTenantID)}
}

// authorizationPolicy shows what users may do by default.
func (s *Service) authorizationPolicy(a *ask) (*reply, *problem) {
	t, why := s.tenant(a)
	if why != nil {
		return nil, why
	}
	consent := []any{"ManagePermissionGrantsForSelf.microsoft-user-default-legacy"}
	if t.Policies.UserConsentOff {
		consent = []any{}
	}
	shown := store.Object{
		"id": "authorizationPolicy", "displayName": "Authorization Policy", "description": "Used to manage authorization related settings across the company.",
		"allowInvitesFrom": "everyone", "allowedToSignUpEmailBasedSubscriptions": true, "allowedToUseSSPR": true,
		"allowEmailVerifiedUsersToJoinOrganization": false, "blockMsolPowerShell": false,
		"guestUserRoleId": "10dae51f-b6af-4016-8d66-8c2a99b929b3",
		"defaultUserRolePermissions": store.Object{
			"allowedToCreateApps": !t.Policies.UsersMayNotCreate, "allowedToCreateSecurityGroups": true, "allowedToCreateTenants": true,
			"allowedToReadBitlockerKeysForOwnedDevice": true, "allowedToReadOtherUsers": true, "permissionGrantPoliciesAssigned": consent,
		},
	}
	names := known()
	for name := range shown {
		names[name] = property{}
	}
	return a.entity(shown, "AuthorizationPolicy", "policies/authorizationPolicy", names)
}

// applicationPolicies lists the policies of one application: none here.
func (s *Service) applicationPolicies(a *ask) (*reply, *problem) {
	var why *problem
	if p := s.view(a, func(v *store.View) { _, why = locate(v, store.Applications, a.keys[0]) }); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: store.Object{
		"@odata.context": a.base + "/$metadata#policies/appManagementPolicies", "value": []any{},
	}}, nil
}
