package signin

import (
	"context"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// browser signs a person in with the browser of this machine.
func (v *visit) browser(ctx context.Context) (*Session, error) {
	cred, err := azidentity.NewInteractiveBrowserCredential(&azidentity.InteractiveBrowserCredentialOptions{
		ClientOptions: v.azure(), TenantID: v.o.Tenant, ClientID: v.client.ID,
		DisableAutomaticAuthentication: true, DisableInstanceDiscovery: !v.o.Cloud.InstanceDiscovery,
	})
	if err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	// The library waits for the browser without end.
	short, cancel := context.WithTimeout(ctx, codeLife)
	defer cancel()
	ask := v.request()
	record, err := cred.Authenticate(short, &ask)
	switch {
	case err == nil:
		return v.session(ctx, cred, record)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case short.Err() != nil:
		return nil, &Expired{Attempts: 1}
	case strings.Contains(err.Error(), "executable file not found"):
		return nil, &Incomplete{"no browser can be opened on this machine", "sign in with --auth device"}
	}
	return nil, v.explain(err)
}
