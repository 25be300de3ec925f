package graph

import "teamwright/steps/sandbox/store"

// The types of this file list the properties of Microsoft Graph v1.0 that a
// client may meet here. Source: Microsoft Graph metadata, v1.0.

func some() property                 { return property{kind: text, null: true} }
func upTo(n int) property            { return property{kind: text, null: true, longest: n} }
func list(k kind) property           { return property{kind: k, many: true} }
func listOf(t *complexType) property { return property{kind: object, of: t, many: true} }
func one(t *complexType, initial any) property {
	return property{kind: object, of: t, initial: initial}
}
func maybe(k kind) property { return property{kind: k, null: true} }
func loose(p property) property {
	p.loose = true
	return p
}
func fixed(p property) property {
	p.readOnly = true
	return p
}

// passwordCredentialType describes a client secret.
func passwordCredentialType() *complexType {
	return &complexType{"PasswordCredential", map[string]property{
		"customKeyIdentifier": maybe(binary),
		"displayName":         upTo(120),
		"endDateTime":         maybe(moment),
		"hint":                fixed(some()),
		"keyId":               maybe(guid),
		"secretText":          fixed(some()),
		"startDateTime":       maybe(moment),
	}}
}

func permissionScopeType() *complexType {
	return &complexType{"PermissionScope", map[string]property{
		"adminConsentDescription": some(),
		"adminConsentDisplayName": upTo(100),
		"id":                      {kind: guid},
		"isEnabled":               {kind: flag, initial: true},
		"type":                    {kind: text, null: true, initial: "User", values: []string{"User", "Admin"}},
		"userConsentDescription":  some(),
		"userConsentDisplayName":  upTo(100),
		"value":                   some(),
	}}
}

func appRoleType() *complexType {
	return &complexType{"AppRole", map[string]property{
		"allowedMemberTypes": {kind: text, many: true, values: []string{"User", "Application"}},
		"description":        some(),
		"displayName":        upTo(100),
		"id":                 {kind: guid},
		"isEnabled":          {kind: flag, initial: true},
		"origin":             fixed(property{kind: text, null: true, initial: "Application"}),
		"value":              some(),
	}}
}

func informationalURLType() *complexType {
	return &complexType{"InformationalUrl", map[string]property{
		"logoUrl":             fixed(some()),
		"marketingUrl":        upTo(2048),
		"privacyStatementUrl": upTo(2048),
		"supportUrl":          upTo(2048),
		"termsOfServiceUrl":   upTo(2048),
	}}
}

func verifiedPublisherType() *complexType {
	return &complexType{"VerifiedPublisher", map[string]property{
		"addedDateTime":       maybe(moment),
		"displayName":         some(),
		"verifiedPublisherId": some(),
	}}
}

func keyCredentialType() *complexType {
	return &complexType{"KeyCredential", map[string]property{
		"customKeyIdentifier": maybe(binary),
		"displayName":         upTo(90),
		"endDateTime":         maybe(moment),
		"key":                 maybe(binary),
		"keyId":               maybe(guid),
		"startDateTime":       maybe(moment),
		"type":                some(),
		"usage":               some(),
	}}
}

func addInType() *complexType {
	return &complexType{"AddIn", map[string]property{
		"id":         maybe(guid),
		"type":       some(),
		"properties": listOf(&complexType{"KeyValue", map[string]property{"key": some(), "value": some()}}),
	}}
}

// applicationType describes an application.
func applicationType() *complexType {
	redirects := func(name string) *complexType {
		return &complexType{name, map[string]property{"redirectUris": loose(list(text))}}
	}
	claim := &complexType{"OptionalClaim", map[string]property{
		"additionalProperties": list(text), "essential": {kind: flag, initial: false}, "name": some(), "source": some(),
	}}
	api := &complexType{"ApiApplication", map[string]property{
		"acceptMappedClaims":      maybe(flag),
		"knownClientApplications": list(guid),
		"oauth2PermissionScopes":  listOf(permissionScopeType()),
		"preAuthorizedApplications": loose(listOf(&complexType{"PreAuthorizedApplication", map[string]property{
			"appId": some(), "delegatedPermissionIds": loose(list(guid)),
		}})),
		"requestedAccessTokenVersion": maybe(whole),
	}}
	web := &complexType{"WebApplication", map[string]property{
		"homePageUrl": upTo(255),
		"implicitGrantSettings": one(&complexType{"ImplicitGrantSettings", map[string]property{
			"enableAccessTokenIssuance": {kind: flag, null: true, initial: false},
			"enableIdTokenIssuance":     {kind: flag, null: true, initial: false},
		}}, store.Object{}),
		"logoutUrl":    some(),
		"redirectUris": loose(list(text)),
		"redirectUriSettings": listOf(&complexType{"RedirectUriSettings", map[string]property{
			"uri": some(), "index": maybe(whole),
		}}),
	}}
	return &complexType{"Application", map[string]property{
		"id":                        fixed(property{kind: text}),
		"deletedDateTime":           fixed(maybe(moment)),
		"addIns":                    listOf(addInType()),
		"api":                       one(api, store.Object{}),
		"appId":                     fixed(some()),
		"applicationTemplateId":     fixed(some()),
		"appRoles":                  listOf(appRoleType()),
		"createdDateTime":           fixed(maybe(moment)),
		"defaultRedirectUri":        some(),
		"description":               upTo(1024),
		"disabledByMicrosoftStatus": fixed(some()),
		"displayName":               some(),
		"groupMembershipClaims":     {kind: text, null: true, values: []string{"None", "SecurityGroup", "DirectoryRole", "ApplicationGroup", "All"}},
		"identifierUris":            loose(list(text)),
		"info":                      one(informationalURLType(), store.Object{}),
		"isDeviceOnlyAuthSupported": maybe(flag),
		"isFallbackPublicClient":    maybe(flag),
		"keyCredentials":            listOf(keyCredentialType()),
		"notes":                     upTo(1024),
		"optionalClaims": one(&complexType{"OptionalClaims", map[string]property{
			"accessToken": listOf(claim), "idToken": listOf(claim), "saml2Token": listOf(claim),
		}}, nil),
		"parentalControlSettings": one(&complexType{"ParentalControlSettings", map[string]property{
			"countriesBlockedForMinors": list(text),
			"legalAgeGroupRule":         {kind: text, null: true, initial: "Allow"},
		}}, store.Object{}),
		"passwordCredentials": loose(listOf(passwordCredentialType())),
		"publicClient":        one(redirects("PublicClientApplication"), store.Object{}),
		"publisherDomain":     fixed(some()),
		"requiredResourceAccess": loose(listOf(&complexType{"RequiredResourceAccess", map[string]property{
			"resourceAppId": {kind: guid},
			"resourceAccess": loose(listOf(&complexType{"ResourceAccess", map[string]property{
				"id": {kind: guid}, "type": {kind: text, null: true, values: []string{"Scope", "Role"}},
			}})),
		}})),
		"samlMetadataUrl":            some(),
		"serviceManagementReference": some(),
		"servicePrincipalLockConfiguration": one(&complexType{"ServicePrincipalLockConfiguration", map[string]property{
			"allProperties": maybe(flag), "credentialsWithUsageSign": maybe(flag), "credentialsWithUsageVerify": maybe(flag),
			"isEnabled": {kind: flag, initial: false}, "tokenEncryptionKeyId": maybe(flag),
		}}, nil),
		"signInAudience": {kind: text, null: true, initial: organization,
			values: []string{organization, organizations, everybody, personal}},
		"spa":                  one(redirects("SpaApplication"), store.Object{}),
		"tags":                 loose(list(text)),
		"tokenEncryptionKeyId": maybe(guid),
		"uniqueName":           fixed(some()),
		"verifiedPublisher":    fixed(one(verifiedPublisherType(), store.Object{})),
		"web":                  one(web, store.Object{}),
	}}
}

// The sign-in audiences.
const (
	organization  = "AzureADMyOrg"
	organizations = "AzureADMultipleOrgs"
	everybody     = "AzureADandPersonalMicrosoftAccount"
	personal      = "PersonalMicrosoftAccount"
)

// servicePrincipalType describes a service principal.
func servicePrincipalType() *complexType {
	return &complexType{"ServicePrincipal", map[string]property{
		"id":                         fixed(property{kind: text}),
		"deletedDateTime":            fixed(maybe(moment)),
		"accountEnabled":             {kind: flag, null: true, initial: true},
		"addIns":                     listOf(addInType()),
		"alternativeNames":           list(text),
		"appDescription":             fixed(some()),
		"appDisplayName":             fixed(some()),
		"appId":                      some(),
		"applicationTemplateId":      fixed(some()),
		"appOwnerOrganizationId":     fixed(maybe(guid)),
		"appRoleAssignmentRequired":  {kind: flag, initial: false},
		"appRoles":                   fixed(listOf(appRoleType())),
		"description":                upTo(1024),
		"disabledByMicrosoftStatus":  fixed(some()),
		"displayName":                upTo(256),
		"homepage":                   some(),
		"info":                       fixed(one(informationalURLType(), store.Object{})),
		"keyCredentials":             fixed(listOf(keyCredentialType())),
		"loginUrl":                   some(),
		"logoutUrl":                  some(),
		"notes":                      upTo(1024),
		"notificationEmailAddresses": list(text),
		"oauth2PermissionScopes":     fixed(listOf(permissionScopeType())),
		"passwordCredentials":        fixed(listOf(passwordCredentialType())),
		"preferredSingleSignOnMode":  {kind: text, null: true, values: []string{"password", "saml", "notSupported", "oidc"}},
		"replyUrls":                  list(text),
		"servicePrincipalNames":      list(text),
		"servicePrincipalType":       fixed(some()),
		"signInAudience":             fixed(some()),
		"tags":                       list(text),
		"tokenEncryptionKeyId":       maybe(guid),
		"verifiedPublisher":          fixed(one(verifiedPublisherType(), store.Object{})),
	}}
}

// grantType describes a delegated permission grant.
func grantType() *complexType {
	return &complexType{"OAuth2PermissionGrant", map[string]property{
		"id":          fixed(property{kind: text}),
		"clientId":    {kind: text},
		"consentType": {kind: text, null: true, values: []string{"AllPrincipals", "Principal"}},
		"principalId": some(),
		"resourceId":  {kind: text},
		"scope":       upTo(3850),
	}}
}
