package answers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps/answers"
)

func TestAddresses(t *testing.T) {
	t.Parallel()
	a := answers.Answers{Site: "https://Learn.example.org/totara"}
	a.Publisher.Privacy = "https://example.org/privacy"
	u := a.Addresses()
	for _, c := range []struct{ name, got, want string }{
		{"host", u.Host, "learn.example.org"},
		{"callback", u.OAuthCallback, "https://Learn.example.org/totara/admin/oauth2callback.php"},
		{"redirect URIs", strings.Join(u.RedirectURIs(), " "), "https://Learn.example.org/totara/admin/oauth2callback.php https://Learn.example.org/totara/totara/msteams/oidc_login.php"},
		{"logout", u.Logout, "https://Learn.example.org/totara/totara/msteams/sso_logout.php"},
		{"bot", u.BotEndpoint, "https://Learn.example.org/totara/totara/msteams/botindex.php"},
		{"bot login", u.BotLogin, "https://Learn.example.org/totara/totara/msteams/botlogin.php"},
		{"tab", u.TabConfig, "https://Learn.example.org/totara/totara/msteams/tabs/config.php"},
		{"page", u.Page("/totara/catalog/index.php"), "https://Learn.example.org/totara/totara/catalog/index.php"},
		{"checklist", u.Checklist, "https://Learn.example.org/totara/totara/msteams/download_manifest.php"},
		{"home", u.Home, "https://Learn.example.org/totara"},
		{"privacy", u.Privacy, "https://example.org/privacy"},
		{"terms", u.Terms, "https://Learn.example.org/totara"},
		{"identifier URI", u.IdentifierURI("0f9c"), "api://learn.example.org/0f9c"},
		{"identifier prefix", u.IdentifierPrefix(), "api://learn.example.org/"},
	} {
		if c.got != c.want {
			t.Errorf("%s is %s, want %s", c.name, c.got, c.want)
		}
	}
	a.Totara.AdminFolder = "manage"
	if got := a.Addresses().RedirectURIs()[0]; got != "https://Learn.example.org/totara/manage/oauth2callback.php" {
		t.Errorf("with its own admin folder: %s", got)
	}
	if u := (answers.Answers{}).Addresses(); u != (answers.Addresses{}) || u.RedirectURIs() != nil {
		t.Errorf("without a site: %+v", u)
	}
}

// The longest address that Entra has to take stays below its 255 characters.
func TestAddressesFitEntra(t *testing.T) {
	t.Parallel()
	site := "https://learn.example.org/" + strings.Repeat("a", 174)
	if err := answers.CheckValue("site", site); err != nil {
		t.Fatal(err)
	}
	a := answers.Answers{Site: site}
	for _, address := range append(a.Addresses().RedirectURIs(), a.Addresses().Logout) {
		if len(address) > 255 {
			t.Errorf("%d: %s", len(address), address)
		}
	}
}

func TestDerive(t *testing.T) {
	t.Parallel()
	for site, want := range map[string][]string{
		// short name, full name, package name, publisher, handle, resource group
		"https://learn.example.org/totara":                  {"Example Learn", "Example Learning Platform", "org.example.learn.teams", "Example", "example-learn", "rg-learn"},
		"https://www.example.co.uk":                         {"Example", "Example Learning Platform", "uk.co.example.www.teams", "Example", "example", "rg-example"},
		"https://my-learn.big-corp.com.au":                  {"Big Corp My Learn", "Big Corp Learning Platform", "au.com.big-corp.my-learn.teams", "Big Corp", "big-corp-my-learn", "rg-my-learn"},
		"https://totara.de":                                 {"Totara", "Totara Learning Platform", "de.totara.teams", "Totara", "totara", "rg-totara"},
		"https://a.b.c.example.org":                         {"Example A", "Example Learning Platform", "org.example.c.b.a.teams", "Example", "example-a", "rg-a"},
		"https://learn.averyveryverylongnameofacompany.org": {"", "Averyveryverylongnameofacompany Learning Platform", "org.averyveryverylongnameofacompany.learn.teams", "Averyveryverylongnameofacompany", "averyveryverylongnameofacompany-learn", "rg-learn"},
		"https://10.0.0.1":                                  {"", "", "", "", "", ""},
		"https://localhost:8443":                            {"Localhost", "Localhost Learning Platform", "localhost.teams", "Localhost", "localhost", "rg-localhost"},
		"":                                                  {"", "", "", "", "", ""},
	} {
		a := answers.Answers{Site: site}
		for i, key := range []string{"app.short_name", "app.full_name", "app.package_name", "publisher.name", "bot.handle", "bot.resource_group"} {
			if got := a.Derive(key); got != want[i] {
				t.Errorf("%s: %s is %q, want %q", site, key, got, want[i])
			}
		}
	}
	if got := (answers.Answers{Site: "https://a.example"}).Derive("sso.audience"); got != "" {
		t.Errorf("the audience is guessed: %q", got)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	full, err := answers.Load("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*answers.Answers)
		parts  []answers.Part
		want   string
	}{
		{"nothing", func(*answers.Answers) {}, nil, ""},
		{"all of a set-up", func(a *answers.Answers) { *a = answers.New("x").Answers() }, nil,
			"site tenant app.short_name app.short_description app.full_description app.package_name app.icon publisher.name sso.audience"},
		{"package needs the id", func(*answers.Answers) {}, []answers.Part{answers.PartPackage}, "ids.app"},
		{"package with a bot", func(a *answers.Answers) { a.Bot.MessagingExtension = true }, []answers.Part{answers.PartPackage}, "ids.app ids.bot"},
		{"package needs the branding", func(a *answers.Answers) { a.App.Icon, a.IDs.App = "", "x" }, []answers.Part{answers.PartPackage}, "app.icon"},
		{"package name of an old schema", func(a *answers.Answers) { a.App.PackageName = "" }, []answers.Part{answers.PartBranding}, "app.package_name"},
		{"package name of a new schema", func(a *answers.Answers) { a.App.PackageName, a.App.Manifest = "", "1.17" }, []answers.Part{answers.PartBranding}, ""},
		{"no audience without sign-on", func(a *answers.Answers) { a.SSO = answers.SSO{} }, []answers.Part{answers.PartEntra}, ""},
		{"bot off", func(a *answers.Answers) { a.Bot = answers.Bot{} }, []answers.Part{answers.PartBot}, ""},
		{"bot on", func(a *answers.Answers) { a.Bot = answers.Bot{Enabled: true} }, []answers.Part{answers.PartBot}, "bot.handle bot.resource_group"},
		{"Totara by script", func(a *answers.Answers) { a.Totara.Via = "exec" }, []answers.Part{answers.PartTotara}, "totara.command totara.config"},
		{"Connect server", func(a *answers.Answers) { a.Connect.Clients = nil }, []answers.Part{answers.PartConnect}, "connect.clients"},
		{"Connect client", func(a *answers.Answers) { a.Connect = answers.Connect{Role: "client"} }, []answers.Part{answers.PartConnect}, ""},
		{"Mobile Flows", func(a *answers.Answers) { a.MobileFlows.Access = "" }, []answers.Part{answers.PartMobileFlows}, "mobileflows.access"},
		{"site always", func(a *answers.Answers) { a.Site = "" }, []answers.Part{answers.PartCatalog}, "site"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := full.Answers()
			tt.change(&a)
			var keys []string
			for _, p := range a.Missing(tt.parts...) {
				keys = append(keys, p.Key)
				if !strings.HasPrefix(p.Wrong, "is missing: ") || !strings.HasPrefix(p.Right, "add "+p.Key+": ") {
					t.Errorf("%s", p.Error())
				}
			}
			if got := strings.Join(keys, " "); got != tt.want {
				t.Errorf("missing %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	flags := map[string]string{}
	for _, k := range answers.Keys() {
		if k.Flag != "" {
			flags[k.Name] = k.Flag + " " + k.Variable()
		} else if k.Variable() != "" {
			t.Errorf("%s has a variable without a flag", k.Name)
		}
	}
	if len(flags) != 3 || flags["cloud"] != "--cloud TEAMWRIGHT_CLOUD" || flags["auth"] != "--auth TEAMWRIGHT_AUTH" || flags["client_id"] != "--client-id TEAMWRIGHT_CLIENT_ID" {
		t.Errorf("flags: %v", flags)
	}
}

func TestTick(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 11, 20, 9, 0, 0, 0, time.FixedZone("", 10*3600))
	tick := answers.NewTick("a@example.org", made)
	if got := tick.On.Format(time.DateOnly); got != "2026-11-20" {
		t.Errorf("made on %s", got)
	}
	for days, stale := range map[int]bool{-2: true, -1: false, 0: false, 400: false, 401: true} {
		if got := tick.Stale(made.AddDate(0, 0, days)); got != stale {
			t.Errorf("after %d days stale is %v", days, got)
		}
	}
}

func TestPut(t *testing.T) {
	t.Parallel()
	f, err := answers.Load("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, empty := f.Answers(), answers.Answers{}
	for _, k := range answers.Keys() {
		v := a.Value(k.Name)
		if err := empty.Put(k.Name, v); err != nil {
			t.Errorf("%s: %v", k.Name, err)
		}
	}
	if got, want := empty.Connect.Clients[0].Name, "Partner site"; got != want || empty.Site != a.Site || len(empty.Confirmed) != 1 {
		t.Errorf("put: %+v", empty)
	}
	for key, v := range map[string]any{"site": "http://a.example", "bot.enabled": "yes", "nothing": 1, "app.languages.fr": "x"} {
		if err := empty.Put(key, v); len(answers.AsProblems(err)) != 1 {
			t.Errorf("%s: %v gives %v", key, v, err)
		}
	}
}

func TestValueOfMapEntries(t *testing.T) {
	t.Parallel()
	f, err := answers.Parse("a.yaml", []byte("app: {languages: {fr: fr.yaml}}\nconfirmed: {a.b: {by: x, on: 2026-11-20}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	a := f.Answers()
	if got := a.Value("app.languages.fr"); got != "fr.yaml" {
		t.Errorf("language: %v", got)
	}
	if got, ok := a.Value("confirmed.a.b").(answers.Tick); !ok || got.By != "x" {
		t.Errorf("tick: %v", got)
	}
	if a.Value("nothing") != nil {
		t.Error("an unknown key has a value")
	}
	if !slices.Contains(answers.ManifestVersions(), "1.12") || slices.Contains(answers.ManifestVersions(), "1.18") {
		t.Errorf("manifest versions: %v", answers.ManifestVersions())
	}
}
