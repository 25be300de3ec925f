package sandbox_test

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// TestAccessBeside: Workspace ONE Access answers at the same address, is
// logged, fails when told to and remembers beside the cloud.
func TestAccessBeside(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	dir := t.TempDir()
	r := newRig(t, sandbox.Options{Log: &logged, Memory: filepath.Join(dir, "sandbox.json"), Faults: []sandbox.Fault{{N: 1, Do: "503"}}})
	ask := func() answer {
		req, err := http.NewRequest(http.MethodPost, r.server.URL()+"/SAAS/auth/oauthtoken", strings.NewReader(url.Values{"grant_type": {"client_credentials"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.SetBasicAuth("svc", "secret")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		a, err := r.do(req)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := ask(); a.status != 200 || a.text("access_token") == "" {
		t.Fatalf("token: %d %s", a.status, a.raw)
	}
	r.signIn(azureCLI, graphAll)
	if a := ask(); a.status != 503 {
		t.Errorf("status %d, want the fault", a.status)
	}
	if !strings.Contains(logged.String(), `"path":"/SAAS/auth/oauthtoken","status":200`) || strings.Count(logged.String(), `"kind":"token"`) != 4 {
		t.Errorf("log %s", logged.String())
	}
	file := filepath.Join(dir, "cloud.yaml")
	if err := r.server.WriteCloudFile(file); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "\naccess: "+r.server.URL()+"\n") {
		t.Errorf("cloud file %s, %v", text, err)
	}
}

// TestDocumentedTenant reads the tenant file of the package comment.
func TestDocumentedTenant(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(source), "// # The tenant file")
	text, _, _ = strings.Cut(text, "// # Replay")
	var file strings.Builder
	for _, line := range strings.Split(text, "\n") {
		if yaml, ok := strings.CutPrefix(line, "//\t"); ok {
			file.WriteString(yaml + "\n")
		}
	}
	tenant, err := sandbox.ReadTenant(strings.NewReader(file.String()))
	if err != nil {
		t.Fatal(err)
	}
	if len(tenant.Subscriptions) != 1 || len(tenant.Catalog.Apps) != 1 || len(tenant.SignIns) != 1 || tenant.SignIn.Refuse != 53003 {
		t.Errorf("tenant %+v", tenant)
	}
	cloud, err := sandbox.New(sandbox.Options{Tenant: tenant})
	if err != nil {
		t.Fatal(err)
	}
	want := sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, Deleted: 1, AppRoleAssignments: 1,
		ResourceGroups: 1, Bots: 1, Channels: 1, CatalogApps: 1, Definitions: 1}
	if got := cloud.Count(); got != want {
		t.Errorf("there are %+v, want %+v", got, want)
	}
}

// TestCatalogRemembers: a second process finds the entry, and the delay of the
// list goes on.
func TestCatalogRemembers(t *testing.T) {
	t.Parallel()
	opt := sandbox.Options{Memory: filepath.Join(t.TempDir(), "sandbox.json"), CatalogLag: 3600e9}
	first := newCatalog(t, opt)
	made := first.want(201, "POST", "/appCatalogs/teamsApps", appPackage(t, "1.0.0"), zipped)
	second := newCatalog(t, opt)
	second.want(200, "GET", "/appCatalogs/teamsApps/"+made.text("id"), nil)
	if rows := second.want(200, "GET", found, nil).rows(); len(rows) != 0 {
		t.Errorf("the list shows %v", rows)
	}
	second.refused(409, "Conflict", "POST", "/appCatalogs/teamsApps", appPackage(t, "1.0.1"), zipped)
}
