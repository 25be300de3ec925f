package sandbox_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"teamwright/manifest"
	"teamwright/steps/sandbox"
)

const (
	catalogAll  = "https://graph.microsoft.com/AppCatalog.ReadWrite.All openid profile offline_access"
	catalogSubs = "https://graph.microsoft.com/AppCatalog.Submit openid profile offline_access"
	manifestID  = "4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11"
	zipped      = "Content-Type: application/zip"
	found       = "/appCatalogs/teamsApps?$filter=externalId eq '" + manifestID + "'&$expand=appDefinitions"
)

// appPackage is an app package of the given version.
func appPackage(t *testing.T, version string) []byte {
	t.Helper()
	icon := func(side, from, to int, back, front color.Color) []byte {
		img := image.NewNRGBA(image.Rect(0, 0, side, side))
		draw.Draw(img, img.Bounds(), image.NewUniform(back), image.Point{}, draw.Src)
		draw.Draw(img, image.Rect(from, from, to, to), image.NewUniform(front), image.Point{}, draw.Src)
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	p, err := manifest.Build(manifest.Input{
		Site: "https://learn.example.org/totara", AppID: manifestID, PackageName: "org.example.learn.teams", Version: version,
		ShortName: "Example Learn", FullName: "Example Learning Platform", ShortDescription: "Your courses in Teams",
		FullDescription: "Find, take and share learning without leaving Teams.", AccentColor: "#0B5CAB", DeveloperName: "Example Ltd",
		SSO: true, SSOAppID: manifestID, Color: icon(192, 48, 144, color.NRGBA{11, 92, 171, 255}, color.White), Outline: icon(32, 4, 28, color.Transparent, color.White),
	})
	if err != nil {
		t.Fatal(err)
	}
	data, err := p.Zip()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// newCatalog starts a cloud with a person who may publish.
func newCatalog(t *testing.T, opt sandbox.Options) *rig {
	t.Helper()
	r := newRig(t, opt)
	r.signIn(graphCLI, catalogAll)
	return r
}

// TestPublish publishes an app, updates it and takes it out again. The list is
// behind all the time, the entry itself is not.
func TestPublish(t *testing.T) {
	t.Parallel()
	r := newCatalog(t, sandbox.Options{CatalogLag: 20 * time.Minute})
	made := r.want(201, "POST", "/appCatalogs/teamsApps", appPackage(t, "1.0.0"), zipped)
	entry := "/appCatalogs/teamsApps/" + made.text("id")
	if made.text("externalId") != manifestID || made.text("distributionMethod") != "organization" || made.text("displayName") != "Example Learn" {
		t.Errorf("made %s", made.raw)
	}
	if rows := r.want(200, "GET", found, nil).rows(); len(rows) != 0 {
		t.Errorf("the list shows %v at once", rows)
	}
	read := r.want(200, "GET", entry+"?$expand=appDefinitions", nil)
	first := read.at("appDefinitions").(list)[0].(object)
	if first["version"] != "1.0.0" || first["publishingState"] != "published" || first["teamsAppId"] != made.text("id") {
		t.Errorf("read %s", read.raw)
	}
	taken := r.refused(409, "Conflict", "POST", "/appCatalogs/teamsApps", appPackage(t, "1.0.1"), zipped)
	if taken.text("error", "innerError", "code") != "AppDefinitionAlreadyExists" || !strings.Contains(taken.message(), "App with same id already exists in the tenant") {
		t.Errorf("refused with %s", taken.raw)
	}
	r.refused(409, "Conflict", "POST", entry+"/appDefinitions", appPackage(t, "1.0.0"), zipped)
	r.want(204, "POST", entry+"/appDefinitions", appPackage(t, "1.0.10"), zipped)
	r.refused(409, "Conflict", "POST", entry+"/appDefinitions", appPackage(t, "1.0.9"), zipped)
	if rows := r.want(200, "GET", entry+"/appDefinitions", nil).rows(); len(rows) != 2 || rows[0]["version"] != "1.0.10" {
		t.Errorf("definitions %v", rows)
	}
	if got := r.cloud.Count(); got.CatalogApps != 1 || got.Definitions != 2 {
		t.Errorf("there are %+v", got)
	}
	r.clock.Move(20 * time.Minute)
	if rows := r.want(200, "GET", found, nil).rows(); len(rows) != 1 || len(rows[0]["appDefinitions"].(list)) != 2 {
		t.Errorf("the list shows %v", rows)
	}

	r.want(204, "DELETE", entry, nil)
	r.refused(404, "NotFound", "GET", entry, nil)
	r.refused(404, "NotFound", "DELETE", entry, nil)
	if rows := r.want(200, "GET", found, nil).rows(); len(rows) != 1 {
		t.Errorf("the list forgot at once")
	}
	r.refused(409, "Conflict", "POST", "/appCatalogs/teamsApps", appPackage(t, "2.0.0"), zipped)
	r.clock.Move(20 * time.Minute)
	if rows := r.want(200, "GET", found, nil).rows(); len(rows) != 0 {
		t.Errorf("the list shows %v", rows)
	}
	r.want(201, "POST", "/appCatalogs/teamsApps", appPackage(t, "2.0.0"), zipped)
}

// TestReview submits an app, and an administrator of Teams decides.
func TestReview(t *testing.T) {
	t.Parallel()
	r := newCatalog(t, sandbox.Options{})
	made := r.want(201, "POST", "/appCatalogs/teamsApps?requiresReview=true", appPackage(t, "1.0.0"), zipped)
	entry := "/appCatalogs/teamsApps/" + made.text("id")
	staged := r.refused(409, "Conflict", "POST", "/appCatalogs/teamsApps", appPackage(t, "1.0.1"), zipped)
	if staged.message() != "Conflict" || staged.text("error", "innerError", "code") != "AppDefinitionAlreadyExists" {
		t.Errorf("refused with %s", staged.raw)
	}
	waits := r.want(200, "GET", entry+"/appDefinitions", nil).rows()[0]
	if waits["publishingState"] != "submitted" {
		t.Errorf("definition %v", waits)
	}
	definition := entry + "/appDefinitions/" + waits["id"].(string)
	approve := object{"publishingState": "published"}
	r.refused(412, "PreconditionFailed", "PATCH", definition, approve)
	r.refused(400, "BadRequest", "PATCH", definition, object{"publishingState": "submitted"}, "If-Match: "+waits["@odata.etag"].(string))
	r.want(204, "PATCH", definition, approve, "If-Match: "+waits["@odata.etag"].(string))
	r.refused(404, "NotFound", "PATCH", definition, approve, "If-Match: *") // its id names its state
	if now := r.want(200, "GET", entry+"/appDefinitions", nil).rows()[0]; now["publishingState"] != "published" || now["id"] == waits["id"] {
		t.Errorf("definition %v", now)
	}

	r.want(204, "POST", entry+"/appDefinitions?requiresReview=true", appPackage(t, "1.1.0"), zipped)
	rows := r.want(200, "GET", entry+"/appDefinitions?$filter=publishingState eq 'submitted'", nil).rows()
	if len(rows) != 1 {
		t.Fatalf("submitted %v", rows)
	}
	r.want(204, "PATCH", entry+"/appDefinitions/"+rows[0]["id"].(string), object{"publishingState": "rejected"}, "If-Match: "+rows[0]["@odata.etag"].(string))
	r.want(204, "POST", entry+"/appDefinitions", appPackage(t, "1.1.0"), zipped)
	if rows := r.want(200, "GET", entry+"/appDefinitions", nil).rows(); len(rows) != 2 || rows[0]["version"] != "1.1.0" {
		t.Errorf("definitions %v", rows)
	}
}

// TestWithdrawal takes back what waits for a review, by whoever submitted it.
func TestWithdrawal(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Person: sandbox.Person{Roles: []string{"Application Administrator"}}, Catalog: sandbox.Catalog{Apps: []sandbox.CatalogApp{
		{ID: "6f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11", ManifestID: "5f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11", Name: "Other"},
	}}}})
	r.signIn(graphCLI, catalogSubs)
	made := r.want(201, "POST", "/appCatalogs/teamsApps?requiresReview=true", appPackage(t, "1.0.0"), zipped)
	entry := "/appCatalogs/teamsApps/" + made.text("id")
	definition := entry + "/appDefinitions/" + r.want(200, "GET", entry+"/appDefinitions", nil).rows()[0]["id"].(string)
	r.refused(404, "NotFound", "DELETE", entry+"/appDefinitions/bm9uZQ==", nil)
	r.want(204, "DELETE", definition, nil)
	r.refused(404, "NotFound", "GET", entry, nil)
	r.refused(404, "NotFound", "DELETE", definition, nil)

	const other = "/appCatalogs/teamsApps/6f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11"
	r.refused(403, "Forbidden", "DELETE", other, nil)
	r.refused(400, "BadRequest", "DELETE", other+"/appDefinitions/"+r.want(200, "GET", other+"/appDefinitions", nil).rows()[0]["id"].(string), nil)
	r.signIn(graphCLI, catalogAll)
	r.refused(403, "Forbidden", "DELETE", other, nil) // no administrator of Teams
	if got := r.cloud.Count().CatalogApps; got != 1 {
		t.Errorf("%d entries", got)
	}
}

// TestCatalogRefuses lists who may not write, and what is not taken.
func TestCatalogRefuses(t *testing.T) {
	t.Parallel()
	good := appPackage(t, "1.0.0")
	roles := func(names ...string) sandbox.Tenant { return sandbox.Tenant{Person: sandbox.Person{Roles: names}} }
	for name, c := range map[string]struct {
		tenant        sandbox.Tenant
		client, scope string
		path          string
		body          []byte
		kind          string
		status        int
		code          string
		message       string
	}{
		"the Azure CLI":           {client: azureCLI, scope: graphAll, body: good, status: 403, code: "Forbidden", message: "Missing scope permissions"},
		"submit only":             {client: graphCLI, scope: catalogSubs, body: good, status: 403, code: "Forbidden", message: "AppCatalog.ReadWrite.All"},
		"no Teams administrator":  {tenant: roles("Application Administrator"), body: good, status: 403, code: "Forbidden", message: "administrator of Teams"},
		"nobody Teams knows":      {tenant: sandbox.Tenant{Person: sandbox.Person{Unlicensed: true}}, body: good, status: 403, code: "Forbidden", message: "license"},
		"no zip":                  {body: []byte("{}"), status: 400, code: "BadRequest", message: "End of Central Directory"},
		"a zip without manifest":  {body: good[:60], status: 400, code: "BadRequest"},
		"another content type":    {body: good, kind: "Content-Type: application/octet-stream", status: 415, code: "UnsupportedMediaType"},
		"a review that is maybe":  {path: "?requiresReview=maybe", body: good, status: 400, code: "BadRequest", message: "requiresReview"},
		"no such app":             {path: "/0d9c3a52-31f5-4d1e-8a55-7d1e6b5a9c20/appDefinitions", body: good, status: 404, code: "NotFound", message: "App doesn't exist in the tenant"},
		"the id of the manifest?": {path: "/" + manifestID + "/appDefinitions", body: good, status: 404, code: "NotFound"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Tenant: c.tenant})
			if c.client == "" {
				c.client, c.scope = graphCLI, catalogAll
			}
			if c.kind == "" {
				c.kind = zipped
			}
			r.signIn(c.client, c.scope)
			a := r.refused(c.status, c.code, "POST", "/appCatalogs/teamsApps"+c.path, c.body, c.kind)
			if !strings.Contains(a.message(), c.message) {
				t.Errorf("message %q, want %q in it", a.message(), c.message)
			}
			if got := r.cloud.Count().CatalogApps; got != 0 {
				t.Errorf("%d entries were made", got)
			}
		})
	}
}

// TestCatalogJudges sends packages that the publishing service would refuse.
func TestCatalogJudges(t *testing.T) {
	t.Parallel()
	r := newCatalog(t, sandbox.Options{})
	p, err := manifest.ReadBytes("app.zip", appPackage(t, "1.0.0"))
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range p.Files {
		if f.Name == manifest.ManifestFile {
			p.Files[i].Data = bytes.Replace(f.Data, []byte("Your courses in Teams"), bytes.Repeat([]byte("long "), 30), 1)
		}
	}
	data, err := p.Zip()
	if err != nil {
		t.Fatal(err)
	}
	a := r.refused(400, "BadRequest", "POST", "/appCatalogs/teamsApps", data, zipped)
	details, _ := a.at("error", "details").(list)
	if len(details) == 0 || details[0].(object)["target"] != "description.short" {
		t.Errorf("refused with %s", a.raw)
	}
}

// TestPreparedCatalog describes entries in the tenant.
func TestPreparedCatalog(t *testing.T) {
	t.Parallel()
	tenant, err := sandbox.ReadTenant(strings.NewReader(`
catalog:
  list_lag: 24h
  apps:
    - {manifest_id: 4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11, name: Learn, version: 1.2.0, deleted: true}
    - {manifest_id: 5f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11, name: Other, state: submitted, id: 6f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11}
`))
	if err != nil {
		t.Fatal(err)
	}
	r := newCatalog(t, sandbox.Options{Tenant: tenant})
	if rows := r.want(200, "GET", "/appCatalogs/teamsApps?$filter=distributionMethod eq 'organization'", nil).rows(); len(rows) != 1 || rows[0]["displayName"] != "Other" {
		t.Errorf("the list shows %v", rows)
	}
	if rows := r.want(200, "GET", "/appCatalogs/teamsApps/6f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11/appDefinitions", nil).rows(); rows[0]["publishingState"] != "submitted" {
		t.Errorf("definitions %v", rows)
	}
	r.refused(409, "Conflict", "POST", "/appCatalogs/teamsApps", appPackage(t, "2.0.0"), zipped)
	r.clock.Move(24 * time.Hour)
	r.signIn(graphCLI, catalogAll) // the token has expired
	r.want(201, "POST", "/appCatalogs/teamsApps", appPackage(t, "2.0.0"), zipped)
	if rows := r.want(200, "GET", found, nil).rows(); len(rows) != 0 {
		t.Errorf("the list shows %v at once", rows)
	}
	for _, bad := range []string{"catalog: {list_lag: -1s}", "catalog: {apps: [{name: x}]}", "catalog: {apps: [{manifest_id: x, name: y, state: gone}]}"} {
		tenant, err := sandbox.ReadTenant(strings.NewReader(bad))
		if err == nil {
			_, err = sandbox.New(sandbox.Options{Tenant: tenant})
		}
		if err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

// TestAppOnlyCatalog: nobody but a person writes to the catalogue.
func TestAppOnlyCatalog(t *testing.T) {
	t.Parallel()
	const client = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"
	r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{
		Applications: []sandbox.Object{{"displayName": "Job", "appId": client, "passwordCredentials": []any{
			map[string]any{"secretText": "abc~secret", "displayName": "by hand"}}}},
		ServicePrincipals: []sandbox.Object{{"appId": client}},
		AppPermissions:    map[string][]string{client: {"AppCatalog.ReadWrite.All"}},
	}})
	r.bearer = r.form("/contoso.onmicrosoft.com/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", client,
		"client_secret", "abc~secret", "scope", "https://graph.microsoft.com/.default").text("access_token")
	r.want(http.StatusOK, "GET", "/appCatalogs/teamsApps", nil)
	r.refused(403, "Forbidden", "POST", "/appCatalogs/teamsApps", appPackage(t, "1.0.0"), zipped)
}
