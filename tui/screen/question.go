package screen

import (
	tea "charm.land/bubbletea/v2"
)

// question is something with two answers, in front of everything else. Enter
// alone is neither: a key that was meant for the screen before must not
// answer it.
type question struct {
	mute
	m       *model
	head    string
	before  []string // what was said about it
	text    string
	yes, no string
	answer  func(yes bool) tea.Cmd
}

func (q *question) title() string { return q.head }

func (q *question) key(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "y", "Y":
		return q.give(true)
	case "n", "N", "esc":
		return q.give(false)
	case "enter":
		q.m.note("Press y or n.")
	}
	return nil
}

func (q *question) give(yes bool) tea.Cmd {
	q.m.ask, q.m.notice = nil, ""
	return q.answer(yes)
}

func (q *question) draw(width, _ int) []string {
	lines := append(told(q.before, width-2), wrap(clean(q.text), width-2)...)
	return append(lines, "", bold().Render("y")+"  "+q.yes, bold().Render("n")+"  "+q.no)
}

func (q *question) hints() []hint {
	return []hint{{"y", q.yes, ""}, {"n", q.no, ""}, {"Esc", q.no, ""}}
}

// leave means it: Ctrl-C on the question of leaving is a yes.
func (q *question) leave() tea.Cmd { return q.give(true) }

// askToStop asks whether the run shall end before its end.
func (m *model) askToStop() tea.Cmd {
	m.ask = &question{
		m: m, head: "Stop the run?",
		text: "What is under way is finished or awaited for ten seconds; nothing new is begun. The journal keeps what was done: the same command goes on from there.",
		yes:  "stop", no: "go on",
		answer: func(yes bool) tea.Cmd {
			if yes {
				return m.end()
			}
			return nil
		},
	}
	return nil
}

// heard is what was said since the person was last asked something; the line
// above the keys has only the last of it.
func (m *model) heard() []string {
	lately := m.lately
	m.lately = nil
	if len(lately) > 0 {
		m.notice = ""
	}
	return lately
}

// told is sentences in front of a question.
func told(sentences []string, width int) []string {
	lines := []string{""}
	for _, s := range sentences {
		lines = append(lines, wrap(s, width)...)
	}
	if len(sentences) > 0 {
		lines = append(lines, "")
	}
	return lines
}
