package sandbox_test

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// trace is a run against a real tenant as a program keeps it: the hosts are
// Microsoft's, secrets are masked, and Location is not kept.
const trace = `
{"n":1,"time":"2026-11-20T10:00:00.000Z","ms":84,"try":1,"method":"GET","url":"https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration","request":{},"status":200,"answer":{"headers":{"content-type":"application/json; charset=utf-8"},"json":{"issuer":"https://login.microsoftonline.com/{tenantid}/v2.0","token_endpoint":"https://login.microsoftonline.com/organizations/oauth2/v2.0/token"}}}
{"n":2,"method":"POST","url":"https://login.microsoftonline.com/organizations/oauth2/v2.0/devicecode","request":{"form":"client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&scope=x"},"status":200,"answer":{"headers":{"content-type":"application/json"},"json":{"device_code":"[redacted]","user_code":"[redacted]","message":"enter the code [redacted] to authenticate","expires_in":900,"interval":5}}}
{"n":3,"method":"POST","url":"https://login.microsoftonline.com/organizations/oauth2/v2.0/token","request":{"form":"client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&grant_type=device_code&device_code=%5Bredacted%5D"},"status":400,"answer":{"headers":{"content-type":"application/json"},"json":{"error":"authorization_pending","error_codes":[70016]}}}
{"n":4,"method":"POST","url":"https://login.microsoftonline.com/organizations/oauth2/v2.0/token","request":{"form":"client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&grant_type=device_code&device_code=%5Bredacted%5D"},"status":200,"answer":{"headers":{"content-type":"application/json"},"json":{"token_type":"Bearer","scope":"openid https://graph.microsoft.com/Application.ReadWrite.All https://graph.microsoft.com/.default","access_token":"[redacted]","refresh_token":"[redacted]","id_token":"[redacted]","client_info":"CLIENTINFO","expires_in":4000}}}
{"n":5,"method":"GET","url":"https://graph.microsoft.com/v1.0/me?$select=id","request":{},"status":200,"answer":{"headers":{"content-type":"application/json"},"json":{"displayName":"Kim","userPrincipalName":"kim@example.org"}}}
{"n":6,"method":"GET","url":"https://graph.microsoft.com/v1.0/applications?$filter=displayName eq 'x'","request":{},"status":200,"answer":{"headers":{"content-type":"application/json"},"json":{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/applications?$skiptoken=a","@odata.context":"https://graph.microsoft.com/v1.0/$metadata#applications"}}}
{"n":7,"method":"POST","url":"https://graph.microsoft.com/v1.0/applications","request":{"json":{}},"error":"connection reset"}
{"n":8,"method":"POST","url":"https://graph.microsoft.com/v1.0/applications","request":{"json":{}},"status":429,"answer":{"headers":{"retry-after":"30","content-type":"application/json"},"json":{"error":{"code":"TooManyRequests"}}}}
{"n":9,"method":"POST","url":"https://graph.microsoft.com/v1.0/applications","request":{"json":{}},"status":201,"answer":{"headers":{"content-type":"application/json"},"json":{"id":"1"}}}
{"n":10,"method":"GET","url":"https://graph.microsoft.com/v1.0/applications/1","request":{},"status":404,"answer":{"headers":{"content-type":"application/json"},"json":{"error":{"code":"Request_ResourceNotFound"}}}}
{"n":11,"method":"GET","url":"https://graph.microsoft.com/v1.0/applications/1","request":{},"status":200,"answer":{"headers":{"content-type":"application/json"},"json":{"id":"1","tags":[]}}}
{"n":12,"method":"PATCH","url":"https://graph.microsoft.com/v1.0/applications/1","request":{"json":{}},"status":204,"answer":{}}
{"n":13,"method":"GET","url":"https://graph.microsoft.com/v1.0/applications/1","request":{},"status":200,"answer":{"headers":{"content-type":"application/json"},"json":{"id":"1","tags":["a"]}}}
{"n":14,"method":"POST","url":"https://graph.microsoft.com/v1.0/applications/1/addPassword","request":{"json":{}},"status":200,"answer":{"headers":{"content-type":"application/json"},"json":{"keyId":"2","secretText":"[redacted]","hint":"[redacted]"}}}
{"n":15,"method":"DELETE","url":"https://management.azure.com/subscriptions/1/resourcegroups/RG?api-version=2021-04-01","request":{},"status":202,"answer":{"headers":{"retry-after":"15"}}}
{"n":16,"method":"GET","url":"https://management.azure.com/subscriptions/1/operationresults/abc?api-version=2021-04-01","request":{},"status":200,"answer":{}}
{"n":17,"method":"GET","url":"https://graph.microsoft.com/v1.0/applications/1/logo","request":{},"status":200,"answer":{"headers":{"content-type":"image/png"},"bytes":900,"sha256":"00"}}
`

func replayed(t *testing.T, text string, opt sandbox.ReplayOptions) (*rig, *sandbox.Replay) {
	t.Helper()
	info := base64.RawURLEncoding.EncodeToString([]byte(`{"uid":"c7a41f0e-6b38-4d95-8e72-f50d9b1a2c63","utid":"` + tenantID + `"}`))
	c := newClock()
	opt.Now = c.Now
	player, err := sandbox.ReadReplay(strings.NewReader(strings.ReplaceAll(text, "CLIENTINFO", info)), opt)
	if err != nil {
		t.Fatal(err)
	}
	server, err := player.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := served(t, c, server)
	return r, player
}

func TestReplay(t *testing.T) {
	t.Parallel()
	var logged bytes.Buffer
	r, player := replayed(t, trace, sandbox.ReplayOptions{Log: &logged})

	discovery := r.arm(200, "GET", "/organizations/v2.0/.well-known/openid-configuration", nil)
	if got := discovery.text("token_endpoint"); got != r.server.URL()+"/organizations/oauth2/v2.0/token" {
		t.Errorf("token endpoint %s", got)
	}
	begun := r.form("/organizations/oauth2/v2.0/devicecode", "client_id", azureCLI, "scope", r.server.URL()+"/.default")
	if code := begun.text("user_code"); len(code) != 9 || !strings.Contains(begun.text("message"), code) || begun.text("device_code") == "[redacted]" {
		t.Errorf("device code %s", begun.raw)
	}
	ask := func() answer {
		return r.form("/organizations/oauth2/v2.0/token", "grant_type", "device_code", "client_id", azureCLI, "device_code", begun.text("device_code"))
	}
	if a := ask(); a.aadsts() != 70016 {
		t.Errorf("first answer %s", a.raw)
	}
	signed := ask()
	said := claims(t, signed.text("access_token"))
	if said["tid"] != tenantID || said["upn"] != "kim@example.org" || said["scp"] != "openid Application.ReadWrite.All" {
		t.Errorf("claims %v", said)
	}
	if id := claims(t, signed.text("id_token")); id["preferred_username"] != "kim@example.org" || id["exp"].(float64) < float64(r.clock.Now().Unix()) {
		t.Errorf("id token %v", id)
	}

	page := r.want(200, "GET", "/applications?$filter=displayName eq 'x'", nil)
	if page.text("@odata.nextLink") != r.server.URL()+"/v1.0/applications?$skiptoken=a" || !strings.HasPrefix(page.text("@odata.context"), "https://graph.microsoft.com/") {
		t.Errorf("list %s", page.raw)
	}
	if _, err := r.try("POST", "/applications", object{}); err == nil {
		t.Error("the connection did not break again")
	}
	if a := r.want(429, "POST", "/applications", object{}); a.header.Get("Retry-After") != "1" {
		t.Errorf("Retry-After %s", a.header.Get("Retry-After"))
	}
	r.want(201, "POST", "/applications", object{})
	r.refused(501, "RequestNotInTrace", "POST", "/applications", object{})

	// A read may be left out, and one more is answered as the last; a write
	// comes once, and nothing read before it is said again.
	r.want(404, "GET", "/applications/1", nil)
	r.want(200, "GET", "/applications/1", nil)
	r.want(200, "GET", "/applications/1", nil)
	ahead := r.refused(501, "RequestNotInTrace", "DELETE", "/applications/1", nil)
	if !strings.Contains(ahead.message(), "next at this address it has PATCH https://graph.microsoft.com/v1.0/applications/1") {
		t.Errorf("message %s", ahead.message())
	}
	r.want(204, "PATCH", "/applications/1", object{})
	if a := r.want(200, "GET", "/applications/1", nil); len(a.at("tags").([]any)) != 1 {
		t.Errorf("read %s", a.raw)
	}
	secret := r.want(200, "POST", "/applications/1/addPassword", object{})
	if text := secret.text("secretText"); len(text) != 40 || secret.text("hint") != text[:3] {
		t.Errorf("secret %s", secret.raw)
	}
	r.refused(501, "BodyNotInTrace", "GET", "/applications/1/logo", nil)
	if left := player.Left(); len(left) != 1 || !strings.HasPrefix(left[0], "DELETE https://management.azure.com/") {
		t.Errorf("left %v", left)
	}
	gone := r.arm(202, "DELETE", "/subscriptions/1/resourceGroups/rg?api-version=2021-04-01", nil)
	r.arm(200, "GET", gone.header.Get("Location"), nil)
	if left := player.Left(); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	if got := player.Strangers(); !slices.Equal(got, []string{"POST /v1.0/applications", "DELETE /v1.0/applications/1"}) {
		t.Errorf("strangers %v", got)
	}
	if n := strings.Count(logged.String(), "\n"); n != 19 {
		t.Errorf("%d requests are logged: %s", n, logged.String())
	}
}

func TestReplayReads(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"nothing":      "\n\n",
		"no JSON":      "x",
		"no address":   `{"method":"GET","status":200}`,
		"no end":       `{"method":"GET","url":"https://a.example/b"}`,
		"a bad status": `{"method":"GET","url":"https://a.example/b","status":42}`,
		"a bad form":   `{"method":"GET","url":"https://a.example/b","status":200,"request":{"form":"a=%zz"}}`,
	} {
		if _, err := sandbox.ReadReplay(strings.NewReader(text), sandbox.ReplayOptions{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, player := replayed(t, trace, sandbox.ReplayOptions{}); len(player.Left()) != 4 {
		t.Errorf("writes %v", player.Left())
	}
}

// TestReplayMasked: a masked value in a query matches whatever stands there.
func TestReplayMasked(t *testing.T) {
	t.Parallel()
	r, _ := replayed(t, `{"method":"GET","url":"https://graph.microsoft.com/v1.0/x?code=%5Bredacted%5D&a=1","status":200,"answer":{"text":"plain","headers":{"content-type":"text/plain"}}}`, sandbox.ReplayOptions{})
	r.refused(http.StatusNotImplemented, "RequestNotInTrace", "GET", "/x?code=abc&a=2", nil)
	if a := r.want(200, "GET", "/x?code=abc&a=1", nil); string(a.raw) != "plain" {
		t.Errorf("answer %s", a.raw)
	}
}
