package totara

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"teamwright/steps"
	"teamwright/steps/answers"
)

const (
	wwwroot = "https://learn.example.org/totara"
	appID   = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
	botID   = "1F9CCF0B-4E19-4C44-9A53-1D0B1A2E6F77"
)

// sound are answers that break no row and skip none but the links'.
func sound() answers.Answers {
	return answers.Answers{
		Site: wwwroot, Tenant: "contoso.onmicrosoft.com",
		IDs: answers.IDs{App: appID, Bot: botID},
		App: answers.App{
			ShortName: "Example Learn", FullName: "Example Learning Platform", ShortDescription: "Your courses", FullDescription: "All your courses",
			PackageName: "org.example.learn.teams", Version: "1.0.0",
		},
		Publisher: answers.Publisher{Name: "Example Ltd", Website: "https://example.org", Privacy: "https://example.org/p", Terms: "https://example.org/t"},
		SSO:       answers.SSO{Enabled: true, Audience: answers.AudienceSingle},
		Bot:       answers.Bot{Enabled: true},
		Totara:    answers.Totara{Via: answers.ViaHand, AdminFolder: "admin", PublicImages: true},
	}
}

func known() steps.Value[string] { return steps.Known(appID) }

// check is every row of a checklist, by class.
func check(t *testing.T, a answers.Answers, appID func() steps.Value[string]) map[string]steps.Result {
	t.Helper()
	out := map[string]steps.Result{}
	for _, r := range NewChecklist(a, appID).Check(t.Context()) {
		class, ok := strings.CutPrefix(r.ID, "totara.")
		if !ok || r.Group != "totara" || r.Title == "" || r.Detail == "" || r.Source != steps.FromAnswers {
			t.Errorf("row %+v", r)
		}
		if (r.Status == steps.Fail || r.Status == steps.ToDo) != (r.Fix != "") {
			t.Errorf("row %s is %s with cure %q", r.ID, r.Status, r.Fix)
		}
		out[class] = r
	}
	return out
}

// The 21 names are Totara's class names, in the order of its class map.
func TestRowsAreTotaras(t *testing.T) {
	t.Parallel()
	want := strings.Fields(`admin_catalog admin_frame admin_gridimage bot_appid bot_secret mf_appid mf_appversion mf_desc mf_descfull
		mf_name mf_namefull mf_package pub_mpnid pub_name pub_website site_privacy site_terms sso_auth sso_id sso_scope wwwroot`)
	var got []string
	for _, r := range NewChecklist(sound(), known).Check(t.Context()) {
		got = append(got, strings.TrimPrefix(r.ID, "totara."))
	}
	if !slices.Equal(got, want) || len(got) != 21 {
		t.Errorf("rows %v, want %v", got, want)
	}
}

func TestRows(t *testing.T) {
	t.Parallel()
	const face = "😀" // two UTF-16 units
	type outcome struct {
		change func(*answers.Answers)
		status steps.Status
		says   string // in the detail
	}
	off := func(a *answers.Answers) { a.Bot.Enabled, a.SSO.Enabled = false, false }
	same := func(*answers.Answers) {}
	// link are the outcomes of a link that falls back to the site.
	link := func(field func(*answers.Answers) *string) map[string]outcome {
		long := "https://example.org/" + strings.Repeat("a", 2048-len("https://example.org/"))
		return map[string]outcome{
			"https":                         {same, steps.ToDo, "https://example.org"},
			"2048 bytes":                    {func(a *answers.Answers) { *field(a) = long }, steps.ToDo, long},
			"2049 bytes":                    {func(a *answers.Answers) { *field(a) = long + "a" }, steps.Fail, "at most 2048 bytes"},
			"bytes, not characters":         {func(a *answers.Answers) { *field(a) = long[:2046] + "€" }, steps.Fail, "at most 2048 bytes"},
			"http":                          {func(a *answers.Answers) { *field(a) = "http://example.org" }, steps.Fail, "no https address"},
			"no address":                    {func(a *answers.Answers) { *field(a) = "example.org" }, steps.Fail, "no https address"},
			"empty":                         {func(a *answers.Answers) { *field(a) = "" }, steps.Skipped, "the site's own address"},
			"empty, the site is http":       {func(a *answers.Answers) { *field(a) = ""; a.Site = "http://learn.example.org" }, steps.Fail, "no short https address"},
			"empty, the site has 2048":      {func(a *answers.Answers) { *field(a) = ""; a.Site = long }, steps.Skipped, ""},
			"empty, the site has 2049":      {func(a *answers.Answers) { *field(a) = ""; a.Site = long + "a" }, steps.Fail, "no short https address"},
			"https, though the site is not": {func(a *answers.Answers) { a.Site = "http://learn.example.org" }, steps.ToDo, "https://example.org"},
		}
	}
	// length are the outcomes of a text of at most n units.
	length := func(field func(*answers.Answers) *string, n int, empty steps.Status) map[string]outcome {
		return map[string]outcome{
			"as it is":             {same, steps.ToDo, ""},
			"the longest":          {func(a *answers.Answers) { *field(a) = strings.Repeat("ü", n) }, steps.ToDo, "üü"},
			"one longer":           {func(a *answers.Answers) { *field(a) = strings.Repeat("a", n+1) }, steps.Fail, "too long"},
			"pairs count as two":   {func(a *answers.Answers) { *field(a) = strings.Repeat(face, n/2) }, steps.ToDo, face},
			"pairs, one unit over": {func(a *answers.Answers) { *field(a) = strings.Repeat(face, n/2) + strings.Repeat("a", n%2+1) }, steps.Fail, "too long"},
			"empty":                {func(a *answers.Answers) { *field(a) = "" }, empty, "empty"},
		}
	}
	tests := map[string]map[string]outcome{
		"admin_catalog": {"always": {same, steps.ToDo, "Grid"}, "all off": {off, steps.ToDo, "Grid"}},
		"admin_frame":   {"always": {same, steps.ToDo, "on"}, "all off": {off, steps.ToDo, "on"}},
		"admin_gridimage": {
			"wanted":     {same, steps.ToDo, "on"},
			"not wanted": {func(a *answers.Answers) { a.Totara.PublicImages = false }, steps.Skipped, "private"},
		},
		"bot_appid": {
			"bot":              {same, steps.ToDo, botID},
			"extension alone":  {func(a *answers.Answers) { a.Bot = answers.Bot{MessagingExtension: true} }, steps.ToDo, botID},
			"both":             {func(a *answers.Answers) { a.Bot.MessagingExtension = true }, steps.ToDo, botID},
			"both off":         {off, steps.Skipped, "are off"},
			"off, a wrong id":  {func(a *answers.Answers) { off(a); a.IDs.Bot = "x" }, steps.Skipped, "are off"},
			"still to be made": {func(a *answers.Answers) { a.IDs.Bot = "" }, steps.ToDo, "once it is made"},
			"no GUID":          {func(a *answers.Answers) { a.IDs.Bot = botID + "0" }, steps.Fail, "ids.bot is no GUID"},
			"zeros":            {func(a *answers.Answers) { a.IDs.Bot = "00000000-0000-0000-0000-000000000000" }, steps.Fail, "all-zero"},
		},
		"bot_secret": {"on": {same, steps.ToDo, "secret"}, "off": {off, steps.Skipped, "are off"}},
		"mf_appid": {
			"known":   {same, steps.ToDo, appID},
			"no sso":  {off, steps.ToDo, appID},
			"no GUID": {func(a *answers.Answers) { a.IDs.App = "x" }, steps.Fail, "ids.app is no GUID"},
			"zeros":   {func(a *answers.Answers) { a.IDs.App = "00000000-0000-0000-0000-000000000000" }, steps.Fail, "all-zero"},
		},
		"mf_appversion": {
			"a version":             {same, steps.ToDo, "1.0.0"},
			"the form is no matter": {func(a *answers.Answers) { a.App.Version = "one" }, steps.ToDo, "one"},
			"empty":                 {func(a *answers.Answers) { a.App.Version = "" }, steps.Fail, "empty"},
		},
		"mf_desc":     length(func(a *answers.Answers) *string { return &a.App.ShortDescription }, 80, steps.Fail),
		"mf_descfull": length(func(a *answers.Answers) *string { return &a.App.FullDescription }, 4000, steps.Fail),
		"mf_name":     length(func(a *answers.Answers) *string { return &a.App.ShortName }, 30, steps.Fail),
		"mf_namefull": length(func(a *answers.Answers) *string { return &a.App.FullName }, 100, steps.ToDo),
		"mf_package": {
			"a name":          {same, steps.ToDo, "org.example.learn.teams"},
			"empty":           {func(a *answers.Answers) { a.App.PackageName = "" }, steps.Fail, "empty"},
			"the vendor's":    {func(a *answers.Answers) { a.App.PackageName = "com.totaralearning.microsoft.msteams" }, steps.Fail, "vendor's old default"},
			"almost vendor's": {func(a *answers.Answers) { a.App.PackageName = "com.totaralearning.microsoft.msteams2" }, steps.ToDo, "msteams2"},
		},
		"pub_mpnid": {
			"empty":                 {same, steps.ToDo, "leave it empty"},
			"10 bytes":              {func(a *answers.Answers) { a.Publisher.MPNID = "0123456789" }, steps.ToDo, "0123456789"},
			"11 bytes":              {func(a *answers.Answers) { a.Publisher.MPNID = "01234567891" }, steps.Fail, "10 bytes"},
			"bytes, not characters": {func(a *answers.Answers) { a.Publisher.MPNID = "éééééé" }, steps.Fail, "10 bytes"},
		},
		"pub_name":     length(func(a *answers.Answers) *string { return &a.Publisher.Name }, 32, steps.Fail),
		"pub_website":  link(func(a *answers.Answers) *string { return &a.Publisher.Website }),
		"site_privacy": link(func(a *answers.Answers) *string { return &a.Publisher.Privacy }),
		"site_terms":   link(func(a *answers.Answers) *string { return &a.Publisher.Terms }),
		"sso_auth": {
			"this tenant only": {same, steps.ToDo, "client id " + appID + ", its secret, and both endpoints changed from /common/ to /contoso.onmicrosoft.com/"},
			"any tenant":       {func(a *answers.Answers) { a.SSO.Audience = answers.AudienceMultitenant }, steps.ToDo, "as they are"},
			"off":              {off, steps.Skipped, "single sign-on is off"},
		},
		"sso_id": {
			"known":   {same, steps.ToDo, appID},
			"off":     {off, steps.Skipped, "single sign-on is off"},
			"no GUID": {func(a *answers.Answers) { a.IDs.App = "{" + appID + "}" }, steps.Fail, "no GUID"},
		},
		"sso_scope": {
			"host without folder": {same, steps.ToDo, "api://learn.example.org/" + appID},
			"host with port":      {func(a *answers.Answers) { a.Site = "https://learn.example.org:8443/x" }, steps.ToDo, "api://learn.example.org:8443/" + appID},
			"no host":             {func(a *answers.Answers) { a.Site = "learn" }, steps.Fail, "api://HOST/CLIENT-ID"},
			"off":                 {off, steps.Skipped, "single sign-on is off"},
		},
		"wwwroot": {
			"https": {same, steps.ToDo, wwwroot},
			"http":  {func(a *answers.Answers) { a.Site = "http://learn.example.org" }, steps.Fail, "not https"},
			"none":  {func(a *answers.Answers) { a.Site = "" }, steps.Fail, "not https"},
		},
	}
	if len(tests) != 21 {
		t.Errorf("%d rows are tested", len(tests))
	}
	for _, class := range slices.Sorted(maps.Keys(tests)) {
		for name, tt := range tests[class] {
			t.Run(class+"/"+name, func(t *testing.T) {
				t.Parallel()
				a := sound()
				tt.change(&a)
				// The application is not looked at: the answers' id counts.
				got := check(t, a, func() steps.Value[string] { return steps.Value[string]{} })[class]
				if got.Status != tt.status || !strings.Contains(got.Detail, tt.says) {
					t.Errorf("%s: %q, want %s with %q", got.Status, got.Detail, tt.status, tt.says)
				}
			})
		}
	}
}

// Before the application is made a row says when its id will be known.
func TestRowsBeforeTheApplicationIsMade(t *testing.T) {
	t.Parallel()
	a := sound()
	a.IDs.App = ""
	later := func() steps.Value[string] { return steps.Unknown[string]("entra.application") }
	rows := check(t, a, later)
	for _, class := range []string{"mf_appid", "sso_auth", "sso_id", "sso_scope"} {
		if r := rows[class]; r.Status != steps.ToDo || !strings.Contains(r.Detail, "known once entra.application is done") {
			t.Errorf("row %+v", r)
		}
	}
	if !strings.Contains(rows["sso_scope"].Detail, "api://learn.example.org/CLIENT-ID") {
		t.Errorf("row %+v", rows["sso_scope"])
	}
	a.Site = "https://learn.example.org:8443"
	if r := check(t, a, later)["sso_scope"]; !strings.Contains(r.Detail, "api://learn.example.org:8443/CLIENT-ID") {
		t.Errorf("row %+v", r)
	}
	// An id that the run made wins over what the answers held at its start.
	a.IDs.App = botID
	if r := check(t, a, known)["mf_appid"]; !strings.HasSuffix(r.Detail, appID) {
		t.Errorf("row %+v", r)
	}
}

// Each row leads to the page of Totara on which its setting stands.
func TestLinks(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"admin", "", "verwaltung"} {
		a := sound()
		a.Totara.AdminFolder = folder
		at := wwwroot + "/admin/"
		if folder == "verwaltung" {
			at = wwwroot + "/verwaltung/"
		}
		pages := map[string]string{
			"admin_catalog":   at + "search.php?query=catalogtype",
			"admin_frame":     at + "search.php?query=allowframembedding",
			"admin_gridimage": at + "search.php?query=publishgridcatalogimage",
		}
		for class, r := range check(t, a, known) {
			page, other := pages[class]
			if !other {
				page = at + "settings.php?section=msteamssetup"
			}
			if class == "wwwroot" {
				if strings.Contains(r.Fix, "http") || !strings.Contains(r.Detail, "config.php") {
					t.Errorf("row %+v", r)
				}
				continue
			}
			if !strings.Contains(r.Fix, page+" ") {
				t.Errorf("%s leads to %q, want %s", class, r.Fix, page)
			}
			if class == "sso_auth" && !strings.Contains(r.Detail, at+"tool/oauth2/issuers.php ") {
				t.Errorf("row %+v", r)
			}
		}
		c := NewChecklist(a, known, "entra.application").Plan()
		if c.Action != steps.Manual || c.Cure != "open "+at+"settings.php?section=msteamssetup" {
			t.Errorf("plan %+v", c)
		}
	}
}

func TestChecklistIsAStepWithoutChanges(t *testing.T) {
	t.Parallel()
	c := NewChecklist(sound(), known, "entra.application")
	if about := c.About(); about.ID != "totara.checklist" || !slices.Equal(about.Needs, []steps.ID{"entra.application"}) {
		t.Errorf("about %+v", about)
	}
	r := steps.Runner{Steps: []steps.Step{c}}
	if err := r.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	plan := r.Plan()
	if !plan.Empty() {
		t.Errorf("plan %+v", plan)
	}
	if got := len(r.Apply(t.Context(), plan).Results); got != 21 {
		t.Errorf("%d rows", got)
	}
}
