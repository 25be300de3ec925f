package plain

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

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
		ready, err := s.f.Confirm(ctx, fmt.Sprintf("The new client secret %q will be shown once. Is nobody looking over your shoulder?", it.Name))
		if err != nil {
			return err
		}
		if ready {
			break
		}
	}
	d, err := s.f.Device()
	if err != nil {
		return err
	}
	defer d.Close()
	// Whatever else is said meanwhile waits: it would stand in the lines that
	// are erased, and leave the secret where it is.
	s.f.quiet.Lock()
	defer s.f.quiet.Unlock()
	fmt.Fprintf(d, "\r\n%s\r\n\r\nCopy it into Totara, then press Enter: it will be erased here. It expires on %s. ", it.Secret.Reveal(), it.Expires.Format(time.DateOnly))
	err = enter(ctx, d)
	up := 3 // over the line that Enter began, the empty one and the secret's
	if err != nil {
		up = 2 // nobody pressed Enter
	}
	fmt.Fprint(d, "\r\033[2K"+strings.Repeat("\033[1A\033[2K", up))
	if err == nil {
		fmt.Fprint(d, "The secret was shown and erased.\r\n")
	}
	return err
}

// enter waits for the Enter key on the terminal.
func enter(ctx context.Context, r io.Reader) error {
	done := make(chan error, 1)
	go func() {
		_, err := bufio.NewReader(r).ReadString('\n')
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
