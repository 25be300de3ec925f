package totara

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const root = "https://learn.example.org"

const client = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"

// ask has one operation done and gives its result, or the refusal.
func ask(t *testing.T, s *Site, op string, args any, secrets map[string]string) (result map[string]json.RawMessage, refused *failure) {
	t.Helper()
	raw, err := json.Marshal(map[string]any{"version": 1, "op": op, "config": "/c", "args": args, "secrets": secrets})
	if err != nil {
		t.Fatal(err)
	}
	answer, beside, err := s.Answer(t.Context(), raw)
	if err != nil || beside != "" {
		t.Fatalf("error %v, beside %q", err, beside)
	}
	var e struct {
		Version int
		OK      bool
		Result  map[string]json.RawMessage
		Notes   []string
		Error   *failure
	}
	if err := json.Unmarshal(answer, &e); err != nil || e.Version != 1 || e.OK == (e.Error != nil) || e.Notes == nil {
		t.Fatalf("answer %s, error %v", answer, err)
	}
	return e.Result, e.Error
}

func site(t *testing.T, o Options) *Site {
	t.Helper()
	if o.WWWRoot == "" {
		o.WWWRoot = root
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// verdicts are the rows of a site by class.
func verdicts(s *Site) map[string]int {
	out := map[string]int{}
	for _, r := range s.verify() {
		out[r.Class] = r.Status
	}
	return out
}

// sound is a site that passes every row.
func sound(t *testing.T) *Site {
	s := site(t, Options{})
	maps.Copy(s.data.Settings, map[string]string{
		"allowframembedding": "1", "publishgridcatalogimage": "1", "auth": "manual,oauth2", "publishername": "Example",
		"publisherwebsite": root, "privacypolicy": root, "termsofuse": root,
		"totara_msteams/bot_feature_enabled": "1", "totara_msteams/bot_app_id": client, "totara_msteams/manifest_app_id": client,
		"totara_msteams/manifest_app_package_name": "org.example", "totara_msteams/oauth2_issuer": "1",
		"totara_msteams/sso_app_id": client, "totara_msteams/sso_scope": "api://learn.example.org/" + client,
	})
	s.data.Secrets["totara_msteams/bot_app_secret"] = seal("bot")
	s.data.Services = []service{{ID: 1, ClientID: client, Secret: seal("x"), Enabled: true, Endpoints: map[string]string{"authorization_endpoint": "a", "token_endpoint": "t"}}}
	return s
}

// Each condition is broken alone; only its own row and those that repeat it
// change.
func TestConditions(t *testing.T) {
	t.Parallel()
	set := func(name, value string) func(*Site) {
		return func(s *Site) { s.data.Settings[name] = value }
	}
	m := func(name, value string) func(*Site) { return set("totara_msteams/"+name, value) }
	tests := map[string]struct {
		change func(*Site)
		want   string // class=status of what is not pass
	}{
		"sound":                 {func(*Site) {}, ""},
		"catalogue":             {set("catalogtype", "enhanced"), "admin_catalog=-1"},
		"frames":                {set("allowframembedding", "0"), "admin_frame=-1"},
		"images":                {set("publishgridcatalogimage", "0"), "admin_gridimage=1"},
		"images without login":  {func(s *Site) { set("publishgridcatalogimage", "0")(s); set("forcelogin", "0")(s) }, ""},
		"bot off":               {m("bot_feature_enabled", "0"), "bot_appid=1 bot_secret=1"},
		"extension alone":       {func(s *Site) { m("bot_feature_enabled", "")(s); m("messaging_extension_enabled", "1")(s) }, ""},
		"bot id of zeros":       {m("bot_app_id", zeros), "bot_appid=-1"},
		"bot id is none":        {m("bot_app_id", "x"), "bot_appid=-1"},
		"bot without secret":    {func(s *Site) { delete(s.data.Secrets, "totara_msteams/bot_app_secret") }, "bot_secret=-1"},
		"manifest id":           {m("manifest_app_id", ""), "mf_appid=-1"},
		"version":               {m("manifest_app_version", ""), "mf_appversion=-1"},
		"version of any form":   {m("manifest_app_version", "one"), ""},
		"description of 80":     {m("manifest_app_description", strings.Repeat("é", 80)), ""},
		"description of 81":     {m("manifest_app_description", strings.Repeat("é", 81)), "mf_desc=-1"},
		"description of pairs":  {m("manifest_app_description", strings.Repeat("😀", 41)), "mf_desc=-1"},
		"no description":        {m("manifest_app_description", ""), "mf_desc=-1"},
		"full text of 4001":     {m("manifest_app_fulldescription", strings.Repeat("a", 4001)), "mf_descfull=-1"},
		"name of 31":            {m("manifest_app_name", strings.Repeat("a", 31)), "mf_name=-1"},
		"no full name":          {m("manifest_app_fullname", ""), ""},
		"full name of 101":      {m("manifest_app_fullname", strings.Repeat("a", 101)), "mf_namefull=-1"},
		"package name":          {m("manifest_app_package_name", ""), "mf_package=-1"},
		"package of the vendor": {m("manifest_app_package_name", "com.totaralearning.microsoft.msteams"), "mf_package=-1"},
		"partner id of 11":      {m("publisher_mpnid", "01234567891"), "pub_mpnid=-1"},
		"publisher":             {set("publishername", ""), "pub_name=-1"},
		"publisher of 33":       {set("publishername", strings.Repeat("a", 33)), "pub_name=-1"},
		"website":               {set("publisherwebsite", ""), "pub_website=1"},
		"website on http":       {set("publisherwebsite", "http://example.org"), "pub_website=-1"},
		"privacy too long":      {set("privacypolicy", "https://"+strings.Repeat("a", 2048)), "site_privacy=-1"},
		"terms":                 {set("termsofuse", ""), "site_terms=1"},
		"no single sign-on":     {m("oauth2_issuer", "0"), "sso_auth=1 sso_id=1 sso_scope=1"},
		"another service":       {m("oauth2_issuer", "9"), "sso_auth=-1 sso_id=-1 sso_scope=-1"},
		"the way in is off":     {set("auth", "manual"), "sso_auth=-1 sso_id=-1 sso_scope=-1"},
		"service off":           {func(s *Site) { s.data.Services[0].Enabled = false }, "sso_auth=-1 sso_id=-1 sso_scope=-1"},
		"service has no secret": {func(s *Site) { s.data.Services[0].Secret = sealed{} }, "sso_auth=-1 sso_id=-1 sso_scope=-1"},
		"service has no token":  {func(s *Site) { delete(s.data.Services[0].Endpoints, "token_endpoint") }, "sso_auth=-1 sso_id=-1 sso_scope=-1"},
		"sso id":                {m("sso_app_id", zeros), "sso_id=-1 sso_scope=-1"},
		"scope with a folder":   {m("sso_scope", "api://learn.example.org/lms/"+client), "sso_scope=-1"},
		"scope of another id":   {m("sso_scope", "api://learn.example.org/x"), "sso_scope=-1"},
		"http":                  {func(s *Site) { s.options.WWWRoot = "http://learn.example.org" }, "wwwroot=-1"},
		"http without links":    {func(s *Site) { s.options.WWWRoot = "http://learn.example.org"; set("termsofuse", "")(s) }, "site_terms=-1 wwwroot=-1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sound(t)
			tt.change(s)
			var got []string
			for class, status := range verdicts(s) {
				if status != pass {
					got = append(got, class+"="+map[int]string{skip: "1", fail: "-1"}[status])
				}
			}
			slices.Sort(got)
			if text := strings.Join(got, " "); text != tt.want {
				t.Errorf("rows %s, want %s", text, tt.want)
			}
		})
	}
	if n := len(verdicts(site(t, Options{}))); n != 21 {
		t.Errorf("%d rows", n)
	}
}

func TestMemoryKeepsNoSecret(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "deep", "totara.json")
	s := site(t, Options{Memory: file})
	args := map[string]any{"set": map[string]string{"publishername": "É\n"}, "service": map[string]any{"client_id": client, "name": "Microsoft", "choose": true}}
	if _, refused := ask(t, s, "totara.write", args, map[string]string{"sso": "hush-sso", "bot": "hush-bot"}); refused != nil {
		t.Fatal(refused)
	}
	raw, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(raw), "hush-") {
		t.Errorf("memory %s, error %v", raw, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
	again := site(t, Options{Memory: file})
	if again.value("publishername") != "É\n" || len(again.data.Services) != 1 || again.value("totara_msteams/oauth2_issuer") != "1" {
		t.Errorf("remembered %+v", again.data)
	}
	if again.data.Secrets["totara_msteams/bot_app_secret"].told("n")["digest"] != seal("hush-bot").told("n")["digest"] {
		t.Error("the digest is another one")
	}
	if err := os.WriteFile(file, []byte("[]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(Options{Memory: file}); err == nil {
		t.Error("a foreign file was taken for memory")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options Options
		op      string
		args    string
		secrets map[string]string
		code    string
	}{
		"unknown operation":  {Options{}, "no.such", `{}`, nil, "operation"},
		"unknown part":       {Options{}, "totara.look", `{"parts":["x"]}`, nil, "part"},
		"held setting":       {Options{Forced: map[string]string{"publishername": "x"}}, "totara.write", `{"set":{"publishername":"y"}}`, nil, "locked"},
		"held secret":        {Options{Forced: map[string]string{"totara_msteams/bot_app_secret": "x"}}, "totara.write", `{}`, map[string]string{"bot": "s"}, "locked"},
		"flavour":            {Options{NoEngage: true}, "totara.write", `{"set":{"enabletotara_msteams":"1"}}`, nil, "locked"},
		"upgrade":            {Options{Pending: true}, "totara.write", `{}`, nil, "pending"},
		"no picture":         {Options{}, "totara.write", `{"icons":{"color":"eA=="}}`, nil, "icon"},
		"no client id":       {Options{}, "totara.write", `{"service":{"name":"M"}}`, nil, "client"},
		"no such row":        {Options{}, "totara.write", `{"service":{"name":"M","client_id":"c","id":9}}`, nil, "moved"},
		"no such message":    {Options{}, "totara.write", `{"messages":[{"provider":"x"}]}`, nil, "no_message"},
		"no such event":      {Options{}, "totara.write", `{"events":[{"resolver":"x"}]}`, nil, "no_event"},
		"arguments are none": {Options{}, "totara.write", `[]`, nil, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, refused := ask(t, site(t, tt.options), tt.op, json.RawMessage(tt.args), tt.secrets); refused == nil || refused.Code != tt.code || refused.Text == "" {
				t.Errorf("refused %+v", refused)
			}
		})
	}
	s := site(t, Options{})
	s.data.Services = []service{{ID: 1, ClientID: client}, {ID: 2, ClientID: client}}
	if _, refused := ask(t, s, "totara.write", json.RawMessage(`{"service":{"client_id":"`+client+`"}}`), nil); refused == nil || refused.Code != "two_services" {
		t.Errorf("refused %+v", refused)
	}
}

func TestTheFeatureSwitchesTheProcessor(t *testing.T) {
	t.Parallel()
	s := site(t, Options{})
	for _, value := range []string{"1", "3"} {
		if _, refused := ask(t, s, "totara.write", map[string]any{"set": map[string]string{"enabletotara_msteams": value}}, nil); refused != nil {
			t.Fatal(refused)
		}
		if s.data.Processor != (value == "1") {
			t.Errorf("feature %s, processor %v", value, s.data.Processor)
		}
	}
}

func TestFactsFollowTheClock(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Unix(1_800_000_000, 0) }
	for noCron, want := range map[bool]string{true: `"cron":0`, false: `"cron":1799999940`} {
		result, _ := ask(t, site(t, Options{Now: now, NoCron: noCron}), "totara.look", map[string]any{"parts": []string{"facts"}}, nil)
		if !strings.Contains(string(result["facts"]), want) {
			t.Errorf("facts %s", result["facts"])
		}
	}
}

func TestForeignRequests(t *testing.T) {
	t.Parallel()
	s := site(t, Options{})
	for _, raw := range []string{"", "[]", `{"version":2,"op":"site.hello"}`} {
		if _, _, err := s.Answer(t.Context(), []byte(raw)); err == nil {
			t.Errorf("request %q was answered", raw)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := s.Answer(ctx, []byte(`{"version":1,"op":"site.hello"}`)); err == nil {
		t.Error("a cancelled request was answered")
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"version":1,"op":"totara.write","args":{"set":{"a/b":"c"},"look":{"parts":["settings","verify","package"]}},"secrets":{"bot":"x"}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := site(t, Options{})
		if answer, _, err := s.Answer(t.Context(), raw); err == nil && !json.Valid(answer) {
			t.Errorf("answer %s", answer)
		}
	})
}
