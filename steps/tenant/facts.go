package tenant

import "time"

// Person is the signed-in user.
type Person struct {
	ObjectID string
	Name     string // displayName
	UPN      string // userPrincipalName
}

// Organization is the tenant's own record.
type Organization struct {
	TenantID string
	Name     string
}

// Domain is a domain name of the tenant.
type Domain struct {
	Name     string
	Verified bool
	Default  bool
	Initial  bool // the onmicrosoft.com one
}

// Role is an active directory role of the person.
type Role struct {
	TemplateID string // the same in every tenant
	Name       string
}

// AppPolicy is the part of the default app management policy that can stop
// us.
type AppPolicy struct {
	SecretsForbidden  bool
	SecretMaxLife     time.Duration // 0: no limit
	URINeedsTenantID  bool          // uriAdditionWithoutUniqueTenantIdentifier
	URINonDefaultOnly bool          // nonDefaultUriAddition
	URIStrictForV2    bool          // applications that take version 2 tokens are not exempt from it
}

// Well-known client ids and permissions, the same in every tenant and cloud.
// Source: Microsoft Graph permissions reference; Teams: "Configure your app
// in Microsoft Entra ID".
const (
	GraphAppID         = "00000003-0000-0000-c000-000000000000"
	TeamsDesktopClient = "1fec8e78-bce4-4aaf-ab1b-5451cc387264"
	TeamsWebClient     = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"
	AzureCLIClient     = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	GraphCLIClient     = "14d82eec-204b-4c2f-b7e8-296a70dab67e"

	PermissionEmail         = "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"
	PermissionOfflineAccess = "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"
	PermissionOpenID        = "37f7f235-527c-4136-accd-4a02d197296e"
	PermissionProfile       = "14dad69e-099b-42c9-810b-d002981feec1"
	PermissionUserRead      = "e1fe6dd8-ba31-4d61-89e7-88639da4683d"
)
