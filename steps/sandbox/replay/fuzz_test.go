package replay

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// FuzzTrace reads any trace and asks for what it names: the player answers, in
// JSON where it refuses, and never breaks.
func FuzzTrace(f *testing.F) {
	f.Add(`{"method":"GET","url":"https://a.example/v1.0/me","status":200,"answer":{"json":{"userPrincipalName":"x"}}}`, "GET", "/v1.0/me")
	f.Add(`{"method":"POST","url":"https://a.example/t/oauth2/v2.0/token","status":200,"answer":{"json":{"access_token":"[redacted]","client_info":"e30","expires_in":1e3}}}`, "POST", "/t/oauth2/v2.0/token")
	f.Add(`{"method":"PUT","url":"https://a.example/x","status":202,"answer":{"headers":{"retry-after":"x","a\nb":"c"}}}`, "PUT", "/x")
	f.Fuzz(func(t *testing.T, trace, method, path string) {
		p, err := Read(strings.NewReader(trace), Options{Now: func() time.Time { return time.Unix(1_800_000_000, 0) }})
		if err != nil {
			return
		}
		r, err := http.NewRequest(method, "https://127.0.0.1/"+strings.TrimPrefix(path, "/"), strings.NewReader(""))
		if err != nil {
			return
		}
		defer func() {
			if why := recover(); why != nil && why != http.ErrAbortHandler {
				panic(why)
			}
		}()
		for range 2 {
			w := httptest.NewRecorder()
			p.ServeHTTP(w, r)
			if w.Code == http.StatusNotImplemented && !strings.Contains(w.Body.String(), "InTrace") && len(p.Strangers()) > 0 {
				t.Errorf("refused with %q", w.Body)
			}
		}
		p.Left()
	})
}
