package sandbox_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	msal "github.com/AzureAD/microsoft-authentication-library-for-go/apps/public"

	"teamwright/steps/sandbox"
)

// deviceCode returns Microsoft's own client for the device code flow, pointed
// at the rehearsal cloud.
func deviceCode(t *testing.T, r *rig, tenant string, prompts *atomic.Int32) *azidentity.DeviceCodeCredential {
	t.Helper()
	credential, err := azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
		ClientOptions: azcore.ClientOptions{
			Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: r.server.URL()},
			Transport: r.client,
			Retry:     policy.RetryOptions{MaxRetries: -1},
		},
		TenantID: tenant, DisableInstanceDiscovery: true,
		UserPrompt: func(_ context.Context, m azidentity.DeviceCodeMessage) error {
			prompts.Add(1)
			if m.UserCode == "" || m.VerificationURL != r.server.URL()+"/device" {
				return errors.New("the prompt is incomplete")
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return credential
}

// TestAzidentity signs in with azidentity: it runs on the real clock, as MSAL
// polls on its own.
func TestAzidentity(t *testing.T) {
	t.Parallel()
	for _, tenant := range []string{"", "contoso.onmicrosoft.com", "example.org", "5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42"} {
		t.Run("tenant "+tenant, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Now: time.Now, Approve: 20 * time.Millisecond})
			var prompts atomic.Int32
			credential := deviceCode(t, r, tenant, &prompts)
			ask := policy.TokenRequestOptions{Scopes: []string{r.server.URL() + "/.default"}, EnableCAE: true}
			if _, err := credential.Authenticate(t.Context(), &ask); err != nil {
				t.Fatal(err)
			}
			got, err := credential.GetToken(t.Context(), ask)
			if err != nil {
				t.Fatal(err)
			}
			r.bearer = got.Token
			r.want(200, "GET", "/me", nil)
			// The same refresh token reaches Azure Resource Manager silently.
			if _, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://management.azure.com/.default"}, EnableCAE: true}); err != nil {
				t.Error(err)
			}
			if n := prompts.Load(); n != 1 {
				t.Errorf("%d prompts", n)
			}
			// A claims challenge is answered by a silent refresh.
			r.cloud.Challenge()
			challenged := r.refused(401, "InvalidAuthenticationToken", "GET", "/me", nil)
			if !strings.Contains(challenged.header.Get("WWW-Authenticate"), `error="insufficient_claims"`) {
				t.Error("the challenge has no claims")
			}
			ask.Claims = `{"access_token":{"nbf":{"essential":true,"value":"1"}}}`
			if got, err = credential.GetToken(t.Context(), ask); err != nil {
				t.Fatal(err)
			}
			r.bearer = got.Token
			r.want(200, "GET", "/me", nil)
		})
	}
}

func TestAzidentityRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tenant string
		opt    sandbox.Options
	}{
		"unknown tenant":       {tenant: "nowhere.example.net"},
		"person declines":      {opt: sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Declined: true}}}},
		"conditional access":   {opt: sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 53003}}}},
		"device code disabled": {opt: sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 530036}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.opt.Now = time.Now
			r := newRig(t, c.opt)
			var prompts atomic.Int32
			credential := deviceCode(t, r, c.tenant, &prompts)
			if _, err := credential.Authenticate(t.Context(), &policy.TokenRequestOptions{Scopes: []string{r.server.URL() + "/.default"}, EnableCAE: true}); err == nil {
				t.Error("signed in")
			}
		})
	}
}

// TestLibraryByBrowser signs in with Microsoft's library, which wants the code
// posted to its loopback port and takes it in no other way.
func TestLibraryByBrowser(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Now: time.Now})
	client, err := msal.New(azureCLI, msal.WithAuthority(r.server.URL()+"/contoso.onmicrosoft.com"),
		msal.WithInstanceDiscovery(false), msal.WithHTTPClient(r.client))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	browser := msal.WithOpenURL(func(address string) error {
		res, err := r.client.Get(address)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		page, err := io.ReadAll(res.Body)
		if err != nil {
			return err
		}
		go func() {
			target, fields := form(page)
			if res, err := http.PostForm(target, fields); err == nil {
				res.Body.Close()
			}
		}()
		return nil
	})
	got, err := client.AcquireTokenInteractive(ctx, []string{"https://graph.microsoft.com/.default"}, browser)
	if err != nil {
		t.Fatal(err)
	}
	r.bearer = got.AccessToken
	r.want(200, "GET", "/me", nil)
}
