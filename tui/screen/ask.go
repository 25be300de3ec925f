package screen

import (
	"context"
	"errors"
	"sync"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant/signin"
	"teamwright/tui"
	"teamwright/tui/pages"
)

// Asks is always so: without a person there is no screen.
func (f *Front) Asks() bool { return true }

// Banner says on every screen that nothing is real.
func (f *Front) Banner() {
	f.conf.Rehearsal = true
	f.send(func(m *model) tea.Cmd {
		m.rehearsal = true
		return nil
	})
}

// Fill walks the pages.
func (f *Front) Fill(ctx context.Context, w *pages.Wizard) error {
	_, err := ask(ctx, f, func(m *model, reply func(struct{}, error)) tea.Cmd {
		v, cmd := newFill(m, w, func(err error) { reply(struct{}{}, err) })
		m.at = v
		return cmd
	})
	// Whatever ended the questions, the wizard is the caller's again.
	f.settle(func(m *model) {
		if v, ok := m.at.(*fill); ok {
			if v.form != nil {
				v.form.tell()
			}
			m.at, m.ask = newWaiting(m, "Answers", "Keeping the answers …"), nil
		}
	})
	return err
}

// settle waits until the program has made a change, or has ended.
func (f *Front) settle(do func(*model)) {
	done := make(chan struct{})
	f.send(func(m *model) tea.Cmd {
		do(m)
		close(done)
		return nil
	})
	select {
	case <-done:
	case <-f.gone:
	}
}

// SignIn shows the codes that open asks for, and lets the person cancel or ask
// for another one.
func (f *Front) SignIn(ctx context.Context, open func(context.Context) error) error {
	var behind view // what has to be there again; the program's alone
	for {
		attempt, stop := context.WithCancelCause(ctx)
		f.send(func(m *model) tea.Cmd {
			if _, ok := m.at.(interface{ stays() }); ok {
				behind = m.at
			}
			m.at = &entrance{m: m, again: func() { stop(errAgain) }, cancel: func() tea.Cmd {
				stop(errCancelled)
				return nil
			}}
			return nil
		})
		err := open(attempt)
		cause := context.Cause(attempt)
		stop(nil)
		cancelled := err != nil && ctx.Err() == nil && errors.Is(cause, errCancelled)
		if err != nil && ctx.Err() == nil && errors.Is(cause, errAgain) {
			continue
		}
		f.send(func(m *model) tea.Cmd {
			switch {
			case behind != nil:
				m.at, m.notice = behind, ""
			case !cancelled:
				m.at = newWaiting(m, "Signed in", "Looking at the account and the tenant …")
			}
			return nil
		})
		if cancelled {
			return errCancelled
		}
		return err
	}
}

var (
	errAgain     = errors.New("another code is wanted")
	errCancelled = &tui.Left{}
)

// Code shows where to sign in and with which code.
func (f *Front) Code(p signin.DevicePrompt) {
	f.send(func(m *model) tea.Cmd {
		if e, ok := m.at.(*entrance); ok {
			e.prompt = p
			return nil
		}
		// Microsoft wants the person anew in the middle of a run.
		m.at = &entrance{m: m, prompt: p, behind: m.at}
		return nil
	})
}

// Browse shows how to sign in with a browser.
func (f *Front) Browse(p signin.BrowserPrompt) {
	f.send(func(m *model) tea.Cmd {
		if e, ok := m.at.(*entrance); ok {
			e.browser = &p
			return nil
		}
		m.at = &entrance{m: m, browser: &p, behind: m.at}
		return nil
	})
}

// Account shows who signed in and asks whether that is meant.
func (f *Front) Account(ctx context.Context, a tui.Account) (bool, error) {
	return ask(ctx, f, func(m *model, reply func(bool, error)) tea.Cmd {
		m.at = &account{m: m, a: a, reply: func(yes bool) { reply(yes, nil) }}
		return nil
	})
}

// Choose asks for one of several.
func (f *Front) Choose(ctx context.Context, question string, options []string) (int, error) {
	return inTurn(ctx, f, func() (int, error) {
		return ask(ctx, f, func(m *model, reply func(int, error)) tea.Cmd {
			m.at = newChoice(m, question, options, func(i int) { reply(i, nil) })
			return nil
		})
	})
}

// Plan shows what would be done. Where nothing is, the checklist follows at
// once.
func (f *Front) Plan(p steps.Plan) { f.plan(p, nil) }

// Offer shows a plan that a key saves.
func (f *Front) Offer(s steps.Saved) { f.plan(s.Plan, &s) }

func (f *Front) plan(p steps.Plan, kept *steps.Saved) {
	f.send(func(m *model) tea.Cmd {
		m.heard()
		shown := newPlan(m, p)
		shown.kept = kept
		m.told, m.at = p, shown
		if p.Empty() {
			m.at = newChecklist(m, p)
			m.note("Nothing to change: everything is as it should be, or waits for you.")
		}
		return nil
	})
}

// Confirm asks on the plan's screen where one is open, else on its own.
func (f *Front) Confirm(ctx context.Context, text string) (bool, error) {
	return inTurn(ctx, f, func() (bool, error) {
		return ask(ctx, f, func(m *model, reply func(bool, error)) tea.Cmd {
			if s, ok := m.at.(*plan); ok {
				s.question, s.reply = text, func(yes bool) { reply(yes, nil) }
				return nil
			}
			m.ask = &question{m: m, head: "A question", before: m.heard(), text: text, yes: "yes", no: "no", answer: func(yes bool) tea.Cmd {
				reply(yes, nil)
				return nil
			}}
			return nil
		})
	})
}

// Event shows one moment of a run.
func (f *Front) Event(e steps.Event) {
	f.send(func(m *model) tea.Cmd {
		m.event(e)
		return nil
	})
}

// Attend shows the finished rows until the person leaves or wants it all
// again.
func (f *Front) Attend(ctx context.Context, e tui.Ending) (bool, []steps.Result, error) {
	rows := e.Rows
	tick := e.Tick
	var mu sync.Mutex
	e.Tick = func(r steps.Result) ([]steps.Result, error) {
		mu.Lock()
		defer mu.Unlock()
		got, err := tick(r)
		if err == nil {
			rows = got
		}
		return got, err
	}
	w, err := ask(ctx, f, func(m *model, reply func(wish, error)) tea.Cmd {
		c, ok := m.at.(*checklist)
		if !ok {
			c = newChecklist(m, steps.Plan{})
			m.at = c
		}
		c.finish(e, func(w wish) { reply(w, nil) })
		return nil
	})
	mu.Lock()
	defer mu.Unlock()
	return w.again, rows, err
}

// Password asks for a secret that comes in.
func (f *Front) Password(ctx context.Context, name string) (secret.Text, error) {
	return inTurn(ctx, f, func() (secret.Text, error) {
		return ask(ctx, f, func(m *model, reply func(secret.Text, error)) tea.Cmd {
			m.at = &password{m: m, name: name, then: m.at, reply: reply}
			return nil
		})
	})
}

// Screen is the sink that shows a secret to the person.
func (f *Front) Screen() secret.Sink { return sink{f} }
