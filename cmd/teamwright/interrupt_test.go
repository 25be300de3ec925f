package main

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// TestSignals ends a set-up in the middle of a write, by each signal, and runs
// it again.
func TestSignals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		signal syscall.Signal
		code   int
	}{
		"SIGHUP":  {syscall.SIGHUP, 129},
		"SIGINT":  {syscall.SIGINT, 130},
		"SIGTERM": {syscall.SIGTERM, 143},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(t, sandbox.Options{})
			sent := make(chan struct{})
			var cmd *exec.Cmd
			s.log.mu.Lock()
			s.log.heard = func(_ int, r request) {
				if r.Method == "POST" && strings.HasSuffix(r.Path, "/servicePrincipals") {
					s.log.mu.Lock()
					s.log.heard = nil
					s.log.mu.Unlock()
					_ = cmd.Process.Signal(tt.signal)
					close(sent)
				}
			}
			s.log.mu.Unlock()
			var errs bytes.Buffer
			cmd = exec.Command("teamwright", s.setup()...)
			cmd.Env, cmd.Stderr = append(os.Environ(), "HOME="+s.dir), &errs
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			done := make(chan error, 1)
			go func() { done <- cmd.Wait() }()
			select {
			case <-done:
			case <-time.After(60 * time.Second):
				t.Fatal("it did not end")
			}
			<-sent
			if got := cmd.ProcessState.ExitCode(); got != tt.code {
				t.Errorf("exit code %d, want %d\n%s", got, tt.code, errs.String())
			}
			if !strings.Contains(errs.String(), "Run the same command again") {
				t.Errorf("it does not say how to go on:\n%s", errs.String())
			}
			if _, err := os.Stat(s.path("app.zip")); err == nil {
				t.Error("a package was written")
			}
			s.whole(s.run(s.setup()))
		})
	}
}

// TestSecondRunAtTheSameTime starts a set-up while another is under way.
func TestSecondRunAtTheSameTime(t *testing.T) {
	t.Parallel()
	s := play(t, sandbox.Options{Faults: []sandbox.Fault{{N: 5, Do: sandbox.FaultHold}}})
	held := make(chan struct{})
	s.log.mu.Lock()
	s.log.heard = func(int, request) {
		if s.log.afterSignIn() == 5 {
			close(held)
		}
	}
	s.log.mu.Unlock()
	first := exec.Command("teamwright", s.setup()...)
	first.Env = append(os.Environ(), "HOME="+s.dir)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-held
	second := s.run(s.setup())
	if second.code != 4 || !strings.Contains(second.err, "another run for this site is under way (process") {
		t.Errorf("exit code %d\n%s", second.code, second.err)
	}
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	s.whole(s.run(s.setup()))
}

// TestCodeExpires waits for a code that nobody enters.
func TestCodeExpires(t *testing.T) {
	t.Parallel()
	s := play(t, sandbox.Options{Never: true})
	clock := s.clock.clock()
	clock.Now = func() time.Time { // a clock on which every look takes a minute
		_ = s.clock.sleep(t.Context(), time.Minute)
		return s.clock.now()
	}
	in, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, errs := s.scratch("out"), s.scratch("err")
	code := Main(Surroundings{Args: s.setup(), Env: s.env, In: in, Out: out, Err: errs, Clock: clock})
	said := s.taken(errs)
	if code != 3 || !strings.Contains(said, "not finished in time") || !strings.Contains(said, "--auth browser") {
		t.Errorf("exit code %d\n%s", code, said)
	}
}

// TestBadLogo refuses pictures before anybody signs in.
func TestBadLogo(t *testing.T) {
	t.Parallel()
	var wide bytes.Buffer
	if err := png.Encode(&wide, image.NewGray(image.Rect(0, 0, 20_000, 3))); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		logo []byte
		say  string
	}{
		"no picture":        {[]byte("hello"), "app.icon"},
		"20,000 pixels":     {wide.Bytes(), "20000"},
		"cut off":           {wide.Bytes()[:40], "app.icon"},
		"nothing at all":    {nil, "app.icon"},
		"a claim of 60,000": {claim(60_000), "app.icon"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(t, quick())
			s.write("logo.png", tt.logo)
			run := s.run(s.setup())
			if run.code != 2 || !strings.Contains(run.err, tt.say) {
				t.Errorf("exit code %d\n%s", run.code, run.err)
			}
			if s.log.len() > 0 {
				t.Error("the cloud was asked all the same")
			}
			left, err := filepath.Glob(s.path("*.zip"))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// claim is the head of a PNG that says it is a square of that size.
func claim(size uint32) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(errors.New("encoding a pixel"))
	}
	head := b.Bytes()
	for i := range 4 {
		head[16+i] = byte(size >> (24 - 8*i))
		head[20+i] = byte(size >> (24 - 8*i))
	}
	return head
}
