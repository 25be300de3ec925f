package tenant

import (
	"context"
	"time"

	"teamwright/steps/secret"
)

// Directory is what the steps ask of one tenant through Microsoft Graph.
// Every method has a deadline of its own, repeats what may be repeated, and
// fails with an [*Error].
type Directory interface {
	Facts
	Applications
	Principals
	Grants
}

// Facts are read-only questions about the tenant and the person signed in.
type Facts interface {
	// Person is the signed-in user; ok is false for an app-only sign-in.
	Person(ctx context.Context) (p Person, ok bool, err error)
	// Organization is the tenant's own record.
	Organization(ctx context.Context) (Organization, error)
	// Domains lists the tenant's domains, verified or not.
	Domains(ctx context.Context) ([]Domain, error)
	// Roles lists the active directory roles of the person. Roles that are
	// only eligible (Privileged Identity Management) do not show.
	Roles(ctx context.Context) ([]Role, error)
	// AppPolicy is the tenant's default app management policy. Reading it
	// takes Policy.Read.All; without it the error is Denied.
	AppPolicy(ctx context.Context) (AppPolicy, error)
}

// Applications are the questions and writes about app registrations.
type Applications interface {
	// ApplicationByAppID reads one application by its client id; ok is false
	// when the tenant has none.
	ApplicationByAppID(ctx context.Context, appID string) (a Application, ok bool, err error)
	// FindApplications lists the live applications that match one key.
	FindApplications(ctx context.Context, by Key) ([]Application, error)
	// DeletedApplications lists the soft-deleted applications that match one
	// key; Microsoft keeps them for 30 days.
	DeletedApplications(ctx context.Context, by Key) ([]Application, error)
	// UpsertApplication creates the application with this unique name, or
	// updates the one that has it. It can be repeated safely. created tells
	// which; the application is complete either way.
	UpsertApplication(ctx context.Context, uniqueName string, p ApplicationPatch) (a Application, created bool, err error)
	// UpdateApplication writes the fields that p holds and no other.
	UpdateApplication(ctx context.Context, objectID string, p ApplicationPatch) error
	// RestoreApplication takes an application back from the deleted items, with
	// its secrets and without its service principal. When the answer is lost the
	// error is Lost, and the caller looks where the application is.
	RestoreApplication(ctx context.Context, objectID string) error
	// AddPassword makes a client secret. Its text is answered this once. It
	// is never repeated blind: when the answer is lost the error is Lost, and
	// the caller looks for name among the application's passwords.
	AddPassword(ctx context.Context, objectID, name string, end time.Time) (Password, secret.Text, error)
	// RemovePassword removes a client secret by its key id; one that is
	// already gone is no error.
	RemovePassword(ctx context.Context, objectID, keyID string) error
	// SetLogo uploads a PNG as the application's logo.
	SetLogo(ctx context.Context, objectID string, png []byte) error
}

// Principals are the questions and writes about service principals.
type Principals interface {
	// PrincipalByAppID reads the service principal of a client id; ok is
	// false when the tenant has none.
	PrincipalByAppID(ctx context.Context, appID string) (p Principal, ok bool, err error)
	// CreatePrincipal makes the service principal of an application, with
	// tags. Lost answers are the caller's to look up.
	CreatePrincipal(ctx context.Context, appID string, tags []string) (Principal, error)
	// DeletedPrincipals lists the soft-deleted service principals of a client
	// id, the last one first; Microsoft keeps them for 30 days.
	DeletedPrincipals(ctx context.Context, appID string) ([]Principal, error)
	// RestorePrincipal takes a service principal back from the deleted items,
	// with the people assigned to it and without its grants. Its application
	// has to be there. Lost answers are the caller's to look up.
	RestorePrincipal(ctx context.Context, objectID string) error
}

// Grants are the questions and writes about delegated permission grants.
type Grants interface {
	// Grants lists the delegated grants of one client principal, by object
	// id, to one resource principal.
	Grants(ctx context.Context, clientID, resourceID string) ([]Grant, error)
	// CreateGrant grants scopes to every user of the tenant
	// (consentType AllPrincipals). Lost answers are the caller's to look up.
	CreateGrant(ctx context.Context, clientID, resourceID string, scopes []string) (Grant, error)
	// UpdateGrant replaces the scopes of one grant.
	UpdateGrant(ctx context.Context, grantID string, scopes []string) error
}

// Key names applications by something that outlives us. Exactly one field is
// set.
type Key struct {
	AppID               string // client id; for deleted applications alone
	UniqueName          string // alternate key, [a-z0-9-]
	IdentifierURIPrefix string // such as "api://learn.example.org/"
	RedirectURI         string // one whole web redirect URI
	RedirectURIPrefix   string // such as "https://learn.example.org/"
}
