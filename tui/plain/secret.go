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
	text := it.Secret.Reveal()
	fmt.Fprintf(d, "\r\n%s\r\n\r\nCopy it into Totara, then press Enter: it will be erased here. It expires on %s. ", text, it.Expires.Format(time.DateOnly))
	if err := enter(ctx, d); err != nil {
		return err
	}
	// Up over the prompt's line, the empty one and the secret's; each erased.
	fmt.Fprintf(d, "\033[1A\033[2K\033[1A\033[2K\033[1A\033[2K%s\r", strings.Repeat(" ", len(text)))
	fmt.Fprint(d, "\033[2K\rThe secret was shown and erased.\r\n")
	return nil
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
