package answers_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"teamwright/steps/answers"
)

func TestCheckValue(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ good, bad []string }{
		"site": {
			good: []string{"", "https://learn.example.org", "https://learn.example.org/totara", "https://learn.example.org/a/b", "https://learn.example.org:8443",
				"https://127.0.0.1:8443/totara", "https://localhost", "https://xn--bcher-kva.example", " https://learn.example.org ", "https://LEARN.example.org"},
			bad: []string{"learn.example.org", "http://learn.example.org", "https://learn.example.org/", "https://learn.example.org/?a=b", "https://learn.example.org/#a",
				"https://a:b@learn.example.org", "https://learn.example.org/login/index.php", "https://learn.example.org//a", "https://learn.example.org/../a",
				"https://learn.example.org:443", "https://learn.example.org:", "https://learn", "https://bücher.example", "https:learn.example.org", "https://",
				"ftp://learn.example.org", "https://learn.example.org/a b", "https://learn.example.org/" + strings.Repeat("a", 200), "https://1.2.3.4.5", "https://-a.example"},
		},
		"tenant": {
			good: []string{"contoso.onmicrosoft.com", "example.org", "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77", "xn--bcher-kva.example"},
			bad: []string{"contoso", "common", "organizations", "Consumers", "admin@contoso.com", "https://contoso.com", "00000000-0000-0000-0000-000000000000",
				"0f9ccf0b4e194c449a531d0b1a2e6f77", "a..b", "1.0.1", "bücher.example"},
		},
		"cloud":     {good: []string{"public", "usgov", "usdod", "china", "cloud.yaml", "../c.yml", "/etc/cloud"}, bad: []string{"pulbic", "azure"}},
		"auth":      {good: []string{"device", "workload"}, bad: []string{"Device", "password"}},
		"client_id": {good: []string{"azcli", "graph", "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"}, bad: []string{"az", "00000000-0000-0000-0000-000000000000"}},
		"ids.app":   {good: []string{"0F9CCF0B-4e19-4c44-9a53-1d0b1a2e6f77"}, bad: []string{"0f9ccf0b", "{0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77}", "00000000-0000-0000-0000-000000000000"}},
		"app.short_name": {
			good: []string{"Learn", strings.Repeat("x", 30), strings.Repeat("ü", 30), strings.Repeat("😀", 15)},
			bad:  []string{strings.Repeat("x", 31), strings.Repeat("😀", 15) + "x", "two\nlines", "a\tb", "a\u200fb\u202e"},
		},
		"app.full_description":  {good: []string{strings.Repeat("x", 4000), "a\n\nb"}, bad: []string{strings.Repeat("x", 4001), "a\x00b"}},
		"app.package_name":      {good: []string{"org.example.learn.teams", "com.3m.teams", "a.b"}, bad: []string{"teams", "org..x", ".org.x", "org.x.", "org.ex ample", "com.totaralearning.microsoft.msteams", "1.2.3", strings.Repeat("a.", 32) + "b"}},
		"app.version":           {good: []string{"1.0.0", "10.20.30", "1.0.999999999"}, bad: []string{"1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-beta", "0.9.0", "1.0.1234567890"}},
		"app.manifest":          {good: []string{"1.5", "1.12", "1.17", "1.30"}, bad: []string{"1.4", "1.18", "1.31", "devPreview"}},
		"app.accent_color":      {good: []string{"#0B5CAB", "#ffffff"}, bad: []string{"#FFF", "0B5CAB", "red", "#GGGGGG", "#0B5CAB80"}},
		"app.languages":         {good: []string{"fr: fr.yaml", "pt-BR=a.yaml, de: b.yaml", ""}, bad: []string{"fr", "pt_br: a.yaml", "fr:", "a-b-c-d: x.yaml"}},
		"publisher.name":        {good: []string{strings.Repeat("x", 32)}, bad: []string{strings.Repeat("x", 33)}},
		"publisher.privacy":     {good: []string{"https://example.org/privacy?lang=en#top"}, bad: []string{"http://example.org", "example.org", "https://example.org/" + strings.Repeat("a", 2048)}},
		"publisher.mpn_id":      {good: []string{"1234567890"}, bad: []string{"12345678901", "üüüüüü"}},
		"sso.audience":          {good: answersOf("sso.audience"), bad: []string{"multi", "Single"}},
		"sso.enabled":           {good: []string{"yes", "No", "true", "off"}, bad: []string{"maybe", "1"}},
		"sso.allowed_domains":   {good: []string{"example.org", "example.org, *.example.com", "[example.org]"}, bad: []string{"a@example.org", "example", "https://example.org"}},
		"sso.secret_days":       {good: []string{"1", "730"}, bad: []string{"0", "731", "-1", "1.5", "year", "99999999999999999999"}},
		"bot.handle":            {good: []string{"example-learn", "a1", "A.b_c"}, bad: []string{"a", "-ab", "a b", strings.Repeat("a", 65)}},
		"bot.resource_group":    {good: []string{"rg-learn", "rg(1)", "größe"}, bad: []string{"rg.", "rg/1", strings.Repeat("a", 91)}},
		"bot.location":          {good: []string{"westeurope", "eastus2"}, bad: []string{"West Europe", "west-europe", "1us"}},
		"bot.subscription":      {good: []string{"0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"}, bad: []string{"Pay-As-You-Go"}},
		"totara.command":        {good: []string{"ssh lms sudo -u www-data php", "[ssh, lms, php]", "'a b' c"}, bad: []string{"php --password=abc", "php 'a\x01b'"}},
		"totara.config":         {good: []string{"/var/www/totara/config.php", `C:\totara\config.php`}, bad: []string{"config.php", "~/config.php"}},
		"totara.admin_folder":   {good: []string{"admin", "admin-2"}, bad: []string{"/admin", "a/b", ".."}},
		"connect.clients":       {good: []string{"Partner: partner.yaml", "A: a.yaml, B: b.yaml"}, bad: []string{"Partner", "A: a.yaml, A: b.yaml", ": a.yaml", "A:"}},
		"mobileflows.access":    {good: []string{"https://access.example.org"}, bad: []string{"https://access.example.org/SAAS", "access.example.org", "https://access.example.org?x"}},
		"mobileflows.host":      {good: []string{"prod.hero.vmwservices.com"}, bad: []string{"https://prod.hero.vmwservices.com", "host:443", "host"}},
		"mobileflows.connector": {good: []string{"hosted", "https://c.example.org/teams"}, bad: []string{"hostd", "http://c.example.org", "https://c.example.org/"}},
		"confirmed":             {good: nil, bad: []string{"x"}},
		"no.such.key":           {bad: []string{"", "x"}},
	}
	for key, tt := range tests {
		for _, text := range tt.good {
			if err := answers.CheckValue(key, text); err != nil {
				t.Errorf("%s: %.60q is refused: %v", key, text, err)
			}
		}
		for _, text := range tt.bad {
			err := answers.CheckValue(key, text)
			var p *answers.Problem
			if !errors.As(err, &p) || p.Wrong == "" || p.Right == "" || p.File != "" || p.Line != 0 {
				t.Errorf("%s: %.60q gives %v", key, text, err)
			}
		}
	}
}

func answersOf(key string) []string {
	k, _ := answers.Find(key)
	return k.Choices
}

func TestParseValueAndBack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		key, text string
		want      any
		back      string
	}{
		{"site", " https://a.example ", "https://a.example", "https://a.example"},
		{"bot.enabled", "Y", true, "yes"},
		{"bot.enabled", "", false, "no"},
		{"sso.enabled", "", true, "yes"},
		{"sso.secret_days", "", 365, "365"},
		{"sso.allowed_domains", "a.example ,b.example,", []string{"a.example", "b.example"}, "a.example, b.example"},
		{"totara.command", `ssh lms 'php 8' "" it\s "a'b"`, []string{"ssh", "lms", "php 8", "", `it\s`, "a'b"}, ""},
		{"totara.command", `ssh lms 'php 8' "a'b" '[x'`, []string{"ssh", "lms", "php 8", "a'b", "[x"}, `ssh lms 'php 8' 'a'"'"'b' '[x'`},
		{"totara.command", "[ssh, lms]", []string{"ssh", "lms"}, "ssh lms"},
		{"app.languages", "fr: a.yaml,de=b.yaml", map[string]string{"fr": "a.yaml", "de": "b.yaml"}, "de: b.yaml, fr: a.yaml"},
		{"app.languages.fr", "a.yaml", "a.yaml", "a.yaml"},
		{"connect.clients", "A b: a.yaml", []answers.ConnectClient{{Name: "A b", Profile: "a.yaml"}}, "A b: a.yaml"},
	} {
		got, err := answers.ParseValue(tt.key, tt.text)
		if tt.back == "" {
			if err == nil || !strings.Contains(err.Error(), "(entry 4) is empty") {
				t.Errorf("%s %q: an empty argument gives %v", tt.key, tt.text, err)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s %q: %#v, %v", tt.key, tt.text, got, err)
			continue
		}
		if back := answers.FormatValue(tt.key, got); back != tt.back {
			t.Errorf("%s %q: comes back as %q", tt.key, tt.text, back)
		} else if again, err := answers.ParseValue(tt.key, back); err != nil || !reflect.DeepEqual(again, got) {
			t.Errorf("%s: %q is read as %#v, %v", tt.key, back, again, err)
		}
	}
}
