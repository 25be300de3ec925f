package application

import (
	"context"
	"time"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Desired is the state of one application. A zero field is not managed.
type Desired struct {
	Group steps.ID // first part of the steps' ids, such as "entra"
	Title string   // what people call it, such as "the app registration"

	AppID      string       // client id from the answers, when it is known
	UniqueName string       // alternate key of an application that we make
	FindBy     []tenant.Key // by what an existing one is recognised
	SiteKey    string       // tag that leads from the application to its site

	Name         string
	Audience     string // tenant.Audience…
	RedirectURIs []string
	LogoutURL    string
	HomePageURL  string
	TermsURL     string
	PrivacyURL   string
	TokenVersion int

	// IdentifierURI makes the application's identifier from its client id.
	IdentifierURI func(appID string) string
	Scope         *tenant.Scope // ID is derived when empty
	Clients       []string      // client ids that need no consent for Scope

	Permissions []Permission // delegated permissions on Microsoft Graph
	Consent     bool         // grant them for everyone
	Principal   bool         // have a service principal

	Secret *Secret
	Logo   []byte // PNG
}

// Permission is one delegated permission of Microsoft Graph.
type Permission struct {
	Name string // such as "User.Read"
	ID   string // the same in every tenant
}

// Secret is the client secret that the application shall have.
type Secret struct {
	Name  string        // "sso", "bot" or "mobileflows"
	Life  time.Duration // from now
	Where secret.Sink
	// Prove asks for a token with the secret; nil leaves the proof to others.
	Prove func(ctx context.Context, appID string, text secret.Text) error
	// Tries is told which key [Secret.Prove] is asked about next; may be nil.
	Tries func(keyID string)
	// InUse asks Totara how the secret begins that it uses now, three
	// characters as Entra's hint has them; ok is false when it has none. nil:
	// Totara cannot be asked.
	InUse func(ctx context.Context) (hint string, ok bool, err error)
}

// Ledger is the record of secrets on their way out; the journal keeps it.
type Ledger interface {
	steps.Journal
	Note(step, key string, detail map[string]string) error
	Facts(step, key string) (facts map[string]string, known bool)
	Keys(step string) []string
	// Touched is when a write of a step, or of a group of steps, was last asked
	// for.
	Touched(step string) time.Time
}

// Env is what an application's steps work with.
type Env struct {
	Directory tenant.Directory
	Ledger    Ledger
	Clock     wire.Clock
	// NewID makes a random UUID.
	NewID func() string
	// Identified is called once the client id is known for good, in the same
	// breath as the write that made it; may be nil.
	Identified func(appID string) error
	// Notice is when a secret wants attention; the zero value is 30 and 7 days.
	Notice Notice
}
