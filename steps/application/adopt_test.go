package application

import (
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// byHand is an application that a person set up for the site, with things in
// it that are none of ours.
func byHand() entry {
	return foreign(9, func(a *tenant.Application) {
		a.IdentifierURIs = []string{"api://elsewhere.example/x"}
		a.Tags = []string{"HideApp", "webApp"}
		a.Web.RedirectURIs = []string{callback, "https://learn.example.org/own.php"}
		a.Web.LogoutURL = "https://learn.example.org/own-logout"
		a.API.Scopes = []tenant.Scope{{ID: "scope-own", Value: "own.read", Enabled: true}}
		a.API.PreAuthorized = []tenant.PreAuthorized{
			{AppID: tenant.TeamsWebClient, ScopeIDs: []string{"scope-own"}},
			{AppID: appID(77), ScopeIDs: []string{"scope-own"}},
		}
		a.Permissions = []tenant.Permissions{
			{ResourceAppID: appID(88), ScopeIDs: []string{"s"}, RoleIDs: []string{"r"}},
			{ResourceAppID: tenant.GraphAppID, ScopeIDs: []string{"own-permission", tenant.PermissionOpenID}, RoleIDs: []string{"own-role"}},
		}
	})
}

func TestAdoptedKeepsWhatAPersonAdded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.hold(byHand())
	j := r.run()
	const want = `update entra.application
  {"path":"api.requestedAccessTokenVersion","from":null,"to":2}
  {"path":"web.redirectUris","from":["https://learn.example.org/own.php","https://learn.example.org/totara/admin/oauth2callback.php"],"to":["https://learn.example.org/own.php","https://learn.example.org/totara/admin/oauth2callback.php","https://learn.example.org/totara/totara/msteams/oidc_login.php"]}
  {"path":"web.logoutUrl","from":"https://learn.example.org/own-logout","to":"https://learn.example.org/totara/totara/msteams/sso_logout.php"}
  {"path":"web.homePageUrl","from":null,"to":"https://learn.example.org/totara"}
  {"path":"info.termsOfServiceUrl","from":null,"to":"https://learn.example.org/totara"}
  {"path":"info.privacyStatementUrl","from":null,"to":"https://learn.example.org/totara"}
  {"path":"requiredResourceAccess[Microsoft Graph]","from":["openid"],"to":["User.Read","email","offline_access","openid","profile"]}
  {"path":"tags","from":["HideApp","webApp"],"to":["HideApp","SITEKEY","webApp"]}
  kept who may sign in stays AzureADMultipleOrgs, where the answers say AzureADMyOrg: an existing application's audience is changed by a person, in the portal under Authentication
  kept its name stays "Made by hand"
  kept redirect URI https://learn.example.org/own.php
  kept permission own-permission
update entra.sso
  {"path":"identifierUris","from":["api://elsewhere.example/x"],"to":["api://elsewhere.example/x","api://learn.example.org/APPID"]}
  {"path":"api.oauth2PermissionScopes[access_as_user]","from":null,"to":"enabled"}
  kept identifier URI api://elsewhere.example/x
  kept scope own.read
update entra.clients
  {"path":"api.preAuthorizedApplications[Teams for desktop and mobile]","from":null,"to":"access_as_user"}
  {"path":"api.preAuthorizedApplications[Teams on the web]","from":null,"to":"access_as_user"}
  kept client 00000000-0000-4000-8000-000000000077
`
	got := strings.NewReplacer(r.want.SiteKey, "SITEKEY", appID(9), "APPID").Replace(plainPlan(j.plan))
	if !strings.HasPrefix(got, want) {
		t.Errorf("plan\n%s\nwant\n%s", got, want)
	}
	report := j.apply()
	if report.ExitCode() != 0 {
		t.Errorf("report %+v", report)
	}
	before, app := byHand().App, r.only().App
	if app.DisplayName != before.DisplayName || app.Audience != before.Audience || app.UniqueName != "" {
		t.Errorf("renamed or opened: %+v", app)
	}
	for what, lists := range map[string][2][]string{
		"redirect URIs":      {before.Web.RedirectURIs, app.Web.RedirectURIs},
		"identifier URIs":    {before.IdentifierURIs, app.IdentifierURIs},
		"tags":               {before.Tags, app.Tags},
		"Graph permissions":  {before.Permissions[1].ScopeIDs, app.Permissions[1].ScopeIDs},
		"Graph roles":        {before.Permissions[1].RoleIDs, app.Permissions[1].RoleIDs},
		"other permissions":  {before.Permissions[0].ScopeIDs, app.Permissions[0].ScopeIDs},
		"other roles":        {before.Permissions[0].RoleIDs, app.Permissions[0].RoleIDs},
		"the client's scope": {before.API.PreAuthorized[0].ScopeIDs, app.API.PreAuthorized[0].ScopeIDs},
	} {
		for _, x := range lists[0] {
			if !slices.Contains(lists[1], x) {
				t.Errorf("%s lost %s: %v", what, x, lists[1])
			}
		}
	}
	if app.API.Scopes[0] != before.API.Scopes[0] || len(app.API.Scopes) != 2 || app.API.PreAuthorized[1].AppID != appID(77) || len(app.API.PreAuthorized) != 3 {
		t.Errorf("API %+v", app.API)
	}
	wantRow(t, report.Results, "application", steps.Pass, "who may sign in stays AzureADMultipleOrgs")
	r.cloud.settle()
	if again := r.run(); !again.plan.Empty() {
		t.Errorf("second plan\n%s", plainPlan(again.plan))
	}
}

// The same by client id: an adopted one stays adopted, run after run.
func TestOursIsRenamedAndForeignIsNot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		unique  string
		renamed bool
	}{
		"ours":                 {UniqueName(site, ""), true},
		"foreign":              {"", false},
		"another site of ours": {UniqueName("https://other.example", ""), false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.cloud.hold(foreign(3, func(a *tenant.Application) { a.UniqueName = tt.unique }))
			r.want.AppID = appID(3)
			if code := r.run().apply().ExitCode(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			app := r.only().App
			if (app.DisplayName == r.want.Name) != tt.renamed || (app.Audience == r.want.Audience) != tt.renamed {
				t.Errorf("name %q, audience %s", app.DisplayName, app.Audience)
			}
		})
	}
}

func TestDisabledScopeIsEnabledInPlace(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.hold(foreign(4, func(a *tenant.Application) {
		a.Web.RedirectURIs = []string{callback}
		a.API.Scopes = []tenant.Scope{{ID: "by-hand", Value: "access_as_user", AdminName: "Own words"}}
	}))
	if code := r.run().apply().ExitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	app := r.only().App
	if len(app.API.Scopes) != 1 || app.API.Scopes[0] != (tenant.Scope{ID: "by-hand", Value: "access_as_user", AdminName: "Own words", Enabled: true}) {
		t.Errorf("scopes %+v", app.API.Scopes)
	}
	if app.API.PreAuthorized[0].ScopeIDs[0] != "by-hand" {
		t.Errorf("clients %+v", app.API.PreAuthorized)
	}
}

// A scope's id that the declaration gives is taken.
func TestGivenScopeID(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.want.Scope.ID = "given"
	if code := r.run().apply().ExitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if got := r.only().App.API; got.Scopes[0].ID != "given" || got.PreAuthorized[0].ScopeIDs[0] != "given" {
		t.Errorf("API %+v", got)
	}
}

// A run right after another one writes nothing, though the application is old
// and copies of it lag behind.
func TestAdoptedAMomentAgo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cloud.hold(foreign(1, func(a *tenant.Application) { a.Web.RedirectURIs = []string{callback} }))
	if report := r.run().apply(); steps.Summarize(report.Results).Fail > 0 {
		t.Fatalf("%+v", report)
	}
	r.cloud.lag, r.want.AppID = 2*time.Second, appID(1)
	if again := r.run(); !again.plan.Empty() {
		t.Errorf("a second plan\n%s", plainPlan(again.plan))
	}
}
