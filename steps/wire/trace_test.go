package wire_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"teamwright/steps/wire"
)

const jwt = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJ0aWQiOiJ4In0.c2lnbmF0dXJl"

// traced sends one request and returns its trace.
func traced(t *testing.T, method, url, kind, body string, answer reply) (text string, line map[string]any) {
	t.Helper()
	var out bytes.Buffer
	req := httptest.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer TOPSECRET")
	req.Header.Set("Cookie", "TOPSECRET")
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	tr := wire.New(wire.Options{Base: &base{script: []reply{answer}}, Clock: newClock().clock(), Trace: wire.NewTrace(&out), Tries: 1})
	_, _ = tr.RoundTrip(req)
	if bytes.Count(out.Bytes(), []byte("\n")) != 1 {
		t.Fatalf("trace is not one line: %q", out.String())
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	return out.String(), line
}

func TestTraceHoldsNoSecret(t *testing.T) {
	t.Parallel()
	const form, graph = "application/x-www-form-urlencoded", "https://graph.example.org/v1.0/applications/1/addPassword"
	const login = "https://login.example.org/t/oauth2/v2.0/token"
	js := header()
	for _, c := range []struct {
		name, method, url, kind, body string
		answer                        reply
		keep                          []string // must stay
	}{
		{"secret text", "POST", graph, "application/json", `{"passwordCredential":{"displayName":"n","endDateTime":"2027-01-01T00:00:00Z"}}`,
			reply{status: 200, header: js, body: `{"secretText":"TOPSECRET","keyId":"k1","hint":"TOP"}`}, []string{"k1", `"displayName":"n"`}},
		{"secret in a form", "POST", login, form, "grant_type=client_credentials&client_id=c1&client_secret=TOPSECRET",
			reply{status: 200, header: js, body: `{"token_type":"Bearer","access_token":"TOPSECRET","refresh_token":"TOPSECRET","id_token":"TOPSECRET","expires_in":3599}`},
			[]string{"client_credentials", "c1", "3599", `"token_type":"Bearer"`}},
		{"device code", "POST", "https://login.example.org/t/oauth2/v2.0/devicecode", form, "client_id=c1",
			reply{status: 200, header: js, body: `{"user_code":"TOPSECRET","device_code":"TOPSECRET2","message":"open x and enter TOPSECRET now","expires_in":900}`}, []string{"900", "open x"}},
		{"device poll and code", "POST", login, form, "device_code=TOPSECRET&code=TOPSECRET&client_assertion=TOPSECRET&client_assertion_type=urn",
			reply{status: 400, header: js, body: `{"error":"authorization_pending","error_codes":[70016]}`}, []string{"authorization_pending", "70016"}},
		{"deep and in lists", "POST", graph, "application/json", `{"a":[{"b":{"clientSecret":"TOPSECRET","passwords":["TOPSECRET"],"Password":"TOPSECRET"}}]}`,
			reply{status: 200, header: js, body: `[{"userPassword":"TOPSECRET"}]`}, nil},
		{"headers", "GET", graph, "", "", reply{status: 200, header: header("Set-Cookie", "TOPSECRET", "X-Ms-Refresh-Token", "TOPSECRET", "request-id", "r1", "x-ms-resource-unit", "1"), body: `{}`},
			[]string{"r1", "x-ms-resource-unit"}},
		{"query", "GET", "https://x.example.org/cb?code=TOPSECRET&state=s1", "", "", ok, []string{"s1"}},
		{"token in any text", "GET", graph, "", "", reply{status: 400, header: js, body: `{"error":{"message":"bad token ` + jwt + `"}}`}, []string{"bad token"}},
		{"page", "GET", graph, "", "", reply{status: 502, header: header("Content-Type", "text/html"), body: `<p>client_secret=TOPSECRET&amp;x Bearer TOPSECRET ` + jwt + `</p>`}, []string{"<p>"}},
		{"broken JSON", "GET", graph, "", "", reply{status: 200, header: js, body: `{"access_token":"TOPSECRET`}, []string{`"bytes":26`}},
		{"two documents", "GET", graph, "", "", reply{status: 200, header: js, body: `{} {"access_token":"TOPSECRET"}`}, []string{`"bytes"`}},
		{"unknown type", "GET", graph, "", "", reply{status: 200, header: header("Content-Type", "application/octet-stream"), body: "TOPSECRET"}, []string{`"bytes":9`}},
		{"error", "GET", graph, "", "", reply{err: errors.New(`proxy said access_token="TOPSECRET"`)}, []string{"proxy said"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text, _ := traced(t, c.method, c.url, c.kind, c.body, c.answer)
			if strings.Contains(text, "TOPSECRET") || strings.Contains(text, jwt) {
				t.Errorf("a secret stands in %s", text)
			}
			for _, k := range c.keep {
				if !strings.Contains(text, k) {
					t.Errorf("%q is missing in %s", k, text)
				}
			}
		})
	}
}

func TestTraceIsGoodForReplay(t *testing.T) {
	t.Parallel()
	_, l := traced(t, "PATCH", "https://graph.example.org/v1.0/applications/1?$select=id", "application/json", `{"api":{"requestedAccessTokenVersion":2}}`,
		reply{status: 201, header: header("Retry-After", "3"), body: `{"id":"1","passwordCredentials":[{"keyId":"k"}]}`})
	request, answer := l["request"].(map[string]any), l["answer"].(map[string]any)
	api := request["json"].(map[string]any)["api"].(map[string]any)
	if l["method"] != "PATCH" || l["url"] != "https://graph.example.org/v1.0/applications/1?$select=id" || api["requestedAccessTokenVersion"] != float64(2) {
		t.Errorf("request %v", l)
	}
	if l["status"] != float64(201) || answer["headers"].(map[string]any)["retry-after"] != "3" ||
		answer["json"].(map[string]any)["passwordCredentials"].([]any)[0].(map[string]any)["keyId"] != "k" {
		t.Errorf("answer %v", l)
	}
	_, l = traced(t, "PUT", "https://graph.example.org/v1.0/applications/1/logo", "image/png", "png", reply{status: 204})
	if len(l["request"].(map[string]any)["sha256"].(string)) != 64 {
		t.Errorf("picture %v", l["request"])
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestTraceThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	trace := wire.NewTrace(full{})
	tr := wire.New(wire.Options{Base: &base{script: []reply{ok}}, Clock: newClock().clock(), Trace: trace})
	resp, err := tr.RoundTrip(httptest.NewRequestWithContext(t.Context(), "GET", "https://graph.example.org/", nil))
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("the request suffered: %v, %v", resp, err)
	}
	if trace.Err() == nil {
		t.Error("the error of writing is lost")
	}
	if (*wire.Trace)(nil).Err() != nil {
		t.Error("no trace has an error")
	}
}

func FuzzTrace(f *testing.F) {
	f.Add("application/json", `{"secretText":"TOPSECRET"}`)
	f.Add("application/x-www-form-urlencoded", "client_secret=TOPSECRET")
	f.Add("text/html", "client_secret=TOPSECRET")
	f.Add("application/json; charset", `[{"a":"\u0000"}]`)
	f.Fuzz(func(t *testing.T, kind, body string) {
		var out bytes.Buffer
		tr := wire.New(wire.Options{Base: &base{script: []reply{{status: 200, header: http.Header{"Content-Type": {kind}}, body: body}}},
			Clock: newClock().clock(), Trace: wire.NewTrace(&out), Tries: 1})
		if _, err := tr.RoundTrip(httptest.NewRequestWithContext(t.Context(), "GET", "https://graph.example.org/", nil)); err != nil {
			t.Skip()
		}
		if !json.Valid(out.Bytes()) || bytes.Count(out.Bytes(), []byte("\n")) != 1 {
			t.Errorf("no JSON line: %q", out.String())
		}
	})
}
