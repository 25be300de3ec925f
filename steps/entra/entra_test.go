package entra

import (
	"context"
	"slices"
	"testing"
	"time"

	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

const site = "https://learn.example.org/totara"

func sound() answers.Answers {
	return answers.Answers{
		Site: site, Tenant: "contoso.onmicrosoft.com",
		App:       answers.App{ShortName: "Example Learn"},
		Publisher: answers.Publisher{Name: "Example Ltd", Privacy: "https://example.org/privacy"},
		SSO:       answers.SSO{Enabled: true, Audience: answers.AudienceSingle, SecretDays: 180},
		Totara:    answers.Totara{AdminFolder: "admin"},
	}
}

func TestDesired(t *testing.T) {
	t.Parallel()
	for chosen, entra := range map[string]string{
		answers.AudienceSingle:              "AzureADMyOrg",
		answers.AudienceMultitenant:         "AzureADMultipleOrgs",
		answers.AudienceMultitenantPersonal: "AzureADandPersonalMicrosoftAccount",
		answers.AudiencePersonal:            "PersonalMicrosoftAccount",
	} {
		t.Run(chosen, func(t *testing.T) {
			t.Parallel()
			a := sound()
			a.SSO.Audience = chosen
			d := Desired(a, Parts{Logo: []byte("png")})
			if d.Audience != entra || Audience(chosen) != entra {
				t.Errorf("audience %s, want %s", d.Audience, entra)
			}
			if d.Name != "Example Learn" || d.HomePageURL != site || d.TermsURL != site || d.PrivacyURL != "https://example.org/privacy" || string(d.Logo) != "png" {
				t.Errorf("branding %+v", d)
			}
			if want := []string{site + "/admin/oauth2callback.php", site + "/totara/msteams/oidc_login.php"}; !slices.Equal(d.RedirectURIs, want) {
				t.Errorf("redirect URIs %v", d.RedirectURIs)
			}
			if d.LogoutURL != site+"/totara/msteams/sso_logout.php" || d.TokenVersion != 2 || d.IdentifierURI("ID") != "api://learn.example.org/ID" {
				t.Errorf("addresses %+v", d)
			}
			if d.Scope.Value != "access_as_user" || d.Scope.Type != "User" || d.Scope.AdminName == "" || d.Scope.AdminDescription == "" || d.Scope.UserName == "" || d.Scope.UserDescription == "" {
				t.Errorf("scope %+v", d.Scope)
			}
			if len(d.Scope.Value) > 40 {
				t.Error("Entra limits scope names to 40 characters where personal accounts may sign in")
			}
			if !slices.Equal(d.Clients, []string{"1fec8e78-bce4-4aaf-ab1b-5451cc387264", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"}) {
				t.Errorf("clients %v", d.Clients)
			}
			if !slices.Equal(d.Permissions, []application.Permission{
				{Name: "email", ID: "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0"},
				{Name: "offline_access", ID: "7427e0e9-2fba-42fe-b0c0-848c9e6a8182"},
				{Name: "openid", ID: "37f7f235-527c-4136-accd-4a02d197296e"},
				{Name: "profile", ID: "14dad69e-099b-42c9-810b-d002981feec1"},
				{Name: "User.Read", ID: "e1fe6dd8-ba31-4d61-89e7-88639da4683d"},
			}) {
				t.Errorf("permissions %+v", d.Permissions)
			}
			if !d.Principal || !d.Consent || d.Secret.Name != "sso" || d.Secret.Life != 180*24*time.Hour {
				t.Errorf("principal %v, consent %v, secret %+v", d.Principal, d.Consent, d.Secret)
			}
		})
	}
}

func TestDesiredWithoutSingleSignOn(t *testing.T) {
	t.Parallel()
	a := sound()
	a.SSO.Enabled, a.SSO.Audience, a.IDs.App = false, answers.AudienceMultitenant, "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
	d := Desired(a, Parts{Logo: []byte("png")})
	if d.Audience != tenant.AudienceSingle || d.Name != "Example Learn" || d.HomePageURL != site || len(d.Logo) == 0 || d.AppID != a.IDs.App {
		t.Errorf("registration %+v", d)
	}
	if d.RedirectURIs != nil || d.LogoutURL != "" || d.IdentifierURI != nil || d.Scope != nil || d.Clients != nil ||
		d.Permissions != nil || d.Principal || d.Consent || d.Secret != nil || d.TokenVersion != 0 {
		t.Errorf("more than the registration, its branding and its logo: %+v", d)
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	sink := secret.NewFile("x")
	var proven string
	d := Desired(sound(), Parts{Sink: sink, Prove: func(_ context.Context, appID string, _ secret.Text) error { proven = appID; return nil }})
	if d.Secret.Where != sink {
		t.Error("another sink")
	}
	if err := d.Secret.Prove(t.Context(), "ID", secret.Text{}); err != nil || proven != "ID" {
		t.Error("another proof")
	}
}

// By what an existing application is recognised.
func TestFindBy(t *testing.T) {
	t.Parallel()
	a := sound()
	a.Site, a.Totara.AdminFolder = "https://Learn.example.org:8443/x", "verwaltung"
	d := Desired(a, Parts{})
	want := []tenant.Key{
		{IdentifierURIPrefix: "api://learn.example.org:8443/"},
		{RedirectURI: "https://Learn.example.org:8443/x/verwaltung/oauth2callback.php"},
		{RedirectURI: "https://Learn.example.org:8443/x/totara/msteams/oidc_login.php"},
	}
	if !slices.Equal(d.FindBy, want) || d.UniqueName != application.UniqueName(a.Site, "") || d.SiteKey != application.SiteKey(a.Site) {
		t.Errorf("found by %+v, %s, %s", d.FindBy, d.UniqueName, d.SiteKey)
	}
}

// registration is the application that a declaration ends in.
func registration(d application.Desired) tenant.Application {
	const id = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
	app := tenant.Application{
		AppID: id, DisplayName: d.Name, Audience: d.Audience,
		Web:  tenant.Web{RedirectURIs: d.RedirectURIs, LogoutURL: d.LogoutURL, HomePageURL: d.HomePageURL},
		Info: tenant.Info{TermsURL: d.TermsURL, PrivacyURL: d.PrivacyURL},
	}
	if d.IdentifierURI != nil {
		app.IdentifierURIs = []string{d.IdentifierURI(id)}
	}
	return app
}

// A registration that was made from answers gives those answers back.
func TestAdoptedGivesTheAnswersBack(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*answers.Answers){
		"a folder":             func(*answers.Answers) {},
		"no folder":            func(a *answers.Answers) { a.Site = "https://learn.example.org" },
		"a port":               func(a *answers.Answers) { a.Site = "https://learn.example.org:8443/a/b" },
		"another admin folder": func(a *answers.Answers) { a.Totara.AdminFolder = "verwaltung" },
		"any tenant":           func(a *answers.Answers) { a.SSO.Audience = answers.AudienceMultitenant },
		"personal too":         func(a *answers.Answers) { a.SSO.Audience = answers.AudienceMultitenantPersonal },
		"personal only":        func(a *answers.Answers) { a.SSO.Audience = answers.AudiencePersonal },
		"own links": func(a *answers.Answers) {
			a.Publisher.Website, a.Publisher.Terms = "https://example.org", "https://example.org/terms"
		},
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := sound()
			change(&a)
			f := answers.New("b.yaml")
			for _, s := range Adopted(registration(Desired(a, Parts{}))) {
				if err := f.Set(s.Key, s.Value); err != nil {
					t.Errorf("%s: %v", s.Key, err)
				}
			}
			got := f.Answers()
			if got.Site != a.Site || got.App.ShortName != a.App.ShortName || got.SSO.Audience != a.SSO.Audience || got.IDs.App == "" ||
				got.Totara.AdminFolder != a.Totara.AdminFolder || got.Publisher.Website != a.Publisher.Website ||
				got.Publisher.Privacy != a.Publisher.Privacy || got.Publisher.Terms != a.Publisher.Terms {
				t.Errorf("got %s", f.Bytes())
			}
		})
	}
}

func TestAdoptedOfForeignRegistrations(t *testing.T) {
	t.Parallel()
	long := "Forty characters are too many for a name"
	tests := map[string]struct {
		app  tenant.Application
		want map[string]any
	}{
		"nothing in it":             {tenant.Application{}, nil},
		"a long name":               {tenant.Application{DisplayName: long}, map[string]any{"app.full_name": long}},
		"a name that no file has":   {tenant.Application{DisplayName: "a\x1b[2Jb"}, nil},
		"too long for both":         {tenant.Application{DisplayName: long + long + long}, nil},
		"a name with spaces about":  {tenant.Application{DisplayName: " A "}, map[string]any{"app.short_name": "A"}},
		"an audience of tomorrow":   {tenant.Application{Audience: "AzureADSomething"}, nil},
		"links that are no https":   {tenant.Application{Web: tenant.Web{HomePageURL: "http://example.org"}, Info: tenant.Info{TermsURL: "x", PrivacyURL: "javascript:alert(1)"}}, nil},
		"a site over http":          {tenant.Application{Web: tenant.Web{RedirectURIs: []string{"http://localhost/totara/msteams/oidc_login.php", "http://localhost/admin/oauth2callback.php"}}}, nil},
		"the identifier URI alone":  {tenant.Application{IdentifierURIs: []string{"api://learn.example.org/0f9ccf0b"}}, map[string]any{"site": "https://learn.example.org"}},
		"the usual identifier URI":  {tenant.Application{IdentifierURIs: []string{"api://0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"}}, nil},
		"the callback alone":        {tenant.Application{Web: tenant.Web{RedirectURIs: []string{"https://a.example/x/adm/oauth2callback.php"}}}, map[string]any{"site": "https://a.example/x", "totara.admin_folder": "adm"}},
		"a callback without folder": {tenant.Application{Web: tenant.Web{RedirectURIs: []string{"https://a.example/oauth2callback.php"}}}, nil},
		"another site's callback beside": {tenant.Application{Web: tenant.Web{RedirectURIs: []string{
			"https://other.example/login/oauth2callback.php", "https://a.example/x/totara/msteams/oidc_login.php", "https://a.example/x/adm/oauth2callback.php",
		}}}, map[string]any{"site": "https://a.example/x", "totara.admin_folder": "adm"}},
		"only another site's callback beside": {tenant.Application{Web: tenant.Web{RedirectURIs: []string{
			"https://a.example/x/totara/msteams/oidc_login.php", "https://other.example/login/oauth2callback.php",
		}}}, map[string]any{"site": "https://a.example/x"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := map[string]any{}
			f := answers.New("b.yaml")
			for _, s := range Adopted(tt.app) {
				got[s.Key] = s.Value
				if err := f.Set(s.Key, s.Value); err != nil {
					t.Errorf("%s: %v", s.Key, err)
				}
			}
			if len(got) != len(tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
			for k, v := range tt.want {
				if got[k] != v {
					t.Errorf("%s is %v, want %v", k, got[k], v)
				}
			}
		})
	}
}
