package entra

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

// FuzzForms sends any form to any tenant's endpoints: the host answers in its
// own form and never breaks.
func FuzzForms(f *testing.F) {
	f.Add("organizations", "client_id="+store.AzureCLI+"&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default+openid")
	f.Add("example.org", "grant_type=client_credentials&client_id=x&client_secret=y&scope=%2F.default")
	f.Add("common", "grant_type=refresh_token&refresh_token=x&client_id="+store.GraphCommandLine+"&scope=a/b//+/+.default")
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
