package secret

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"
)

// Copied is what a person says about a secret on their clipboard.
type Copied int

// The answers.
const (
	Pasted    Copied = iota // it is where it belongs
	CopyAgain               // copy it once more
	NotThere                // the terminal does not do it
)

// clipboardLife is how long a secret may lie on the clipboard.
const clipboardLife = 60 * time.Second

// Clipboard hands a secret to the clipboard of the machine at which the person
// sits, through the terminal, also over SSH. A terminal does not tell whether
// it obeyed, so the person does; until then the secret has not arrived. It is
// overwritten once it was pasted, and after 60 seconds at the latest.
//
// Source: xterm, "Control sequences", Operating System Command 52.
type Clipboard struct {
	// Open opens the terminal itself, not a stream that may lead elsewhere.
	Open func() (io.WriteCloser, error)
	// Ask asks the person what came of it, until ctx ends.
	Ask func(ctx context.Context, it Item) (Copied, error)
	// Sleep waits, or ends with ctx.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Where is "the clipboard".
func (c *Clipboard) Where() string { return "the clipboard" }

// Ready refuses when there is no terminal, or nobody to say that it worked.
func (c *Clipboard) Ready(string) error {
	if c.Open == nil || c.Ask == nil {
		return errors.New("the clipboard takes a terminal and somebody in front of it: say where secrets go with --secrets-to file:PATH or fd:N")
	}
	d, err := c.Open()
	if err != nil {
		return fmt.Errorf("the terminal cannot be opened for the clipboard: %w; say where secrets go with --secrets-to file:PATH", err)
	}
	return d.Close()
}

// Deliver copies the secret and returns when the person has pasted it.
func (c *Clipboard) Deliver(ctx context.Context, it Item) (err error) {
	d, err := c.Open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	for {
		said, err := c.copied(ctx, d, it)
		switch {
		case err != nil:
			return err
		case said == Pasted:
			return nil
		case said == NotThere:
			return errors.New("this terminal does not copy for programs: run again with --secrets-to screen or file:PATH")
		}
	}
}

// copied copies once and asks. Whatever ends the asking, the clipboard is
// overwritten behind it.
func (c *Clipboard) copied(ctx context.Context, d io.Writer, it Item) (said Copied, err error) {
	if err := put(d, it.Secret.Reveal()); err != nil {
		return 0, err
	}
	timed, stop := context.WithCancel(ctx)
	cleared := make(chan error, 1)
	go func() {
		_ = c.Sleep(timed, clipboardLife)
		cleared <- put(d, " ")
	}()
	said, err = c.Ask(ctx, it)
	stop()
	return said, errors.Join(err, <-cleared)
}

// put sets the clipboard. A blank instead of nothing clears it also where an
// empty text is ignored, as tmux does.
func put(d io.Writer, text string) error {
	_, err := io.WriteString(d, "\x1b]52;c;"+base64.StdEncoding.EncodeToString([]byte(text))+"\a")
	return err
}
