package tenant

import "context"

// Remover takes applications away.
type Remover interface {
	// DeleteApplication moves an application to the deleted items, its
	// service principal with it; Microsoft keeps it there for 30 days. One
	// that is already gone is no error.
	DeleteApplication(ctx context.Context, objectID string) error
	// DeleteGrant takes back one delegated permission grant; one that is
	// already gone is no error.
	DeleteGrant(ctx context.Context, grantID string) error
}

// Purger removes for good what Microsoft would keep for 30 days.
type Purger interface {
	// PurgeApplication removes a deleted application, and leaves its deleted
	// service principal. One that is not there is no error.
	PurgeApplication(ctx context.Context, objectID string) error
	// PurgePrincipal removes a deleted service principal. One that is not there
	// is no error.
	PurgePrincipal(ctx context.Context, objectID string) error
}
