package screen

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"teamwright/tui"
	"teamwright/tui/pages"
)

// fill is the whole of the questions: the form, the review behind it and the
// list of pages beside it, over one wizard.
type fill struct {
	m       *model
	w       *pages.Wizard
	picture *picture
	reply   func(error)
	form    *form
	review  *review
	now     view
}

// newFill begins at the first open question, or on the review.
func newFill(m *model, w *pages.Wizard, reply func(error)) (*fill, tea.Cmd) {
	f := &fill{m: m, w: w, reply: reply, picture: newPicture(m)}
	if _, open := w.Question(); !open {
		return f, f.toReview("")
	}
	return f, f.toForm("")
}

func (f *fill) conf() formConfig {
	return formConfig{review: f.toReview, jump: f.toJump, leave: f.leave, note: f.m.note}
}

// toForm opens the page on which the wizard stands.
func (f *fill) toForm(only string) tea.Cmd {
	var cmd tea.Cmd
	if only != "" {
		f.form, cmd = edit(f.w, only, f.conf(), f.picture)
	} else {
		f.form, cmd = newForm(f.w, f.conf(), f.picture)
	}
	f.now = f.form
	return cmd
}

func (f *fill) toReview(notice string) tea.Cmd {
	f.w.ToReview()
	if f.review == nil {
		f.review = &review{fill: f}
	}
	f.now = f.review
	if notice != "" {
		f.m.note(notice)
	}
	return nil
}

func (f *fill) toJump() tea.Cmd {
	f.now = newJump(f)
	return nil
}

// done ends the questions once all answers can stay as they are.
func (f *fill) done() tea.Cmd {
	if err := f.w.Check(); err != nil {
		f.review.selectProblem()
		f.m.note("Not yet: " + problemText(err))
		return nil
	}
	f.reply(nil)
	f.m.at = newWaiting(f.m, "Answers", "Keeping the answers …")
	return nil
}

// leave asks whether to go, and says what becomes of the answers.
func (f *fill) leave() tea.Cmd {
	name := f.w.File().Name()
	f.m.ask = &question{
		m:    f.m,
		head: "Leave?",
		text: "The answers so far are kept in " + name + ". The same command goes on from there. Nothing was changed anywhere else.",
		yes:  "leave", no: "stay",
		answer: func(yes bool) tea.Cmd {
			if yes {
				f.reply(&tui.Left{Kept: name})
			}
			return nil
		},
	}
	return nil
}

// Everything else is the matter of the screen that is shown.
func (f *fill) title() string                 { return f.now.title() }
func (f *fill) key(k tea.KeyPressMsg) tea.Cmd { return f.now.key(k) }
func (f *fill) paste(text string) tea.Cmd     { return f.now.paste(text) }
func (f *fill) draw(w, h int) []string        { return f.now.draw(w, h) }
func (f *fill) hints() []hint                 { return f.now.hints() }
func (f *fill) ticks() bool                   { return f.now.ticks() }

func (f *fill) typing() bool {
	t, ok := f.now.(interface{ typing() bool })
	return ok && t.typing()
}

// hear takes what was done beside the screen.
func (f *fill) hear(msg tea.Msg) tea.Cmd {
	if p, ok := msg.(pictured); ok {
		f.picture.take(p)
	}
	return nil
}

var errGone = errors.New("the terminal is gone")
