package screen

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps/answers"
	"teamwright/tui"
	"teamwright/tui/plain"
)

// lines are what a person would type into the plain front end.
type lines []string

func (l *lines) Next(context.Context) (string, error) {
	if len(*l) == 0 {
		return "", plain.ErrNobody
	}
	line := (*l)[0]
	*l = (*l)[1:]
	return line, nil
}

// TestSameAnswers walks the forms and the plain front end with the same
// answers and compares the files.
func TestSameAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		yaml  string
		keys  []string
		lines lines
	}{
		"from nothing": {
			keys:  []string{"https://learn.example.org/totara", "tab", "contoso.onmicrosoft.com", "enter", "enter", "logo.png", "enter", "enter", "enter", "enter", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown"},
			lines: lines{"https://learn.example.org/totara", "contoso.onmicrosoft.com", "", "logo.png", "", "", "single", "", "", "", "", "", "", ""},
		},
		"with a bot": {
			keys:  []string{"https://learn.example.org", "tab", "contoso.com", "enter", "enter", "logo.png", "enter", "backspace", "backspace", " Ltd", "enter", "enter", "down", "enter", "y", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown"},
			lines: lines{"https://learn.example.org", "contoso.com", "", "logo.png", "Examp Ltd", "", "multitenant", "yes", "", "", "", "", "", "", "", "", ""},
		},
		"what the file has stays": {
			yaml:  "# ours\nsite: https://learn.example.org # the site\ntenant: contoso.com\n",
			keys:  []string{"enter", "logo.png", "enter", "enter", "n", "enter", "pgdown", "pgdown", "pgdown", "pgdown", "pgdown"},
			lines: lines{"", "logo.png", "", "no", "", "", "", "", "", "", ""},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			v := s.fill(tt.yaml)
			s.keys(tt.keys...)
			if v.now != view(v.review) {
				t.Fatalf("the forms did not reach the review:\n%s", s.text())
			}
			walked := s.wizard(tt.yaml)
			var out bytes.Buffer
			if err := plain.Ask(context.Background(), &tt.lines, &out, walked); err != nil {
				t.Fatalf("%v\n%s", err, out.String())
			}
			if err := errors.Join(v.w.Write(), walked.Write()); err != nil {
				t.Fatal(err)
			}
			if got, want := string(v.w.File().Bytes()), string(walked.File().Bytes()); got != want {
				t.Errorf("the forms wrote\n%s\nthe plain front end wrote\n%s", got, want)
			}
		})
	}
}

// TestKeysThatArriveTogether types and pastes a whole form in one piece.
func TestKeysThatArriveTogether(t *testing.T) {
	t.Parallel()
	want := map[string]string{"site": "https://learn.example.org/totara", "tenant": "contoso.onmicrosoft.com"}
	tests := map[string]func(*stand){
		"typed": func(s *stand) {
			for _, r := range "https://learn.example.org/totara\tcontoso.onmicrosoft.com" {
				if r == '\t' {
					s.m.Update(tea.KeyPressMsg{Code: tea.KeyTab})
					continue
				}
				s.m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		},
		"pasted with a tab": func(s *stand) {
			s.send(tea.PasteMsg{Content: "https://learn.example.org/totara\tcontoso.onmicrosoft.com"})
		},
		"pasted with line ends": func(s *stand) {
			s.send(tea.PasteMsg{Content: "  https://learn.example.org/totara \r\ncontoso.onmicrosoft.com\r\n"})
		},
	}
	for name, arrive := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			v := s.fill("")
			arrive(s)
			for key, text := range want {
				if got, _ := v.w.Text(key); got != text {
					t.Errorf("%s is %q, want %q", key, got, text)
				}
			}
		})
	}
}

// TestBackLosesNothing goes back from an answer that is not right, and on
// again.
func TestBackLosesNothing(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	v := s.fill("site: https://learn.example.org\ntenant: contoso.com\n")
	if v.form.page.ID != "branding" {
		t.Fatalf("the first open question is on %s", v.form.page.ID)
	}
	s.keys("tab", "no-such.png", "esc")
	if v.form.page.ID != "site" {
		t.Fatalf("going back led to %s", v.form.page.ID)
	}
	s.keys("pgdown")
	if got, _ := v.w.Text("app.icon"); got != "no-such.png" {
		t.Errorf("the logo file is %q now", got)
	}
	s.keys("ctrl+g", "down", "enter")
	if v.form.page.ID != "sso" {
		t.Errorf("the list of pages led to %s", v.form.page.ID)
	}
}

// TestForwardStopsAtWhatIsWrong stays on a page with a wrong answer, says so,
// and goes on once it is right.
func TestForwardStopsAtWhatIsWrong(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	v := s.fill("")
	s.keys("http://learn.example.org", "tab", "contoso.com", "pgdown")
	if v.form.page.ID != "site" || v.form.focused().Key != "site" || !strings.Contains(s.text(), "write https://") {
		t.Fatalf("a wrong address did not hold the page:\n%s", s.text())
	}
	for range len("http://learn.example.org") {
		s.keys("backspace")
	}
	s.keys("https://learn.example.org", "pgdown")
	if v.form.page.ID != "branding" {
		t.Errorf("a right address did not lead on:\n%s", s.text())
	}
}

// TestNoChoiceByPassing passes over a choice that decides about security: it
// stays unanswered until an option is taken.
func TestNoChoiceByPassing(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	v := s.fill("site: https://learn.example.org\ntenant: contoso.com\n")
	v.w.Goto("sso")
	s.do(v.toForm(""))
	s.keys("tab", "down", "down", "up", "tab")
	if got, _ := v.w.Text("sso.audience"); got != "" {
		t.Fatalf("moving the bar chose %q", got)
	}
	if v.form.page.ID != "sso" || !strings.Contains(s.text(), "! Choose one") {
		t.Fatalf("the page went on without a choice:\n%s", s.text())
	}
	s.keys("enter")
	if got, _ := v.w.Text("sso.audience"); got != answers.AudienceMultitenant {
		t.Errorf("Enter chose %q", got)
	}
}

// TestEditFromReview changes one answer in place, and is led through the
// questions that the change brings.
func TestEditFromReview(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.m.height = 40
	v := s.fill(sample + "bot: {enabled: false}\n")
	s.keys("ctrl+r")
	for i, e := range v.review.entries() {
		if e.Field.Key == "bot.enabled" {
			v.review.list.sel = i + 1
		}
	}
	s.keys("enter", "y", "enter")
	if v.now != view(v.form) || v.form.page.ID != "bot" {
		t.Fatalf("the bot's questions did not follow:\n%s", s.text())
	}
	if !strings.Contains(s.text(), "Resource group") {
		t.Errorf("no question about the resource group:\n%s", s.text())
	}
}

// TestLeaveKeeps leaves the forms and gives the reason to the caller.
func TestLeaveKeeps(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{"y": {"ctrl+c", "y"}, "twice": {"ctrl+c", "ctrl+c"}, "esc on the first page": {"esc", "y"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			var got error
			v, cmd := newFill(s.m, s.wizard(""), func(err error) { got = err })
			s.m.at = v
			s.do(cmd)
			s.keys("https://learn.example.org")
			s.keys(keys...)
			var left *tui.Left
			if !errors.As(got, &left) || left.Kept != "teamwright.yaml" {
				t.Errorf("leaving gave %v", got)
			}
			if text, _ := v.w.Text("site"); text != "https://learn.example.org" {
				t.Errorf("what was typed is gone: %q", text)
			}
		})
	}
}

// TestTextFromOutside puts control characters where a tenant could.
func TestTextFromOutside(t *testing.T) {
	t.Parallel()
	evil := "a\x1b]0;owned\x07b\x1b[2Jc\u202ed\r\ne"
	s := newStand(t)
	p := samplePlan()
	p.Changes[0].Summary, p.Changes[0].Fields[0].To, p.Changes[1].Kept[0] = evil, evil, evil
	s.m.at = newPlan(s.m, p)
	s.keys("x")
	raw := strings.Join(s.m.frame(), "\n")
	c := s.begun()
	rows := sampleRows()
	rows[1].Title, rows[1].Detail, rows[1].Fix, rows[1].ID = evil, evil, evil, "entra."+evil
	c.finish(tui.Ending{Rows: rows, Next: []string{evil}}, func(wish) {})
	raw += strings.Join(s.m.frame(), "\n")
	s.keys("enter")
	raw += strings.Join(s.m.frame(), "\n")
	s.m.at = &account{m: s.m, a: tui.Account{User: evil, Tenant: evil, TenantID: evil, Roles: []string{evil}}}
	raw += strings.Join(s.m.frame(), "\n")
	for _, bad := range []string{"\x1b]", "\x07", "\x1b[2J", "\u202e", "\r"} {
		if strings.Contains(raw, bad) {
			t.Errorf("%q reached the screen", bad)
		}
	}
}

// TestSmallTakesNoKeys changes nothing that cannot be seen.
func TestSmallTakesNoKeys(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	v := s.fill("")
	s.send(tea.WindowSizeMsg{Width: 59, Height: 30})
	s.keys("secretly")
	if got, _ := v.w.Text("site"); got != "" {
		t.Errorf("typed blindly: %q", got)
	}
	if !strings.Contains(s.text(), "60 columns and 20 rows") {
		t.Errorf("no sentence asks for room:\n%s", s.text())
	}
}

// TestSecretOnScreen is masked, in clear for thirty seconds, and handed over
// only once it was seen.
func TestSecretOnScreen(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.begun()
	x := s.secret()
	plainText := x.item.Secret.Reveal()
	done := false
	x.reply = func(err error) { done = err == nil }
	if strings.Contains(s.text(), plainText) {
		t.Fatal("shown without a key")
	}
	s.keys("enter")
	if done {
		t.Fatal("handed over unseen")
	}
	s.keys("v")
	if !strings.Contains(s.text(), plainText) {
		t.Fatalf("not shown:\n%s", s.text())
	}
	s.now = s.now.Add(showFor)
	s.send(tick{})
	if strings.Contains(s.text(), plainText) {
		t.Fatal("still shown after thirty seconds")
	}
	s.keys("enter")
	if !done || len(s.m.secrets) != 0 || !x.item.Secret.Empty() {
		t.Error("not handed over, or kept")
	}
}

// TestCopied sends the code and a row's value to the terminal.
func TestCopied(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.entrance()
	_, cmd := s.m.Update(tea.KeyPressMsg{Code: 'c', Text: "c"})
	if cmd == nil || !strings.Contains(s.text(), "went to your terminal") {
		t.Errorf("the code was not copied:\n%s", s.text())
	}
	c := s.finished()
	for i, it := range c.items() {
		if it.row.Status == "manual" {
			c.list.sel = i
			if got, named := value(*it.row); !named || got != "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77" {
				t.Errorf("the value to copy is %q", got)
			}
		}
	}
}

// TestNothingByColour finds a word beside every sign when all colour is gone.
func TestNothingByColour(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.m.width, s.m.height = 120, 40
	s.finished()
	for _, word := range []string{"+ pass", "! fail", "? manual", "- skip", "? unknown"} {
		if !strings.Contains(s.text(), word) {
			t.Errorf("no %q:\n%s", word, s.text())
		}
	}
	s.plan()
	s.keys("f")
	for _, word := range []string{"+ create", "~ update", "= as is", "! blocked", "? by hand"} {
		if !strings.Contains(s.text(), word) {
			t.Errorf("no %q:\n%s", word, s.text())
		}
	}
}

// BenchmarkKey is what one letter in a form costs, its frame with it.
func BenchmarkKey(b *testing.B) {
	s := newStand(b)
	s.fill("")
	for b.Loop() {
		s.m.Update(tea.KeyPressMsg{Code: 'a', Text: "a"})
		s.m.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
		s.m.frame()
	}
}
