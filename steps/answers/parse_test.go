package answers_test

import (
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"teamwright/steps/answers"
)

func TestParseFull(t *testing.T) {
	t.Parallel()
	f, err := answers.Load("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := f.Answers()
	want := answers.Answers{
		Site: "https://learn.example.org/totara", Tenant: "contoso.onmicrosoft.com",
		Cloud: "usgov", Auth: "workload", ClientID: "graph",
		App: answers.App{
			ShortName: "Example Learn", FullName: "Example Learning Platform",
			ShortDescription: "Your courses in Teams",
			FullDescription:  "Find, take and share learning without leaving Teams.",
			PackageName:      "org.example.learn.teams", Version: "1.0.0", Manifest: "1.12",
			AccentColor: "#0B5CAB", Icon: "logo.png", Languages: map[string]string{},
		},
		Publisher: answers.Publisher{Name: "Example Ltd"},
		SSO:       answers.SSO{Enabled: true, Audience: "single", SecretDays: 365},
		Bot: answers.Bot{Handle: "example-learn", Messaging: "commercial", ResourceGroup: "rg-learn",
			Location: "westeurope", SecretDays: 365},
		Totara: answers.Totara{Via: "hand", AdminFolder: "admin"},
		Connect: answers.Connect{Role: "server", Map: "username", OnRemoval: "suspend",
			Clients: []answers.ConnectClient{{Name: "Partner site", Profile: "partner.yaml"}}},
		MobileFlows: answers.MobileFlows{Enabled: true, Name: "Mobile Flows Teams", Access: "https://access.example.org",
			Host: "prod.hero.vmwservices.com", Permissions: "guide", TTL: "guide", Connector: "hosted", SecretDays: 365},
		Confirmed: map[string]answers.Tick{"teams.custom_apps": {By: "a@example.org", On: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for key, set := range map[string]bool{
		"site": true, "ids.app": false, "app.icon_outline": false, "bot.enabled": true, "totara.command": true,
		"app.languages": false, "confirmed": true, "confirmed.teams.custom_apps": true, "confirmed.other.row": false, "connect.map": false,
	} {
		if f.IsSet(key) != set {
			t.Errorf("IsSet(%s) = %v", key, !set)
		}
	}
	for key, line := range map[string]int{"site": 1, "ids.app": 3, "app.version": 10, "confirmed.teams.custom_apps": 48, "connect.map": 0} {
		if f.Line(key) != line {
			t.Errorf("Line(%s) = %d, want %d", key, f.Line(key), line)
		}
	}
}

func TestParseDefaults(t *testing.T) {
	t.Parallel()
	f, err := answers.Parse("a.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	a := f.Answers()
	want := answers.Answers{
		Cloud: "public", Auth: "device", ClientID: "azcli",
		App:         answers.App{Version: "1.0.0", Manifest: "1.12", AccentColor: "#0B5CAB"},
		SSO:         answers.SSO{Enabled: true, SecretDays: 365},
		Bot:         answers.Bot{Messaging: "commercial", Location: "westeurope", SecretDays: 365},
		Totara:      answers.Totara{Via: "hand", AdminFolder: "admin"},
		Connect:     answers.Connect{Role: "none", Map: "username", OnRemoval: "suspend"},
		MobileFlows: answers.MobileFlows{Name: "Mobile Flows Teams", Host: answers.MobileFlowsHost, Permissions: "guide", TTL: "guide", Connector: "hosted", SecretDays: 365},
	}
	if !reflect.DeepEqual(a, want) {
		t.Errorf("got  %+v\nwant %+v", a, want)
	}
}

// Each case is a file and the problems it has, as they are printed.
func TestParseProblems(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 34)
	tests := []struct{ name, file, want string }{
		{"http site", "site: http://learn.example.org\n", "a.yaml:1: site is http — write https:// — Teams and Entra take nothing else"},
		{"trailing slash", "site: https://learn.example.org/totara/\n", "a.yaml:1: site ends in a slash — write https://learn.example.org/totara"},
		{"length", "app:\n  short_name: " + long + "\n", "a.yaml:2: app.short_name is 34 UTF-16 units; at most 30 — shorten it"},
		{"length of emoji", "app:\n  short_name: " + strings.Repeat("😀", 16) + "\n", "a.yaml:2: app.short_name is 32 UTF-16 units; at most 30 — shorten it"},
		{"unknown key", "ap:\n  short_name: x\n", "a.yaml:1: ap is no key of this file — did you mean app?"},
		{"unknown nested key", "app:\n  shrot_name: x\n", "a.yaml:2: app.shrot_name is no key of this file — did you mean app.short_name?"},
		{"key at the wrong place", "audience: single\n", "a.yaml:1: audience is no key of this file — did you mean sso.audience?"},
		{"far from any key", "gibberish: 1\n", "a.yaml:1: gibberish is no key of this file — teamwright help answers lists all keys"},
		{"secret key", "sso:\n  client_secret: abc\n", "a.yaml:2: sso.client_secret looks like a secret — take it out and consider it known to others; no secret belongs in this file: --secrets-from reads them, --secrets-to hands them over"},
		{"misspelt key with secret in its name", "sso:\n  secret_day: 3\n", "a.yaml:2: sso.secret_day is no key of this file — did you mean sso.secret_days?"},
		{"twice", "site: https://a.example\nsite: https://b.example\n", "a.yaml:2: site stands here a second time; the first is on line 1 — keep one of them"},
		{"wrong type: list", "tenant: [a]\n", "a.yaml:1: tenant is a list; it must be text — write one value, in quotes if it could be read as something else"},
		{"wrong type: bool for text", "app: {short_name: true}\n", "a.yaml:1: app.short_name is true or false; it must be text — write one value, in quotes if it could be read as something else"},
		{"wrong type: yes", "bot: {enabled: yes}\n", "a.yaml:1: bot.enabled is text; it must be true or false — write true or false, without quotes"},
		{"wrong type: text for list", "totara: {command: php}\n", "a.yaml:1: totara.command is text; it must be a list — write it in brackets: [one, two]"},
		{"wrong type: section", "app: Learn\n", "a.yaml:1: app is text; it holds keys of its own — indent them below it, or write {key: value}"},
		{"number out of range", "sso: {secret_days: 900}\n", "a.yaml:1: sso.secret_days is 900 — write a number from 1 to 730"},
		{"number in words", "sso: {secret_days: year}\n", "a.yaml:1: sso.secret_days is text; it must be a whole number — write a number from 1 to 730"},
		{"choice, misspelt", "sso: {audience: mulitenant}\n", "a.yaml:1: sso.audience is not one of single, multitenant, multitenant+personal, personal — did you mean multitenant?"},
		{"choice, far off", "connect: {role: both}\n", "a.yaml:1: connect.role is not one of none, client, server — write none, client or server"},
		{"GUID", "ids: {app: 1234}\n", "a.yaml:1: ids.app is no GUID — write 8-4-4-4-12 hex digits, as the admin center shows them"},
		{"zero GUID", "ids: {app: 00000000-0000-0000-0000-000000000000}\n", "a.yaml:1: ids.app is the all-zero GUID — write the real one, or leave it empty"},
		{"colour", "app: {accent_color: blue}\n", `a.yaml:1: app.accent_color is no colour — write # and six hex digits in quotes, such as "#0B5CAB"`},
		{"colour without quotes", "app:\n  accent_color: #0B5CAB\n", `a.yaml:2: app.accent_color is empty, since # begins a comment — put the colour in quotes: "#0B5CAB"`},
		{"package name", "app: {package_name: teams}\n", "a.yaml:1: app.package_name is no package name — write your domain reversed, such as org.example.learn.teams: letters, digits, - and _ between dots"},
		{"vendor's package name", "app: {package_name: com.totaralearning.microsoft.msteams}\n", "a.yaml:1: app.package_name is the vendor's old default, which Totara refuses — write your own domain reversed, such as org.example.learn.teams"},
		{"version with two parts", "app: {version: 1.0}\n", "a.yaml:1: app.version is not three numbers with dots — write it as 1.0.0"},
		{"manifest that never was", "app: {manifest: 1.18}\n", `a.yaml:1: app.manifest is no schema version that can hold Totara's app — write one from 1.5 to 1.30, such as "1.12"`},
		{"list entry", "sso: {allowed_domains: [example.org, a@example.org]}\n", "a.yaml:1: sso.allowed_domains has an entry that has an @ — write only the domain behind it"},
		{"language tag", "app:\n  languages:\n    pt_br: pt.yaml\n", "a.yaml:3: app.languages.pt_br is no language tag — write a tag such as fr or pt-BR"},
		{"tick without a day", "confirmed:\n  teams.custom_apps: {by: a@example.org}\n", "a.yaml:2: confirmed.teams.custom_apps does not say when — write on: with a day such as 2026-11-20"},
		{"tick with a wrong day", "confirmed:\n  teams.custom_apps: {by: a, on: 20.11.2026}\n", "a.yaml:2: confirmed.teams.custom_apps.on is no day — write it as 2026-11-20"},
		{"tick with more", "confirmed:\n  teams.custom_apps: {by: a, on: 2026-11-20, why: x}\n", "a.yaml:2: confirmed.teams.custom_apps.why is no key of this file — a tick has by and on"},
		{"client without a name", "connect:\n  clients:\n    - {profile: a.yaml}\n", "a.yaml:3: connect.clients[0] has no name — write name: with a name for it"},
		{"client with an unknown key", "connect:\n  clients:\n    - {name: a, profil: a.yaml}\n", "a.yaml:3: connect.clients[0].profil is no key of this file — did you mean profile?"},
		{"two clients of one name", "connect:\n  clients:\n    - {name: a, profile: a.yaml}\n    - {name: a, profile: b.yaml}\n", "a.yaml:4: connect.clients[1] has the name of another client — give each client its own name"},
		{"personal accounts in a national cloud", "cloud: usgov\nsso:\n  audience: personal\n", "a.yaml:3: sso.audience takes personal accounts, which the cloud usgov does not have — write single or multitenant"},
		{"secret as a command's argument", "totara: {command: [php, --password=abc]}\n", "a.yaml:1: totara.command has an entry that hands over a secret — let the command find it by itself (an SSH key, a protected file): no secret belongs in this file"},
		{"user in an address", "publisher: {website: \"https://a:b@example.org\"}\n", "a.yaml:1: publisher.website has a user name in it — leave out everything before the @: no secret belongs in this file"},
		{"hidden character by escape", "app: {short_name: \"a\\e[31m\"}\n", "a.yaml:1: app.short_name has the control character U+001B in it — take it out"},
		{"anchor and another fault", "site: &a https://a.example/\ntenant: x\n", "a.yaml:1: sets an anchor (&) — write the value without it\na.yaml:1: site ends in a slash — write https://a.example\na.yaml:2: tenant is neither a domain nor a GUID — write a domain such as x.onmicrosoft.com, or the tenant's GUID"},
		{"alias", "tenant: &a a.example\nsite: *a\n", "a.yaml:1: sets an anchor (&) — write the value without it\na.yaml:2: uses an alias (*) — write the value out"},
		{"tag", "tenant: !!str a.example\n", "a.yaml:1: has a tag (!) — write the value without it"},
		{"merge key", "app: {<<: {version: 1.0.0}}\n", "a.yaml:1: app has a key that is no name — write plain names before the colons"},
		{"second document", "tenant: a.example\n---\ntenant: b.example\n", "a.yaml:2: begins a second document — keep one site a file: take out the line --- and what follows"},
		{"a list of sites", "- site: https://a.example\n", "a.yaml:1: holds no keys — write lines such as site: https://learn.example.org"},
		{"broken YAML", "app:\n  short_name: [a\n", "a.yaml:1: is no YAML: did not find expected ',' or ']' — check indentation, quotes and colons there and in the line above"},
		{"control character", "site: https://a.example\ntenant: a\x07b\n", "a.yaml:2: has the control character U+0007 — take it out"},
		{"reversed text", "tenant: a\u202Eb\n", "a.yaml:1: has the control character U+202E — take it out"},
		{"not UTF-8", "tenant: \xff\n", "a.yaml:1: has bytes that are not UTF-8 — save the file as UTF-8"},
		{"old Mac", "tenant: a.example\rcloud: public\r", "a.yaml:1: has a carriage return without a line feed — save the file with LF or CRLF line endings"},
		{"too large", strings.Repeat("# comment\n", 110_000), "a.yaml: is larger than 1024 KiB — an answers file has a few dozen lines; is it the right file?"},
		{"too deep", strings.Repeat("[", 5000), "a.yaml:1: is nested too deeply — see the example in teamwright help answers"},
		{"deep below a key", "app:\n languages:\n  a:\n   a:\n    a:\n     a:\n      a:\n       a:\n        a:\n         a:\n          a:\n           a:\n            a:\n             a:\n              a:\n               a:\n                a:\n                 a: b\n", "a.yaml:17: is nested too deeply — see the example in teamwright help answers"},
		{"several at once, in order of lines", "tenant: x\nbot: {handle: a}\nsite: http://x\n", "a.yaml:1: tenant is neither a domain nor a GUID — write a domain such as x.onmicrosoft.com, or the tenant's GUID\na.yaml:2: bot.handle is no name for an Azure Bot — write 2 to 64 letters, digits, -, _ and dots, beginning with a letter or digit\na.yaml:3: site is http — write https:// — Teams and Entra take nothing else"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := answers.Parse("a.yaml", []byte(tt.file))
			var problems *answers.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("got %v, want problems", err)
			}
			if err.Error() != tt.want {
				t.Errorf("got\n%s\nwant\n%s", err, tt.want)
			}
		})
	}
}

func TestParseNeverRepeatsSecrets(t *testing.T) {
	t.Parallel()
	const entra = "abc8Q~0123456789abcdefghijklmnopqrstuvwx"
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwcyJ9.abc"
	for _, file := range []string{
		"client_secret: " + entra,
		"app: {short_name: " + entra + "}",
		"app: {full_description: " + entra + "}",
		entra + ": x",
		"x" + entra + ": x",
		"tenant: " + entra,
		"ids: {app: " + entra + "}",
		"sso: {allowed_domains: [" + token + "]}",
		"totara: {command: [php, " + token + "]}",
		"confirmed: {a.b: {by: " + token + ", on: 2026-11-20}}",
		"connect: {clients: [{name: a, profile: b, comment: " + token + "}]}",
		"bot: {token: [" + token + "]}",
		"app: {full_description: \"-----BEGIN PRIVATE KEY----- MIIE\"}",
	} {
		_, err := answers.Parse("a.yaml", []byte(file))
		if err == nil {
			t.Errorf("%s is taken", file)
			continue
		}
		if s := err.Error(); strings.Contains(s, entra) || strings.Contains(s, token) || strings.Contains(s, "MIIE") {
			t.Errorf("%s is repeated: %s", file, s)
		}
	}
}

func TestParseManyProblems(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for range 300 {
		b.WriteString("a: 1\n")
	}
	_, err := answers.Parse("a.yaml", []byte(b.String()))
	list := answers.AsProblems(err)
	if len(list) != 51 || list[50].Error() != "a.yaml:51: is where 250 more problems begin — is it the right file?" {
		t.Errorf("got %d problems, the last is %v", len(list), list[len(list)-1].Error())
	}
}

func TestParseKeepsBytes(t *testing.T) {
	t.Parallel()
	full, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"as it is":        string(full),
		"byte order mark": "\uFEFF" + string(full),
		"CRLF":            strings.ReplaceAll(string(full), "\n", "\r\n"),
		"no last newline": strings.TrimSuffix(string(full), "\n"),
		"empty":           "",
	} {
		f, err := answers.Parse("a.yaml", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if string(f.Bytes()) != text {
			t.Errorf("%s: the text has changed", name)
		}
	}
}
