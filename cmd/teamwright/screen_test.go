package main

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/wire"
	"teamwright/tui/screen/emulator"
)

// patience is how long a screen may take to say what is awaited.
const patience = 40 * time.Second

// drawn starts the real program on a terminal.
func (s *stage) drawn(width, height int, args []string, options ...emulator.Option) *emulator.Terminal {
	s.t.Helper()
	cmd := exec.Command("teamwright", args...)
	return s.drawnAs(cmd, width, height, options...)
}

func (s *stage) drawnAs(cmd *exec.Cmd, width, height int, options ...emulator.Option) *emulator.Terminal {
	s.t.Helper()
	cmd.Dir = s.dir
	cmd.Env = append(surroundings(), "HOME="+s.dir)
	term, err := emulator.Start(cmd, width, height, options...)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { term.Kill(); term.Hangup() })
	return term
}

// surroundings is this environment, but for what says where the terminal is.
func surroundings() []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return strings.HasPrefix(name, "SSH_") || slices.Contains([]string{"TERM", "COLORTERM", "NO_COLOR", "CI", "ACCESSIBLE", "TMUX", "LANG", "LC_ALL", "TERM_PROGRAM"}, name)
	})
	return append(env, "TERM=xterm-256color", "LANG=C.UTF-8")
}

// live is a rehearsal cloud in real time, for a program in its own process.
func live(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	clock := wire.System()
	opt.Now, opt.Sleep = clock.Now, clock.Sleep
	return play(t, opt)
}

// await fails unless the screen comes to show all of these texts.
func await(t testing.TB, term *emulator.Terminal, texts ...string) {
	t.Helper()
	if err := term.Await(patience, texts...); err != nil {
		t.Fatal(err)
	}
}

// over fails unless the program ends with a code and leaves the terminal as it
// was.
func over(t testing.TB, term *emulator.Terminal, code int) {
	t.Helper()
	got, err := term.Wait(patience)
	if err != nil {
		t.Fatal(err)
	}
	if got != code {
		t.Errorf("exit code %d, want %d\n%s", got, code, term.Text())
	}
	if left := term.Restored(); len(left) > 0 {
		t.Errorf("left on the terminal: %s", strings.Join(left, ", "))
	}
}

// form is a whole form from nothing to the review, key by key in one piece.
const form = "https://learn.example.org/totara\tcontoso.onmicrosoft.com\r" + // site and tenant
	"\tlogo.png\t\r" + // the short name as it is, the logo, the publisher
	"\t\r" + // single sign-on as it is, the first kind of accounts
	"\x1b[6~\x1b[6~\x1b[6~\x1b[6~\x1b[6~" // everything else as it is

// TestScreenFromNothing walks from no answers to the package: the whole form
// arrives in one read, the secret is shown and taken.
func TestScreenFromNothing(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{Lag: 300 * time.Millisecond})
	if err := os.Remove(s.path("teamwright.yaml")); err != nil {
		t.Fatal(err)
	}
	term := s.drawn(80, 24, s.args("setup", "--out", s.path("app.zip")))
	await(t, term, "Address of the Totara site")
	term.Type(form)
	await(t, term, "Review: all answers", "learn.example.org/totara", "contoso.onmicrosoft.com", "Example Learn", "> All of this is right")
	term.Type("\r")
	await(t, term, "Is this the account", "robin@contoso.onmicrosoft.com", "Contoso")
	term.Type("\r")
	await(t, term, "Press y or n.")
	term.Type("y")
	await(t, term, "Plan: 8 changes, none made yet", "Do exactly this?")
	term.Type("y")
	await(t, term, "A new secret: single sign-on", "••••••••")
	secret := s.issued(t)
	if strings.Contains(term.Written(), secret) {
		t.Error("the secret was sent to the terminal before a key asked for it")
	}
	term.Type("v")
	await(t, term, secret)
	term.Type("\r")
	await(t, term, "Checklist:", "manual", "App package: "+s.path("app.zip")[:20])
	term.Type("q")
	over(t, term, 5)
	text := term.Text()
	if !strings.Contains(text, "Summary:") || !strings.Contains(text, "Upload it") {
		t.Errorf("no summary stands in the scrollback:\n%s", text)
	}
	if strings.Contains(text, secret) {
		t.Error("the secret stands in the scrollback")
	}
	want := sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1}
	if got := s.cloud.Count(); got != want {
		t.Errorf("the tenant holds %+v, want %+v", got, want)
	}
	if _, err := os.Stat(s.path("app.zip")); err != nil {
		t.Error(err)
	}
	for _, line := range []string{"site: https://learn.example.org/totara", "tenant: contoso.onmicrosoft.com", "icon: logo.png", "audience: single"} {
		if !strings.Contains(s.read("teamwright.yaml"), line) {
			t.Errorf("the answers lack %q:\n%s", line, s.read("teamwright.yaml"))
		}
	}
}

// issued is the client secret that the cloud has made.
func (s *stage) issued(t *testing.T) string {
	t.Helper()
	for _, text := range s.cloud.Issued() {
		if strings.Contains(text, "~") && len(text) < 60 {
			return text
		}
	}
	t.Fatal("the cloud has made no client secret")
	return ""
}

// TestScreenBackForthResize goes back from a wrong answer, pastes, resizes at
// any moment and leaves; what was typed is kept.
func TestScreenBackForthResize(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{})
	s.write("teamwright.yaml", []byte("# ours\n"))
	term := s.drawn(80, 24, s.args("setup"))
	await(t, term, "page 1 of 8")
	term.Type("http://learn.example.org\r\x1b[6~")
	await(t, term, "! not right", "write https://")
	term.Type("\x1b[A\x15") // up stays; the line is emptied
	term.Paste("https://learn.example.org\tcontoso.com\n")
	await(t, term, "https://learn.example.org", "contoso.com")
	term.Type("\x1b[6~")
	await(t, term, "Branding", "page 2 of 8")
	term.Type("\tno-such.png")
	for _, size := range [][2]int{{120, 40}, {60, 20}, {59, 19}, {100, 30}, {80, 24}} {
		if err := term.Resize(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
		want := "no-such.png"
		if size[0] < 60 {
			want = "This needs 60 columns"
		}
		await(t, term, want)
	}
	term.Type("\x1b[6~")
	await(t, term, "It cannot be used: no such file")
	term.Type("\x1b[5~")
	await(t, term, "page 1 of 8")
	term.Type("\x1b[6~")
	await(t, term, "no-such.png")
	term.Type("\x03")
	await(t, term, "Leave?")
	term.Type("y")
	over(t, term, 4)
	await(t, term, "the answers are kept in")
	if got := s.read("teamwright.yaml"); !strings.HasPrefix(got, "# ours\n") || !strings.Contains(got, "tenant: contoso.com") {
		t.Errorf("kept:\n%s", got)
	}
}

// TestScreenFailure shows a failure with its cure, and looks again by a key.
func TestScreenFailure(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{Tenant: sandbox.Tenant{Person: sandbox.Person{Roles: []string{"Application Developer"}}}})
	term := s.drawn(100, 30, s.setupAsked())
	await(t, term, "> All of this is right")
	term.Type("\r")
	await(t, term, "Active roles", "Application Developer")
	term.Type("y")
	await(t, term, "Do exactly this?")
	term.Type("y")
	await(t, term, "Something failed, so no app package was written", "! fail", "What to do:")
	term.Type("r")
	await(t, term, "Plan:", "Do exactly this?")
	term.Type("n")
	over(t, term, 4)
	if left := term.Text(); !strings.Contains(left, "nothing was changed") {
		t.Errorf("no word about what happened:\n%s", left)
	}
}

// setupAsked is a set-up that asks, with its secret kept in a file.
func (s *stage) setupAsked(more ...string) []string {
	return s.args(append([]string{"setup", "--secrets-to", "file:" + s.path("secret.json"), "--out", s.path("app.zip")}, more...)...)
}

// TestScreenHangup drops the line in the middle of a write, and goes on from
// there; also where the program was told to ignore hang-ups, as nohup does.
func TestScreenHangup(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ignored bool
		code    int
	}{
		"signal":  {false, 129},
		"ignored": {true, 129},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := live(t, sandbox.Options{Lag: 100 * time.Millisecond})
			cmd := exec.Command("teamwright", s.setupAsked()...)
			if tt.ignored {
				cmd = exec.Command("sh", append([]string{"-c", `trap "" HUP; exec teamwright "$@"`, "sh"}, s.setupAsked()...)...)
			}
			term := s.drawnAs(cmd, 80, 24)
			await(t, term, "> All of this is right")
			term.Type("\r")
			await(t, term, "Is this the account")
			term.Type("y")
			await(t, term, "Do exactly this?")
			s.log.mu.Lock()
			s.log.heard = func(_ int, r request) {
				if r.Method == "POST" && strings.HasSuffix(r.Path, "/servicePrincipals") {
					term.Hangup()
				}
			}
			s.log.mu.Unlock()
			term.Type("y")
			code, err := term.Wait(patience)
			if err != nil {
				t.Fatal(err)
			}
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			s.log.mu.Lock()
			s.log.heard = nil
			s.log.mu.Unlock()
			s.whole(s.run(s.setup()))
		})
	}
}

// TestScreenHangupInForm drops the line over a half-filled form: what was
// typed is kept.
func TestScreenHangupInForm(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{})
	if err := os.Remove(s.path("teamwright.yaml")); err != nil {
		t.Fatal(err)
	}
	term := s.drawn(80, 24, s.args("setup"))
	await(t, term, "page 1 of 8")
	term.Type("https://learn.example.org")
	await(t, term, "https://learn.example.org", "+ Fine.")
	term.Hangup()
	if code, err := term.Wait(patience); err != nil || code != 129 {
		t.Errorf("exit code %d, %v", code, err)
	}
	if got := s.read("teamwright.yaml"); !strings.Contains(got, "site: https://learn.example.org") {
		t.Errorf("kept:\n%s", got)
	}
}

// TestScreenSignals ends the program from outside: the terminal is as it was.
func TestScreenSignals(t *testing.T) {
	t.Parallel()
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			s := live(t, sandbox.Options{})
			term := s.drawn(80, 24, s.args("setup"))
			await(t, term, "> All of this is right")
			if err := term.Signal(signal); err != nil {
				t.Fatal(err)
			}
			over(t, term, code)
		})
	}
}

// TestScreenSignIn cancels a sign-in that nobody finishes, after another code
// was asked for.
func TestScreenSignIn(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{Never: true})
	term := s.drawn(80, 24, s.args("setup"))
	await(t, term, "> All of this is right")
	term.Type("\r")
	await(t, term, "and enter this code:", "The code is good for 14 min")
	address, code := alone(term.Text(), "https://"), lineAfter(term.Text(), "and enter this code:")
	if address == "" || len(code) < 8 || strings.Contains(code, " ") {
		t.Errorf("address and code do not stand alone at the first column: %q, %q\n%s", address, code, term.Text())
	}
	term.Type("b")
	await(t, term, "When the browser says that access is blocked", "--auth browser")
	term.Type("b")
	await(t, term, "and enter this code:")
	term.Type("c")
	await(t, term, "went to your terminal")
	if !strings.Contains(term.Written(), "\x1b]52;c;") {
		t.Error("no clipboard sequence was sent")
	}
	term.Type("n")
	if err := term.Until(patience, "another code", func(screen string) bool {
		now := lineAfter(screen, "and enter this code:")
		return now != "" && now != code
	}); err != nil {
		t.Fatal(err)
	}
	term.Type("\x1b")
	over(t, term, 4)
}

// alone is the line that begins with a text and has nothing before it.
func alone(screen, begin string) string {
	for line := range strings.Lines(screen) {
		if strings.HasPrefix(line, begin) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// lineAfter is the first line with text on it after the one that says what.
func lineAfter(screen, what string) string {
	_, rest, _ := strings.Cut(screen, what)
	for line := range strings.Lines(rest) {
		if line = strings.TrimRight(line, "\n"); line != "" {
			return line
		}
	}
	return ""
}

// TestFrontEndIsChosenFirst draws nothing where nothing should be drawn.
func TestFrontEndIsChosenFirst(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		env  []string
		args []string
	}{
		"--plain":    {args: []string{"--plain"}},
		"ACCESSIBLE": {env: []string{"ACCESSIBLE=1"}},
		"TERM=dumb":  {env: []string{"TERM=dumb"}},
		"no TERM":    {env: []string{"TERM="}},
		"CI":         {env: []string{"CI=true"}},
		"--json":     {args: []string{"--json"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := live(t, sandbox.Options{Never: true})
			cmd := exec.Command("teamwright", s.args(append([]string{"setup"}, tt.args...)...)...)
			cmd.Dir, cmd.Env = s.dir, append(append(surroundings(), "HOME="+s.dir), tt.env...)
			term, err := emulator.Start(cmd, 80, 24)
			if err != nil {
				t.Fatal(err)
			}
			defer term.Kill()
			await(t, term, "and enter this code:")
			if strings.Contains(term.Written(), "\x1b[") {
				t.Errorf("escape codes were written: %q", term.Written())
			}
		})
	}
}

// TestScreenWithoutColour draws with NO_COLOR, and still marks what matters.
func TestScreenWithoutColour(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{})
	cmd := exec.Command("teamwright", s.setupAsked()...)
	cmd.Dir, cmd.Env = s.dir, append(surroundings(), "HOME="+s.dir, "NO_COLOR=1")
	term, err := emulator.Start(cmd, 80, 24)
	if err != nil {
		t.Fatal(err)
	}
	defer term.Kill()
	await(t, term, "> All of this is right")
	term.Type("\r")
	await(t, term, "Is this the account")
	term.Type("y")
	await(t, term, "+ create", "Do exactly this?")
	if colour := regexp.MustCompile(`\x1b\[[0-9;]*\b(3[0-8]|4[0-8]|9[0-7]|10[0-7])\b[0-9;]*m`).FindString(term.Written()); colour != "" {
		t.Errorf("a colour was sent: %q", colour)
	}
	term.Type("n")
	over(t, term, 4)
}
