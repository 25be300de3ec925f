package emulator

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Terminal is a terminal with a program on it.
type Terminal struct {
	Glass
	cmd     *exec.Cmd
	master  *os.File
	fd      int           // of master
	before  *unix.Termios // as the program found it
	deaf    bool
	done    chan struct{}
	waited  error
	heard   chan struct{} // closed and renewed whenever something arrives
	total   int
	last    time.Time
	written []byte
}

// Option changes how a terminal behaves.
type Option func(*Terminal)

// Deaf is a terminal that never answers a question.
func Deaf() Option { return func(t *Terminal) { t.deaf = true } }

// Start runs a program on a terminal of a size.
func Start(cmd *exec.Cmd, width, height int, options ...Option) (*Terminal, error) {
	t := &Terminal{cmd: cmd, done: make(chan struct{}), heard: make(chan struct{}), last: time.Now()}
	t.Glass.init(width, height)
	for _, o := range options {
		o(t)
	}
	master, line, err := pty.Open()
	if err != nil {
		return nil, err
	}
	defer line.Close()
	if err := pty.Setsize(line, &pty.Winsize{Rows: uint16(height), Cols: uint16(width)}); err != nil {
		return nil, err
	}
	if t.before, err = unix.IoctlGetTermios(int(line.Fd()), unix.TCGETS); err != nil {
		return nil, err
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = line, line, line
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := t.own(master); err != nil {
		return nil, err
	}
	go t.answers()
	go t.listen()
	return t, nil
}

// own takes the terminal's side of the pair in a form that can be closed while
// it is read: asking a file for its descriptor makes it block for good.
func (t *Terminal) own(master *os.File) error {
	defer master.Close()
	fd, err := unix.Dup(int(master.Fd()))
	if err != nil {
		return err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return err
	}
	t.fd, t.master = fd, os.NewFile(uintptr(fd), "terminal")
	return nil
}

// listen shows what the program writes, to its end.
func (t *Terminal) listen() {
	buf := make([]byte, 32<<10)
	for {
		n, err := t.master.Read(buf)
		t.mu.Lock()
		_, _ = t.vt.Write(buf[:n])
		t.total += n
		if n > 0 {
			t.last = time.Now()
			t.written = append(t.written, buf[:n]...)
		}
		close(t.heard)
		t.heard = make(chan struct{})
		t.mu.Unlock()
		if err != nil {
			t.waited = t.cmd.Wait()
			close(t.done)
			return
		}
	}
}

// answers gives the emulator's replies to questions back to the program.
func (t *Terminal) answers() {
	buf := make([]byte, 1024)
	for {
		n, err := t.vt.Read(buf)
		if err != nil {
			return
		}
		if !t.deaf {
			_, _ = t.master.Write(buf[:n])
		}
	}
}

// Type writes keys in one piece.
func (t *Terminal) Type(keys string) { _, _ = io.WriteString(t.master, keys) }

// Paste writes a text as a terminal pastes it, in brackets.
func (t *Terminal) Paste(text string) { t.Type("\x1b[200~" + text + "\x1b[201~") }

// Resize changes the size of the window.
func (t *Terminal) Resize(width, height int) error {
	t.mu.Lock()
	t.vt.Resize(width, height)
	t.width, t.height = width, height
	t.mu.Unlock()
	return unix.IoctlSetWinsize(t.fd, unix.TIOCSWINSZ, &unix.Winsize{Row: uint16(height), Col: uint16(width)})
}

// Await returns when all of these texts stand on the screen; the error shows
// the screen as it was when the time was over or the program had ended.
func (t *Terminal) Await(within time.Duration, texts ...string) error {
	return t.Until(within, strings.Join(texts, ", "), func(screen string) bool {
		for _, want := range texts {
			if !strings.Contains(screen, want) {
				return false
			}
		}
		return true
	})
}

// Until returns when the screen is as wanted.
func (t *Terminal) Until(within time.Duration, what string, holds func(screen string) bool) error {
	limit := time.After(within)
	for ended := false; ; {
		t.mu.Lock()
		heard := t.heard
		screen := t.text()
		t.mu.Unlock()
		if holds(screen) {
			return nil
		}
		if ended {
			return fmt.Errorf("the program ended without %q; the screen is\n%s", what, screen)
		}
		select {
		case <-heard:
		case <-t.done:
			ended = true
		case <-limit:
			return fmt.Errorf("no %q after %s; the screen is\n%s", what, within, screen)
		}
	}
}

// Quiet waits until the program has sent nothing for a time, from now on.
func (t *Terminal) Quiet(gap, within time.Duration) error {
	begun := time.Now()
	limit := begun.Add(within)
	for time.Now().Before(limit) {
		t.mu.Lock()
		rest := gap - min(time.Since(t.last), time.Since(begun))
		t.mu.Unlock()
		if rest <= 0 {
			return nil
		}
		<-time.After(rest)
	}
	return errors.New("the program does not fall silent")
}

// Bytes is how much the program has sent so far.
func (t *Terminal) Bytes() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total
}

// Written is everything that the program has sent so far.
func (t *Terminal) Written() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.written)
}

// Hangup takes the terminal away, as a dropped line does.
func (t *Terminal) Hangup() { _ = t.master.Close() }

// Signal sends a signal to the program.
func (t *Terminal) Signal(s os.Signal) error { return t.cmd.Process.Signal(s) }

// Restored names what the program has left changed on the terminal; nothing
// when it is as it was.
func (t *Terminal) Restored() []string {
	left := t.Glass.Restored()
	after, err := unix.IoctlGetTermios(t.fd, unix.TCGETS)
	switch {
	case err != nil:
		left = append(left, "a line that cannot be looked at: "+err.Error())
	case *after != *t.before:
		left = append(left, fmt.Sprintf("the line's settings: %+v, were %+v", *after, *t.before))
	}
	return left
}

// Kill ends the program at once.
func (t *Terminal) Kill() { _ = t.cmd.Process.Kill() }

// Wait returns the exit code of the program once it has ended.
func (t *Terminal) Wait(within time.Duration) (int, error) {
	select {
	case <-t.done:
		if t.cmd.ProcessState == nil {
			return -1, t.waited
		}
		return t.cmd.ProcessState.ExitCode(), nil
	case <-time.After(within):
		return -1, fmt.Errorf("the program has not ended after %s; the screen is\n%s", within, t.Text())
	}
}

// Glass is what stands on a screen.
type Glass struct {
	mu            sync.Mutex
	vt            *vt.Emulator
	width, height int
	alternate     bool
	cursorHidden  bool
	modes         map[int]bool
}

// Still is a screen without a program, showing these lines.
func Still(width, height int, lines []string) *Glass {
	g := &Glass{}
	g.init(width, height)
	_, _ = g.vt.Write([]byte("\x1b[?25l" + strings.Join(lines, "\r\n")))
	return g
}

func (g *Glass) init(width, height int) {
	g.vt, g.width, g.height, g.modes = vt.NewEmulator(width, height), width, height, map[int]bool{}
	g.vt.SetCallbacks(vt.Callbacks{
		AltScreen:        func(on bool) { g.alternate = on },
		CursorVisibility: func(on bool) { g.cursorHidden = !on },
		EnableMode:       func(m ansi.Mode) { g.modes[m.Mode()] = true },
		DisableMode:      func(m ansi.Mode) { g.modes[m.Mode()] = false },
	})
}

// Text is the screen's lines without trailing spaces.
func (g *Glass) Text() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text()
}

func (g *Glass) text() string {
	var b strings.Builder
	for y := range g.height {
		var line strings.Builder
		for x := 0; x < g.width; {
			c := g.vt.CellAt(x, y)
			if c == nil || c.Content == "" {
				line.WriteByte(' ')
				x++
				continue
			}
			line.WriteString(c.Content)
			x += max(c.Width, 1)
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// Restored names what a program has left switched on; nothing when the
// terminal is as it was.
func (g *Glass) Restored() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var left []string
	if g.alternate {
		left = append(left, "alternate screen")
	}
	if g.cursorHidden {
		left = append(left, "hidden cursor")
	}
	for mode, name := range map[int]string{1000: "mouse", 1002: "mouse", 1003: "mouse", 1004: "focus reports", 2004: "bracketed paste"} {
		if g.modes[mode] {
			left = append(left, name)
		}
	}
	return left
}
