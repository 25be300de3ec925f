package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"teamwright/steps/secret"
)

// Screen is the sink that shows a secret on the terminal itself.
func (f *Front) Screen() secret.Sink { return &screen{f} }

// screen shows a secret on the terminal device, not on a stream that may be a
// pipe or a log, and erases it once the person has taken it.
type screen struct{ f *Front }

func (s *screen) Where() string { return "the screen" }

// Ready refuses when no terminal is there to show a secret on.
func (s *screen) Ready(string) error {
	if !s.f.Terminal || s.f.Device == nil {
		return errors.New("there is no terminal to show the new secret on: say where it goes with --secrets-to file:PATH or fd:N (TEAMWRIGHT_SECRETS_TO)")
	}
	d, err := s.f.Device()
	if err != nil {
		return fmt.Errorf("the terminal cannot be opened to show the new secret: %w; say where it goes with --secrets-to file:PATH", err)
	}
	return d.Close()
}

// Deliver asks whether the person is ready, shows the secret, waits for Enter,
// and erases the line.
func (s *screen) Deliver(ctx context.Context, it secret.Item) error {
	for {
		ready, err := s.f.Confirm(ctx, fmt.Sprintf("The new %s of %s will be shown once. Is nobody looking over your shoulder?", it.Kind(), it.Title()))
		if err != nil {
			return err
		}
		if ready {
			break
		}
	}
	text := it.Secret.Reveal()
	if line(text) != text {
		return errors.New("the secret holds characters that a terminal takes for orders: hand it over with --secrets-to file:PATH")
	}
	d, err := s.f.Device()
	if err != nil {
		return err
	}
	defer d.Close()
	defer s.f.alone()()
	lines := []string{text, ""}
	if !it.Expires.IsZero() {
		lines = append(lines, "It expires on "+it.Expires.Format(time.DateOnly)+".")
	}
	return show(ctx, d, append(lines, "Copy it into "+it.Receiver()+", then press Enter to erase it here: "))
}

// show writes lines to a terminal, waits for Enter behind the last, and erases
// them whatever ends the waiting.
func show(ctx context.Context, d io.ReadWriter, lines []string) error {
	if _, err := io.WriteString(d, "\r\n"+strings.Join(lines, "\r\n")); err != nil {
		return err
	}
	typed, err := enter(ctx, d)
	lines[len(lines)-1] += typed
	up := 0
	for _, l := range lines {
		up += max(1, (utf8.RuneCountInString(l)+width(d)-1)/width(d)) // a long line takes several rows
	}
	if err != nil {
		up-- // nobody pressed Enter: the cursor still stands in the last row
	}
	_, werr := io.WriteString(d, "\r\033[2K"+strings.Repeat("\033[1A\033[2K", up))
	if err == nil && werr == nil {
		_, werr = io.WriteString(d, "The secret was shown and erased.\r\n")
	}
	return errors.Join(err, werr)
}

// width is how many columns a terminal has; 80 where it does not tell.
func width(d any) int {
	columns := 0
	if f, ok := d.(interface {
		SyscallConn() (syscall.RawConn, error)
	}); ok {
		if c, err := f.SyscallConn(); err == nil {
			_ = c.Control(func(fd uintptr) { columns, _, _ = term.GetSize(int(fd)) })
		}
	}
	if columns < 1 {
		return 80
	}
	return columns
}

// enter waits for the Enter key on the terminal, and gives what was typed
// before it.
func enter(ctx context.Context, r io.Reader) (string, error) {
	type end struct {
		text string
		err  error
	}
	done := make(chan end, 1)
	go func() {
		text, err := bufio.NewReader(r).ReadString('\n')
		done <- end{strings.TrimRight(text, "\r\n"), err}
	}()
	select {
	case e := <-done:
		return e.text, e.err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
