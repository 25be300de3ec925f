package graph_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"teamwright/steps/tenant"
)

// TestPatchBodies pins what is sent for a patch: the fields of the patch, and
// nothing else.
func TestPatchBodies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		p    tenant.ApplicationPatch
		want string
	}{
		{"nothing", tenant.ApplicationPatch{}, `{}`},
		{"texts", tenant.ApplicationPatch{DisplayName: ptr("Learn"), Audience: ptr("AzureADMyOrg")}, `{"displayName":"Learn","signInAudience":"AzureADMyOrg"}`},
		{"empty lists", tenant.ApplicationPatch{IdentifierURIs: &[]string{}, Tags: &[]string{}, Permissions: &[]tenant.Permissions{}}, `{"identifierUris":[],"tags":[],"requiredResourceAccess":[]}`},
		{"a nil list is an empty one", tenant.ApplicationPatch{Tags: new([]string)}, `{"tags":[]}`},
		{"web in part", tenant.ApplicationPatch{RedirectURIs: &[]string{"https://a"}}, `{"web":{"redirectUris":["https://a"]}}`},
		{"cleared addresses", tenant.ApplicationPatch{LogoutURL: ptr(""), HomePageURL: ptr(""), TermsURL: ptr(""), PrivacyURL: ptr("")},
			`{"web":{"logoutUrl":null,"homePageUrl":null},"info":{"termsOfServiceUrl":null,"privacyStatementUrl":null}}`},
		{"token version", tenant.ApplicationPatch{TokenVersion: ptr(2)}, `{"api":{"requestedAccessTokenVersion":2}}`},
		{"token version unset", tenant.ApplicationPatch{TokenVersion: ptr(0)}, `{"api":{"requestedAccessTokenVersion":null}}`},
		{"scopes", tenant.ApplicationPatch{Scopes: &[]tenant.Scope{{ID: scopeID, Value: "v", Type: "User", AdminName: "n", AdminDescription: "d", UserName: "un", Enabled: false}}},
			`{"api":{"oauth2PermissionScopes":[{"id":"` + scopeID + `","value":"v","type":"User","isEnabled":false,"adminConsentDisplayName":"n","adminConsentDescription":"d","userConsentDisplayName":"un","userConsentDescription":null}]}}`},
		{"no scopes", tenant.ApplicationPatch{Scopes: &[]tenant.Scope{}}, `{"api":{"oauth2PermissionScopes":[]}}`},
		{"clients", tenant.ApplicationPatch{PreAuthorized: &[]tenant.PreAuthorized{{AppID: "a", ScopeIDs: []string{"s"}}}}, `{"api":{"preAuthorizedApplications":[{"appId":"a","delegatedPermissionIds":["s"]}]}}`},
		{"permissions", tenant.ApplicationPatch{Permissions: &[]tenant.Permissions{{ResourceAppID: "r", ScopeIDs: []string{scopeID}, RoleIDs: []string{keyID}}}},
			`{"requiredResourceAccess":[{"resourceAppId":"r","resourceAccess":[{"id":"` + scopeID + `","type":"Scope"},{"id":"` + keyID + `","type":"Role"}]}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, answer{Status: 204})
			if err := r.UpdateApplication(r.Ctx, objectID, c.p); err != nil {
				t.Fatal(err)
			}
			h := r.Service.Heard[0]
			if h.Method != "PATCH" || h.Path != "/v1.0/applications/"+objectID || h.Header.Get("Content-Encoding") != "" || h.Header.Get("Authorization") != "Bearer t0ken" {
				t.Errorf("asked %+v", h)
			}
			if got, want := withoutTypes(t, h.Body), withoutTypes(t, c.want); !reflect.DeepEqual(got, want) {
				t.Errorf("sent %s, want %s", h.Body, c.want)
			}
		})
	}
}

// withoutTypes drops the type names that the SDK adds.
func withoutTypes(t *testing.T, body string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%q: %v", body, err)
	}
	var drop func(any)
	drop = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			delete(v, "@odata.type")
			for _, e := range v {
				drop(e)
			}
		case []any:
			for _, e := range v {
				drop(e)
			}
		}
	}
	drop(v)
	return v
}

func TestRequests(t *testing.T) {
	t.Parallel()
	until := time.Date(2027, 5, 20, 12, 0, 0, 0, time.FixedZone("CET", 3600))
	for _, c := range []struct {
		name               string
		run                func(r *rig) error
		done               answer
		method, path, kind string
		query, body        string // parts
	}{
		{"logo", func(r *rig) error { return r.SetLogo(r.Ctx, objectID, []byte("\x89PNG")) }, answer{Status: 204},
			"PUT", "/v1.0/applications/" + objectID + "/logo", "image/png", "", "\x89PNG"},
		{"password", func(r *rig) error { _, _, err := r.AddPassword(r.Ctx, objectID, "teamwright x", until); return err }, operations()["password"].done,
			"POST", "/v1.0/applications/" + objectID + "/addPassword", "application/json", "", `"endDateTime":"2027-05-20T11:00:00Z"`},
		{"removal", func(r *rig) error { return r.RemovePassword(r.Ctx, objectID, keyID) }, answer{Status: 204},
			"POST", "/v1.0/applications/" + objectID + "/removePassword", "application/json", "", `"keyId":"` + keyID + `"`},
		{"principal", operations()["principal"].run, operations()["principal"].done, "POST", "/v1.0/servicePrincipals", "application/json", "", `"tags":[]`},
		{"grant", operations()["grant"].run, operations()["grant"].done, "POST", "/v1.0/oauth2PermissionGrants", "application/json", "", `"consentType":"AllPrincipals"`},
		{"wider grant", func(r *rig) error { return r.UpdateGrant(r.Ctx, "g1", []string{"a", "b"}) }, answer{Status: 204},
			"PATCH", "/v1.0/oauth2PermissionGrants/g1", "application/json", "", `"scope":"a b"`},
		{"restore", func(r *rig) error { return r.RestoreApplication(r.Ctx, objectID) }, answer{Status: 200, Body: `{"@odata.type":"#microsoft.graph.application","id":"` + objectID + `"}`},
			"POST", "/v1.0/directory/deletedItems/" + objectID + "/restore", "application/json", "", "{}"},
		{"grants", func(r *rig) error { _, err := r.Grants(r.Ctx, "c'1", "r1"); return err }, answer{Status: 200, Body: `{"value":[]}`},
			"GET", "/v1.0/oauth2PermissionGrants", "", "$filter=clientId%20eq%20%27c%27%271%27%20and%20resourceId%20eq%20%27r1%27", ""},
		{"by identifier URI", func(r *rig) error {
			_, err := r.FindApplications(r.Ctx, tenant.Key{IdentifierURIPrefix: "api://learn.example.org/"})
			return err
		}, answer{Status: 200, Body: `{"value":[]}`}, "GET", "/v1.0/applications", "", "startswith", ""},
		{"by redirect URI", func(r *rig) error {
			_, err := r.FindApplications(r.Ctx, tenant.Key{RedirectURI: "https://learn.example.org/x.php"})
			return err
		}, answer{Status: 200, Body: `{"value":[]}`}, "GET", "/v1.0/applications", "", "$count=true", ""},
		{"deleted", func(r *rig) error { _, err := r.DeletedApplications(r.Ctx, tenant.Key{UniqueName: unique}); return err },
			answer{Status: 200, Body: `{"value":[]}`}, "GET", "/v1.0/directory/deletedItems/microsoft.graph.application", "", "$top=999", ""},
		{"me", func(r *rig) error { _, _, err := r.Person(r.Ctx); return err }, answer{Status: 200, Body: `{"id":"u1"}`}, "GET", "/v1.0/me", "", "$select=id,displayName,userPrincipalName", ""},
		{"roles", func(r *rig) error { _, err := r.Roles(r.Ctx); return err }, answer{Status: 200, Body: `{"value":[]}`}, "GET", "/v1.0/me/transitiveMemberOf/microsoft.graph.directoryRole", "", "$count=true", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.done)
			if err := c.run(r); err != nil {
				t.Fatal(err)
			}
			h := r.Service.Heard[0]
			if len(r.Service.Heard) != 1 || h.Method != c.method || h.Path != c.path || h.Header.Get("Content-Type") != c.kind {
				t.Errorf("%d requests: %+v", len(r.Service.Heard), h)
			}
			if !strings.Contains(h.Query, c.query) || !strings.Contains(h.Body, c.body) {
				t.Errorf("query %q, body %q", h.Query, h.Body)
			}
			if advanced := h.Header.Get("ConsistencyLevel") == "eventual"; advanced != strings.Contains(h.Query, "$count=true") {
				t.Errorf("advanced query %v with %q", advanced, h.Query)
			}
			if strings.Contains(h.Query, "%24") {
				t.Errorf("query names are encoded: %q", h.Query)
			}
		})
	}
}

func TestUniqueNamesAreNarrow(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "it's", "Learn", "a b", "a/b", strings.Repeat("a", 129)} {
		r := newRig(t, answer{Status: 204})
		if _, _, err := r.UpsertApplication(r.Ctx, name, tenant.ApplicationPatch{}); err == nil || len(r.Service.Heard) != 0 {
			t.Errorf("%q was sent: %v", name, err)
		}
		if found, err := r.FindApplications(r.Ctx, tenant.Key{UniqueName: name}); len(found) != 0 || (name != "" && err != nil) || len(r.Service.Heard) != 0 {
			t.Errorf("%q was looked for: %v", name, err)
		}
	}
}

func TestFiltersAreNotTrusted(t *testing.T) {
	t.Parallel()
	both := answer{Status: 200, Body: `{"value":[
		{"id":"1","appId":"a1","uniqueName":"one","identifierUris":["api://LEARN.example.org/a1"],"web":{"redirectUris":["https://learn.example.org/cb"]}},
		{"id":"2","appId":"a2","uniqueName":"two","identifierUris":["api://learn.example.organic/a2"],"web":{"redirectUris":["https://learn.example.org/cb2"]}}]}`}
	for _, by := range []tenant.Key{{IdentifierURIPrefix: "api://learn.example.org/"}, {RedirectURI: "https://learn.example.org/cb"}} {
		r := newRig(t, both)
		if found, err := r.FindApplications(r.Ctx, by); err != nil || len(found) != 1 || found[0].AppID != "a1" {
			t.Errorf("%+v: %+v, %v", by, found, err)
		}
		if found, err := r.DeletedApplications(r.Ctx, by); err != nil || len(found) != 1 || found[0].AppID != "a1" {
			t.Errorf("deleted %+v: %+v, %v", by, found, err)
		}
	}
	r := newRig(t, both)
	if found, err := r.DeletedApplications(r.Ctx, tenant.Key{UniqueName: "two"}); err != nil || len(found) != 1 || found[0].AppID != "a2" {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := r.FindApplications(r.Ctx, tenant.Key{}); err == nil {
		t.Error("no key is no error")
	}
}

// TestPlainQueryRefused falls back to an advanced query.
func TestPlainQueryRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, refuse(400, "Request_UnsupportedQuery", "x"), answer{Status: 200, Body: `{"value":[]}`})
	if _, err := r.FindApplications(r.Ctx, tenant.Key{IdentifierURIPrefix: "api://x/"}); err != nil || len(r.Service.Heard) != 2 {
		t.Fatal(err, len(r.Service.Heard))
	}
	if h := r.Service.Heard[1]; h.Header.Get("ConsistencyLevel") != "eventual" || !strings.Contains(h.Query, "$count=true") {
		t.Errorf("asked %+v", h)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	first := answer{Status: 200, Body: `{"@odata.nextLink":"https://graph.microsoft.com/v1.0/domains?$skiptoken=x","value":[{"id":"a.org","isVerified":true}]}`}
	last := answer{Status: 200, Body: `{"value":[{"id":"b.org","isDefault":true}]}`}
	r := newRig(t, first, last)
	all, err := r.Domains(r.Ctx)
	if err != nil || len(all) != 2 || all[0].Name != "a.org" || !all[0].Verified || !all[1].Default {
		t.Errorf("%+v, %v", all, err)
	}
	if r.Service.Heard[1].Query != "$skiptoken=x" {
		t.Errorf("asked %+v", r.Service.Heard[1])
	}
	if _, err := newRig(t, first).Domains(t.Context()); err == nil || !strings.Contains(err.Error(), "pages") {
		t.Errorf("a list without end: %v", err)
	}
	for _, link := range []string{"https://evil.example.org/v1.0/domains", "http://graph.microsoft.com/v1.0/domains", "https://x@graph.microsoft.com/", "https://graph.microsoft.com.evil.org/", "%zz"} {
		r := newRig(t, answer{Status: 200, Body: `{"@odata.nextLink":"` + link + `","value":[]}`})
		if _, err := r.Domains(r.Ctx); err == nil || len(r.Service.Heard) != 1 {
			t.Errorf("%s was followed: %v", link, err)
		}
	}
}
