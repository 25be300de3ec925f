package signin_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

const (
	tenantID = "5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42"
	domain   = "contoso.onmicrosoft.com"
	personID = "c7a41f0e-6b38-4d95-8e72-f50d9b1a2c63"
	ownApp   = "11111111-2222-3333-4444-555555555555"
)

// entra is a small sign-in host. Its token endpoint answers from a script,
// whose last entry repeats.
type entra struct {
	mu     sync.Mutex
	tokens []any // a map is an answer, an error breaks the connection, an int is an HTTP status with a page
	codes  []any // answers to /devicecode; none means a good one
	tid    string
	oid    string
	scopes []string // asked for with a device code
	life   int      // of a device code in seconds
	asked  []string
	forms  []url.Values
}

func (e *entra) RoundTrip(req *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = append(e.asked, req.Method+" "+req.URL.Path)
	var form url.Values
	if req.Body != nil {
		b, _ := io.ReadAll(req.Body)
		form, _ = url.ParseQuery(string(b))
	}
	base := "https://" + req.URL.Host + "/" + tenantID
	switch path := req.URL.Path; {
	case strings.HasSuffix(path, "/.well-known/openid-configuration"):
		return reply(req, 200, map[string]any{"issuer": base + "/v2.0", "authorization_endpoint": base + "/oauth2/v2.0/authorize", "token_endpoint": base + "/oauth2/v2.0/token"})
	case strings.HasSuffix(path, "/devicecode"):
		e.scopes = append(e.scopes, form.Get("scope"))
		if a := next(&e.codes); a != nil {
			return e.answer(req, a, form)
		}
		life := e.life
		if life == 0 {
			life = 900
		}
		return reply(req, 200, map[string]any{"user_code": "ABCD1234E", "device_code": "d", "verification_uri": "https://microsoft.com/devicelogin", "expires_in": life, "interval": 5, "message": "open it"})
	case strings.HasSuffix(path, "/token"):
		e.forms = append(e.forms, form)
		return e.answer(req, next(&e.tokens), form)
	}
	return reply(req, 404, map[string]any{})
}

func next(script *[]any) any {
	s := *script
	if len(s) == 0 {
		return nil
	}
	if len(s) > 1 {
		*script = s[1:]
	}
	return s[0]
}

func (e *entra) answer(req *http.Request, a any, form url.Values) (*http.Response, error) {
	switch a := a.(type) {
	case error:
		return nil, a
	case int:
		return page(req, a), nil
	case map[string]any:
		return reply(req, 400, a)
	}
	return reply(req, 200, e.success(form))
}

func (e *entra) success(form url.Values) map[string]any {
	tid := tenantID
	if e.tid != "" {
		tid = e.tid
	}
	oid := personID
	if e.oid != "" {
		oid = e.oid
	}
	claims := map[string]any{"tid": tid, "oid": oid, "upn": "robin@contoso.onmicrosoft.com", "scp": "Application.ReadWrite.All User.Read"}
	if form.Get("grant_type") == "client_credentials" {
		claims = map[string]any{"tid": tid, "oid": personID, "appid": form.Get("client_id"), "idtyp": "app", "roles": []string{"Application.ReadWrite.All"}}
	}
	out := map[string]any{"token_type": "Bearer", "expires_in": 3600, "ext_expires_in": 3600, "scope": form.Get("scope"), "access_token": jwt(claims)}
	if form.Get("grant_type") != "client_credentials" {
		out["refresh_token"] = "r"
		out["id_token"] = jwt(map[string]any{"tid": tid, "oid": personID, "preferred_username": "robin@contoso.onmicrosoft.com", "iss": "https://login.example.org/" + tid + "/v2.0", "sub": "s", "aud": form.Get("client_id"), "exp": time.Now().Add(time.Hour).Unix()})
		out["client_info"] = base64.RawURLEncoding.EncodeToString([]byte(`{"uid":"` + oid + `","utid":"` + tid + `"}`))
	}
	return out
}

// jwt is an unsigned token.
func jwt(claims map[string]any) string {
	b, _ := json.Marshal(claims)
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(b) + ".x"
}

func reply(req *http.Request, status int, v map[string]any) (*http.Response, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(b))), ContentLength: int64(len(b)), Request: req}, nil
}

func page(req *http.Request, status int) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"text/html"}}, Body: io.NopCloser(strings.NewReader("<html>")), ContentLength: 6, Request: req}
}

// no is a refusal as Entra shapes it.
func no(oauth string, code int) map[string]any {
	return map[string]any{"error": oauth, "error_codes": []int{code}, "correlation_id": "corr-1", "trace_id": "t",
		"error_description": fmt.Sprintf("AADSTS%d: Something was wrong.\x1b[31m Trace ID: t Correlation ID: corr-1 Timestamp: 2026", code)}
}

// where is the fake's cloud.
func where() tenant.Cloud {
	return tenant.Cloud{Name: "test", Authority: "https://login.example.org", Graph: "https://graph.example.org", ResourceManager: "https://management.example.org"}
}

// options sign in through a device code, with a clock that does not wait.
func options(e *entra) signin.Options {
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	quick := wire.Clock{Now: func() time.Time { return at }, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }, Jitter: func() float64 { return 0 }}
	return signin.Options{
		Door: signin.Device, Cloud: where(), Tenant: domain, Transport: wire.New(wire.Options{Base: e, Clock: quick}), Clock: quick,
		Secret: func(context.Context, string) (secret.Text, error) { return secret.New("s3cret-text"), nil },
		Env:    func(string) string { return "" },
	}
}

func opened(t *testing.T, o signin.Options) *signin.Session {
	t.Helper()
	s, err := signin.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
