package sandbox_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

const (
	loopback = "http://localhost:8400"
	verifier = "a-proof-key-of-at-least-forty-three-characters-0123456789"
)

// open opens a page of the sign-in host as a browser does, without following
// where it is sent.
func (r *rig) open(path string, pairs ...string) answer {
	r.t.Helper()
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest(http.MethodGet, r.server.URL()+path+"?"+query.Encode(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	res, err := r.client.Transport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer{status: res.StatusCode, header: res.Header, raw: raw}
}

// browser signs in by browser and returns what the client gets back.
func (r *rig) browser(client, redirect, scope string) (answer, url.Values) {
	r.t.Helper()
	sum := sha256.Sum256([]byte(verifier))
	a := r.open("/organizations/oauth2/v2.0/authorize", "client_id", client, "response_type", "code", "redirect_uri", redirect,
		"scope", scope, "state", "xyz", "code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method", "S256")
	back, err := url.Parse(a.header.Get("Location"))
	if err != nil {
		r.t.Fatal(err)
	}
	return a, back.Query()
}

func (r *rig) exchange(client, code, verifier string) answer {
	r.t.Helper()
	return r.form("/organizations/oauth2/v2.0/token", "grant_type", "authorization_code", "client_id", client, "code", code,
		"redirect_uri", loopback, "code_verifier", verifier, "client_info", "1")
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Approve: 2 * time.Second})
	before := r.clock.Now()
	sent, back := r.browser(azureCLI, loopback, graphAll)
	if sent.status != http.StatusFound || back.Get("state") != "xyz" || back.Get("code") == "" {
		t.Fatalf("sent to %s", sent.header.Get("Location"))
	}
	if waited := r.clock.Now().Sub(before); waited != 2*time.Second {
		t.Errorf("the person needed %s", waited)
	}
	if a := r.exchange(azureCLI, back.Get("code"), "another"); a.aadsts() != 501481 {
		t.Errorf("another verifier: %s", a.raw)
	}
	if a := r.exchange(graphCLI, back.Get("code"), verifier); a.aadsts() != 70000 {
		t.Errorf("another client: %s", a.raw)
	}
	a := r.exchange(azureCLI, back.Get("code"), verifier)
	if a.status != 200 || a.text("id_token") == "" || a.text("refresh_token") == "" {
		t.Fatalf("token: %s", a.raw)
	}
	r.bearer = a.text("access_token")
	r.want(200, "GET", "/me", nil)
	if a := r.exchange(azureCLI, back.Get("code"), verifier); a.aadsts() != 54005 {
		t.Errorf("twice: %s", a.raw)
	}
	_, back = r.browser(azureCLI, loopback, graphAll)
	r.clock.Move(10 * time.Minute)
	if a := r.exchange(azureCLI, back.Get("code"), verifier); a.aadsts() != 70008 {
		t.Errorf("late: %s", a.raw)
	}
}

func TestBrowserRefuses(t *testing.T) {
	t.Parallel()
	const own = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"
	for name, c := range map[string]struct {
		signIn                  sandbox.SignIn
		client, redirect, scope string
		never                   bool
		status                  int
		back                    string // error that the client gets, and its number
	}{
		"an address that is not registered": {client: azureCLI, redirect: "http://127.0.0.1:8400", status: 400},
		"another host":                      {client: azureCLI, redirect: "https://evil.example", status: 400},
		"another path":                      {client: azureCLI, redirect: loopback + "/x", status: 400},
		"own client by 127.0.0.1":           {client: own, redirect: "http://127.0.0.1:9/back", status: 302},
		"own client elsewhere":              {client: own, redirect: loopback, status: 400},
		"no such client":                    {client: manifestID, redirect: loopback, status: 400},
		"a scope it may not have":           {client: azureCLI, redirect: loopback, scope: catalogAll, status: 302, back: "invalid_request AADSTS65002"},
		"declined":                          {signIn: sandbox.SignIn{Declined: true}, client: azureCLI, redirect: loopback, status: 302, back: "access_denied AADSTS65004"},
		"refused":                           {signIn: sandbox.SignIn{Refuse: 50076}, client: azureCLI, redirect: loopback, status: 302, back: "interaction_required AADSTS50076"},
		"refused on the page":               {signIn: sandbox.SignIn{Refuse: 53003, InBrowser: true}, client: azureCLI, redirect: loopback, status: 200},
		"the wrong tenant":                  {signIn: sandbox.SignIn{Refuse: 90002}, client: azureCLI, redirect: loopback, status: 400},
		"nobody":                            {client: azureCLI, redirect: loopback, never: true, status: 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Never: c.never, Tenant: sandbox.Tenant{SignIn: c.signIn, Applications: []sandbox.Object{
				{"displayName": "Own", "appId": own, "publicClient": map[string]any{"redirectUris": []any{"http://127.0.0.1/back"}}},
			}}})
			if c.scope == "" {
				c.scope = graphAll
			}
			a, back := r.browser(c.client, c.redirect, c.scope)
			if a.status != c.status {
				t.Fatalf("status %d, want %d", a.status, c.status)
			}
			number, _, _ := strings.Cut(back.Get("error_description"), ":")
			if got := strings.TrimSpace(back.Get("error") + " " + number); got != c.back {
				t.Errorf("the client gets %q, want %q", got, c.back)
			}
		})
	}
}

// TestBrowserAnswers: the code comes back the way the client asked for, and a
// question in another form than Entra takes is refused on the page.
func TestBrowserAnswers(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	ask := func(more ...string) answer {
		return r.open("/organizations/oauth2/v2.0/authorize", append([]string{"client_id", azureCLI, "response_type", "code", "redirect_uri", loopback,
			"scope", graphAll, "state", `x"y`, "code_challenge", challenge, "code_challenge_method", "S256"}, more...)...)
	}
	if a := ask("response_mode", "fragment"); a.status != 302 || !strings.Contains(a.header.Get("Location"), loopback+"#code=") {
		t.Errorf("fragment: %d, sent to %s", a.status, a.header.Get("Location"))
	}
	a := ask("response_mode", "form_post")
	target, fields := form(a.raw)
	if a.status != 200 || target != loopback || fields.Get("state") != `x"y` || a.header.Get("Location") != "" {
		t.Fatalf("form_post: %d %s", a.status, a.raw)
	}
	if a := r.exchange(azureCLI, fields.Get("code"), verifier); a.status != 200 {
		t.Errorf("the code of the form: %s", a.raw)
	}
	for name, c := range map[string]struct {
		more   []string
		number string
	}{
		"another type":  {[]string{"response_type", "token"}, "AADSTS70005"},
		"another mode":  {[]string{"response_mode", "carrier_pigeon"}, "AADSTS70007"},
		"another proof": {[]string{"code_challenge_method", "S512"}, "AADSTS50149"},
		"a short proof": {[]string{"code_challenge", "short"}, "AADSTS501491"},
	} {
		if a := ask(c.more...); a.status != 400 || !strings.Contains(string(a.raw), c.number+":") {
			t.Errorf("%s: %d %s, want %s", name, a.status, a.raw, c.number)
		}
	}
}

// form reads the page that posts itself.
func form(page []byte) (target string, fields url.Values) {
	fields = url.Values{}
	for _, m := range regexp.MustCompile(`action="([^"]*)"|name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(string(page), -1) {
		if m[1] != "" {
			target = html.UnescapeString(m[1])
			continue
		}
		fields.Set(html.UnescapeString(m[2]), html.UnescapeString(m[3]))
	}
	return target, fields
}

// TestAzureTokens: one sign-in with the Azure CLI's client opens Microsoft
// Graph and, silently, Azure; other clients need more, or never get there.
func TestAzureTokens(t *testing.T) {
	t.Parallel()
	const declares, silent = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f", "3c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"
	tenant := sandbox.Tenant{Applications: []sandbox.Object{
		{"displayName": "Own", "appId": declares, "isFallbackPublicClient": true, "requiredResourceAccess": []any{map[string]any{
			"resourceAppId":  "797f4846-ba00-4fd7-ba43-dac1f8f63013",
			"resourceAccess": []any{map[string]any{"id": "41094075-9dad-400e-a0bd-54e686782033", "type": "Scope"}}}}},
		{"displayName": "Silent", "appId": silent, "isFallbackPublicClient": true},
	}}
	for name, c := range map[string]struct {
		client, scope string
		signIn        sandbox.SignIn
		aadsts        int
		arm           int // status of a first request
	}{
		"the Azure CLI":                 {client: azureCLI, scope: armAll, arm: 200},
		"the classic audience":          {client: azureCLI, scope: "https://management.core.windows.net//.default", arm: 200},
		"Graph's command line":          {client: graphCLI, scope: armAll, aadsts: 65002},
		"an own client":                 {client: declares, scope: armAll, arm: 200},
		"an own client without Azure":   {client: silent, scope: armAll, aadsts: 650057},
		"a token for Graph":             {client: azureCLI, scope: graphAll, arm: 401},
		"a policy of Azure's own":       {client: azureCLI, scope: armAll, signIn: sandbox.SignIn{RefuseAzure: 50076}, aadsts: 50076},
		"a session that has been ended": {client: azureCLI, scope: armAll, signIn: sandbox.SignIn{Refuse: 700082}, aadsts: 700082},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := tenant
			tenant.SignIn = c.signIn
			r := newRig(t, sandbox.Options{Tenant: tenant})
			first := r.signIn(c.client, graphAll)
			a := r.form("/organizations/oauth2/v2.0/token", "grant_type", "refresh_token", "client_id", c.client,
				"refresh_token", first.text("refresh_token"), "scope", c.scope)
			if a.aadsts() != c.aadsts {
				t.Fatalf("refreshed: %s", a.raw)
			}
			if c.aadsts != 0 {
				return
			}
			r.bearer = a.text("access_token")
			r.arm(c.arm, "GET", "/subscriptions?api-version=2022-12-01", nil)
			if c.arm == 200 {
				r.want(401, "GET", "/me", nil)
			}
		})
	}
}

// TestSharedAddress: the address of the loopback cloud is Microsoft Graph and
// Azure at once, and so is a token for it.
func TestSharedAddress(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, r.server.URL()+"/.default")
	r.want(200, "GET", "/me", nil)
	r.arm(200, "GET", "/subscriptions?api-version=2022-12-01", nil)
	r.signIn(graphCLI, r.server.URL()+"/.default openid")
	r.armRefused(401, "InvalidAuthenticationToken", "GET", "/subscriptions?api-version=2022-12-01", nil)
}

// TestBotTokens asks for a bot's token at both authorities.
func TestBotTokens(t *testing.T) {
	t.Parallel()
	const bots = "https://api.botframework.com/.default"
	r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{
		Applications: []sandbox.Object{
			{"displayName": "Multi", "appId": botApp, "signInAudience": "AzureADMultipleOrgs", "passwordCredentials": []any{map[string]any{"secretText": "multi~secret"}}},
			{"displayName": "Single", "appId": otherApp, "passwordCredentials": []any{map[string]any{"secretText": "single~secret"}}},
		},
		ServicePrincipals: []sandbox.Object{{"appId": botApp}, {"appId": otherApp}},
	}})
	for name, c := range map[string]struct {
		authority, client, secret, scope string
		aadsts                           int
	}{
		"single at home":               {tenantID, otherApp, "single~secret", bots, 0},
		"multi at home":                {tenantID, botApp, "multi~secret", bots, 0},
		"single at the Bot Framework":  {"botframework.com", otherApp, "single~secret", bots, 700016},
		"multi at the Bot Framework":   {"botframework.com", botApp, "multi~secret", bots, 0},
		"by the directory's id":        {"d6d49420-f39b-4df7-a1dc-d59a935871db", botApp, "multi~secret", bots, 0},
		"a wrong secret":               {"botframework.com", botApp, "x", bots, 7000215},
		"Graph at the Bot Framework":   {"botframework.com", botApp, "multi~secret", "https://graph.microsoft.com/.default", 500011},
		"unknown at the Bot Framework": {"botframework.com", manifestID, "x", bots, 700016},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := r.form("/"+c.authority+"/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", c.client, "client_secret", c.secret, "scope", c.scope)
			if a.aadsts() != c.aadsts || (c.aadsts == 0) != (a.text("access_token") != "") {
				t.Errorf("got %s", a.raw)
			}
			if c.aadsts == 700016 && !strings.Contains(a.text("error_description"), "'Bot Framework'") {
				t.Errorf("description %s", a.text("error_description"))
			}
		})
	}
}

// TestEveryNumber: any AADSTS number can be what a sign-in comes to.
func TestEveryNumber(t *testing.T) {
	t.Parallel()
	for _, number := range []int{
		53003, 530036, 53000, 53001, 53002, 530035, 530032, 50005, 50097, 50129, 50155, 50076, 50079, 50072, 50074, 50158, 50131,
		65001, 90094, 90095, 65002, 650057, 65005, 650056, 700016, 7000218, 7000112, 70001, 1000031, 50020, 50034, 51004, 16000, 90072,
		50105, 50126, 50053, 50055, 50057, 500011, 500021, 500022, 50002, 500212, 500213, 90002, 90038, 50011, 50194, 90033, 50033, 90024, 90006,
	} {
		r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: number}}})
		a := r.form("/organizations/oauth2/v2.0/devicecode", "client_id", azureCLI, "scope", graphAll)
		if a.status == 200 {
			a = r.form("/organizations/oauth2/v2.0/token", "grant_type", "device_code", "client_id", azureCLI, "device_code", a.text("device_code"))
		}
		if a.aadsts() != number || a.status < 400 || a.text("error") == "" {
			t.Errorf("%d: got %d %s", number, a.status, a.raw)
		}
	}
}

// TestAdminConsent: the link that is handed to an administrator grants what
// the application declares.
func TestAdminConsent(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Applications: []sandbox.Object{
		{"displayName": "Bot", "appId": botApp, "requiredResourceAccess": []any{map[string]any{"resourceAppId": graphAppID, "resourceAccess": []any{
			map[string]any{"id": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "type": "Scope"}}}}},
	}}})
	for range 2 {
		if a := r.open("/contoso.onmicrosoft.com/adminconsent", "client_id", botApp); a.status != 200 {
			t.Fatalf("status %d", a.status)
		}
	}
	if a := r.open("/contoso.onmicrosoft.com/adminconsent", "client_id", manifestID); a.status != 400 {
		t.Errorf("status %d for an unknown application", a.status)
	}
	r.signIn(azureCLI, graphAll)
	rows := r.want(200, "GET", "/oauth2PermissionGrants", nil).rows()
	if len(rows) != 1 || rows[0]["scope"] != "User.Read" || rows[0]["consentType"] != "AllPrincipals" {
		t.Errorf("grants %v", rows)
	}
}
