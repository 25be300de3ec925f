package sandbox

import (
	"io"

	"teamwright/steps/sandbox/store"
)

// Tenant describes one tenant of the cloud; see the package comment for its
// file.
type Tenant = store.Tenant

// ReadTenant reads a tenant file, YAML or JSON. Unknown keys, unknown roles
// and names that cannot be domains are errors.
func ReadTenant(r io.Reader) (Tenant, error) { return store.ReadTenant(r) }

// Parts of a Tenant.
type (
	Domain   = store.Domain
	Person   = store.Person
	Policies = store.Policies
	SignIn   = store.SignIn
	Object   = store.Object // a Microsoft Graph object, prepared
)
