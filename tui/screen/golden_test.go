package screen

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/secret"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
	"teamwright/tui"
	"teamwright/tui/pages"
	"teamwright/tui/screen/emulator"
)

var update = flag.Bool("update", false, "write the golden screens anew")

// TestMain works in the folder of the sample site, so that its logo is found
// under the name that a person would type.
func TestMain(m *testing.M) {
	flag.Parse()
	here, err := os.Getwd()
	if err == nil {
		err = os.Chdir(filepath.Join(here, "..", "..", "cmd", "teamwright", "testdata", "demo"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Setenv(goldenFolder, filepath.Join(here, "testdata"))
	os.Exit(m.Run())
}

const goldenFolder = "TEAMWRIGHT_GOLDEN_SCREENS"

// stand is a model with a clock of its own.
type stand struct {
	t   testing.TB
	m   *model
	now time.Time
}

func newStand(t testing.TB) *stand {
	s := &stand{t: t, now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}
	s.m = &model{
		width: 80, height: 24, profile: colorprofile.TrueColor, rehearsal: true,
		clock:     wire.Clock{Now: func() time.Time { return s.now }},
		save:      func(name string, _ []byte) (string, error) { return name, nil },
		interrupt: func() {},
		second:    func() tea.Msg { return nil },
	}
	return s
}

// send gives a message to the model and runs what it asks for, but no clock.
func (s *stand) send(msg tea.Msg) {
	s.t.Helper()
	_, cmd := s.m.Update(msg)
	s.do(cmd)
}

func (s *stand) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, c := range batch {
			s.do(c)
		}
		return
	}
	if msg != nil {
		s.send(msg)
	}
}

// keys presses keys by name; everything else is typed letter by letter.
func (s *stand) keys(names ...string) {
	s.t.Helper()
	special := map[string]tea.KeyPressMsg{
		"tab": {Code: tea.KeyTab}, "enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape},
		"up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "pgdown": {Code: tea.KeyPgDown}, "pgup": {Code: tea.KeyPgUp},
		"space": {Code: tea.KeySpace, Text: " "}, "shift+tab": {Code: tea.KeyTab, Mod: tea.ModShift},
		"backspace": {Code: tea.KeyBackspace}, "f1": {Code: tea.KeyF1}, "end": {Code: tea.KeyEnd},
		"ctrl+c": {Code: 'c', Mod: tea.ModCtrl}, "ctrl+g": {Code: 'g', Mod: tea.ModCtrl},
		"ctrl+o": {Code: 'o', Mod: tea.ModCtrl}, "ctrl+r": {Code: 'r', Mod: tea.ModCtrl}, "ctrl+z": {Code: 'z', Mod: tea.ModCtrl},
	}
	for _, name := range names {
		if k, ok := special[name]; ok {
			s.send(k)
			continue
		}
		for _, r := range name {
			s.send(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
	}
}

func (s *stand) text() string { return ansi.Strip(strings.Join(s.m.frame(), "\n")) }

// wizard is over an answers file with this text.
func (s *stand) wizard(yaml string) *pages.Wizard {
	s.t.Helper()
	file, err := answers.Parse("teamwright.yaml", []byte(yaml))
	if err != nil {
		s.t.Fatal(err)
	}
	return pages.New(file, pages.Options{})
}

func (s *stand) fill(yaml string) *fill {
	s.t.Helper()
	v, cmd := newFill(s.m, s.wizard(yaml), func(error) {})
	s.m.at = v
	s.do(cmd)
	return v
}

const sample = `site: https://learn.example.org/totara
tenant: contoso.onmicrosoft.com
app: {short_name: Example Learn, icon: logo.png}
publisher: {name: Example Ltd}
sso: {enabled: true, audience: multitenant}
`

func samplePlan() steps.Plan {
	return steps.Plan{Format: 1, Rehearsal: true, Changes: []steps.Change{
		{Step: "entra.application", Action: steps.Create, Summary: `make the application "Example Learn"`, Fields: []steps.Field{
			{Path: "displayName", To: "Example Learn"}, {Path: "signInAudience", To: "AzureADMyOrg"},
			{Path: "web.redirectUris", To: []string{"https://learn.example.org/totara/admin/oauth2callback.php"}},
		}},
		{Step: "entra.sso", Action: steps.Update, Summary: "expose the scope access_as_user", Fields: []steps.Field{
			{Path: "identifierUris", Unknown: "entra.application"}, {Path: "api.oauth2PermissionScopes", From: "nothing", To: "access_as_user"},
		}, Kept: []string{"scope reports.read, which somebody made by hand"}},
		{Step: "entra.secret", Action: steps.Create, Summary: "make a client secret; it goes to the screen", Fields: []steps.Field{{Path: "passwordCredentials", Secret: true}}},
		{Step: "entra.logo", Action: steps.None, Summary: "the logo is the same"},
		{Step: "bot.azure", Action: steps.Blocked, Summary: "the resource provider Microsoft.BotService is not registered", Cure: "ask the owner of the subscription to register it"},
		{Step: "totara.checklist", Action: steps.Manual, Summary: "enter the settings in Totara by hand", Cure: "open https://learn.example.org/totara/admin/settings.php?section=msteamssetup"},
		{Step: "package.write", Action: steps.Create, Summary: "write the app package org.example.learn.teams-1.0.0.zip", Fields: []steps.Field{{Path: "file", To: "org.example.learn.teams-1.0.0.zip"}}},
	}}
}

func sampleRows() []steps.Result {
	return []steps.Result{
		{ID: "entra.application", Group: "entra", Title: "App registration", Status: steps.Pass, Detail: `"Example Learn", client id 0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77`, Source: steps.FromGraph},
		{ID: "entra.consent", Group: "entra", Title: "Admin consent", Status: steps.Fail, Detail: "the signed-in account may not consent for everyone (Authorization_RequestDenied, request 7c0d)", Fix: "ask a Privileged Role Administrator to run the same command with --only entra, or to grant it in the Entra admin centre", Source: steps.FromGraph},
		{ID: "entra.secret", Group: "entra", Title: "Client secret works", Status: steps.Pass, Detail: "Entra issued a token for it", Source: steps.FromProbe},
		{ID: "totara.mf_appid", Group: "totara", Title: "Manifest app ID", Status: steps.ToDo, Detail: "App ID: 0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77", Fix: "enter it at https://learn.example.org/totara/admin/settings.php?section=msteamssetup and tick this row", Source: steps.FromAnswers},
		{ID: "totara.bot_app_id", Group: "totara", Title: "Bot app ID", Status: steps.Skipped, Detail: "bot and messaging extension are off", Source: steps.FromAnswers},
		{ID: "totara.wwwroot", Group: "totara", Title: "Site is https", Status: steps.Unseen, Detail: "the site did not answer", Fix: "see whether this machine reaches it", Source: steps.FromProbe},
		{ID: "package.write", Group: "package", Title: "App package", Status: steps.Unseen, Detail: "not done: entra.consent has to hold first", Fix: "run the same command again once that is mended", Source: steps.FromAnswers},
	}
}

// begun is a run with one step in each state.
func (s *stand) begun() *checklist {
	s.m.titles = map[steps.ID]string{"entra.secret": "Client secret", "bot.azure": "Azure Bot", "totara.checklist": "Totara's own checklist", "package.write": "App package"}
	c := newChecklist(s.m, samplePlan())
	s.m.at = c
	for _, e := range []steps.Event{
		{Step: "entra.application", Title: "App registration", Kind: steps.Checked, Results: sampleRows()[:1]},
		{Step: "entra.sso", Title: "Identifier URI and scope", Kind: steps.Waiting, Text: "Entra is copying the new app, try 4, 7 s"},
		{Step: "entra.secret", Title: "Client secret", Kind: steps.Applying},
		{Step: "entra.logo", Title: "Logo", Kind: steps.Checking},
	} {
		e.Time = s.now
		c.event(e)
	}
	c.settle()
	s.now = s.now.Add(14 * time.Second)
	return c
}

// scenes are all screens, each from what leads to it.
func scenes() map[string]func(*stand) {
	return map[string]func(*stand){
		"form":         func(s *stand) { s.fill(""); s.keys("https://learn.example.org/totara", "tab", "contoso") },
		"form-invalid": func(s *stand) { s.fill(""); s.keys("http://learn.example.org/", "enter", "shift+tab") },
		"form-icons": func(s *stand) {
			s.fill("site: https://learn.example.org/totara\ntenant: contoso.onmicrosoft.com\n")
			s.keys("tab", "logo.png", "tab")
		},
		"form-choice": func(s *stand) {
			v := s.fill("site: https://learn.example.org/totara\ntenant: contoso.onmicrosoft.com\n")
			v.w.Goto("sso")
			s.do(v.toForm(""))
			s.keys("tab", "down")
		},
		"form-more": func(s *stand) { s.fill(""); s.keys("ctrl+o", "tab", "tab", "tab") },
		"pages":     func(s *stand) { s.fill(""); s.keys("ctrl+g") },
		"review":    func(s *stand) { s.fill(sample); s.keys("ctrl+r", "down") },
		"leave":     func(s *stand) { s.fill(""); s.keys("https://learn", "ctrl+c") },
		"help":      func(s *stand) { s.fill(""); s.keys("f1") },
		"signin":    func(s *stand) { s.entrance() },
		"signin-second": func(s *stand) {
			s.entrance()
			e := s.m.at.(*entrance)
			e.prompt.ClientName = "Microsoft Graph Command Line Tools"
			e.prompt.For = "The first sign-in may not write to the catalogue of Teams apps; this one may."
		},
		"signin-qr": func(s *stand) { s.entrance(); s.keys("o") },
		"blocked":   func(s *stand) { s.entrance(); s.keys("b") },
		"browser":   func(s *stand) { s.tunnel() },
		"signin-again": func(s *stand) {
			behind := s.begun()
			s.entrance()
			s.m.at.(*entrance).behind = behind
		},
		"account": func(s *stand) {
			s.m.at = &account{m: s.m, reply: func(bool) {}, a: tui.Account{User: "robin@contoso.onmicrosoft.com", TenantID: "5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42", Tenant: "Contoso", Expected: "contoso.onmicrosoft.com", Roles: []string{"Application Administrator", "Teams Administrator"}}}
		},
		"reading": func(s *stand) {
			r := newReading(s.m)
			s.m.at = r
			r.event(steps.Event{Step: "entra.application", Title: "App registration", Kind: steps.ReadDone})
			r.event(steps.Event{Step: "entra.sso", Title: "Identifier URI and scope", Kind: steps.Reading})
			s.now = s.now.Add(3 * time.Second)
		},
		"plan":     func(s *stand) { s.plan() },
		"plan-all": func(s *stand) { s.plan(); s.keys("f") },
		"plan-remove": func(s *stand) {
			s.plan()
			s.m.at.(*plan).question = "Take exactly this away? Nobody can sign in through Teams afterwards."
		},
		"plan-fields": func(s *stand) { s.plan(); s.keys("enter", "down", "enter") },
		"running":     func(s *stand) { s.begun() },
		"checklist":   func(s *stand) { s.finished() },
		"filter":      func(s *stand) { s.finished(); s.keys("f") },
		"details":     func(s *stand) { s.finished(); s.keys("down", "down", "enter") },
		"secret":      func(s *stand) { s.begun(); s.secret() },
		"secret-shown": func(s *stand) {
			s.begun()
			s.secret()
			s.keys("v")
			s.now = s.now.Add(12 * time.Second)
		},
		"fleet-running": func(s *stand) { s.patrolled(5) },
		"fleet":         func(s *stand) { s.found() },
		"fleet-filter":  func(s *stand) { s.found(); s.keys("6", "/", "fabrikam") },
		"fleet-site":    func(s *stand) { s.found(); s.keys("enter") },
		"stop":          func(s *stand) { s.begun(); s.keys("ctrl+c") },
	}
}

// tunnel is the sign-in with a browser over SSH.
func (s *stand) tunnel() {
	s.m.at = &entrance{m: s.m, cancel: func() tea.Cmd { return nil }, again: func() {}, browser: &signin.BrowserPrompt{
		URL: "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/authorize?client_id=04b07795-8ddb-461a-bbee-02f9e1bf7b46&code_challenge=" +
			strings.Repeat("Fz3k", 11) + "&code_challenge_method=S256&redirect_uri=http%3A%2F%2Flocalhost%3A8400&response_type=code&scope=openid&state=6f1d",
		Tunnel: "ssh -L 8400:localhost:8400 robin@lms.example.org", Port: 8400, ClientName: "Microsoft Azure CLI",
		Expires: s.m.clock.Now().Add(10 * time.Minute), Attempt: 1,
	}}
}

func (s *stand) entrance() {
	s.m.at = &entrance{m: s.m, cancel: func() tea.Cmd { return nil }, again: func() {}, prompt: signin.DevicePrompt{
		URL: "https://login.microsoft.com/device", Code: "CAY38D9XB", ClientName: "Microsoft Azure CLI", Expires: s.now.Add(14*time.Minute + 32*time.Second), Attempt: 1, Again: func() {},
	}}
}

func (s *stand) plan() {
	p := newPlan(s.m, samplePlan())
	p.kept = &steps.Saved{Plan: samplePlan(), Site: "https://learn.example.org/totara"}
	p.question, p.reply = "Do exactly this?", func(bool) {}
	s.m.at = p
}

func (s *stand) finished() *checklist {
	c := s.begun()
	c.finish(tui.Ending{Rows: sampleRows(), Next: []string{"Something failed, so no app package was written. Mend it as the rows say and run the same command again."},
		Tick: func(steps.Result) ([]steps.Result, error) { return nil, errors.New("not here") }}, func(wish) {})
	return c
}

func (s *stand) secret() *shown {
	x := &shown{m: s.m, reply: func(error) {}, item: secret.Item{Name: "sso", AppID: "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77", Expires: s.now.AddDate(1, 0, 0), Secret: secret.New("2K1~invented-nothing-opens-with-this-XB")}}
	s.m.secrets = append(s.m.secrets, x)
	return x
}

// TestGolden compares every screen at three sizes with what it was, as text
// and as a coloured picture.
func TestGolden(t *testing.T) {
	t.Parallel()
	for name, scene := range scenes() {
		for _, size := range [][2]int{{60, 20}, {80, 24}, {120, 40}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				t.Parallel()
				s := newStand(t)
				s.m.width, s.m.height = size[0], size[1]
				scene(s)
				lines := s.m.frame()
				for i, l := range lines {
					if w := ansi.StringWidth(l); w > size[0] {
						t.Errorf("line %d is %d cells wide:\n%s", i, w, l)
					}
				}
				if len(lines) > size[1] {
					t.Errorf("%d lines on %d rows", len(lines), size[1])
				}
				glass := emulator.Still(size[0], size[1], lines)
				base := filepath.Join(os.Getenv(goldenFolder), fmt.Sprintf("%s-%dx%d", name, size[0], size[1]))
				golden(t, base+".txt", glass.Text())
				golden(t, base+".svg", glass.SVG())
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed; if that is meant: go test ./tui/screen -run Golden -update\ngot:\n%s\nwant:\n%s", name, got, want)
	}
}
