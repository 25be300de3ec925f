package plain_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"unicode"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
	"teamwright/tui/plain"
)

// talk runs Ask over typed lines, and gives what was said.
func talk(t *testing.T, w *pages.Wizard, lines ...string) (said string, err error) {
	t.Helper()
	var out bytes.Buffer
	in := plain.NewLines(strings.NewReader(strings.Join(lines, "\n") + "\n"))
	err = plain.Ask(t.Context(), in, &out, w)
	return out.String(), err
}

func wizard(text string, opt pages.Options) *pages.Wizard {
	f, err := answers.Parse("a.yaml", []byte(text))
	if err != nil {
		panic(err)
	}
	return pages.New(f, opt)
}

// The whole talk of a first set-up, word for word: what a person with a screen
// reader hears.
func TestAskTalk(t *testing.T) {
	t.Parallel()
	w := wizard("", pages.Options{})
	said, err := talk(t, w,
		"https://learn.example.org/totara", "contoso.onmicrosoft.com", // site, tenant
		"", "logo.png", "Example Ltd", // short name, icon, publisher
		"", "1", // sign-on, audience
		"", "", "", "", "", // bot, totara, connect, mobile flows, publish
		"") // review
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "ask.txt", said)
	for _, line := range strings.Split(said, "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) }) {
			t.Errorf("control character in %q", line)
		}
	}
}

func TestAskMoves(t *testing.T) {
	t.Parallel()
	const complete = "site: https://learn.example.org\ntenant: a.example\napp: {short_name: A, full_name: B, icon: a.png}\npublisher: {name: P}\n" +
		"sso: {enabled: true, audience: single}\nbot: {enabled: false}\ntotara: {via: hand}\nconnect: {role: none}\nmobileflows: {enabled: false}\npublish: {enabled: false}\n"
	tests := []struct {
		name  string
		file  string
		lines []string
		want  map[string]string // key and text at the end
		says  []string
	}{
		{
			"a finished file goes to the review", complete, []string{""},
			map[string]string{"site": "https://learn.example.org"},
			[]string{"1: Address of the Totara site: https://learn.example.org (a.yaml, line 1)"},
		},
		{
			"only what the file lacks is asked", strings.Replace(complete, "tenant: a.example\n", "", 1), []string{"b.example", ""},
			map[string]string{"tenant": "b.example"},
			[]string{"A few questions, about 1."},
		},
		{
			"what is wrong is asked again, and the old answer stays", complete,
			[]string{"1", "http://x", "", ""},
			map[string]string{"site": "https://learn.example.org"},
			[]string{"Not taken: site is http — write https:// — Teams and Entra take nothing else"},
		},
		{
			"change by number", complete, []string{"6", "New name", ""},
			map[string]string{"app.short_name": "New name"},
			[]string{"6: Short name: New name (typed now)"},
		},
		{
			"change by key", complete, []string{"app.short_name", "New name", ""},
			map[string]string{"app.short_name": "New name"}, nil,
		},
		{
			"back from a change changes nothing", complete, []string{"6", "<", ""},
			map[string]string{"app.short_name": "A"}, nil,
		},
		{
			"a change that brings questions asks them", complete, []string{"bot.enabled", "yes", "", "my-bot", "", ""},
			map[string]string{"bot.enabled": "yes", "bot.handle": "my-bot", "bot.resource_group": "rg-learn"},
			[]string{"Note: New Azure bots are single-tenant"},
		},
		{
			"a change that makes something missing is refused", complete,
			[]string{"totara.via", "exec", "ssh lms php", "/var/www/config.php", ""},
			map[string]string{"totara.command": "ssh lms php", "totara.config": "/var/www/config.php"}, nil,
		},
		{
			"emptied with a dash", strings.Replace(complete, "name: P", "name: P, terms: https://a.example", 1), []string{"publisher.terms", "-", ""},
			map[string]string{"publisher.terms": ""}, []string{"Terms of use: empty: the site (typed now)"},
		},
		{
			"help and list", complete, []string{"?", "list", "99", "nonsense", ""},
			nil, []string{"Type a number of the list, or Enter to go on."},
		},
		{
			"back at the first question", "", []string{"<", "https://learn.example.org", "<", "", "a.example", "", "a.png", "", "no", "", "", "", "", "", ""},
			map[string]string{"sso.enabled": "no"}, []string{"This is the first question.", "Press Enter to keep https://learn.example.org."},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := wizard(tt.file, pages.Options{})
			said, err := talk(t, w, tt.lines...)
			if err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			for key, want := range tt.want {
				if got, _ := w.Text(key); got != want {
					t.Errorf("%s is %q, want %q\n%s", key, got, want, said)
				}
			}
			for _, s := range tt.says {
				if !strings.Contains(said, s) {
					t.Errorf("%q is not said:\n%s", s, said)
				}
			}
		})
	}
}

func TestAskEndOfInput(t *testing.T) {
	t.Parallel()
	w := wizard("", pages.Options{})
	_, err := talk(t, w, "https://learn.example.org")
	if !errors.Is(err, plain.ErrNobody) {
		t.Fatalf("got %v", err)
	}
	var keys []string
	for _, p := range answers.AsProblems(err) {
		keys = append(keys, p.Key)
	}
	if got := strings.Join(keys, " "); got != "tenant app.icon sso.audience" {
		t.Errorf("named as missing: %s\n%v", got, err)
	}
	if text, origin := w.Text("site"); text != "https://learn.example.org" || origin != pages.Typed {
		t.Error("what was typed before is lost")
	}
}

func TestAskCancelled(t *testing.T) {
	t.Parallel()
	stop := errors.New("interrupted")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	err := plain.Ask(ctx, plain.NewLines(strings.NewReader("")), &bytes.Buffer{}, wizard("", pages.Options{}))
	if !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestAskGivenByFlag(t *testing.T) {
	t.Parallel()
	w := wizard("site: https://learn.example.org\n", pages.Options{Given: map[string]pages.Given{"cloud": {Text: "usgov", By: "--cloud"}}})
	said, _ := talk(t, w, "a.example", "", "a.png", "", "", "1", "", "", "", "", "", "cloud", "china", "", "")
	if !strings.Contains(said, "Microsoft cloud: usgov (--cloud, this run only)") || !strings.Contains(said, "Not taken: cloud is given by --cloud for this run") {
		t.Errorf("got\n%s", said)
	}
}
