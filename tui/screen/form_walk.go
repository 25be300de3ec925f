package screen

import (
	tea "charm.land/bubbletea/v2"

	"teamwright/steps/answers"
)

// step moves the focus by one field and past the ends to other pages.
func (f *form) step(by int) tea.Cmd {
	cmd := f.tell()
	x := f.focused()
	if x != nil {
		x.seen = true
	}
	f.sync()
	next := f.at + by
	switch {
	case next < 0 && f.only != "", next >= len(f.fields) && f.only != "":
		return cmd
	case next < 0:
		f.w.Goto(f.page.ID)
		if !f.w.BackPage() {
			return cmd // leaving is for Esc
		}
		return tea.Batch(cmd, f.arrive(true))
	case next >= len(f.fields):
		return tea.Batch(cmd, f.forward())
	}
	f.move(next)
	return cmd
}

func (f *form) move(to int) {
	if x := f.focused(); x != nil {
		x.blur()
	}
	f.at = to
	if x := f.focused(); x != nil {
		x.focus()
	}
}

// enter takes the field as it stands and goes on.
func (f *form) enter() tea.Cmd {
	if x := f.focused(); x != nil && x.Kind == answers.Choice {
		x.choose()
		f.changed(x)
	}
	if f.only != "" {
		return f.forward()
	}
	return f.step(+1)
}

// forward takes the page as it stands, defaults with it, and goes on when
// nothing on it is wrong.
func (f *form) forward() tea.Cmd {
	cmd := f.tell()
	f.sync()
	wrong := -1
	for i, x := range f.fields {
		x.seen = true
		if x.value() == "" && x.Kind == answers.Choice && x.Required {
			wrong = first(wrong, i)
			continue
		}
		e, _ := f.w.Entry(x.Key)
		switch {
		case e.Problem != nil:
			wrong = first(wrong, i)
		case !x.More || f.only != "":
			if f.w.Accept(x.Key) != nil {
				wrong = first(wrong, i)
			}
		}
	}
	switch {
	case wrong >= 0:
		f.move(wrong)
		return cmd
	case f.only != "":
		if f.w.Open() {
			q, _ := f.w.Question()
			f.only, f.page = "", q.Page
			f.conf.note("That answer brings questions; here they are.")
			return tea.Batch(cmd, f.begin(q.Key))
		}
		return tea.Batch(cmd, f.conf.review(""))
	}
	f.w.Goto(f.page.ID)
	f.w.NextPage()
	return tea.Batch(cmd, f.arrive(false))
}

func first(had, i int) int {
	if had >= 0 {
		return had
	}
	return i
}

// back goes to the page before, with whatever stands here.
func (f *form) back() tea.Cmd {
	cmd := f.tell()
	if f.only != "" {
		return tea.Batch(cmd, f.conf.review(""))
	}
	f.w.Goto(f.page.ID)
	if !f.w.BackPage() {
		return tea.Batch(cmd, f.conf.leave())
	}
	return tea.Batch(cmd, f.arrive(true))
}

// arrive opens the page on which the wizard stands now, or the review.
func (f *form) arrive(atEnd bool) tea.Cmd {
	q, ok := f.w.Question()
	if !ok {
		return f.conf.review("")
	}
	f.page, f.more = q.Page, false
	cmd := f.begin("")
	if atEnd {
		f.move(len(f.fields) - 1)
	}
	return cmd
}
