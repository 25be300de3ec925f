package answers_test

import (
	"strings"
	"testing"
	"time"

	"teamwright/steps/answers"
)

func TestSet(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name, before string
		key          string
		value        any
		after        string
	}{
		{"plain stays plain, comment stays", "tenant: a.example   # ours\n", "tenant", "b.example", "tenant: b.example   # ours\n"},
		{"double quotes stay", "tenant: \"a.example\" # ours\n", "tenant", "b.example", "tenant: \"b.example\" # ours\n"},
		{"single quotes stay", "app: {short_name: 'It''s'}\n", "app.short_name", "That's", "app: {short_name: 'That''s'}\n"},
		{"plain becomes quoted where it must", "app:\n  short_name: Learn\n", "app.short_name", "Learn: now", "app:\n  short_name: \"Learn: now\"\n"},
		{"a comma is plain in a block", "app:\n  short_description: x\n", "app.short_description", "a, b", "app:\n  short_description: a, b\n"},
		{"a comma is quoted in braces", "app: {short_description: x}\n", "app.short_description", "a, b", "app: {short_description: \"a, b\"}\n"},
		{"what reads as a number is quoted", "app:\n  manifest: \"1.12\"\n", "app.manifest", "1.16", "app:\n  manifest: \"1.16\"\n"},
		{"a plain number is quoted when changed", "app:\n  manifest: 1.12\n", "app.manifest", "1.16", "app:\n  manifest: \"1.16\"\n"},
		{"same value, other style: untouched", "app:\n  manifest: 1.12\n", "app.manifest", "1.12", "app:\n  manifest: 1.12\n"},
		{"bool", "bot:\n  enabled: false # not yet\n", "bot.enabled", true, "bot:\n  enabled: true # not yet\n"},
		{"bool as typed", "bot: {enabled: False}\n", "bot.enabled", "yes", "bot: {enabled: true}\n"},
		{"number", "sso: {secret_days: 365}\n", "sso.secret_days", 180, "sso: {secret_days: 180}\n"},
		{"empty value", "ids: {app: , bot: }\n", "ids.bot", "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77", "ids: {app: , bot: 0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77 }\n"},
		{"empty value in a block", "tenant:\nsite: https://a.example\n", "tenant", "a.example", "tenant: a.example\nsite: https://a.example\n"},
		{"empty value with a comment", "tenant: # ours\n", "tenant", "a.example", "tenant: a.example # ours\n"},
		{"null", "tenant: ~\n", "tenant", "a.example", "tenant: a.example\n"},
		{"key without a colon in braces", "ids: {app, bot}\n", "ids.app", "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77", "ids: {app: 0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77, bot}\n"},
		{"to nothing", "publisher: {name: A, website: https://a.example}\n", "publisher.website", "", "publisher: {name: A, website: \"\"}\n"},
		{"nothing to nothing", "site: https://a.example\n", "publisher.website", "", "site: https://a.example\n"},
		{"new key between its neighbours", "site: https://a.example\ncloud: public\n", "tenant", "a.example", "site: https://a.example\ntenant: a.example                           # domain or GUID\ncloud: public\n"},
		{"new first key goes above the comment of the next", "# header\n\n# ours\ntenant: a.example\n", "site", "https://a.example", "# header\n\nsite: https://a.example                     # wwwroot: https, no trailing slash, may have a folder\n# ours\ntenant: a.example\n"},
		{"new first key goes below the header", "# header\ntenant: a.example\n", "site", "https://a.example", "# header\nsite: https://a.example                     # wwwroot: https, no trailing slash, may have a folder\ntenant: a.example\n"},
		{"new key in a section with its own indentation", "app:\n    short_name: A\n    version: 1.0.0\n", "app.full_name", "B", "app:\n    short_name: A\n    full_name: B                            # at most 100 UTF-16 units\n    version: 1.0.0\n"},
		{"new key behind a folded text", "app:\n  full_description: one\n    two\n  version: 1.0.0\n", "app.package_name", "org.example", "app:\n  full_description: one\n    two\n  package_name: org.example                 # your domain reversed\n  version: 1.0.0\n"},
		{"new section in the order of the table", "app:\n  short_name: A\n  # full_name: later\nbot:\n  enabled: true\n", "sso.audience", "single", "app:\n  short_name: A\n  # full_name: later\nsso:\n  audience: single                          # single | multitenant | multitenant+personal | personal\nbot:\n  enabled: true\n"},
		{"new key in braces", "publisher: {name: A, terms: https://a.example} # us\n", "publisher.website", "https://b.example", "publisher: {name: A, website: https://b.example, terms: https://a.example} # us\n"},
		{"first key in braces", "publisher: {terms: https://a.example}\n", "publisher.name", "A", "publisher: {name: A, terms: https://a.example}\n"},
		{"only key in braces", "ids: {}   # by setup\n", "ids.app", "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77", "ids: {app: 0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77}   # by setup\n"},
		{"section without a value", "app: # branding\nbot:\n  enabled: true\n", "app.version", "2.0.0", "app: # branding\n  version: 2.0.0                            # x.y.z; must rise with each update\nbot:\n  enabled: true\n"},
		{"section that is null", "app: null\n", "app.version", "2.0.0", "app: {version: 2.0.0}\n"},
		{"file without a last line end", "site: https://a.example", "tenant", "a.example", "site: https://a.example\ntenant: a.example                           # domain or GUID\n"},
		{"only comments", "# mine", "tenant", "a.example", "# mine\ntenant: a.example                           # domain or GUID\n"},
		{"document markers", "---\nsite: https://a.example\n...\n", "tenant", "a.example", "---\nsite: https://a.example\ntenant: a.example                           # domain or GUID\n...\n"},
		{"only markers", "---\n...\n", "tenant", "a.example", "---\ntenant: a.example                           # domain or GUID\n...\n"},
		{"CRLF", "site: https://a.example\r\ncloud: public\r\n", "tenant", "a.example", "site: https://a.example\r\ntenant: a.example                           # domain or GUID\r\ncloud: public\r\n"},
		{"byte order mark", "\uFEFFtenant: a.example\n", "tenant", "b.example", "\uFEFFtenant: b.example\n"},
		{"characters outside ASCII before it", "publisher: {name: Größe & Söhne, mpn_id: 1} # ü\n", "publisher.mpn_id", "12", "publisher: {name: Größe & Söhne, mpn_id: \"12\"} # ü\n"},
		{"literal text stays literal", "app:\n  full_description: |\n    One.\n\n    Two.\n  # next\n  version: 1.0.0\n", "app.full_description", "Three.\n\nFour.", "app:\n  full_description: |-\n    Three.\n\n    Four.\n  # next\n  version: 1.0.0\n"},
		{"literal text, same: untouched", "app:\n  full_description: |\n    One.\n", "app.full_description", "One.", "app:\n  full_description: |\n    One.\n"},
		{"folded text", "app:\n  full_description: >\n    One\n    two.\n  version: 1.0.0\n", "app.full_description", "Three.", "app:\n  full_description: >-\n    Three.\n  version: 1.0.0\n"},
		{"plain text over lines", "app:\n  full_description: One\n    two.  # end\n  version: 1.0.0\n", "app.full_description", "Three.", "app:\n  full_description: Three.  # end\n  version: 1.0.0\n"},
		{"quoted text over lines", "app:\n  full_description: \"One\n    two \\\" .\"  # end\n", "app.full_description", "Three.", "app:\n  full_description: \"Three.\"  # end\n"},
		{"list in brackets", "sso: {allowed_domains: [a.example, b.example], enabled: true}\n", "sso.allowed_domains", []string{"c.example"}, "sso: {allowed_domains: [c.example], enabled: true}\n"},
		{"empty list", "totara:\n  command: []   # by hand\n", "totara.command", []string{"ssh", "lms", "php"}, "totara:\n  command: [ssh, lms, php] # by hand\n"},
		{"list with dashes keeps what stays", "sso:\n  allowed_domains:\n    - a.example # first\n    - b.example # second\n  enabled: true\n", "sso.allowed_domains", []string{"a.example", "c.example", "d.example"}, "sso:\n  allowed_domains:\n    - a.example # first\n    - c.example # second\n    - d.example\n  enabled: true\n"},
		{"list with dashes gets shorter", "sso:\n  allowed_domains:\n  - a.example # first\n  - b.example # second\n  enabled: true\n", "sso.allowed_domains", []string{"a.example"}, "sso:\n  allowed_domains:\n  - a.example # first\n  enabled: true\n"},
		{"list with dashes becomes empty", "sso:\n  allowed_domains:\n  - a.example # first\n  enabled: true\n", "sso.allowed_domains", []string{}, "sso:\n  allowed_domains: [] # first\n  enabled: true\n"},
		{"language added", "app:\n  languages: {fr: fr.yaml}\n", "app.languages.pt-BR", "pt.yaml", "app:\n  languages: {fr: fr.yaml, pt-BR: pt.yaml}\n"},
		{"first language taken out", "app:\n  languages: {fr: fr.yaml, de: de.yaml} # x\n", "app.languages", map[string]string{"de": "de.yaml"}, "app:\n  languages: {de: de.yaml} # x\n"},
		{"last language taken out", "app:\n  languages: {fr: fr.yaml, de: de.yaml} # x\n", "app.languages", map[string]string{"fr": "fr.yaml"}, "app:\n  languages: {fr: fr.yaml} # x\n"},
		{"only language taken out", "app:\n  languages: {fr: fr.yaml}\n", "app.languages", map[string]string{}, "app:\n  languages: {}\n"},
		{"languages replaced", "app:\n  languages:\n    fr: fr.yaml # ours\n    de: de.yaml\n", "app.languages", map[string]string{"fr": "fr.yaml", "it": "it.yaml"}, "app:\n  languages:\n    fr: fr.yaml # ours\n    it: it.yaml\n"},
		{"first tick", "site: https://a.example\n", "confirmed.teams.custom_apps", answers.Tick{By: "a@example.org", On: day}, "site: https://a.example\nconfirmed:\n  teams.custom_apps: {by: a@example.org, on: 2026-11-20}\n"},
		{"tick in empty braces", "confirmed: {}\n", "confirmed.teams.custom_apps", answers.Tick{By: "a", On: day}, "confirmed: {teams.custom_apps: {by: a, on: 2026-11-20}}\n"},
		{"tick renewed", "confirmed:\n  a.b: {by: x, on: 2025-01-01} # old\n", "confirmed.a.b", answers.Tick{By: "y", On: day}, "confirmed:\n  a.b: {by: \"y\", on: 2026-11-20} # old\n"},
		{"client changed in place", "connect:\n  clients:\n    # the partner\n    - name: A # a\n      profile: a.yaml # b\n    - {name: B, profile: b.yaml}\n", "connect.clients",
			[]answers.ConnectClient{{Name: "A", Profile: "c.yaml", SyncJobs: true}, {Name: "B", Profile: "b.yaml"}, {Name: "C", Profile: "c.yaml"}},
			"connect:\n  clients:\n    # the partner\n    - name: A # a\n      profile: c.yaml # b\n      sync_jobs: true\n    - {name: B, profile: b.yaml}\n    - {name: C, profile: c.yaml}\n"},
		{"client taken away", "connect:\n  clients:\n    - name: A\n      profile: a.yaml\n    - name: B\n      profile: b.yaml # b\n  role: server\n", "connect.clients",
			[]answers.ConnectClient{{Name: "A", Profile: "a.yaml"}}, "connect:\n  clients:\n    - name: A\n      profile: a.yaml\n  role: server\n"},
		{"comment keeps its column", "tenant: a.example      # ours\n", "tenant", "ab.example", "tenant: ab.example     # ours\n"},
		{"comment goes back to its column", "tenant: ab.example     # ours\n", "tenant", "a.example", "tenant: a.example      # ours\n"},
		{"comment without room", "tenant: a.example  # ours\n", "tenant", "abcdef.example", "tenant: abcdef.example # ours\n"},
		{"tabs before a comment", "tenant: a.example\t# ours\n", "tenant", "b.example", "tenant: b.example\t# ours\n"},
		{"braces over lines", "publisher: {\n  name: A, # us\n  mpn_id: '1'\n}\n", "publisher.terms", "https://a.example", "publisher: {\n  name: A, terms: https://a.example, # us\n  mpn_id: '1'\n}\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := answers.Parse("a.yaml", []byte(tt.before))
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Set(tt.key, tt.value); err != nil {
				t.Fatal(err)
			}
			if got := string(f.Bytes()); got != tt.after {
				t.Errorf("got\n%s\nwant\n%s", got, tt.after)
			}
			if err := f.Set(tt.key, tt.value); err != nil || string(f.Bytes()) != tt.after {
				t.Errorf("setting it again is no no-op: %v\n%s", err, f.Bytes())
			}
			if _, err := answers.Parse("a.yaml", f.Bytes()); err != nil {
				t.Errorf("the result is no good: %v", err)
			}
		})
	}
}

func TestSetRefuses(t *testing.T) {
	t.Parallel()
	const before = "site: https://a.example\ncloud: usgov\n"
	for name, tt := range map[string]struct {
		key   string
		value any
		want  string
	}{
		"unknown key":    {"sites", "x", "sites is no key of this file — did you mean site?"},
		"section":        {"app", "x", "app is no key of this file"},
		"bad value":      {"site", "http://a.example", "site is http"},
		"wrong type":     {"site", 3, "site cannot hold a int — it takes text"},
		"bad choice":     {"sso.audience", "all", "sso.audience is not one of"},
		"bad number":     {"sso.secret_days", 0, "sso.secret_days is 0"},
		"bad tick":       {"confirmed.x", answers.Tick{By: "a", On: time.Now()}, "is no id of a checklist row"},
		"bad list":       {"totara.command", []string{"a", ""}, "(entry 2) is empty"},
		"secret":         {"app.short_name", "abc8Q~0123456789abcdefghijklmnopqrstuvwx", "looks like a secret"},
		"wrong together": {"sso.audience", "personal", "does not have"},
	} {
		f, err := answers.Parse("a.yaml", []byte(before))
		if err != nil {
			t.Fatal(err)
		}
		err = f.Set(tt.key, tt.value)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
		if len(answers.AsProblems(err)) == 0 {
			t.Errorf("%s: %T is no problem", name, err)
		}
		if string(f.Bytes()) != before || f.IsSet(tt.key) != (tt.key == "site") {
			t.Errorf("%s: the file has changed", name)
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	f := answers.New("teamwright.yaml")
	// Set in any order, the file has the order of the table.
	for _, s := range []struct {
		key   string
		value any
	}{
		{"bot.enabled", true},
		{"tenant", "contoso.onmicrosoft.com"},
		{"app.accent_color", "#0B5CAB"},
		{"confirmed.teams.custom_apps", answers.NewTick("a@example.org", time.Date(2026, 11, 20, 23, 0, 0, 0, time.FixedZone("", 3600)))},
		{"site", "https://learn.example.org"},
		{"app.short_name", "Example Learn"},
		{"totara.command", "ssh lms 'php 8' -d \"a b\""},
		{"app.languages", "fr: fr.yaml, de=de.yaml"},
		{"connect.clients", "Partner: partner.yaml, Other site: other.yaml"},
	} {
		if err := f.Set(s.key, s.value); err != nil {
			t.Fatal(err)
		}
	}
	const want = `# Answers for teamwright: one Totara site and its Microsoft tenant.
# teamwright setup writes this file. Edit it as you like: comments and order stay.
# No secret belongs in it. Every key is explained by: teamwright help answers

site: https://learn.example.org             # wwwroot: https, no trailing slash, may have a folder
tenant: contoso.onmicrosoft.com             # domain or GUID
app:
  short_name: Example Learn                 # at most 30 UTF-16 units
  accent_color: "#0B5CAB"                   # # and six hex digits
  languages:
    de: de.yaml
    fr: fr.yaml
bot:
  enabled: true
totara:
  command: [ssh, lms, php 8, -d, a b]       # [ssh, lms, sudo, -u, www-data, php]
connect:
  clients:
    - {name: Partner, profile: partner.yaml}
    - {name: Other site, profile: other.yaml}
confirmed:
  teams.custom_apps: {by: a@example.org, on: 2026-11-20}
`
	if got := string(f.Bytes()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
