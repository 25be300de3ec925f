package tenant

import "time"

// Audiences of an application (signInAudience).
const (
	AudienceSingle      = "AzureADMyOrg"
	AudienceMultiple    = "AzureADMultipleOrgs"
	AudienceAndPersonal = "AzureADandPersonalMicrosoftAccount"
	AudiencePersonal    = "PersonalMicrosoftAccount"
)

// Application is an app registration.
type Application struct {
	ObjectID       string // Graph object id
	AppID          string // client id
	UniqueName     string // alternate key; only the upsert sets it
	DisplayName    string
	Audience       string // signInAudience
	IdentifierURIs []string
	Tags           []string
	Web            Web
	Info           Info
	API            API
	Permissions    []Permissions // requiredResourceAccess
	Passwords      []Password
	Created        time.Time
	Deleted        time.Time // zero: it is not among the deleted items
}

// Web are the settings of an application's web platform.
type Web struct {
	RedirectURIs []string
	LogoutURL    string // https, at most 255 characters
	HomePageURL  string
}

// Info are the addresses that a consent page shows.
type Info struct {
	TermsURL   string
	PrivacyURL string
}

// API is what an application offers to others ("Expose an API").
type API struct {
	TokenVersion  int // requestedAccessTokenVersion: 0 unset, 1 or 2
	Scopes        []Scope
	PreAuthorized []PreAuthorized
}

// Scope is a delegated permission that an application offers.
type Scope struct {
	ID               string // GUID, chosen by whoever adds the scope
	Value            string // such as access_as_user
	Type             string // "User": users and admins may consent; "Admin"
	AdminName        string // adminConsentDisplayName
	AdminDescription string
	UserName         string // userConsentDisplayName
	UserDescription  string
	Enabled          bool
}

// PreAuthorized is a client that needs no consent for some of our scopes.
type PreAuthorized struct {
	AppID    string
	ScopeIDs []string
}

// Permissions are what an application declares to need of one resource.
// Declaring grants nothing.
type Permissions struct {
	ResourceAppID string
	ScopeIDs      []string // delegated permissions
	RoleIDs       []string // application permissions
}

// Password is a client secret without its text.
type Password struct {
	KeyID string
	Name  string // displayName
	Hint  string // the secret's first three characters
	Start time.Time
	End   time.Time
}

// Live tells whether the secret is valid at an instant.
func (p Password) Live(at time.Time) bool { return at.Before(p.End) }

// ApplicationPatch is a partial update: nil leaves a property alone. Lists
// replace the whole list, as Graph does, so whoever fills one merges first.
type ApplicationPatch struct {
	DisplayName    *string
	Audience       *string
	IdentifierURIs *[]string
	Tags           *[]string
	RedirectURIs   *[]string
	LogoutURL      *string
	HomePageURL    *string
	TermsURL       *string
	PrivacyURL     *string
	TokenVersion   *int
	Scopes         *[]Scope
	PreAuthorized  *[]PreAuthorized
	Permissions    *[]Permissions
}

// Principal is a service principal: an application's standing in this
// tenant ("enterprise application").
type Principal struct {
	ObjectID    string
	AppID       string
	DisplayName string
	Tags        []string
	Scopes      []Scope // delegated permissions it offers, as Graph's own principal does
	Deleted     time.Time
}

// ConsentAll is the consent type of a grant that an admin gave for everyone.
const ConsentAll = "AllPrincipals"

// Grant is a delegated permission grant (oauth2PermissionGrant).
type Grant struct {
	ID          string
	ClientID    string // object id of the client's principal
	ResourceID  string // object id of the resource's principal
	ConsentType string
	Scopes      []string
}
