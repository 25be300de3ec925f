package signin

import (
	"cmp"
	"fmt"
	"net/netip"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
)

// place is where the program runs, seen from the person's browser.
type place struct {
	remote bool   // no browser of this machine can be shown to the person
	port   int    // of the loopback address that waits for a remote browser
	host   string // user and host for ssh
	sshd   string // port of the SSH server when it is not the usual one
}

// place reads the environment. Over SSH nothing is opened: it would open in
// front of nobody, or through a forwarded X11 on this machine with this
// machine's browser, which no policy for managed devices would accept.
func (v *visit) place() place {
	env := v.o.Env
	p := place{port: v.o.LoopbackPort, host: "THIS-MACHINE"}
	if p.port == 0 {
		p.port = LoopbackPort
	}
	ssh := strings.Fields(env("SSH_CONNECTION")) // client's address and port, ours and ours
	p.remote = len(ssh) > 0 || env("SSH_TTY") != "" || env("SSH_CLIENT") != "" || v.o.OpenURL == nil
	if len(ssh) != 4 {
		return p
	}
	if a, err := netip.ParseAddr(ssh[2]); err == nil {
		p.host = a.WithZone("").String()
		if user := cmp.Or(env("USER"), env("LOGNAME")); unixName.MatchString(user) {
			p.host = user + "@" + p.host
		}
	}
	if n := ssh[3]; n != "22" && portNumber.MatchString(n) {
		p.sshd = n
	}
	return p
}

var (
	unixName   = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$`)
	portNumber = regexp.MustCompile(`^[1-9][0-9]{0,4}$`)
)

// tunnel is the command for the person's own machine.
func (p place) tunnel(port int) string {
	line := fmt.Sprintf("ssh -L %d:localhost:%d ", port, port)
	if p.sshd != "" {
		line += "-p " + p.sshd + " "
	}
	return line + p.host
}

// Opener opens addresses with the browser of this machine; it is nil where
// there is no display to show one on. env reads the environment.
func Opener(env func(string) string) func(address string) error {
	var program []string
	switch runtime.GOOS {
	case "darwin":
		program = []string{"open"}
	case "windows":
		program = []string{"rundll32", "url.dll,FileProtocolHandler"}
	default:
		if env("DISPLAY") == "" && env("WAYLAND_DISPLAY") == "" {
			return nil
		}
		program = []string{"xdg-open"}
	}
	path, err := exec.LookPath(program[0])
	if err != nil {
		return nil
	}
	return func(address string) error {
		cmd := exec.Command(path, append(program[1:], address)...) // its output goes nowhere
		if err := cmd.Start(); err != nil {
			return fmt.Errorf("open a browser: %w", err)
		}
		go func() { _ = cmd.Wait() }()
		return nil
	}
}
