package totara

import (
	"encoding/json"
	"strings"
	"testing"

	"teamwright/steps/answers"
)

func TestSheet(t *testing.T) {
	t.Parallel()
	a := sound()
	s := NewSheet(a, "")
	var titles []string
	values := map[string]SheetEntry{}
	for _, p := range s.Pages {
		titles = append(titles, p.Title)
		if p.Menu == "" || !strings.HasPrefix(p.Address, wwwroot+"/") {
			t.Errorf("page %+v", p)
		}
		for _, e := range p.Entries {
			values[p.Title+"/"+e.Label] = e
		}
	}
	const order = "Engage settings, Manage authentication, OAuth 2 service, HTTP security, Shared services settings, Microsoft Teams integration, Message outputs, Totara app installation"
	if got := strings.Join(titles, ", "); got != order {
		t.Errorf("pages %s", got)
	}
	for name, want := range map[string]string{
		"OAuth 2 service/Client ID":                                  appID,
		"OAuth 2 service/authorization_endpoint":                     "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/authorize",
		"OAuth 2 service/token_endpoint":                             "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token",
		"Microsoft Teams integration/Resource scope":                 "api://learn.example.org/" + appID,
		"Microsoft Teams integration/Bot app ID":                     botID,
		"Microsoft Teams integration/Bot feature enabled":            "on",
		"Microsoft Teams integration/Short description":              "Your courses",
		"HTTP security/Allow frame embedding":                        "on",
		"HTTP security/Allow public access to catalogue item images": "on",
	} {
		if values[name].Value != want {
			t.Errorf("%s is %+v, want %q", name, values[name], want)
		}
	}
	for name, e := range values {
		if strings.Contains(strings.ToLower(e.Label), "secret") && !e.Words {
			t.Errorf("%s holds %q", name, e.Value)
		}
	}
}

// What the answers leave out needs no field.
func TestSheetLeavesOut(t *testing.T) {
	t.Parallel()
	a := sound()
	a.SSO.Audience, a.Bot, a.Totara.PublicImages = answers.AudienceMultitenant, answers.Bot{}, false
	text := string(NewSheet(a, "").Text())
	for _, absent := range []string{"token_endpoint", "Bot app ID", "bot_app_secret", "Message outputs", "publishgridcatalogimage", "mpnid"} {
		if strings.Contains(text, absent) {
			t.Errorf("the sheet has %s", absent)
		}
	}
	a.SSO.Enabled, a.IDs.App = false, ""
	text = string(NewSheet(a, "").Text())
	if strings.Contains(text, "sso_scope") || !strings.Contains(text, "(None)") || !strings.Contains(text, "once setup has made") {
		t.Error(text)
	}
	a.SSO.Enabled = true
	if text = string(NewSheet(a, "").Text()); !strings.Contains(text, "api://learn.example.org/CLIENT-ID") {
		t.Error(text)
	}
}

// Every setting that the program would write stands on the sheet.
func TestSheetIsWhole(t *testing.T) {
	t.Parallel()
	r := standIn(t, defaultOptions())
	side := r.totara()
	onSheet := map[string]bool{}
	for _, p := range NewSheet(side.Answers, "").Pages {
		for _, e := range p.Entries {
			onSheet[e.Key] = true
		}
	}
	for _, w := range side.wishes() {
		if !onSheet[w.key] {
			t.Errorf("the sheet lacks %s", w.key)
		}
	}
	for _, key := range []string{keyBotSecret, keyColor, keyOutline, keyIssuer, "auth"} {
		if !onSheet[key] {
			t.Errorf("the sheet lacks %s", key)
		}
	}
}

func TestSheetForms(t *testing.T) {
	t.Parallel()
	a := sound()
	a.App.ShortName = "<b>`Learn`</b> & more"
	a.App.FullDescription = "first\r\n```second\n\u202ethird</span>"
	s := NewSheet(a, "")
	page, err := s.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"&lt;b&gt;`Learn`&lt;/b&gt; &amp; more", "third&lt;/span&gt;", "<title>Totara settings for https://learn.example.org/totara</title>"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, bad := range []string{"<script", "<b>", "http-equiv", "src="} {
		if strings.Contains(string(page), bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	md := string(s.Markdown())
	for _, want := range []string{"``<b>`Learn`</b> & more``", "    ````\n    first\n    ```second\n", "- [ ] **Manifest app ID** (`totara_msteams/manifest_app_id`): `" + appID + "`"} {
		if !strings.Contains(md, want) {
			t.Errorf("the list lacks %q:\n%s", want, md)
		}
	}
	raw, err := json.Marshal(s)
	if err != nil || !strings.Contains(string(raw), `"format":1`) || !strings.Contains(string(raw), `"row":"totara.mf_appid"`) {
		t.Errorf("document %s, error %v", raw, err)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a": "`a`", "": "(empty)", "a`b": "``a`b``", "`a": "`` `a ``", "a``": "``` a`` ```"} {
		if got := span(text); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}
