package signin

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"teamwright/steps/tenant"
)

// azureCLI takes over the sign-in of the Azure CLI. az does the requests, in
// its own cloud and through its own proxy settings.
func (v *visit) azureCLI(ctx context.Context) (*Session, error) {
	v.client, _ = FindClient(AzureCLIName)
	cred, err := azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: v.o.Tenant})
	if err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	return v.session(ctx, cred, azidentity.AuthenticationRecord{})
}

func (v *visit) azRefusal(err error) error {
	text := tenant.Plain(err.Error(), maxText)
	login := "az login"
	if v.o.Tenant != "" {
		login += " --tenant " + v.o.Tenant
	}
	switch {
	case strings.Contains(text, "executable not found"):
		return &Incomplete{"the Azure CLI (az) is not installed here", "install it and run " + login + ", or sign in with --auth device"}
	case strings.Contains(err.Error(), "--claims-challenge"):
		return &Refused{Meaning: "Microsoft wants the sign-in of the Azure CLI renewed, because it was revoked or a policy asks for more", Cure: "run " + cmp.Or(challenged.FindString(err.Error()), login)}
	case strings.Contains(text, "AADSTS"):
		return v.refused(reply{Description: text})
	}
	return &Refused{Meaning: "the Azure CLI gives no token", Text: text, Cure: "run " + login + ", then the same command again"}
}

// challenged is the command with which az takes a claims challenge.
var challenged = regexp.MustCompile(`az login( --tenant [A-Za-z0-9.-]+)? --claims-challenge [A-Za-z0-9+/=_-]+`)

// discover asks the sign-in host which tenant a domain belongs to.
func (v *visit) discover(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.o.Cloud.Authority+"/"+v.o.Tenant+"/v2.0/.well-known/openid-configuration", nil)
	if err != nil {
		return fmt.Errorf("sign-in: %w", err)
	}
	resp, err := v.ear.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("look up the tenant %s: %w", v.o.Tenant, err)
	}
	resp.Body.Close()
	if h := v.ear.last(); h.refusal != nil {
		return v.refused(*h.refusal)
	}
	return nil
}
