package application

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// plainPlan is a plan, one field a line, as short as can be compared.
func plainPlan(p steps.Plan) string {
	var b strings.Builder
	for _, c := range p.Changes {
		b.WriteString(string(c.Action) + " " + string(c.Step) + "\n")
		for _, f := range c.Fields {
			data, _ := json.Marshal(f)
			b.WriteString("  " + string(data) + "\n")
		}
		for _, k := range c.Kept {
			b.WriteString("  kept " + k + "\n")
		}
	}
	return b.String()
}

const freshPlan = `create entra.application
  {"path":"displayName","from":null,"to":"Example Learn"}
  {"path":"signInAudience","from":null,"to":"AzureADMyOrg"}
  {"path":"api.requestedAccessTokenVersion","from":null,"to":2}
  {"path":"web.redirectUris","from":null,"to":["https://learn.example.org/totara/admin/oauth2callback.php","https://learn.example.org/totara/totara/msteams/oidc_login.php"]}
  {"path":"web.logoutUrl","from":null,"to":"https://learn.example.org/totara/totara/msteams/sso_logout.php"}
  {"path":"web.homePageUrl","from":null,"to":"https://learn.example.org/totara"}
  {"path":"info.termsOfServiceUrl","from":null,"to":"https://learn.example.org/totara"}
  {"path":"info.privacyStatementUrl","from":null,"to":"https://learn.example.org/totara"}
  {"path":"requiredResourceAccess[Microsoft Graph]","from":null,"to":["User.Read","email","offline_access","openid","profile"]}
  {"path":"tags","from":null,"to":["SITEKEY"]}
create entra.sso
  {"path":"identifierUris","unknown":"entra.application"}
  {"path":"api.oauth2PermissionScopes[access_as_user]","from":null,"to":"enabled"}
create entra.clients
  {"path":"api.preAuthorizedApplications[Teams for desktop and mobile]","from":null,"to":"access_as_user"}
  {"path":"api.preAuthorizedApplications[Teams on the web]","from":null,"to":"access_as_user"}
create entra.principal
  {"path":"appId","unknown":"entra.application"}
create entra.consent
  {"path":"oauth2PermissionGrants[AllPrincipals, Microsoft Graph].scope","from":null,"to":["User.Read","email","offline_access","openid","profile"]}
create entra.secret
  {"path":"passwordCredentials.secretText","secret":true}
  {"path":"passwordCredentials.endDateTime","from":null,"to":"365 days after it is made"}
create entra.logo
  {"path":"logo","from":null,"to":"DIGEST"}
`

func TestFreshTenant(t *testing.T) {
	t.Parallel()
	for _, lag := range []time.Duration{0, 3 * time.Second, 12 * time.Second} {
		t.Run(lag.String(), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.lag = lag
			j := r.run()
			digest := strings.TrimPrefix((&logo{Application: j.app}).tag(), logoTag)
			want := strings.NewReplacer("SITEKEY", r.want.SiteKey, "DIGEST", digest).Replace(freshPlan)
			got := plainPlan(j.plan)
			if got != want {
				t.Errorf("plan\n%s\nwant\n%s", got, want)
			}
			if id, ok := j.app.AppID().By(); !ok || id != "entra.application" {
				t.Errorf("the client id is %+v", j.app.AppID())
			}
			report := j.apply()
			if report.ExitCode() != 0 {
				t.Errorf("exit code %d: %+v", report.ExitCode(), report.Results)
			}
			if got := r.cloud.written(); strings.Join(sortedWords(got), " ") !=
				"AddPassword CreateGrant CreatePrincipal SetLogo UpdateApplication UpdateApplication UpdateApplication UpsertApplication" {
				t.Errorf("writes %s", got)
			}
			r.whole()
			id, _ := j.app.AppID().Get()
			if len(r.ids) != 1 || r.ids[0] != id {
				t.Errorf("identified %v, want %s once", r.ids, id)
			}
			if len(r.proofs) != 1 || r.proofs[0] != id+" abc-text-of-"+r.ours()[0].KeyID {
				t.Errorf("proofs %v", r.proofs)
			}
			wantRow(t, report.Results, "secret_proof", steps.Pass, "Entra issued a token")
			app := r.only().App
			for _, p := range app.API.PreAuthorized {
				if len(p.ScopeIDs) != 1 || p.ScopeIDs[0] != app.API.Scopes[0].ID {
					t.Errorf("client %+v, scope %s", p, app.API.Scopes[0].ID)
				}
			}
		})
	}
}

func sortedWords(s string) []string {
	list, _ := sorted(strings.Fields(s)).([]string)
	return list
}

// A run right after another one, while copies still lag, finds everything.
func TestSecondRunIsEmpty(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		lag    time.Duration
		wait   time.Duration
		withID bool
	}{
		"at once, by name":          {0, 0, false},
		"at once, by id":            {0, 0, true},
		"copies lag":                {time.Second, 0, true},
		"a month later":             {time.Second, 30 * 24 * time.Hour, true},
		"a month later, by name":    {0, 30 * 24 * time.Hour, false},
		"the day before it expires": {0, 300 * 24 * time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.lag = tt.lag
			if code := r.run().apply().ExitCode(); code != 0 {
				t.Fatalf("exit code %d", code)
			}
			r.cloud.mu.Lock()
			r.cloud.writes = nil
			r.cloud.mu.Unlock()
			_ = r.clock.Sleep(t.Context(), tt.wait)
			if tt.withID {
				r.want.AppID = r.ids[0]
			}
			j := r.run()
			if !j.plan.Empty() {
				t.Fatalf("second plan\n%s", plainPlan(j.plan))
			}
			report := j.apply()
			if got := r.cloud.written(); got != "" {
				t.Errorf("writes %s", got)
			}
			for _, row := range report.Results {
				if row.Status != steps.Pass && row.ID != "entra.secret_proof" {
					t.Errorf("row %+v", row)
				}
			}
			wantRow(t, report.Results, "secret_proof", steps.ToDo, "only Totara knows the text")
		})
	}
}

// With single sign-on off only the registration, its branding and its logo are
// made.
func TestBareRegistration(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want = Desired{
		Group: "entra", UniqueName: r.want.UniqueName, SiteKey: r.want.SiteKey, Name: "Example Learn",
		Audience: tenant.AudienceSingle, HomePageURL: site, TermsURL: site, PrivacyURL: site, Logo: []byte("png"),
	}
	j := r.run()
	if len(j.plan.Changes) != 2 {
		t.Fatalf("plan\n%s", plainPlan(j.plan))
	}
	if report := j.apply(); report.ExitCode() != 0 {
		t.Errorf("report %+v", report)
	}
	if got := r.cloud.written(); got != "UpsertApplication SetLogo UpdateApplication" {
		t.Errorf("writes %s", got)
	}
	if app := r.only().App; len(app.Web.RedirectURIs)+len(app.IdentifierURIs)+len(app.Permissions)+len(app.Passwords) > 0 || app.API.TokenVersion != 0 {
		t.Errorf("application %+v", app)
	}
}

// Check alone says of a tenant in which something was changed what differs.
func TestCheckNamesWhatDiffers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*entry)
		facet  string
		says   string
	}{
		"logout URL":       {func(e *entry) { e.App.Web.LogoutURL = "" }, "application", "web.logoutUrl"},
		"redirect URI":     {func(e *entry) { e.App.Web.RedirectURIs = []string{login} }, "application", "web.redirectUris"},
		"permission":       {func(e *entry) { e.App.Permissions[0].ScopeIDs = nil }, "application", "requiredResourceAccess"},
		"our name":         {func(e *entry) { e.App.DisplayName = "x" }, "application", "displayName"},
		"scope off":        {func(e *entry) { e.App.API.Scopes[0].Enabled = false }, "sso", "access_as_user"},
		"identifier URI":   {func(e *entry) { e.App.IdentifierURIs = nil }, "sso", "identifierUris"},
		"a client":         {func(e *entry) { e.App.API.PreAuthorized = e.App.API.PreAuthorized[1:] }, "clients", "Teams for desktop"},
		"the logo's tag":   {func(e *entry) { e.App.Tags = e.App.Tags[:1] }, "logo", "differs"},
		"the secret":       {func(e *entry) { e.App.Passwords = nil }, "secret", "none that is valid"},
		"the proof of one": {func(e *entry) { e.App.Passwords = nil }, "secret_proof", "no valid secret to try"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.setUp()
			r.cloud.put(func(w *world) { tt.change(&w.Apps[0]) })
			j := r.run()
			rows := j.runner.Check(t.Context())
			want := steps.Fail
			if tt.facet == "secret_proof" {
				want = steps.Unseen
			}
			wantRow(t, rows, tt.facet, want, tt.says)
			if fix := row(t, rows, tt.facet).Fix; !strings.Contains(fix, "run setup") {
				t.Errorf("cure %q", fix)
			}
			if got := r.cloud.written(); got != "" {
				t.Errorf("a check wrote: %s", got)
			}
			j.apply()
			if tt.facet != "secret" && tt.facet != "secret_proof" {
				r.whole()
			}
		})
	}
}

// GUIDs compare without case, lists as sets.
func TestSameThingInOtherWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.setUp()
	r.cloud.put(func(w *world) {
		app := &w.Apps[0].App
		app.Web.RedirectURIs = []string{login, callback}
		app.Permissions[0].ResourceAppID = strings.ToUpper(app.Permissions[0].ResourceAppID)
		for i, id := range app.Permissions[0].ScopeIDs {
			app.Permissions[0].ScopeIDs[i] = strings.ToUpper(id)
		}
		for i := range app.API.PreAuthorized {
			app.API.PreAuthorized[i].AppID = strings.ToUpper(app.API.PreAuthorized[i].AppID)
			app.API.PreAuthorized[i].ScopeIDs[0] = strings.ToUpper(app.API.PreAuthorized[i].ScopeIDs[0])
		}
		app.IdentifierURIs[0] = strings.ToUpper(app.IdentifierURIs[0])
		w.Grants[0].Scopes = []string{"OPENID", "profile", "user.read", "email", "offline_access"}
	})
	r.want.AppID = r.ids[0]
	if j := r.run(); !j.plan.Empty() {
		t.Errorf("plan\n%s", plainPlan(j.plan))
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	name := UniqueName(site, "")
	for _, tt := range []struct{ site, kind, prefix, suffix string }{
		{site, "", "learn-example-org-", ""},
		{site, "bot", "learn-example-org-", "-bot"},
		{"https://LEARN.example.org/x", "", "learn-example-org-", ""},
		{"https://münchen.example", "", "m-nchen-example-", ""},
		{"https://[::1]:8443", "", "--1-", ""},
		{"", "", "site-", ""},
		{"https://" + strings.Repeat("a.", 200) + "org", "", "a-a-", ""},
	} {
		got := UniqueName(tt.site, tt.kind)
		if !strings.HasPrefix(got, tt.prefix) || !strings.HasSuffix(got, tt.suffix) || len(got) > 120 {
			t.Errorf("%s: %q", tt.site, got)
		}
		if strings.Trim(got, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%s: %q holds other characters", tt.site, got)
		}
	}
	if name == UniqueName("https://learn.example.org/other", "") || name == UniqueName(site, "bot") {
		t.Error("two applications share a name")
	}
	if SiteKey(site) != "teamwright:site="+strings.TrimPrefix(name, "learn-example-org-") {
		t.Errorf("name %q, key %q", name, SiteKey(site))
	}
}
