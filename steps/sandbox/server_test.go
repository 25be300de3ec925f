package sandbox_test

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"teamwright/steps/sandbox"
)

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	cloud, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "[::]:0", "example.org:0", "127.0.0.1", "nonsense", ""} {
		if server, err := cloud.Start(addr); err == nil {
			server.Close()
			t.Errorf("%q is served", addr)
		}
	}
	server, err := cloud.Start("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(server.URL(), "https://127.0.0.1:") {
		t.Errorf("address %s", server.URL())
	}
	for range 2 {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestCloudFile(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	folder := t.TempDir()
	path := filepath.Join(folder, "cloud.yaml")
	if err := r.server.WriteCloudFile(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Name      string
		Authority string
		Graph     string
		Manager   string `yaml:"resource_manager"`
		CA        string `yaml:"ca_file"`
		Discovery *bool  `yaml:"instance_discovery"`
	}
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	url := r.server.URL()
	if file.Name != "loopback" || file.Authority != url || file.Graph != url || file.Manager != url || file.Discovery == nil || *file.Discovery {
		t.Errorf("the cloud file says %+v", file)
	}
	ca, err := os.ReadFile(filepath.Join(folder, file.CA))
	if err != nil || string(ca) != string(r.server.CAPEM()) {
		t.Errorf("ca file: %v", err)
	}
	block, _ := pem.Decode(ca)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if life := time.Until(cert.NotAfter); !cert.IsCA || life > 8*24*time.Hour || life < time.Hour {
		t.Errorf("the authority lives for %s", life)
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 2 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if err := r.server.WriteCloudFile(filepath.Join(folder, "missing", "cloud.yaml")); err == nil {
		t.Error("a cloud file without a folder")
	}
	if err := r.server.Close(); err != nil {
		t.Fatal(err)
	}
	late := filepath.Join(t.TempDir(), "cloud.yaml")
	if err := r.server.WriteCloudFile(late); err == nil {
		t.Error("a cloud file though nobody answers")
	}
	if _, err := os.Stat(late); err == nil {
		t.Error("a cloud file is there though nobody answers")
	}
}

func TestMemory(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state", "sandbox.json")
	clock := newClock()
	open := func(opt sandbox.Options) *rig {
		t.Helper()
		opt.Memory, opt.Now, opt.Sleep = path, clock.Now, clock.Sleep
		cloud, err := sandbox.New(opt)
		if err != nil {
			t.Fatal(err)
		}
		r := serve(t, clock, cloud)
		r.signIn(azureCLI, graphAll)
		return r
	}
	r := open(sandbox.Options{Lag: lag})
	made := r.want(201, "PATCH", "/applications(uniqueName='kept')", object{"displayName": "Kept"}, "Prefer: create-if-missing")
	clock.Move(lag)
	app := "/applications/" + made.text("id")
	r.want(201, "POST", "/servicePrincipals", object{"appId": made.text("appId")})
	secret := r.want(200, "POST", app+"/addPassword", object{}).text("secretText")
	before := r.cloud.Count()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range r.cloud.Issued() {
		if strings.Contains(string(data), text) {
			t.Errorf("the memory holds %s…", text[:min(8, len(text))])
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	old := r.bearer

	again := open(sandbox.Options{Lag: lag})
	if got := again.cloud.Count(); got != before {
		t.Errorf("after a restart there are %+v, want %+v", got, before)
	}
	// The delay goes on where it was.
	if seen := again.statuses(60, "GET", "/servicePrincipals(appId='"+made.text("appId")+"')", nil); seen[404] == 0 {
		t.Errorf("a restart ends the delay: %v", seen)
	}
	clock.Move(lag)
	again.want(200, "GET", "/servicePrincipals(appId='"+made.text("appId")+"')", nil)
	proof := again.form("/example.org/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", made.text("appId"), "client_secret", secret, "scope", "https://graph.microsoft.com/.default")
	if proof.status != 200 {
		t.Errorf("after a restart the secret does not open: %s", proof.raw)
	}
	fresh := again.bearer
	again.bearer = old
	again.want(401, "GET", "/me", nil)
	again.bearer = fresh

	// Another tenant in the same file does not forget the first one.
	other := open(sandbox.Options{Tenant: sandbox.Tenant{ID: "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb", Domains: []sandbox.Domain{{Name: "fabrikam.onmicrosoft.com"}}}})
	other.want(201, "POST", "/applications", object{"displayName": "Theirs"})
	if got := open(sandbox.Options{}).cloud.Count(); got != before {
		t.Errorf("after another tenant's run there are %+v, want %+v", got, before)
	}
	for name, content := range map[string]string{"no JSON": "{", "another schema": `{"schema":99}`} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := sandbox.New(sandbox.Options{Memory: path}); err == nil || !strings.Contains(err.Error(), "remove the file") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadTenant(t *testing.T) {
	t.Parallel()
	const good = `
id: 6f0e1a52-3c4d-4e5f-8a9b-0c1d2e3f4a5b
name: Fabrikam
domains:
  - name: fabrikam.onmicrosoft.com
  - {name: learn.example.net, unverified: true}
person: {name: Sam, upn: sam@fabrikam.onmicrosoft.com, roles: [Application Developer]}
policies: {secret_max_days: 90, uri_needs_tenant_id: true, user_consent_off: true}
sign_in: {refuse: 53003, in_browser: true}
applications:
  - displayName: Old LMS
    appId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f
    identifierUris: ["api://learn.example.net/2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"]
    api: {requestedAccessTokenVersion: 2}
    passwordCredentials:
      - {displayName: by hand, secretText: a-prepared-secret-text, endDateTime: 2027-03-01T00:00:00Z}
service_principals: [{appId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f}]
grants: [{clientId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f, scope: User.Read}]
deleted: [{displayName: Older LMS, uniqueName: older}]
app_permissions: {2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f: [Application.Read.All]}
`
	tenant, err := sandbox.ReadTenant(strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	tenant.SignIn = sandbox.SignIn{}
	r := newRig(t, sandbox.Options{Tenant: tenant})
	r.signIn(azureCLI, graphAll)
	if got, want := r.cloud.Count(), (sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, Deleted: 1, AppRoleAssignments: 1}); got != want {
		t.Errorf("there are %+v, want %+v", got, want)
	}
	app := r.want(200, "GET", "/applications(appId='2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f')", nil)
	secret := app.at("passwordCredentials").(list)[0].(object)
	if app.at("api", "requestedAccessTokenVersion") != 2.0 || secret["hint"] != "a-p" || secret["endDateTime"] != "2027-03-01T00:00:00Z" || secret["secretText"] != nil {
		t.Errorf("prepared: %s", app.raw)
	}
	if domains := r.want(200, "GET", "/domains", nil).rows(); len(domains) != 2 || domains[1]["isVerified"] != false {
		t.Errorf("domains: %v", domains)
	}

	for name, c := range map[string]struct{ text, want string }{
		"unknown key":       {"colour: red", "colour"},
		"wrong type":        {"domains: 5", "line 1"},
		"no domain":         {"domains: [{name: 'no domain'}]", "no domain name"},
		"no GUID":           {"id: contoso", "no GUID"},
		"unknown role":      {"person: {roles: [King]}", "King"},
		"negative days":     {"policies: {secret_max_days: -1}", "negative"},
		"unknown property":  {"applications: [{displayName: x, identiferUris: []}]", "identiferUris"},
		"application: name": {"applications: [{notes: x}]", "displayName"},
		"grant of nobody":   {"grants: [{clientId: nobody, scope: x}]", "nobody"},
		"secret: no object": {"applications: [{displayName: x, passwordCredentials: [5]}]", "passwordCredentials"},
		"permissions":       {"app_permissions: {nobody: [x]}", "nobody"},
		"too large":         {"name: " + strings.Repeat("x", 5<<20), "larger"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant, err := sandbox.ReadTenant(strings.NewReader(c.text))
			if err == nil {
				_, err = sandbox.New(sandbox.Options{Tenant: tenant})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want something with %q", err, c.want)
			}
		})
	}
	if tenant, err := sandbox.ReadTenant(strings.NewReader(`{"name":"By JSON"}`)); err != nil || tenant.Name != "By JSON" || len(tenant.Person.Roles) == 0 {
		t.Errorf("JSON: %+v, %v", tenant, err)
	}
}

func FuzzReadTenant(f *testing.F) {
	f.Add("name: x\ndomains: [{name: example.org}]\napplications: [{displayName: x, api: {oauth2PermissionScopes: [{}]}}]")
	f.Add("deleted: [{displayName: a, 5: 6}]")
	f.Fuzz(func(t *testing.T, text string) {
		tenant, err := sandbox.ReadTenant(strings.NewReader(text))
		if err != nil {
			return
		}
		if _, err := sandbox.New(sandbox.Options{Tenant: tenant}); err != nil && err.Error() == "" {
			t.Error("an error without words")
		}
	})
}
