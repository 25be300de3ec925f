package arm_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox/arm"
	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// FuzzRequests sends any request with a good token: the service answers in its
// own form and never breaks.
func FuzzRequests(f *testing.F) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	const id = "11111111-1111-4111-8111-111111111111"
	state, err := store.New(store.Options{Now: clock, Rand: rand.Reader}, store.Tenant{Subscriptions: []store.Subscription{{
		ID: id, BotProvider: store.Registered, ResourceGroups: []store.ResourceGroup{{Name: "rg"}},
	}}, Applications: []store.Object{{"displayName": "Bot", "appId": "8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f"}}})
	if err != nil {
		f.Fatal(err)
	}
	signer, err := token.NewSigner(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	tenant, err := state.Tenant("common")
	if err != nil {
		f.Fatal(err)
	}
	bearer, err := signer.Sign(token.Claims{Audience: "https://management.azure.com", Expires: now.Add(time.Hour).Unix(), Scopes: "user_impersonation", IDType: "user", Tenant: tenant.ID})
	if err != nil {
		f.Fatal(err)
	}
	service := arm.New(arm.Options{Store: state, Signer: signer, Now: clock})
	const bot = "/subscriptions/" + id + "/resourceGroups/rg/providers/Microsoft.BotService/botServices/learn"
	f.Add("PUT", bot+"?api-version=2022-09-15", `{"location":"global","sku":{"name":"F0"},"properties":{"displayName":"x","endpoint":"https://a.example","msaAppId":"8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f","msaAppType":"SingleTenant","msaAppTenantId":"5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42"}}`)
	f.Add("PUT", bot+"/channels/MsTeamsChannel?api-version=2022-09-15", `{"location":"global","properties":{"channelName":"MsTeamsChannel","properties":{"isEnabled":true,"acceptedTerms":true}}}`)
	f.Add("DELETE", "/subscriptions/"+id+"/resourcegroups/rg?api-version=2021-04-01", "")
	f.Add("GET", "/subscriptions/"+id+"/operationresults/REVMRVRFOlJH?api-version=2021-04-01", "")
	f.Add("POST", "/providers/Microsoft.BotService/checkNameAvailability?api-version=2022-09-15", `{"name":"x","type":"botServices"}`)
	f.Fuzz(func(t *testing.T, method, path, body string) {
		r, err := http.NewRequest(method, "https://127.0.0.1/"+strings.TrimPrefix(path, "/"), strings.NewReader(body))
		if err != nil {
			return
		}
		r.Header.Set("Authorization", "Bearer "+bearer)
		r.Header.Set("Content-Type", "application/json")
		arm.Reads(r)
		arm.Written(r)
		w := httptest.NewRecorder()
		service.ServeHTTP(w, r)
		if w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) {
			t.Errorf("no JSON: %q", w.Body)
		}
		if w.Code >= 500 && w.Code != http.StatusNotImplemented {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
