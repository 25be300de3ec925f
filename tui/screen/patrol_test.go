package screen

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"teamwright/steps"
	"teamwright/steps/fleet"
	"teamwright/tui"
)

// sampleSites are sites of every state.
func sampleSites(s *stand) []fleet.Outcome {
	rows := sampleRows()
	well := []steps.Result{rows[0], rows[2], rows[4]}
	waits := append(well[:2:2], rows[3])
	broken := steps.Result{ID: "fleet.answers", Group: "fleet", Title: "Answers file", Status: steps.Fail, Detail: "harbour.yaml:4: unknown key sso.enable", Fix: "write sso.enabled", Source: steps.FromAnswers}
	refused := steps.Result{ID: "fleet.sign_in", Group: "fleet", Title: "Sign-in to the tenant", Status: steps.Unseen, Detail: "sign-in refused: a policy forbids it (AADSTS53003)", Fix: "ask for an exception from the policy", Source: steps.FromGraph}
	var out []fleet.Outcome
	for i, of := range []struct {
		name, tenant string
		code, days   int
		rows         []steps.Result
	}{
		{"academy", "contoso.onmicrosoft.com", 0, 310, well},
		{"campus", "contoso.onmicrosoft.com", 1, 5, rows},
		{"college", "contoso.onmicrosoft.com", 5, 200, waits},
		{"harbour", "", 2, 0, []steps.Result{broken}},
		{"learn", "fabrikam.onmicrosoft.com", 0, 364, well},
		{"partners", "northwind.onmicrosoft.com", 3, 0, []steps.Result{refused}},
		{"skills", "fabrikam.onmicrosoft.com", 5, 29, waits},
		{"training", "fabrikam.onmicrosoft.com", 0, 88, well},
	} {
		o := fleet.Outcome{File: of.name + ".yaml", Site: "https://" + of.name + ".example.org/totara", Tenant: of.tenant, Code: of.code, Seconds: float64(i) + 0.4, Results: of.rows, Summary: steps.Summarize(of.rows)}
		if of.code == 2 {
			o.Site = ""
		}
		if of.days > 0 {
			o.Expires = []fleet.Expiry{{Name: "sso", At: s.now.AddDate(0, 0, of.days)}, {Name: "bot", At: s.now.AddDate(0, 0, of.days+30)}}
		}
		out = append(out, o)
	}
	return out
}

// patrolled is a fleet of which some sites have been looked at.
func (s *stand) patrolled(sites int) *patrol {
	in := &inbox{}
	p := newPatrol(s.m, tui.Patrol{Sites: 8}, in)
	s.m.at = p
	for i, o := range sampleSites(s)[:sites] {
		trouble := 0
		if o.Code != 0 {
			trouble++
		}
		in.put(fleet.Progress{Done: i + 1, Total: 8, Trouble: trouble, Left: 9 * time.Second, Last: o})
	}
	s.now = s.now.Add(14 * time.Second)
	s.send(tick{})
	return p
}

// found is a fleet that was looked at.
func (s *stand) found() *patrol {
	p := s.patrolled(5)
	p.finish(fleet.Report{Format: 1, Time: s.now, Seconds: 23.4, Tenants: 3, Sites: sampleSites(s)}, func() {})
	return p
}

// order are the files of the table as it stands.
func (p *patrol) names() string {
	var names []string
	for _, r := range p.rows {
		names = append(names, strings.TrimSuffix(r.Outcome.File, ".yaml"))
	}
	return strings.Join(names, " ")
}

// TestFleetTable sorts, filters and opens with keys; the bar stays on its site.
func TestFleetTable(t *testing.T) {
	t.Parallel()
	const all = "campus partners harbour college skills academy learn training"
	tests := map[string]struct {
		keys []string
		want string
		on   string
	}{
		"as it comes":             {nil, all, "campus"},
		"by the next column":      {[]string{"s"}, "academy campus college learn partners skills training harbour", "academy"},
		"by a number":             {[]string{"6"}, "campus skills training college academy learn harbour partners", "campus"},
		"the same again":          {[]string{"6", "6"}, "learn academy college training skills campus harbour partners", "learn"},
		"the other way":           {[]string{"r"}, "academy learn training college skills harbour partners campus", "academy"},
		"what failed":             {[]string{"f"}, "campus partners harbour", "campus"},
		"what waits":              {[]string{"f", "f"}, "college skills", "college"},
		"round":                   {[]string{"f", "f", "f"}, all, "college"},
		"as one types":            {[]string{"/", "FABRI"}, "skills learn training", "skills"},
		"a letter taken back":     {[]string{"/", "campusx", "backspace"}, "campus", "campus"},
		"typing left":             {[]string{"/", "fabri", "esc"}, all, "skills"},
		"kept, then sorted":       {[]string{"/", "fabri", "enter", "6"}, "skills training learn", "skills"},
		"both":                    {[]string{"/", "fabri", "enter", "f", "f"}, "skills", "skills"},
		"all again":               {[]string{"/", "fabri", "enter", "f", "f", "esc"}, all, "skills"},
		"nothing is like that":    {[]string{"/", "qq", "enter", "enter"}, "", ""},
		"letters are text there":  {[]string{"/", "sfrq?6"}, "", ""},
		"the bar goes to the top": {[]string{"down", "down", "6", "down", "r"}, "learn academy college training skills campus harbour partners", "learn"},
		"moved while typing":      {[]string{"/", "fabri", "down", "enter"}, "skills learn training", "learn"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			p := s.found()
			s.keys(tt.keys...)
			if got := p.names(); got != tt.want {
				t.Errorf("sites %q, want %q\n%s", got, tt.want, s.text())
			}
			if o, _ := p.at(); strings.TrimSuffix(o.File, ".yaml") != tt.on {
				t.Errorf("the bar is on %q, want %q", o.File, tt.on)
			}
			if tt.want == "" && !strings.Contains(s.text(), "No site is like that.") {
				t.Errorf("nothing says that there is none:\n%s", s.text())
			}
		})
	}
}

// TestFleetSite opens a site, goes to the next one and comes back; a key that
// would tick or look again is explained.
func TestFleetSite(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	p := s.found()
	s.keys("enter")
	for _, want := range []string{"campus.yaml: 2 pass, 1 fail", "! fail     Admin consent", "https://campus.example.org/totara", "Ends: sso 2026-11-25 (5 days)"} {
		if !strings.Contains(s.text(), want) {
			t.Errorf("no %q:\n%s", want, s.text())
		}
	}
	for key, says := range map[string]string{"t": "teamwright setup", "r": "same command again", "n": "to-do.md"} {
		if s.keys(key); !strings.Contains(s.text(), says) {
			t.Errorf("%s says nothing of %q:\n%s", key, says, s.text())
		}
	}
	s.keys("enter")
	if !strings.Contains(s.text(), "Privileged Role Administrator") {
		t.Errorf("no details:\n%s", s.text())
	}
	s.keys("esc")
	s.send(tea.KeyPressMsg{Code: tea.KeyRight})
	if !strings.Contains(s.text(), "partners.yaml: ") {
		t.Errorf("not the next site:\n%s", s.text())
	}
	s.keys("esc")
	if o, _ := p.at(); s.m.at != view(p) || o.File != "partners.yaml" {
		t.Errorf("not back on the site:\n%s", s.text())
	}
}

// TestFleetUnderWay shows what came in once a second, wherever the person is,
// and asks before it stops.
func TestFleetUnderWay(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	stopped := false
	s.m.interrupt = func() { stopped = true }
	p := s.patrolled(3)
	if got := s.text(); !strings.Contains(got, "3 of 8 sites, 1 in trouble, 1 waiting, 1 well") || !strings.Contains(got, "about 9 s left") {
		t.Errorf("how far is it?\n%s", got)
	}
	p.inbox.put(fleet.Progress{Done: 4, Total: 8, Last: sampleSites(s)[3]})
	if strings.Contains(s.text(), "harbour") {
		t.Error("drawn before the second was over")
	}
	s.send(tick{})
	if !strings.Contains(s.text(), "harbour") {
		t.Errorf("not drawn when the second was over:\n%s", s.text())
	}
	if o, _ := p.at(); p.list.sel != 0 || o.File != "campus.yaml" {
		t.Errorf("the bar has left the top by itself, for %s", o.File)
	}
	s.keys("enter")
	p.inbox.put(fleet.Progress{Done: 5, Total: 8, Last: sampleSites(s)[4]})
	s.send(tick{})
	s.keys("esc")
	if !strings.Contains(s.text(), "5 of 8 sites") {
		t.Errorf("what came in while a site was open is lost:\n%s", s.text())
	}
	s.keys("q", "n")
	if stopped || !p.ticks() {
		t.Error("stopped without a yes")
	}
	s.keys("ctrl+c", "y")
	if !stopped {
		t.Error("not stopped")
	}
	left := false
	p.finish(fleet.Report{Sites: sampleSites(s)}, func() { left = true })
	if p.ticks() {
		t.Error("a clock runs on a finished table")
	}
	s.keys("q")
	if !left {
		t.Error("q does not leave")
	}
}

// TestFleetTextFromOutside has a folder and a tenant say what would move the
// cursor.
func TestFleetTextFromOutside(t *testing.T) {
	t.Parallel()
	evil := "a\x1b]0;owned\x07b\x1b[2Jc\u202ed\r\ne"
	s := newStand(t)
	row := steps.Result{ID: evil, Group: evil, Title: evil, Status: steps.Fail, Detail: evil, Fix: evil}
	p := s.patrolled(0)
	r := fleet.Report{Sites: []fleet.Outcome{{File: evil, Site: evil, Tenant: evil, Code: 1, Results: []steps.Result{row}, Summary: steps.Summary{Fail: 1}}}}
	p.finish(r, func() {})
	raw := strings.Join(s.m.frame(), "\n")
	s.m.width, s.m.height = 120, 40
	raw += strings.Join(s.m.frame(), "\n")
	s.keys("/")
	s.send(tea.PasteMsg{Content: evil})
	raw += strings.Join(s.m.frame(), "\n")
	s.keys("esc", "enter")
	raw += strings.Join(s.m.frame(), "\n")
	var left bytes.Buffer
	writeSites(&left, r)
	for _, bad := range []string{"\x1b]", "\x07", "\x1b[2J", "\u202e", "\r"} {
		if strings.Contains(raw+left.String(), bad) {
			t.Errorf("%q reached the screen", bad)
		}
	}
}

// TestFleetLeft is what stands in the scrollback: every site in trouble, and
// for a thousand of them a hundred.
func TestFleetLeft(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	var out bytes.Buffer
	writeSites(&out, fleet.Report{Rehearsal: true, Sites: sampleSites(s)})
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 6 || !strings.HasPrefix(lines[0], "REHEARSAL") || !strings.HasPrefix(lines[1], "! failed     https://campus.example.org/totara, campus.yaml: entra.consent: ") || !strings.HasPrefix(lines[5], "? waits ") {
		t.Errorf("left:\n%s", out.String())
	}
	var many []fleet.Outcome
	for range 130 {
		many = append(many, sampleSites(s)[1])
	}
	out.Reset()
	writeSites(&out, fleet.Report{Sites: many})
	if n := strings.Count(out.String(), "\n"); n != maxLeft+1 || !strings.Contains(out.String(), "30 more") {
		t.Errorf("%d lines:\n%s", n, out.String())
	}
}

// TestFleetSizes draws the table at every width that there is room for.
func TestFleetSizes(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	p := s.found()
	for width := MinWidth; width <= 250; width++ {
		for _, height := range []int{MinHeight, 24, 50} {
			s.send(tea.WindowSizeMsg{Width: width, Height: height})
			frame := s.m.frame()
			if len(frame) != height {
				t.Fatalf("%d lines on %d×%d", len(frame), width, height)
			}
			for i, l := range frame {
				if ansi.StringWidth(l) > width {
					t.Fatalf("line %d is too wide on %d×%d: %q", i, width, height, ansi.Strip(l))
				}
			}
			if !strings.Contains(s.text(), "> ! failed") || p.page < 5 {
				t.Fatalf("%d rows at %d×%d:\n%s", p.page, width, height, s.text())
			}
		}
	}
}

// BenchmarkFleetKey is what one key in the table of a thousand sites costs, its
// frame with it.
func BenchmarkFleetKey(b *testing.B) {
	s := newStand(b)
	p := s.patrolled(0)
	var sites []fleet.Outcome
	for i := range 1000 {
		o := sampleSites(s)[i%8]
		o.File = fmt.Sprintf("%04d.yaml", i)
		sites = append(sites, o)
	}
	p.finish(fleet.Report{Sites: sites}, func() {})
	s.keys("/")
	for b.Loop() {
		s.m.Update(tea.KeyPressMsg{Code: 'a', Text: "a"})
		s.m.frame()
		s.m.Update(tea.KeyPressMsg{Code: tea.KeyBackspace})
		s.m.frame()
	}
}
