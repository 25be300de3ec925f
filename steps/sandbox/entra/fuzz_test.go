package entra

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// FuzzForms sends any form to any tenant's endpoints: the host answers in its
// own form and never breaks.
func FuzzForms(f *testing.F) {
	f.Add("organizations", "client_id="+store.AzureCLI+"&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default+openid")
	f.Add("example.org", "grant_type=client_credentials&client_id=x&client_secret=y&scope=%2F.default")
	f.Add("common", "grant_type=refresh_token&refresh_token=x&client_id="+store.GraphCommandLine+"&scope=a/b//+/+.default")
	f.Add("botframework.com", "grant_type=client_credentials&client_id=x&client_secret=y&scope=https://api.botframework.com/.default")
	f.Add("common", "grant_type=authorization_code&client_id="+store.AzureCLI+"&code=x&code_verifier=y")
	f.Add("a%2fb", "grant_type=device_code&device_code=D&client_id=%00&claims={")
	f.Fuzz(func(t *testing.T, tenant, form string) {
		state, err := store.New(store.Options{Now: time.Now, Rand: rand.Reader}, store.Tenant{})
		if err != nil {
			t.Fatal(err)
		}
		signer, err := token.NewSigner(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		host := New(Options{Store: state, Signer: signer, Now: time.Now})
		for _, endpoint := range []string{"devicecode", "token"} {
			r := httptest.NewRequest(http.MethodPost, "/x", strings.NewReader(form))
			r.URL.Path = "/" + tenant + "/oauth2/v2.0/" + endpoint
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			host.ServeHTTP(w, r)
			var answer map[string]any
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
				t.Fatalf("%s: no JSON: %s", endpoint, w.Body)
			}
			if w.Code != http.StatusOK && (answer["error"] == nil || answer["error_codes"] == nil || answer["error"] == "server_error") {
				t.Errorf("%s: %d %s", endpoint, w.Code, w.Body)
			}
		}
	})
}

// FuzzAuthorize opens any sign-in page: the browser is never sent anywhere but
// to the loopback address that the client registered.
func FuzzAuthorize(f *testing.F) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	state, err := store.New(store.Options{Now: clock, Rand: rand.Reader}, store.Tenant{})
	if err != nil {
		f.Fatal(err)
	}
	signer, err := token.NewSigner(rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	host := New(Options{Store: state, Signer: signer, Now: clock, Sleep: func(context.Context, time.Duration) error { return nil }})
	f.Add("client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A8400&scope=openid&state=x")
	f.Add("client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A8400%40evil.example%2F")
	f.Add("client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&response_type=code&redirect_uri=http%3A%2F%2Fevil%40localhost")
	f.Add("client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e&response_type=code&redirect_uri=http://localhost&scope=Nothing")
	f.Fuzz(func(t *testing.T, query string) {
		r := httptest.NewRequest(http.MethodGet, "https://127.0.0.1/common/oauth2/v2.0/authorize", nil)
		r.URL.RawQuery = query
		w := httptest.NewRecorder()
		host.ServeHTTP(w, r)
		location := w.Header().Get("Location")
		if w.Code != http.StatusFound {
			if location != "" {
				t.Errorf("%d to %s", w.Code, location)
			}
			return
		}
		u, err := url.Parse(location)
		if err != nil || u.Scheme != "http" || u.Hostname() != "localhost" || u.User != nil {
			t.Errorf("sent to %s", location)
		}
	})
}
