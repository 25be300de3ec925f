package site

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"teamwright/steps/secret"
)

// shell is a command for a test, or a skip where there is no shell.
func shell(t *testing.T, text string) Exec {
	t.Helper()
	path, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	return Exec{Argv: []string{path, "-c", text}}
}

// is tells whether err is an [*Error] of that kind.
func is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// php is real PHP on the stub site, or a skip where there is none.
func php(t *testing.T, env ...string) *Site {
	t.Helper()
	path, err := exec.LookPath("php")
	if err != nil {
		t.Skip("no php here")
	}
	config, err := filepath.Abs("testdata/totara/config.php")
	if err != nil {
		t.Fatal(err)
	}
	return New(Exec{Argv: []string{path}, Env: append(os.Environ(), env...)}, Options{Config: config})
}

func TestHelloThroughPHP(t *testing.T) {
	t.Parallel()
	a, err := php(t).Ask(t.Context(), Request{Op: "site.hello"})
	if err != nil {
		t.Fatal(err)
	}
	var h Hello
	if err := a.Into(&h); err != nil {
		t.Fatal(err)
	}
	if h.WWWRoot != "https://learn.example.org/totara" || h.Version != "17.3" || h.Admin != "admin" || h.Gateway || len(a.Notes) > 0 {
		t.Errorf("hello %+v, notes %q", h, a.Notes)
	}
}

func TestNoiseIsTolerated(t *testing.T) {
	t.Parallel()
	a, err := php(t, "STUB_FAULT=noise").Ask(t.Context(), Request{Op: "site.hello"})
	notes := strings.Join(a.Notes, "\n")
	if err != nil || !strings.Contains(notes, "Welcome to lms") || !strings.Contains(notes, "an old habit") || !strings.Contains(notes, "undefined") {
		t.Errorf("error %v, notes %q", err, a.Notes)
	}
}

func TestFaultsOfASite(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault string
		kind  Kind
		says  string
	}{
		"a fatal error":      {"fatal", Refused, "no_such_function"},
		"memory":             {"memory", Fatal, "ran out of memory"},
		"somebody exits":     {"exit", Fatal, "ended before the answer"},
		"no database":        {"database", Fatal, "database does not answer"},
		"a full disk":        {"full", Full, "full"},
		"too slow":           {"slow", TooSlow, "no answer within"},
		"unknown operations": {"", Refused, "knows no operation"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := php(t, "STUB_FAULT="+tt.fault)
			if tt.kind == TooSlow {
				s.options.Timeout = time.Second
			}
			_, err := s.Ask(t.Context(), Request{Op: "no.such"})
			if !is(err, tt.kind) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v (%+v)", err, err)
			}
		})
	}
}

func TestWrongConfig(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lone := filepath.Join(dir, "config.php")
	if err := os.WriteFile(lone, []byte("<?php exit('never read');"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, config := range map[string]string{"none": "", "no such file": filepath.Join(dir, "none.php"), "a folder": dir, "no Totara beside it": lone} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := php(t)
			s.options.Config = config
			_, err := s.Ask(t.Context(), Request{Op: "site.hello"})
			var e *Error
			if !is(err, NoConfig) || !errors.As(err, &e) || e.Cure == "" || !e.NothingDone() {
				t.Errorf("error %+v", err)
			}
		})
	}
}

// A config.php that is a link to a site elsewhere leads there, and the loader
// inside the folder server is taken too.
func TestOtherWaysToConfig(t *testing.T) {
	t.Parallel()
	real, err := filepath.Abs("testdata/totara/config.php")
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "config.php")
	if err := os.Symlink(real, link); err != nil {
		t.Skip(err)
	}
	for name, config := range map[string]string{"a link": link, "the loader": filepath.Join(filepath.Dir(real), "server", "config.php")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := php(t)
			s.options.Config = config
			if _, err := s.Ask(t.Context(), Request{Op: "site.hello"}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCommandsThatAreNoPHP(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		command string
		kind    Kind
		says    string
	}{
		"a shell":                 {"exec sh", NotPHP, "runs a shell"},
		"php is not there":        {"echo 'sh: 1: php: not found' >&2; exit 127", NotPHP, "no such program"},
		"a script is named":       {"echo 'Could not open input file: x.php'; exit 1", NotPHP, "name of a script"},
		"sudo wants a password":   {"echo 'sudo: a terminal is required to read the password; either use the -S option' >&2; exit 1", Password, "sudo"},
		"sudo, shorter":           {"echo 'sudo: a password is required' >&2; exit 1", Password, "sudo"},
		"ssh wants a password":    {"echo 'lms: Permission denied (publickey,password).' >&2; exit 255", Password, "ssh"},
		"ssh knows no such key":   {"echo 'Host key verification failed.' >&2; exit 255", Unreachable, "server's key"},
		"no such name":            {"echo 'ssh: Could not resolve hostname lms: Name or service not known' >&2; exit 255", Unreachable, "cannot be resolved"},
		"the server is off":       {"echo 'ssh: connect to host lms port 22: Connection refused' >&2; exit 255", Unreachable, "cannot be reached"},
		"no such pod":             {`echo 'Error from server (NotFound): pods "lms" not found' >&2; exit 1`, Unreachable, "container"},
		"ssh fails":               {"exit 255", Unreachable, "the way to"},
		"nothing is said":         {"exit 0", Fatal, "code 0"},
		"a fatal error, no frame": {"echo 'PHP Fatal error:  Uncaught Error' >&2; exit 255", Fatal, "fatal error"},
		"a full disk":             {"echo 'write: No space left on device' >&2; exit 1", Full, "full"},
		"it talks for ever":       {"head -c 20000000 /dev/zero", TooMuch, "more than 16 MB"},
		"input is not read":       {"exec <&-; exit 3", Fatal, "code 3"},
		"a terminal between":      {"cat", Unreachable, "repeats on its output"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New(shell(t, tt.command), Options{Config: "/srv/config.php"})
			_, err := s.Ask(t.Context(), Request{Op: "x.y", Secrets: map[string]secret.Text{"s": secret.New("hush")}})
			var e *Error
			if !errors.As(err, &e) || e.Kind != tt.kind || !strings.Contains(e.What, tt.says) || !e.NothingDone() {
				t.Errorf("error %+v", err)
			}
		})
	}
	t.Run("no such program here", func(t *testing.T) {
		t.Parallel()
		for _, argv := range [][]string{nil, {"no-such-program-anywhere"}, {filepath.Join(t.TempDir(), "none")}} {
			_, err := New(Exec{Argv: argv}, Options{}).Ask(t.Context(), Request{Op: "x.y"})
			if !is(err, Unreachable) {
				t.Errorf("error %v", err)
			}
		}
	})
}

// A terminal between that repeats its input would show every secret.
func TestEchoIsRefusedBeforeTheFirstSecret(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("php"); err != nil {
		t.Skip("no php here")
	}
	config, err := filepath.Abs("testdata/totara/config.php")
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(t.TempDir(), "input")
	s := New(shell(t, "cat > "+kept+"; cat "+kept+"; php < "+kept), Options{Config: config})
	_, err = s.Ask(t.Context(), Request{Op: "x.y", Secrets: map[string]secret.Text{"s": secret.New("hush")}})
	if !is(err, Unreachable) || !strings.Contains(err.Error(), "repeats on its output") {
		t.Errorf("error %v", err)
	}
}

func TestACommandThatAsksIsEnded(t *testing.T) {
	t.Parallel()
	s := New(shell(t, "printf 'admin@lms password: ' >&2; sleep 60 & wait"), Options{Timeout: 300 * time.Millisecond})
	began := time.Now()
	_, err := s.Ask(t.Context(), Request{Op: "x.y"})
	if !is(err, Password) || time.Since(began) > 20*time.Second {
		t.Errorf("error %v after %s", err, time.Since(began))
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := New(shell(t, "sleep 60"), Options{}).Ask(ctx, Request{Op: "x.y"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

// The command has no terminal of ours to ask on.
func TestACommandHasNoTerminal(t *testing.T) {
	t.Parallel()
	s := New(shell(t, "(exec </dev/tty) 2>/dev/null && echo 'sudo: a password is required' >&2; exit 7"), Options{})
	if _, err := s.Ask(t.Context(), Request{Op: "x.y"}); !is(err, Fatal) {
		t.Errorf("error %v", err)
	}
}
