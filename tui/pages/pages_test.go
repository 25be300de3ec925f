package pages_test

import (
	"strings"
	"testing"

	"teamwright/steps/answers"
	"teamwright/tui/pages"
)

func TestPagesCoverTheTable(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	ids := map[string]bool{}
	for _, p := range pages.All() {
		if p.ID == "" || p.Title == "" || !strings.HasSuffix(p.About, ".") || ids[p.ID] {
			t.Errorf("page %q: title %q, about %q", p.ID, p.Title, p.About)
		}
		ids[p.ID] = true
		for _, f := range p.Fields {
			if seen[f.Key] {
				t.Errorf("%s stands on two pages", f.Key)
			}
			seen[f.Key] = true
			k, ok := answers.Find(f.Key)
			if !ok || f.Label == "" || f.Help != k.Help || f.Kind != k.Kind || f.Limit != k.MaxUnits {
				t.Errorf("%s: %+v", f.Key, f)
			}
			if len(f.Label) > 40 {
				t.Errorf("label of %s is long: %q", f.Key, f.Label)
			}
			var values []string
			for _, o := range f.Options {
				values = append(values, o.Value)
			}
			if strings.Join(values, " ") != strings.Join(k.Choices, " ") {
				t.Errorf("%s offers %v, the table has %v", f.Key, values, k.Choices)
			}
			if f.Empty != "" && f.Required {
				t.Errorf("%s says what empty means, but may not be empty", f.Key)
			}
		}
	}
	for _, k := range answers.Keys() {
		if !seen[k.Name] && k.Kind != answers.Ticks {
			t.Errorf("%s stands on no page", k.Name)
		}
	}
}

func TestAudienceHasNoDefault(t *testing.T) {
	t.Parallel()
	w := pages.New(answers.New("a.yaml"), pages.Options{})
	if text, origin := w.Text("sso.audience"); text != "" || origin != pages.Nowhere {
		t.Errorf("audience is %q from %v", text, origin)
	}
	if err := w.Accept("sso.audience"); err == nil {
		t.Error("the missing audience is accepted")
	}
	f, _ := w.Field("sso.audience")
	for _, o := range f.Options {
		if o.Asks == "" || o.Risks == "" {
			t.Errorf("%s does not say what it asks for and risks", o.Value)
		}
	}
}

// replies are what an ordinary admin types; every other question is answered with
// Enter.
var replies = map[string]string{
	"site":           "https://learn.example.org/totara",
	"tenant":         "contoso.onmicrosoft.com",
	"app.icon":       "logo.png",
	"publisher.name": "Example Ltd",
	"sso.audience":   "single",
}

// walk answers every question, and gives the keys in the order they were asked.
func walk(t *testing.T, w *pages.Wizard, replies map[string]string) []string {
	t.Helper()
	var asked []string
	for {
		q, more := w.Question()
		if !more {
			return asked
		}
		if len(asked) > 200 {
			t.Fatalf("the walk does not end: %v", asked)
		}
		asked = append(asked, q.Key)
		var err error
		if text, ok := replies[q.Key]; ok {
			err = w.Answer(q.Key, text)
		} else {
			err = w.Accept(q.Key)
		}
		if err != nil {
			t.Fatalf("%s: %v", q.Key, err)
		}
		w.Next()
	}
}

func TestMainPathHasTwelveQuestions(t *testing.T) {
	t.Parallel()
	file := answers.New("a.yaml")
	w := pages.New(file, pages.Options{})
	if w.Left() > 12 {
		t.Errorf("%d questions are announced", w.Left())
	}
	asked := walk(t, w, replies)
	if len(asked) > 12 {
		t.Errorf("%d questions on the main path: %v", len(asked), asked)
	}
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(); err != nil {
		t.Fatal(err)
	}
	const want = `
site: https://learn.example.org/totara      # wwwroot: https, no trailing slash, may have a folder
tenant: contoso.onmicrosoft.com             # domain or GUID
app:
  short_name: Example Learn                 # at most 30 UTF-16 units
  full_name: Example Learning Platform      # at most 100 UTF-16 units
  short_description: Your courses in Teams  # at most 80 UTF-16 units
  full_description: Find, take and share learning without leaving Teams. # at most 4000 UTF-16 units
  package_name: org.example.learn.teams     # your domain reversed
  icon: logo.png                            # any PNG, JPEG, GIF or WebP
publisher:
  name: Example Ltd                         # at most 32 UTF-16 units
sso:
  enabled: true
  audience: single                          # single | multitenant | multitenant+personal | personal
bot:
  enabled: false
publish:
  enabled: false
totara:
  via: hand                                 # hand | exec
connect:
  role: none                                # none | client | server
mobileflows:
  enabled: false
`
	if _, got, _ := strings.Cut(string(file.Bytes()), "answers\n"); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	// A second walk over the finished file has nothing to ask.
	if again := walk(t, pages.New(file, pages.Options{}), nil); len(again) != 0 {
		t.Errorf("a finished file still asks %v", again)
	}
	if missing := file.Answers().Missing(); len(missing) != 0 {
		t.Errorf("missing after the walk: %v", missing)
	}
}

func TestOnlyFourHaveNoDefault(t *testing.T) {
	t.Parallel()
	w := pages.New(answers.New("a.yaml"), pages.Options{})
	var none []string
	for {
		q, more := w.Question()
		if !more {
			break
		}
		if w.Accept(q.Key) != nil {
			none = append(none, q.Key)
			if err := w.Answer(q.Key, replies[q.Key]); err != nil {
				t.Fatal(err)
			}
		}
		w.Next()
	}
	if got := strings.Join(none, " "); got != "site tenant app.icon sso.audience" {
		t.Errorf("without a default: %s", got)
	}
}
