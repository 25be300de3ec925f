package emulator

import (
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestRestored(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ program, left string }{
		"leaves all as it was":  {`was=$(stty -g); stty raw; stty "$was"; printf '\033[?1049h\033[?25l\033[?25h\033[?1049l'`, ""},
		"leaves the line raw":   {`stty raw`, "the line's settings"},
		"leaves the echo off":   {`stty -echo`, "the line's settings"},
		"leaves another screen": {`printf '\033[?1049h'`, "alternate screen"},
		"leaves no cursor":      {`printf '\033[?25l'`, "hidden cursor"},
		"leaves paste brackets": {`printf '\033[?2004h'`, "bracketed paste"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term, err := Start(exec.Command("sh", "-c", tt.program), 80, 24)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := term.Wait(20 * time.Second); err != nil {
				t.Fatal(err)
			}
			left := strings.Join(term.Restored(), ", ")
			if tt.left == "" && left != "" || !strings.Contains(left, tt.left) {
				t.Errorf("left %q, want %q", left, tt.left)
			}
		})
	}
}
