package graph

import (
	"fmt"
	"net/http"

	"teamwright/steps/sandbox/store"
)

// policyStart is when the tenant's restrictions began to apply.
const policyStart = "2019-01-01T00:00:00Z"

// defaultPolicy shows the tenant's app management policy. Source: Microsoft
// Graph, tenantAppManagementPolicy.
func (s *Service) defaultPolicy(a *ask) (*reply, *problem) {
	t, why := s.tenant(a)
	if why != nil {
		return nil, why
	}
	if why := a.caller.holds(seePolicies); why != nil {
		return nil, why
	}
	p := t.Policies
	passwords := []any{}
	if p.SecretsForbidden {
		passwords = append(passwords, restriction("passwordAddition", nil))
	}
	if p.SecretMaxDays > 0 {
		passwords = append(passwords, restriction("passwordLifetime", fmt.Sprintf("P%dD", p.SecretMaxDays)))
	}
	applications := store.Object{"passwordCredentials": passwords, "keyCredentials": []any{}}
	if uris := uriRestrictions(p); len(uris) > 0 {
		applications["identifierUris"] = uris
	}
	shown := store.Object{
		"id": "00000000-0000-0000-0000-000000000000", "displayName": "Default app management tenant policy",
		"description":                  "Default tenant policy that enforces app management restrictions on applications and service principals.",
		"isEnabled":                    p.SecretsForbidden || p.SecretMaxDays > 0 || p.URIDefaultOnly || p.URINeedsTenantID,
		"applicationRestrictions":      applications,
		"servicePrincipalRestrictions": store.Object{"passwordCredentials": []any{}, "keyCredentials": []any{}},
	}
	return a.entity(shown, "TenantAppManagementPolicy", "policies/defaultAppManagementPolicy",
		known("id", "displayName", "description", "isEnabled", "applicationRestrictions", "servicePrincipalRestrictions"))
}

func restriction(kind string, lifetime any) store.Object {
	return store.Object{"restrictionType": kind, "maxLifetime": lifetime, "state": "enabled", "restrictForAppsCreatedAfterDateTime": policyStart}
}

func uriRestrictions(p store.Policies) store.Object {
	one := func() store.Object {
		return store.Object{
			"state": "enabled", "restrictForAppsCreatedAfterDateTime": policyStart,
			"excludeAppsReceivingV2Tokens": !p.URIStrictForV2, "excludeSaml": true,
		}
	}
	all := store.Object{}
	if p.URIDefaultOnly {
		all["nonDefaultUriAddition"] = one()
	}
	if p.URINeedsTenantID {
		all["uriAdditionWithoutUniqueTenantIdentifier"] = one()
	}
	return all
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
