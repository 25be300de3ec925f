package pages_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

// open gives a wizard over a file with this text.
func open(t *testing.T, text string, opt pages.Options) *pages.Wizard {
	t.Helper()
	f, err := answers.Parse("a.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return pages.New(f, opt)
}

func TestReviewOrigins(t *testing.T) {
	t.Parallel()
	w := open(t, "tenant: a.example\n\nsite: https://learn.example.org\npublisher: {terms: https://other.example}\n", pages.Options{
		Given: map[string]pages.Given{"auth": {Text: "azcli", By: "TEAMWRIGHT_AUTH"}},
	})
	if err := w.Answer("app.short_name", "Learn"); err != nil {
		t.Fatal(err)
	}
	if err := w.Accept("app.full_name"); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]struct {
		value, where string
		origin       pages.Origin
	}{
		"site":              {"https://learn.example.org", "a.yaml, line 3", pages.InFile},
		"publisher.terms":   {"https://other.example", "a.yaml, line 4", pages.InFile},
		"auth":              {"azcli", "TEAMWRIGHT_AUTH, this run only", pages.ByFlag},
		"app.short_name":    {"Learn", "typed now", pages.Typed},
		"app.full_name":     {"Example Learning Platform", "made from the site's address, confirmed", pages.Derived},
		"app.package_name":  {"org.example.learn.teams", "made from the site's address", pages.Derived},
		"app.version":       {"1.0.0", "default", pages.Default},
		"publisher.website": {"", "default", pages.Default},
		"sso.enabled":       {"yes", "default", pages.Default},
		"sso.audience":      {"", "not answered", pages.Nowhere},
	} {
		e, ok := w.Entry(key)
		if !ok || e.Value != want.value || e.Where != want.where || e.Origin != want.origin {
			t.Errorf("%s: %q, %q, %v", key, e.Value, e.Where, e.Origin)
		}
	}
	if e, _ := w.Entry("publisher.website"); e.Shown() != "empty: the site" {
		t.Errorf("an empty link is shown as %q", e.Shown())
	}
	if e, _ := w.Entry("sso.audience"); e.Problem == nil {
		t.Error("the missing audience is no problem")
	}
	if _, ok := w.Entry("nothing"); ok {
		t.Error("an entry for no key")
	}
}

func TestAnswerKeepsWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := open(t, "site: https://a.example\n", pages.Options{})
	err := w.Answer("site", "http://b.example")
	var p *answers.Problem
	if !errors.As(err, &p) || p.Wrong != "is http" {
		t.Fatalf("got %v", err)
	}
	if text, origin := w.Text("site"); text != "http://b.example" || origin != pages.Typed {
		t.Errorf("the text is %q", text)
	}
	if got := w.Answers().Site; got != "https://a.example" {
		t.Errorf("the wrong text counts: %q", got)
	}
	if err := w.Check(); err == nil || !strings.Contains(err.Error(), "site is http") {
		t.Errorf("Check does not name it: %v", err)
	}
	if err := w.Write(); err != nil || w.File().Answers().Site != "https://a.example" {
		t.Errorf("Write has written it: %v", err)
	}
	if !w.Changed() {
		t.Error("nothing counts as changed")
	}
	w.Forget("site")
	if text, origin := w.Text("site"); text != "https://a.example" || origin != pages.InFile || w.Changed() {
		t.Errorf("after Forget the text is %q", text)
	}
	if err := w.Answer("nothing", "x"); err == nil {
		t.Error("an answer to no question is taken")
	}
}

// Whatever a person does, in whatever order: what was typed is still there, and
// Back is refused only where nothing asked comes before.
func TestBackNeverLosesAnything(t *testing.T) {
	t.Parallel()
	texts := []string{"", "x", "yes", "no", "https://learn.example.org", "single", "exec", "server", "999", "a.example", "http://bad", strings.Repeat("z", 50)}
	for seed := range uint64(20) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		w := open(t, "", pages.Options{})
		typed := map[string]string{}
		first, _ := w.Question()
		for range 120 {
			q, more := w.Question()
			switch n := rnd.IntN(10); {
			case n < 4 && more:
				typed[q.Key] = texts[rnd.IntN(len(texts))]
				_ = w.Answer(q.Key, typed[q.Key]) // right or wrong, it is kept
				w.Next()
			case n < 7:
				if !w.Back() && q.Key != first.Key {
					t.Fatalf("seed %d: Back is refused at %s", seed, q.Key)
				}
			case n < 8:
				w.Next()
			case n < 9:
				w.NextPage()
			default:
				w.BackPage()
			}
			for key, text := range typed {
				if got, _ := w.Text(key); got != text {
					t.Fatalf("seed %d: %s was %q and is %q", seed, key, text, got)
				}
			}
		}
		for range 100 {
			if !w.Back() {
				break
			}
		}
		if q, _ := w.Question(); q.Key != first.Key {
			t.Fatalf("seed %d: Back leads to %s", seed, q.Key)
		}
	}
}

func TestPagesAreTurned(t *testing.T) {
	t.Parallel()
	w := open(t, "", pages.Options{Only: []answers.Part{answers.PartEntra}})
	var got []string
	for {
		q, more := w.Question()
		if !more {
			break
		}
		if !q.First {
			t.Errorf("%s is not the first of its page", q.Key)
		}
		got = append(got, q.Page.ID)
		w.NextPage()
	}
	if s := strings.Join(got, " "); s != "site branding sso totara" {
		t.Errorf("pages: %s", s)
	}
	for range len(got) {
		if !w.BackPage() {
			t.Error("back is refused")
		}
	}
	if w.BackPage() {
		t.Error("there is a page before the first")
	}
	var passed []string
	for _, p := range w.Passed() {
		passed = append(passed, p.Page.ID+": "+p.Why)
	}
	want := "bot: this run does only entra, connect: this run does only entra, mobileflows: this run does only entra, publish: this run does only entra"
	if s := strings.Join(passed, ", "); s != want {
		t.Errorf("passed over: %s", s)
	}
	if w.Goto("bot") || w.Goto("bot.handle") || !w.Goto("app.version") {
		t.Error("Goto leads to a page that is passed over, or not to one that is not")
	}
	for _, e := range w.Review() {
		if e.Page.ID == "bot" {
			t.Error("the review has a page that is passed over")
		}
	}
}

func TestAllAsksAgain(t *testing.T) {
	t.Parallel()
	text := "site: https://a.example\ntenant: a.example\n"
	if q, _ := open(t, text, pages.Options{}).Question(); q.Key != "app.short_name" {
		t.Errorf("first question: %s", q.Key)
	}
	w := open(t, text, pages.Options{All: true})
	if q, _ := w.Question(); q.Key != "site" {
		t.Errorf("first question: %s", q.Key)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, before string
		opt          pages.Options
		typed        map[string]string
		after        string
	}{
		{"nothing said, nothing written", "auth: azcli\n", pages.Options{}, nil, "auth: azcli\n"},
		{"typed, also on a page that is passed over", "# mine\ntenant: a.example\n", pages.Options{Only: []answers.Part{answers.PartEntra}},
			map[string]string{"bot.handle": "my-bot"}, "# mine\ntenant: a.example\nbot:\n  handle: my-bot                            # name of the Azure Bot, unique in all of Azure\n"},
		{"what a flag gives is not written", "tenant: a.example\n", pages.Options{Given: map[string]pages.Given{"cloud": {Text: "usgov", By: "--cloud"}}}, nil, "tenant: a.example\n"},
		{"two answers that are wrong together until both are set", "cloud: public\nsso:\n  audience: personal\n", pages.Options{},
			map[string]string{"cloud": "usgov", "sso.audience": "single"}, "cloud: usgov\nsso:\n  audience: single\n"},
		{"clients keep what cannot be typed", "connect:\n  clients:\n    - {name: A, profile: a.yaml, sync_jobs: true}\n", pages.Options{},
			map[string]string{"connect.clients": "A: b.yaml, C: c.yaml"}, "connect:\n  clients:\n    - {name: A, profile: b.yaml, sync_jobs: true}\n    - {name: C, profile: c.yaml}\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := open(t, tt.before, tt.opt)
			for key, text := range tt.typed {
				if err := w.Answer(key, text); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Write(); err != nil {
				t.Fatal(err)
			}
			// What is derived is written as well; only the given lines are compared.
			got := string(w.File().Bytes())
			if got = withoutDerived(got); got != tt.after {
				t.Errorf("got\n%s\nwant\n%s", got, tt.after)
			}
		})
	}
}

// withoutDerived takes out the section app, which every walk fills.
func withoutDerived(text string) string {
	var b strings.Builder
	inside := false
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, " ") {
			inside = strings.HasPrefix(line, "app:")
		}
		if !inside {
			b.WriteString(line)
		}
	}
	return b.String()
}

func TestCheckNamesEverything(t *testing.T) {
	t.Parallel()
	w := open(t, "tenant: a.example\ncloud: usgov\nsso: {audience: single}\n", pages.Options{Given: map[string]pages.Given{"auth": {Text: "password", By: "--auth"}}})
	_ = w.Answer("app.version", "1.0") // wrong on purpose
	_ = w.Answer("client_id", "me")    // wrong on purpose
	var got []string
	for _, p := range answers.AsProblems(w.Check()) {
		got = append(got, p.Error())
	}
	want := []string{
		"site is missing: every address is made from it — add site: https://learn.example.org to the answers file",
		"app.short_name is missing: the application is named after it — add app.short_name: … to the answers file",
		"app.package_name is missing: Totara demands it — add app.package_name: … to the answers file",
		"app.icon is missing: the application's logo is made from it — add app.icon: logo.png to the answers file",
		"publisher.name is missing: Teams and Totara demand it — add publisher.name: Example Ltd to the answers file",
		"auth is not one of device, browser, azcli, secret, certificate, workload — write device, browser, azcli, secret, certificate or workload",
		"client_id is not azcli, graph or a GUID — write azcli or graph, or use --client-id or TEAMWRIGHT_CLIENT_ID",
		"app.full_name is missing — there is no default for it",
		"app.version is not three numbers with dots — write it as 1.0.0",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestCheckTogether(t *testing.T) {
	t.Parallel()
	w := open(t, "", pages.Options{})
	walk(t, w, map[string]string{"site": "https://learn.example.org", "tenant": "a.example", "app.icon": "a.png", "sso.audience": "personal"})
	if err := w.Answer("cloud", "china"); err != nil {
		t.Fatal(err)
	}
	if err := w.Check(); err == nil || !strings.Contains(err.Error(), "personal accounts, which the cloud china does not have") {
		t.Errorf("got %v", err)
	}
}

func TestCheckFile(t *testing.T) {
	t.Parallel()
	var asked string
	w := open(t, "", pages.Options{CheckFile: func(key, path string) error {
		asked = key + " " + path
		if strings.HasSuffix(path, ".txt") {
			return errors.New("it is no picture")
		}
		return nil
	}})
	if err := w.Answer("app.icon", "logo.png"); err != nil || asked != "app.icon logo.png" {
		t.Errorf("%v, asked %s", err, asked)
	}
	if err := w.Answer("app.icon", "logo.txt"); err == nil || err.Error() != "app.icon cannot be used: it is no picture — name another file" {
		t.Errorf("got %v", err)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	w := open(t, "", pages.Options{})
	walk(t, w, replies)
	if w.Open() {
		q, _ := w.Question()
		t.Fatalf("%s is open after the walk", q.Key)
	}
	if err := w.Answer("bot.enabled", "yes"); err != nil {
		t.Fatal(err)
	}
	var keys []string
	for w.Open() {
		q, _ := w.Question()
		keys = append(keys, q.Key)
		if err := w.Accept(q.Key); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(keys, " "); got != "bot.messaging_extension bot.handle bot.resource_group" {
		t.Errorf("the bot brings %s", got)
	}
}

func TestRecommended(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		tenant   string
		verified []string
		value    string
		known    bool
	}{
		"not known":                      {"contoso.onmicrosoft.com", nil, "", false},
		"tenant named by its own domain": {"example.org", nil, "", true},
		"verified":                       {"contoso.onmicrosoft.com", []string{"contoso.onmicrosoft.com", "Example.org"}, "", true},
		"not verified":                   {"contoso.onmicrosoft.com", []string{"contoso.onmicrosoft.com"}, "single", true},
		"another domain with its end":    {"contoso.onmicrosoft.com", []string{"ample.org"}, "single", true},
	} {
		w := open(t, "site: https://learn.example.org\ntenant: "+tt.tenant+"\n", pages.Options{VerifiedDomains: tt.verified})
		value, why := w.Recommended("sso.audience")
		if value != tt.value || (value == "") != (why == "") {
			t.Errorf("%s: %q because %q", name, value, why)
		}
		if _, known := w.HostVerified(); known != tt.known {
			t.Errorf("%s: known is %v", name, known)
		}
	}
}

func TestUnusual(t *testing.T) {
	t.Parallel()
	const ordinary = "site: https://learn.example.org\ntenant: example.org\n"
	for _, tt := range []struct{ key, text, want string }{
		{"site", "https://learn.example.org", ""},
		{"site", "https://10.0.0.1", "no domain name"},
		{"site", "https://totara.corp", "internal"},
		{"site", "https://abc.ngrok.io", "tunnel"},
		{"site", "https://learn.example.org:8443", "port"},
		{"app.short_name", "Learn", ""},
		{"app.short_name", "Teams Learn", "Microsoft"},
		{"app.short_name", "Learn (staging)", "not ready"},
		{"app.short_name", "Activity", "part of Teams"},
		{"app.package_name", "org.example.learn.app", ""},
		{"app.package_name", "com.other.teams", "reversed"},
		{"app.manifest", "1.16", ""},
		{"app.manifest", "1.20", "no package name"},
		{"publisher.privacy", "https://www.example.org/privacy", ""},
		{"publisher.privacy", "https://other.example/privacy", "another domain"},
		{"sso.enabled", "no", "by hand"},
		{"sso.audience", "single", ""},
		{"sso.audience", "multitenant", "any organisation"},
		{"sso.audience", "personal", "cannot sign in"},
		{"sso.require_email_verification", "yes", "looks like a failure"},
		{"sso.secret_days", "180", ""},
		{"sso.secret_days", "700", "less than a year"},
		{"bot.secret_days", "7", "ends in 7 days"},
		{"bot.enabled", "yes", "single-tenant"},
		{"totara.via", "exec", "is run"},
		{"totara.admin_folder", "manage", "redirect URI"},
		{"totara.public_images", "yes", "anybody"},
		{"connect.sync_passwords", "yes", "hashes"},
		{"connect.migrate", "yes", "local password"},
		{"connect.on_removal", "delete", "nothing brings them back"},
		{"connect.auto_sso", "yes", "nosso=1"},
		{"connect.role", "client", "certificates"},
		{"mobileflows.enabled", "yes", "retired"},
		{"mobileflows.host", "eu.hero.example", "production"},
	} {
		file := ordinary
		if strings.HasPrefix(tt.key, "connect.") {
			file += "connect: {role: " + map[bool]string{true: "server", false: "client"}[tt.key == "connect.sync_passwords"] + "}\n"
		}
		w := open(t, file, pages.Options{})
		if err := w.Answer(tt.key, tt.text); err != nil {
			t.Errorf("%s %s: %v", tt.key, tt.text, err)
			continue
		}
		got := w.Unusual(tt.key)
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s %s: %q, want %q", tt.key, tt.text, got, tt.want)
		}
		if got != "" && !strings.HasSuffix(got, ".") {
			t.Errorf("%s %s: %q is no sentence", tt.key, tt.text, got)
		}
	}
}

func TestRoom(t *testing.T) {
	t.Parallel()
	w := open(t, "", pages.Options{})
	name, _ := w.Field("app.short_name")
	if left, limited := name.Room("Größe 😀"); left != 22 || !limited {
		t.Errorf("room %d, %v", left, limited)
	}
	site, _ := w.Field("site")
	if _, limited := site.Room("x"); limited {
		t.Error("the site has a limit")
	}
}

func TestFieldsSayWhyTheyDoNotApply(t *testing.T) {
	t.Parallel()
	var a answers.Answers
	a.App.Manifest = "1.17"
	for _, p := range pages.All() {
		for _, f := range p.Fields {
			if on, why := f.Applies(a); on != (why == "") {
				t.Errorf("%s: applies %v, because %q", f.Key, on, why)
			}
		}
	}
}
