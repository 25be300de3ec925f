package tenant

import "context"

// Catalog is what the steps ask of the organisation's catalogue of Teams apps.
// Microsoft lets people alone write there, no application by itself. Every
// method fails with an [*Error].
type Catalog interface {
	// CatalogApp reads one entry by its catalogue id, with its definitions; ok
	// is false when there is none.
	CatalogApp(ctx context.Context, id string) (a CatalogApp, ok bool, err error)
	// FindCatalogApps lists the entries whose manifest has this id. The list
	// can lag by a day: an empty one proves nothing.
	FindCatalogApps(ctx context.Context, manifestID string) ([]CatalogApp, error)
	// PublishApp puts a package into the catalogue as a new entry, or submits
	// it for review. It is never repeated blind: when the answer is lost the
	// error is Lost.
	PublishApp(ctx context.Context, zip []byte, review bool) (CatalogApp, error)
	// UpdateApp gives an entry a new definition from a package with a raised
	// version, or submits that for review. Lost answers are the caller's to
	// look up.
	UpdateApp(ctx context.Context, id string, zip []byte, review bool) error
	// WithdrawApp takes back a definition that waits for approval, and with the
	// only one its entry; one that is already gone is no error.
	WithdrawApp(ctx context.Context, id, definition string) error
	// DeleteApp takes an entry out of the catalogue; one that is already gone
	// is no error.
	DeleteApp(ctx context.Context, id string) error
}

// CatalogApp is one entry of the catalogue.
type CatalogApp struct {
	ID          string // the catalogue's own id
	ManifestID  string // externalId: the id in the manifest
	Name        string
	Definitions []AppDefinition
}

// AppDefinition is one version of an entry.
type AppDefinition struct {
	ID      string
	Version string
	State   string // StateSubmitted, StatePublished or StateRejected
}

// States of a definition. Source: Microsoft Graph: teamsAppDefinition,
// publishingState.
const (
	StateSubmitted = "submitted"
	StatePublished = "published"
	StateRejected  = "rejected"
)
