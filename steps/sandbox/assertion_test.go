package sandbox_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"teamwright/steps/sandbox"
)

// pair is a certificate with its key.
type pair struct {
	key         *rsa.PrivateKey
	certificate *x509.Certificate
}

var pairs = sync.OnceValues(func() ([2]pair, error) {
	var two [2]pair
	for i := range two {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return two, err
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(int64(i) + 1), Subject: pkix.Name{CommonName: "job"},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
		der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
		if err != nil {
			return two, err
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return two, err
		}
		two[i] = pair{key, certificate}
	}
	return two, nil
})

// job is a tenant whose application proves itself with the first certificate,
// or with a token of an issuer that it trusts.
func job(t *testing.T, ends string) (sandbox.Tenant, [2]pair) {
	t.Helper()
	two, err := pairs()
	if err != nil {
		t.Fatal(err)
	}
	return sandbox.Tenant{
		Applications: []sandbox.Object{{"displayName": "Job", "appId": botApp, "keyCredentials": []any{map[string]any{
			"displayName": "CN=job", "type": "AsymmetricX509Cert", "usage": "Verify", "endDateTime": ends, "key": base64.StdEncoding.EncodeToString(two[0].certificate.Raw)}}}},
		ServicePrincipals: []sandbox.Object{{"appId": botApp}},
		AppPermissions:    map[string][]string{botApp: {"Application.Read.All"}},
		Federated:         map[string][]sandbox.Federated{botApp: {{Issuer: "https://token.example.org", Subject: "repo:lms:main"}}},
	}, two
}

// TestCertificateDoor signs in with Microsoft's own client for certificates.
func TestCertificateDoor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		which int
		ends  string
		want  string
	}{
		"the right one":   {0, "2099-01-01T00:00:00Z", ""},
		"another one":     {1, "2099-01-01T00:00:00Z", "AADSTS700027"},
		"one that is out": {0, "2020-01-01T00:00:00Z", "AADSTS1000502"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant, two := job(t, c.ends)
			r := newRig(t, sandbox.Options{Now: time.Now, Tenant: tenant})
			credential, err := azidentity.NewClientCertificateCredential(tenantID, botApp, []*x509.Certificate{two[c.which].certificate}, crypto.PrivateKey(two[c.which].key),
				&azidentity.ClientCertificateCredentialOptions{DisableInstanceDiscovery: true, ClientOptions: azcore.ClientOptions{
					Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: r.server.URL()}, Transport: r.client, Retry: policy.RetryOptions{MaxRetries: -1}}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := credential.GetToken(context.Background(), policy.TokenRequestOptions{Scopes: []string{"https://graph.microsoft.com/.default"}})
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("refused with %v, want %s", err, c.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			r.bearer = got.Token
			r.want(http.StatusOK, "GET", "/applications", nil)
		})
	}
}

// TestAssertions lists what is wrong with a token that a client brings.
func TestAssertions(t *testing.T) {
	t.Parallel()
	tenant, _ := job(t, "2099-01-01T00:00:00Z")
	r := newRig(t, sandbox.Options{Tenant: tenant})
	now := r.clock.Now().Unix()
	forge := func(header, claims map[string]any) string {
		part := func(v any) string {
			data, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			return base64.RawURLEncoding.EncodeToString(data)
		}
		return part(header) + "." + part(claims) + "." + base64.RawURLEncoding.EncodeToString([]byte("no signature"))
	}
	foreign := func(change func(map[string]any)) string {
		claims := map[string]any{"iss": "https://token.example.org", "sub": "repo:lms:main", "aud": "api://AzureADTokenExchange", "nbf": now, "exp": now + 300}
		change(claims)
		return forge(map[string]any{"alg": "RS256"}, claims)
	}
	for name, c := range map[string]struct {
		assertion string
		aadsts    int
	}{
		"a trusted issuer":    {foreign(func(map[string]any) {}), 0},
		"an unknown issuer":   {foreign(func(c map[string]any) { c["iss"] = "https://other.example" }), 700211},
		"another subject":     {foreign(func(c map[string]any) { c["sub"] = "repo:lms:branch" }), 700213},
		"another audience":    {foreign(func(c map[string]any) { c["aud"] = "https://example.org" }), 700212},
		"one that is out":     {foreign(func(c map[string]any) { c["exp"] = now - 1 }), 700024},
		"one from the future": {foreign(func(c map[string]any) { c["nbf"] = now + 3600; c["exp"] = now + 7200 }), 700024},
		"no token":            {"x.y", 50027},
		"own, for elsewhere":  {foreign(func(c map[string]any) { c["iss"], c["sub"] = botApp, botApp }), 700023},
		"own, about another":  {foreign(func(c map[string]any) { c["iss"] = botApp }), 700021},
		"own, without digest": {foreign(func(c map[string]any) {
			c["iss"], c["sub"], c["aud"] = botApp, botApp, r.server.URL()+"/"+tenantID+"/oauth2/v2.0/token"
		}), 700027},
	} {
		a := r.form("/"+tenantID+"/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", botApp, "scope", "https://graph.microsoft.com/.default",
			"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", c.assertion)
		if a.aadsts() != c.aadsts || (c.aadsts == 0) != (a.status == 200) {
			t.Errorf("%s: %s", name, a.raw)
		}
	}
}
