package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"teamwright/tui/pages"
)

// Source gives typed lines, one at a time. [Lines] is one. At the end of the input
// the error is [ErrNobody].
type Source interface {
	Next(ctx context.Context) (string, error)
}

// Ask walks the wizard: one question a line, then a review that goes on until every
// answer can stay as it is and the person has said so. It writes only text and line
// ends, and nothing that has been said is said again differently.
//
// When the input ends early, the error is [ErrNobody] joined with everything that
// is still missing. The wizard keeps what was answered until then.
func Ask(ctx context.Context, in Source, out io.Writer, w *pages.Wizard) error {
	a := asker{in: in, out: out, w: w}
	err := a.run(ctx)
	if errors.Is(err, ErrNobody) {
		if missing := w.Check(); missing != nil {
			return errors.Join(err, missing)
		}
	}
	return err
}

type asker struct {
	in  Source
	out io.Writer
	w   *pages.Wizard
}

// move is what a person wants after a question.
type move int

const (
	forward move = iota
	backward
)

func (a *asker) run(ctx context.Context) error {
	if _, more := a.w.Question(); more {
		a.say("A few questions, about %d. Type an answer and press Enter.", a.w.Left())
		a.say("Enter alone takes the default, < goes back, ? explains. Nothing is changed anywhere yet.")
	}
	if err := a.walk(ctx, a.w.Next); err != nil {
		return err
	}
	return a.review(ctx)
}

// walk asks until the review is reached; next leads from an answered question to
// the one after it.
func (a *asker) walk(ctx context.Context, next func()) error {
	page := ""
	for {
		q, more := a.w.Question()
		if !more {
			return nil
		}
		if q.Page.ID != page {
			page = q.Page.ID
			a.say("")
			a.say("%s. %s", q.Page.Title, q.Page.About)
		}
		m, err := a.ask(ctx, q)
		switch {
		case err != nil:
			return err
		case m == forward:
			next()
		case !a.w.Back():
			a.say("This is the first question.")
		}
	}
}

// say writes one line. Whatever an answer or a file has in it, no control
// character reaches the terminal.
func (a *asker) say(format string, args ...any) {
	fmt.Fprintln(a.out, Clean(strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " ")))
}

// read asks for a line.
func (a *asker) read(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(a.out, prompt, " ")
	return a.in.Next(ctx)
}
