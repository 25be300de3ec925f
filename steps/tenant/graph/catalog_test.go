package graph_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
)

const (
	catalogID  = "dddddddd-0000-0000-0000-000000000001"
	manifestID = "eeeeeeee-0000-0000-0000-000000000001"
)

// entry is one of the organisation's own, with two versions.
const entry = `{"id":"` + catalogID + `","externalId":"` + manifestID + `","displayName":"Learn","distributionMethod":"organization",` +
	`"appDefinitions":[{"id":"d1","version":"1.0.0","publishingState":"published"},{"id":"d2","version":"1.0.1","publishingState":"submitted"}]}`

func TestCatalogRequests(t *testing.T) {
	t.Parallel()
	zip := []byte("PK\x03\x04zip")
	for _, c := range []struct {
		name         string
		run          func(r *rig) error
		done         answer
		method, path string
		query        string
		kind         string
	}{
		{"read", func(r *rig) error { _, _, err := r.CatalogApp(r.Ctx, catalogID); return err }, answer{Status: 200, Body: entry},
			"GET", "/v1.0/appCatalogs/teamsApps/" + catalogID, "$expand=appDefinitions", ""},
		{"look", func(r *rig) error { _, err := r.FindCatalogApps(r.Ctx, manifestID); return err }, answer{Status: 200, Body: `{"value":[]}`},
			"GET", "/v1.0/appCatalogs/teamsApps", "$expand=appDefinitions&$filter=externalId%20eq%20%27" + manifestID + "%27", ""},
		{"publish", func(r *rig) error { _, err := r.PublishApp(r.Ctx, zip, false); return err }, answer{Status: 201, Body: entry},
			"POST", "/v1.0/appCatalogs/teamsApps", "", "application/zip"},
		{"submit", func(r *rig) error { _, err := r.PublishApp(r.Ctx, zip, true); return err }, answer{Status: 200, Body: entry},
			"POST", "/v1.0/appCatalogs/teamsApps", "requiresReview=true", "application/zip"},
		{"update", func(r *rig) error { return r.UpdateApp(r.Ctx, catalogID, zip, false) }, answer{Status: 204},
			"POST", "/v1.0/appCatalogs/teamsApps/" + catalogID + "/appDefinitions", "", "application/zip"},
		{"update, answered with the version", func(r *rig) error { return r.UpdateApp(r.Ctx, catalogID, zip, true) }, answer{Status: 201, Body: `{"id":"d3"}`},
			"POST", "/v1.0/appCatalogs/teamsApps/" + catalogID + "/appDefinitions", "requiresReview=true", "application/zip"},
		{"delete", func(r *rig) error { return r.DeleteApp(r.Ctx, catalogID) }, answer{Status: 204},
			"DELETE", "/v1.0/appCatalogs/teamsApps/" + catalogID, "", ""},
		{"take back from review", func(r *rig) error { return r.WithdrawApp(r.Ctx, catalogID, "ZDI=") }, answer{Status: 204},
			"DELETE", "/v1.0/appCatalogs/teamsApps/" + catalogID + "/appDefinitions/ZDI%3D", "", ""},
		{"take back what is gone", func(r *rig) error { return r.WithdrawApp(r.Ctx, catalogID, "ZDI=") }, refuse(404, "NotFound", "x"),
			"DELETE", "/v1.0/appCatalogs/teamsApps/" + catalogID + "/appDefinitions/ZDI%3D", "", ""},
		{"delete what is gone", func(r *rig) error { return r.DeleteApp(r.Ctx, catalogID) }, refuse(404, "NotFound", "x"),
			"DELETE", "/v1.0/appCatalogs/teamsApps/" + catalogID, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.done)
			if err := c.run(r); err != nil {
				t.Fatal(err)
			}
			h := r.Service.Heard[0]
			if len(r.Service.Heard) != 1 || h.Method != c.method || h.Path != c.path || h.Query != c.query || h.Header.Get("Content-Type") != c.kind {
				t.Errorf("%d requests: %+v", len(r.Service.Heard), h)
			}
			if c.kind != "" && h.Body != string(zip) {
				t.Errorf("sent %q", h.Body)
			}
		})
	}
}

func TestCatalogEntries(t *testing.T) {
	t.Parallel()
	want := tenant.CatalogApp{ID: catalogID, ManifestID: manifestID, Name: "Learn",
		Definitions: []tenant.AppDefinition{{ID: "d1", Version: "1.0.0", State: tenant.StatePublished}, {ID: "d2", Version: "1.0.1", State: tenant.StateSubmitted}}}
	same := func(t *testing.T, a tenant.CatalogApp) {
		t.Helper()
		if a.ID != want.ID || a.ManifestID != want.ManifestID || a.Name != want.Name || len(a.Definitions) != 2 ||
			a.Definitions[0] != want.Definitions[0] || a.Definitions[1] != want.Definitions[1] {
			t.Errorf("got %+v", a)
		}
	}
	r := newRig(t, answer{Status: 200, Body: entry})
	a, ok, err := r.CatalogApp(r.Ctx, catalogID)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	same(t, a)

	// Of a list only the organisation's own entries with this very id count.
	other := strings.ReplaceAll(entry, manifestID, "eeeeeeee-0000-0000-0000-000000000002")
	uploaded := strings.Replace(entry, "organization", "sideloaded", 1)
	r = newRig(t, answer{Status: 200, Body: `{"value":[` + other + "," + uploaded + "," + entry + `]}`})
	all, err := r.FindCatalogApps(r.Ctx, strings.ToUpper(manifestID))
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	same(t, all[0])

	for name, body := range map[string]answer{"none": refuse(404, "NotFound", "x"), "a person's own upload": {Status: 200, Body: uploaded}} {
		r = newRig(t, body)
		if _, ok, err := r.CatalogApp(r.Ctx, catalogID); ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
	for _, id := range []string{"", "x", "../me", manifestID + "/"} {
		r = newRig(t, answer{Status: 204})
		_, _, read := r.CatalogApp(r.Ctx, id)
		for _, err := range []error{read, r.UpdateApp(r.Ctx, id, nil, false), r.DeleteApp(r.Ctx, id), r.WithdrawApp(r.Ctx, id, "d1")} {
			if !tenant.Is(err, tenant.Refused) || len(r.Service.Heard) != 0 {
				t.Errorf("%q was sent: %v", id, err)
			}
		}
	}
}

// conflict is a refusal of the catalogue, which says in the inner error what it
// means.
func conflict(inner string) answer {
	return answer{Status: 409, Body: `{"error":{"code":"Conflict","message":"Conflict","innerError":{"message":"","code":"` + inner +
		`","innerError":{},"request-id":"11111111-2222-3333-4444-555555555555"}}}`}
}

func TestCatalogRefusals(t *testing.T) {
	t.Parallel()
	publish := func(r *rig) error { _, err := r.PublishApp(r.Ctx, []byte("zip"), false); return err }
	update := func(r *rig) error { return r.UpdateApp(r.Ctx, catalogID, []byte("zip"), false) }
	look := func(r *rig) error { _, err := r.FindCatalogApps(r.Ctx, manifestID); return err }
	for _, c := range []struct {
		name string
		run  func(r *rig) error
		no   answer
		kind tenant.Kind
		code string
		cure string // a part of it
	}{
		{"the id is there", publish, conflict("AppDefinitionAlreadyExists"), tenant.Conflict, "AppDefinitionAlreadyExists", "ids.catalog"},
		{"a conflict without reason", publish, refuse(409, "Conflict", "x"), tenant.Conflict, "Conflict", "ids.catalog"},
		{"the version is there", update, conflict("AppDefinitionAlreadyExists"), tenant.Conflict, "AppDefinitionAlreadyExists", "raise app.version"},
		{"no Teams administrator", publish, refuse(403, "Forbidden", "x"), tenant.Denied, "Forbidden", "publish.review"},
		{"no Teams administrator, updating", update, refuse(403, "accessDenied", "x"), tenant.Denied, "accessDenied", "Teams Administrator"},
		{"no scope to look", look, refuse(403, "Forbidden", "x"), tenant.Denied, "Forbidden", "--client-id graph"},
		{"the entry is gone", update, refuse(404, "NotFound", "x"), tenant.NotFound, "NotFound", "Manage apps"},
		{"no Teams administrator, deleting", func(r *rig) error { return r.DeleteApp(r.Ctx, catalogID) }, refuse(403, "Forbidden", "x"), tenant.Denied, "Forbidden", "delete the app"},
		{"the package is bad", publish, refuse(400, "BadRequest", "manifest schema"), tenant.Refused, "BadRequest", ""},
		{"a fault", publish, answer{Status: 500}, tenant.Lost, "", ""},
		{"busy", update, answer{Status: 503}, tenant.Lost, "", ""},
		{"the answer is lost", publish, answer{Err: errors.New("connection reset by peer")}, tenant.Unreachable, "", ""},
		{"a success without an id", publish, answer{Status: 201, Body: `{"error":{"code":"BadGateway"}}`}, tenant.Lost, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.no)
			e := adaptertest.Failure(t, c.run(r))
			if e.Kind != c.kind || e.Code != c.code || !strings.Contains(e.Cure, c.cure) {
				t.Errorf("%+v", e)
			}
			if c.kind == tenant.Lost && len(r.Service.Heard) != 1 {
				t.Errorf("%d requests: a publication is repeated blind", len(r.Service.Heard))
			}
		})
	}
}

// TestYoungEntry updates an entry that the catalogue is still taking in.
func TestYoungEntry(t *testing.T) {
	t.Parallel()
	r := newRig(t, answer{Status: 201, Body: entry}, refuse(404, "NotFound", "x"), answer{Status: 204})
	if _, err := r.PublishApp(r.Ctx, []byte("zip"), false); err != nil {
		t.Fatal(err)
	}
	if err := r.UpdateApp(r.Ctx, catalogID, []byte("zip"), false); err != nil || len(r.Waits) != 1 {
		t.Errorf("%v, waits %+v", err, r.Waits)
	}
	r = newRig(t, answer{Status: 204})
	r.Clock.Pass(time.Hour)
	r.Service.Play(refuse(404, "NotFound", "x"))
	if err := r.UpdateApp(r.Ctx, catalogID, []byte("zip"), false); !tenant.Is(err, tenant.NotFound) || len(r.Waits) != 0 {
		t.Errorf("an old entry: %v, waits %+v", err, r.Waits)
	}
}
