package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

const (
	ownClient    = "9d1f7c58-33c1-4a0e-8f0b-0d3a4b5c6d7e" // prepared, public
	secretClient = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f" // prepared, with secrets
)

// prepared is a tenant with a public client and one that has secrets.
func prepared() sandbox.Tenant {
	return sandbox.Tenant{
		Applications: []sandbox.Object{
			{"displayName": "Own client", "appId": ownClient, "isFallbackPublicClient": true, "signInAudience": "AzureADMultipleOrgs",
				"requiredResourceAccess": list{object{"resourceAppId": graphAppID, "resourceAccess": list{
					object{"id": "bdfbf15f-ee85-4955-8675-146e8e5296b5", "type": "Scope"}}}}},
			{"displayName": "Nightly job", "appId": secretClient, "passwordCredentials": list{
				object{"displayName": "good", "secretText": "good-secret-of-the-nightly-job"},
				object{"displayName": "old", "secretText": "old-secret-of-the-nightly-job", "endDateTime": "2025-01-01T00:00:00Z"}}},
		},
		ServicePrincipals: []sandbox.Object{{"appId": ownClient}, {"appId": secretClient}},
		AppPermissions:    map[string][]string{secretClient: {"Application.ReadWrite.All"}},
	}
}

// claims reads what a token says, as a client may.
func claims(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("no token: %q", token)
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var c map[string]any
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDeviceCodeRequestRefused(t *testing.T) {
	t.Parallel()
	tenant := prepared()
	tenant.Domains = []sandbox.Domain{{Name: "contoso.onmicrosoft.com"}, {Name: "later.example.org", Unverified: true}}
	r := newRig(t, sandbox.Options{Tenant: tenant})
	for name, c := range map[string]struct {
		tenant, client, scope string
		code                  int
		oauth                 string
		status                int
	}{
		"unknown tenant":           {"nowhere.example.net", azureCLI, graphAll, 90002, "invalid_request", 400},
		"unknown client":           {"organizations", "11111111-2222-3333-4444-555555555555", graphAll, 700016, "unauthorized_client", 400},
		"client is no GUID":        {"organizations", "teamwright", graphAll, 700016, "unauthorized_client", 400},
		"client is not public":     {"organizations", secretClient, graphAll, 7000218, "invalid_client", 401},
		"no client":                {"organizations", "", graphAll, 900144, "invalid_request", 400},
		"no scope":                 {"organizations", azureCLI, "", 900144, "invalid_request", 400},
		"unknown resource":         {"organizations", azureCLI, "api://nobody.example.net/.default", 500011, "invalid_resource", 400},
		"two resources":            {"organizations", azureCLI, "https://graph.microsoft.com/User.Read https://management.azure.com/user_impersonation", 28000, "invalid_scope", 400},
		".default and another one": {"organizations", azureCLI, "https://graph.microsoft.com/.default https://graph.microsoft.com/User.Read", 70011, "invalid_scope", 400},
	} {
		t.Run(name, func(t *testing.T) {
			pairs := []string{"client_id", c.client, "scope", c.scope}
			a := r.form("/"+c.tenant+"/oauth2/v2.0/devicecode", pairs...)
			if a.status != c.status || a.aadsts() != c.code || a.text("error") != c.oauth {
				t.Fatalf("got %d %s", a.status, a.raw)
			}
			if a.text("trace_id") == "" || a.text("correlation_id") == "" || !strings.HasPrefix(a.text("error_description"), "AADSTS") {
				t.Errorf("the refusal is incomplete: %s", a.raw)
			}
		})
	}
}

func TestDeviceCode(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opt    sandbox.Options
		client string
		scope  string
		wait   time.Duration
		code   int // 0: a token
		oauth  string
	}{
		"approved":                         {wait: 0},
		"not yet":                          {opt: sandbox.Options{Approve: 5 * time.Second}, wait: 4 * time.Second, code: 70016, oauth: "authorization_pending"},
		"in time":                          {opt: sandbox.Options{Approve: 5 * time.Second}, wait: 5 * time.Second},
		"nobody approves":                  {opt: sandbox.Options{Never: true}, wait: 14 * time.Minute, code: 70016, oauth: "authorization_pending"},
		"expired":                          {opt: sandbox.Options{Never: true}, wait: 15 * time.Minute, code: 70019, oauth: "expired_token"},
		"declined":                         {opt: sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Declined: true}}}, code: 65004, oauth: "authorization_declined"},
		"conditional access":               {opt: sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 53003}}}, code: 53003, oauth: "invalid_grant"},
		"device code blocked":              {opt: sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 530036}}}, code: 530036, oauth: "invalid_grant"},
		"more proof needed":                {opt: sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 50076}}}, code: 50076, oauth: "interaction_required"},
		"refused in the browser only":      {opt: sandbox.Options{Tenant: sandbox.Tenant{SignIn: sandbox.SignIn{Refuse: 53003, InBrowser: true}}}, code: 70016, oauth: "authorization_pending"},
		"scope outside the fixed set":      {scope: "https://graph.microsoft.com/AppCatalog.ReadWrite.All offline_access", code: 65002, oauth: "invalid_request"},
		"scope inside the fixed set":       {scope: "https://graph.microsoft.com/Application.ReadWrite.All offline_access"},
		"any scope for the other client":   {client: graphCLI, scope: "AppCatalog.ReadWrite.All Policy.Read.All offline_access openid profile"},
		"a scope that does not exist":      {client: graphCLI, scope: "AppCatalog.Everything", code: 650053, oauth: "invalid_request"},
		"admin scope without a role":       {opt: sandbox.Options{Tenant: sandbox.Tenant{Person: sandbox.Person{Roles: []string{}}}}, client: graphCLI, scope: "Policy.Read.All", code: 90094, oauth: "unauthorized_client"},
		"user scope without a role":        {opt: sandbox.Options{Tenant: sandbox.Tenant{Person: sandbox.Person{Roles: []string{}}}}, client: graphCLI, scope: "User.Read"},
		"user scope, user consent is off":  {opt: sandbox.Options{Tenant: sandbox.Tenant{Person: sandbox.Person{Roles: []string{}}, Policies: sandbox.Policies{UserConsentOff: true}}}, client: graphCLI, scope: "User.Read", code: 90094, oauth: "unauthorized_client"},
		"own client gets what it declares": {opt: sandbox.Options{Tenant: prepared()}, client: ownClient, scope: "https://graph.microsoft.com/.default"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.opt)
			if c.client == "" {
				c.client = azureCLI
			}
			if c.scope == "" {
				c.scope = graphAll
			}
			begun := r.form("/common/oauth2/v2.0/devicecode", "client_id", c.client, "scope", c.scope)
			if begun.status != 200 || len(begun.text("user_code")) != 9 || begun.at("expires_in") != 900.0 || !strings.Contains(begun.text("message"), begun.text("user_code")) {
				t.Fatalf("device code: %d %s", begun.status, begun.raw)
			}
			r.clock.Move(c.wait)
			a := r.form("/common/oauth2/v2.0/token", "grant_type", "urn:ietf:params:oauth:grant-type:device_code", "client_id", c.client, "device_code", begun.text("device_code"))
			if c.code != 0 {
				if a.aadsts() != c.code || a.text("error") != c.oauth {
					t.Fatalf("got %d %s", a.status, a.raw)
				}
				return
			}
			if a.status != 200 || !strings.HasPrefix(a.text("scope"), c.scope) || a.text("access_token") == "" {
				t.Fatalf("got %d %s", a.status, a.raw)
			}
			again := r.form("/common/oauth2/v2.0/token", "grant_type", "device_code", "client_id", c.client, "device_code", begun.text("device_code"))
			if again.aadsts() != 90120 {
				t.Errorf("the code was taken twice: %s", again.raw)
			}
		})
	}
}

func TestTokenClaims(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Tenant: prepared()})
	for name, c := range map[string]struct {
		client, scope string
		want, lack    string
	}{
		"Azure CLI":    {azureCLI, graphAll, "Application.ReadWrite.All", "Policy.Read.All"},
		"Graph CLI":    {graphCLI, "Policy.Read.All openid", "Policy.Read.All", "Application.ReadWrite.All"},
		"own client":   {ownClient, "https://graph.microsoft.com/.default", "Application.ReadWrite.All", "Policy.Read.All"},
		"ARM by CLI":   {azureCLI, "https://management.azure.com/.default", "user_impersonation", "Application.ReadWrite.All"},
		"own resource": {azureCLI, r.server.URL() + "/.default", "Application.ReadWrite.All", "Policy.Read.All"},
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			got := claims(t, r.signIn(c.client, c.scope).text("access_token"))
			scp := strings.Fields(got["scp"].(string))
			if !slices.Contains(scp, c.want) || slices.Contains(scp, c.lack) {
				t.Errorf("scp is %v", scp)
			}
			for claim, want := range map[string]any{"tid": "5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42", "upn": "robin@contoso.onmicrosoft.com", "appid": c.client, "idtyp": "user"} {
				if got[claim] != want {
					t.Errorf("%s is %v, want %v", claim, got[claim], want)
				}
			}
		})
	}
	r.t = t
	signed := r.signIn(azureCLI, graphAll)
	id := claims(t, signed.text("id_token"))
	if id["aud"] != azureCLI || id["preferred_username"] != "robin@contoso.onmicrosoft.com" || signed.text("foci") != "1" || signed.text("client_info") == "" {
		t.Errorf("answer %s, id token %v", signed.raw, id)
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Tenant: prepared()})
	refresh := r.signIn(azureCLI, graphAll).text("refresh_token")
	for name, c := range map[string]struct {
		tenant, client, token, scope string
		code                         int
	}{
		"another resource":      {"organizations", azureCLI, refresh, "https://management.azure.com/.default", 0},
		"by the tenant's id":    {"5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42", azureCLI, refresh, graphAll, 0},
		"a token nobody issued": {"organizations", azureCLI, "0.made-up", graphAll, 50173},
		"no token":              {"organizations", azureCLI, "", graphAll, 900144},
		"another client":        {"organizations", graphCLI, refresh, graphAll, 50173},
		"scope outside the set": {"organizations", azureCLI, refresh, "https://graph.microsoft.com/Policy.Read.All", 65002},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.form("/"+c.tenant+"/oauth2/v2.0/token", "grant_type", "refresh_token", "client_id", c.client, "refresh_token", c.token, "scope", c.scope)
			if a.aadsts() != c.code || (c.code == 0) != (a.status == 200) {
				t.Errorf("got %d %s", a.status, a.raw)
			}
		})
	}
}

func TestClientCredentials(t *testing.T) {
	t.Parallel()
	tenant := prepared()
	tenant.Applications = append(tenant.Applications, sandbox.Object{"displayName": "No principal", "appId": "77777777-2222-3333-4444-555555555555",
		"passwordCredentials": list{object{"secretText": "secret-without-a-principal"}}})
	r := newRig(t, sandbox.Options{Tenant: tenant})
	const everything = "https://graph.microsoft.com/.default"
	for name, c := range map[string]struct {
		tenant, client, secret, scope string
		code, status                  int
	}{
		"good":                 {"example.org", secretClient, "good-secret-of-the-nightly-job", everything, 0, 200},
		"for the bot service":  {"example.org", secretClient, "good-secret-of-the-nightly-job", "https://api.botframework.com/.default", 0, 200},
		"wrong":                {"example.org", secretClient, "a-wrong-secret", everything, 7000215, 401},
		"expired":              {"example.org", secretClient, "old-secret-of-the-nightly-job", everything, 7000222, 401},
		"none":                 {"example.org", secretClient, "", everything, 7000218, 401},
		"unknown client":       {"example.org", "11111111-2222-3333-4444-555555555555", "x", everything, 700016, 400},
		"no tenant":            {"common", secretClient, "good-secret-of-the-nightly-job", everything, 50059, 400},
		"unknown tenant":       {"example.net", secretClient, "good-secret-of-the-nightly-job", everything, 90002, 400},
		"scope by name":        {"example.org", secretClient, "good-secret-of-the-nightly-job", "https://graph.microsoft.com/User.Read", 1002012, 400},
		"no scope":             {"example.org", secretClient, "good-secret-of-the-nightly-job", "", 900144, 400},
		"unknown resource":     {"example.org", secretClient, "good-secret-of-the-nightly-job", "api://nobody/.default", 500011, 400},
		"no service principal": {"example.org", "77777777-2222-3333-4444-555555555555", "secret-without-a-principal", everything, 7000229, 401},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.form("/"+c.tenant+"/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", c.client, "client_secret", c.secret, "scope", c.scope)
			if a.status != c.status || a.aadsts() != c.code {
				t.Errorf("got %d %s", a.status, a.raw)
			}
		})
	}
	t.Run("works in Microsoft Graph with its own permissions", func(t *testing.T) {
		r.t = t
		r.bearer = r.form("/example.org/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", secretClient,
			"client_secret", "good-secret-of-the-nightly-job", "scope", everything).text("access_token")
		r.want(200, "GET", "/applications", nil)
		r.want(201, "POST", "/applications", object{"displayName": "By a job"})
		r.refused(400, "BadRequest", "GET", "/me", nil)
		r.refused(403, "Authorization_RequestDenied", "GET", "/oauth2PermissionGrants", nil)
	})
}

func TestDiscovery(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	get := func(path string) answer {
		req, err := http.NewRequest(http.MethodGet, r.server.URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := r.do(req)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for name, c := range map[string]struct{ path, key, want string }{
		"by domain":     {"/example.org/v2.0/.well-known/openid-configuration", "issuer", r.server.URL() + "/5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42/v2.0"},
		"organizations": {"/organizations/v2.0/.well-known/openid-configuration", "issuer", r.server.URL() + "/{tenantid}/v2.0"},
		"token address": {"/common/v2.0/.well-known/openid-configuration", "token_endpoint", r.server.URL() + "/common/oauth2/v2.0/token"},
		"instance":      {"/common/discovery/instance?api-version=1.1", "tenant_discovery_endpoint", r.server.URL() + "/common/v2.0/.well-known/openid-configuration"},
		"unknown":       {"/example.net/v2.0/.well-known/openid-configuration", "error", "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			if a := get(c.path); a.text(c.key) != c.want {
				t.Errorf("%s is %q: %s", c.key, a.text(c.key), a.raw)
			}
		})
	}
	if a := get("/device"); a.status != 200 || !strings.Contains(string(a.raw), "rehearsal") {
		t.Errorf("the page for the code: %d %s", a.status, a.raw)
	}
	if a := get("/organizations/oauth2/v2.0/token"); a.status != 405 {
		t.Errorf("GET of the token endpoint: %d %s", a.status, a.raw)
	}
	if a := r.form("/organizations/oauth2/v2.0/token", "grant_type", "password"); a.aadsts() != 70003 {
		t.Errorf("password grant: %s", a.raw)
	}
}
