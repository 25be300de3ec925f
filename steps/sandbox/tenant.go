package sandbox

import (
	"fmt"
	"io"

	"teamwright/steps/sandbox/graph"
	"teamwright/steps/sandbox/store"
)

// Tenant describes one tenant of the cloud; see the package comment for its
// file.
type Tenant = store.Tenant

// ReadTenant reads a tenant file, YAML or JSON. Unknown keys, unknown roles
// and names that cannot be domains are errors.
func ReadTenant(r io.Reader) (Tenant, error) { return store.ReadTenant(r) }

// checkPrepared judges the objects that a tenant prepares.
func checkPrepared(t Tenant) error {
	for _, p := range []struct {
		name    string
		set     store.Set
		objects []Object
	}{
		{"applications", store.Applications, t.Applications},
		{"deleted", store.DeletedApplications, t.Deleted},
		{"service_principals", store.ServicePrincipals, t.ServicePrincipals},
		{"deleted_principals", store.ServicePrincipals, t.DeletedPrincipals},
		{"grants", store.Grants, t.Grants},
	} {
		for i, o := range p.objects {
			if err := graph.Prepared(p.set, o); err != nil {
				return fmt.Errorf("tenant: %s[%d]: %w", p.name, i, err)
			}
		}
	}
	return nil
}

// Parts of a Tenant.
type (
	Domain   = store.Domain
	Person   = store.Person
	Policies = store.Policies
	SignIn   = store.SignIn

	Subscription  = store.Subscription
	ResourceGroup = store.ResourceGroup
	Bot           = store.Bot
	Catalog       = store.Catalog
	CatalogApp    = store.CatalogApp
	LoggedSignIn  = store.LoggedSignIn
	Access        = store.Access
	Federated     = store.Federated

	Object = store.Object // a Microsoft Graph object, prepared
)
