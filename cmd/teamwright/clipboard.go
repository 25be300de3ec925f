package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"teamwright/steps/secret"
	"teamwright/tui"
)

// clipboard is the sink that copies a secret through the terminal.
func (p *program) clipboard(front tui.Front) secret.Sink {
	c := &secret.Clipboard{Sleep: p.Clock.Sleep}
	if !front.Asks() {
		return c
	}
	c.Open = func() (io.WriteCloser, error) { return terminal() }
	c.Ask = func(ctx context.Context, it secret.Item) (secret.Copied, error) {
		n, err := front.Choose(ctx, fmt.Sprintf("The new %s of %s is on your clipboard; it is wiped there after 60 seconds. What came of it?", it.Kind(), it.Title()), []string{
			"Copy it once more",
			"I have pasted it where it belongs",
			"It is not there: this terminal does not copy for programs",
		})
		if err != nil {
			return secret.NotThere, err
		}
		answers := []secret.Copied{secret.CopyAgain, secret.Pasted, secret.NotThere}
		if n < 0 || n >= len(answers) {
			return secret.NotThere, errors.New("no such answer")
		}
		return answers[n], nil
	}
	return c
}
