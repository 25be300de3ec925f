package signin_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"teamwright/steps/secret"
	"teamwright/steps/tenant/signin"
)

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func write(t *testing.T, name, body string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(body), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// keyPair is a PEM file with an RSA key and its certificate.
func keyPair(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})) + string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestPrograms(t *testing.T) {
	t.Parallel()
	certificate := write(t, "app.pem", keyPair(t), 0o600)
	federated := write(t, "token", "federated-token", 0o600)
	for _, c := range []struct {
		door signin.Door
		env  map[string]string
		form string // a key that must be sent
	}{
		{signin.Secret, nil, "client_secret"},
		{signin.Certificate, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": certificate}, "client_assertion"},
		{signin.Workload, map[string]string{"AZURE_FEDERATED_TOKEN_FILE": federated}, "client_assertion"},
	} {
		t.Run(string(c.door), func(t *testing.T) {
			t.Parallel()
			e := &entra{}
			o := options(e)
			o.Door, o.ClientID, o.Env = c.door, ownApp, env(c.env)
			s := opened(t, o)
			want := signin.Account{Username: ownApp, TenantID: tenantID, ObjectID: personID, AppOnly: true}
			if s.Account != want || len(s.Scopes) != 0 || !slices.Equal(s.Roles, []string{"Application.ReadWrite.All"}) {
				t.Errorf("session %+v", s)
			}
			if len(e.forms) != 1 || e.forms[0].Get(c.form) == "" || e.forms[0].Get("grant_type") != "client_credentials" {
				t.Errorf("asked %v", e.forms)
			}
			e = &entra{tokens: []any{no("invalid_client", 7000215)}}
			o.Transport = options(e).Transport
			_, err := signin.Open(t.Context(), o)
			var r *signin.Refused
			if !errors.As(err, &r) || r.Code != "AADSTS7000215" {
				t.Errorf("refused: %v", err)
			}
		})
	}
}

func TestProgramFromEnvironment(t *testing.T) {
	t.Parallel()
	e := &entra{}
	o := options(e)
	o.Door, o.Tenant, o.Env = signin.Secret, "", env(map[string]string{"AZURE_CLIENT_ID": ownApp, "AZURE_TENANT_ID": tenantID})
	if s := opened(t, o); s.Client.ID != ownApp || !strings.HasPrefix(e.asked[0], "GET /"+tenantID) {
		t.Errorf("client %+v, asked %v", s.Client, e.asked)
	}
}

func TestIncomplete(t *testing.T) {
	t.Parallel()
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	keyOnly := write(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})), 0o600)
	for _, c := range []struct {
		name string
		set  func(o *signin.Options)
		want string
	}{
		{"no such door", func(o *signin.Options) { o.Door = "window" }, "no door"},
		{"no such client", func(o *signin.Options) { o.ClientID = "my app" }, "client id"},
		{"no tenant's name", func(o *signin.Options) { o.Tenant = "contoso/../x" }, "neither a domain nor a GUID"},
		{"program as Azure CLI", func(o *signin.Options) { o.Door = signin.Secret }, "--client-id"},
		{"program without tenant", func(o *signin.Options) { o.Door, o.ClientID, o.Tenant = signin.Secret, ownApp, "" }, "AZURE_TENANT_ID"},
		{"nobody to ask for the secret", func(o *signin.Options) { o.Door, o.ClientID, o.Secret = signin.Secret, ownApp, nil }, "--secrets-from"},
		{"no secret given", func(o *signin.Options) {
			o.Door, o.ClientID = signin.Secret, ownApp
			o.Secret = func(context.Context, string) (secret.Text, error) { return secret.Text{}, nil }
		}, "--secrets-from"},
		{"no certificate", func(o *signin.Options) { o.Door, o.ClientID = signin.Certificate, ownApp }, "AZURE_CLIENT_CERTIFICATE_PATH"},
		{"certificate's file missing", func(o *signin.Options) {
			o.Door, o.ClientID, o.Env = signin.Certificate, ownApp, env(map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": keyOnly + "x"})
		}, "cannot be read"},
		{"a key without certificate", func(o *signin.Options) {
			o.Door, o.ClientID, o.Env = signin.Certificate, ownApp, env(map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": keyOnly})
		}, "no usable certificate"},
		{"no federated token", func(o *signin.Options) { o.Door, o.ClientID = signin.Workload, ownApp }, "AZURE_FEDERATED_TOKEN_FILE"},
		{"federated token missing", func(o *signin.Options) {
			o.Door, o.ClientID, o.Env = signin.Workload, ownApp, env(map[string]string{"AZURE_FEDERATED_TOKEN_FILE": keyOnly + "x"})
		}, "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := &entra{}
			o := options(e)
			c.set(&o)
			_, err := signin.Open(t.Context(), o)
			var missing *signin.Incomplete
			if !errors.As(err, &missing) || missing.Cure == "" || !strings.Contains(err.Error(), c.want) || len(e.asked) != 0 {
				t.Errorf("error %v (%T) after %v", err, err, e.asked)
			}
		})
	}
}

func TestSecretThatCannotBeRead(t *testing.T) {
	t.Parallel()
	o := options(&entra{})
	o.Door, o.ClientID = signin.Secret, ownApp
	broken := errors.New("descriptor 7 is closed")
	o.Secret = func(_ context.Context, name string) (secret.Text, error) {
		if name != signin.SecretClient {
			t.Errorf("asked for %s", name)
		}
		return secret.Text{}, broken
	}
	if _, err := signin.Open(t.Context(), o); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

func TestClients(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"": "Microsoft Azure CLI", "azcli": "Microsoft Azure CLI", "04B07795-8DDB-461A-BBEE-02F9E1BF7B46": "Microsoft Azure CLI",
		"graph": "Microsoft Graph Command Line Tools", "14d82eec-204b-4c2f-b7e8-296a70dab67e": "Microsoft Graph Command Line Tools", ownApp: "",
	} {
		if c, err := signin.FindClient(name); err != nil || c.Name != want || c.Why == "" || len(c.ID) != 36 {
			t.Errorf("%q: %+v, %v", name, c, err)
		}
	}
}

// az is a stand-in for the Azure CLI. Its tests change PATH and so cannot run
// beside others.
func az(t *testing.T, script string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in is a shell script")
	}
	dir := t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(dir, "az"), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

func TestAzureCLI(t *testing.T) {
	good := jwt(map[string]any{"tid": tenantID, "oid": personID, "upn": "robin@contoso.onmicrosoft.com", "scp": "User.Read", "idtyp": "user"})
	for _, c := range []struct {
		name, script, want string
	}{
		{"signed in", `echo "$@" >>"$0.log"; echo '{"accessToken":"` + good + `","expires_on":4102444800}'`, ""},
		{"nobody signed in", `echo "ERROR: Please run 'az login' to setup account." >&2; exit 1`, "run az login --tenant contoso.onmicrosoft.com"},
		{"refused by Entra", `echo "ERROR: AADSTS700082: The refresh token has expired." >&2; exit 1`, "run the same command again and sign in"},
		{"not installed", "", "install it"},
		{"nonsense", "echo hello", "az login"},
	} {
		t.Run(c.name, func(t *testing.T) {
			az(t, c.script)
			o := options(&entra{})
			o.Door = signin.AzureCLI
			s, err := signin.Open(t.Context(), o)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				for range 3 {
					if _, err := s.Credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://graph.example.org/.default"}, EnableCAE: true}); err != nil {
						t.Fatal(err)
					}
				}
				log, err := os.ReadFile(filepath.Join(os.Getenv("PATH"), "az.log"))
				if err != nil || strings.Count(string(log), "\n") != 1 || !strings.Contains(string(log), "--resource https://graph.example.org --tenant contoso.onmicrosoft.com") {
					t.Errorf("az was asked %q (%v)", log, err)
				}
				if s.Account.Username != "robin@contoso.onmicrosoft.com" || s.Account.AppOnly || s.Client.Name != "Microsoft Azure CLI" {
					t.Errorf("session %+v", s)
				}
				return
			}
			var r *signin.Refused
			var missing *signin.Incomplete
			cure := ""
			if errors.As(err, &r) {
				cure = r.Cure
			} else if errors.As(err, &missing) {
				cure = missing.Cure
			}
			if !strings.Contains(cure, c.want) {
				t.Errorf("cure %q of %v", cure, err)
			}
		})
	}
}

func TestAzureCLIInAnotherTenant(t *testing.T) {
	az(t, `echo '{"accessToken":"`+jwt(map[string]any{"tid": "99999999-9c1e-4a86-b0d7-3e9f1c6a8b42"})+`","expires_on":4102444800}'`)
	o := options(&entra{})
	o.Door = signin.AzureCLI
	_, err := signin.Open(t.Context(), o)
	var r *signin.Refused
	if !errors.As(err, &r) || !strings.Contains(r.Meaning, "99999999") {
		t.Errorf("error %v", err)
	}
}

// TestBrowser lets a stand-in for the desktop's opener hand the address over,
// and finishes as the sign-in page would.

func goos() string { return runtime.GOOS }
