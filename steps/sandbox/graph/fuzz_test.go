package graph

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// FuzzBodies sends any bytes where an object is expected: the service answers
// with success or with a refusal in its own form, and never breaks.
func FuzzBodies(f *testing.F) {
	for _, seed := range []string{
		`{"displayName":"x"}`, `{"displayName":"x","api":{"oauth2PermissionScopes":[{"id":"0b9f2c50-9a56-4f5e-8b8f-0e9d5c3a1f22","value":"v"}],"preAuthorizedApplications":[{}]}}`,
		`{"displayName":"x","web":null,"info":{"logoUrl":null},"identifierUris":["api://%zz","://","api://[::1"]}`,
		`{"passwordCredential":{"endDateTime":"2030-01-01T00:00:00Z"}}`, `{"clientId":"x","scope":null}`, `[]`, `null`, `{"keyId":5}`,
		`{"requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[null]}]}`, `{"appId":"0b9f2c50-9a56-4f5e-8b8f-0e9d5c3a1f22","tags":[""]}`,
	} {
		f.Add(seed)
	}
	const appID = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"
	f.Fuzz(func(t *testing.T, body string) {
		state, err := store.New(store.Options{Now: time.Now, Rand: rand.Reader}, store.Tenant{
			Applications: []store.Object{{"displayName": "There", "appId": appID, "id": appID}}, ServicePrincipals: []store.Object{{"appId": appID}},
		})
		if err != nil {
			t.Fatal(err)
		}
		signer, err := token.NewSigner(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		tenant, err := state.Tenant("common")
		if err != nil {
			t.Fatal(err)
		}
		bearer, err := signer.Sign(token.Claims{
			Audience: store.MicrosoftGraph, Tenant: tenant.ID, ObjectID: tenant.Person.ID, Expires: time.Now().Add(time.Hour).Unix(),
			Scopes: "Application.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All",
		})
		if err != nil {
			t.Fatal(err)
		}
		service := New(Options{Store: state, Signer: signer, Now: time.Now})
		for _, target := range []string{
			"POST /v1.0/applications", "PATCH /v1.0/applications/" + appID, "PATCH /v1.0/applications(uniqueName='new')",
			"POST /v1.0/applications/" + appID + "/addPassword", "POST /v1.0/applications/" + appID + "/removePassword",
			"POST /v1.0/servicePrincipals", "PATCH /v1.0/servicePrincipals(appId='" + appID + "')", "POST /v1.0/oauth2PermissionGrants",
			"POST /v1.0/applications/" + appID + "/owners/$ref", "GET /v1.0/applications/" + appID, "GET /v1.0/servicePrincipals",
		} {
			method, path, _ := strings.Cut(target, " ")
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Prefer", "create-if-missing")
			r.Header.Set("Authorization", "Bearer "+bearer)
			w := httptest.NewRecorder()
			service.ServeHTTP(w, r)
			if w.Code >= http.StatusInternalServerError {
				t.Fatalf("%s: %d %s", target, w.Code, w.Body)
			}
			var answer map[string]any
			if w.Body.Len() > 0 && json.Unmarshal(w.Body.Bytes(), &answer) != nil {
				t.Errorf("%s: no JSON: %s", target, w.Body)
			}
			if code := w.Code; code >= 400 && (answer["error"] == nil) {
				t.Errorf("%s: %d without an error: %s", target, code, w.Body)
			}
		}
	})
}
