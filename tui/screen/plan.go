package screen

import (
	"bytes"
	"slices"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/tui"
)

// plan is what would be done: a row a change in sections, fields on demand,
// and one confirmation. What stays as it is is folded away at first.
type plan struct {
	mute
	m        *model
	p        steps.Plan
	kept     *steps.Saved // how it is saved for setup --plan; nil: it is not
	question string       // empty: only shown
	reply    func(bool)
	list     list
	open     map[int]bool // by place in the plan
	all      bool         // what stays as it is is shown too
}

// newPlan begins with the bar on the first row.
func newPlan(m *model, p steps.Plan) *plan {
	return &plan{m: m, p: p, open: map[int]bool{}, all: p.Empty()}
}

func (s *plan) title() string {
	if s.p.Empty() {
		return "Plan: nothing to change"
	}
	return "Plan: " + steps.Count(s.p.Writes(), "change", "changes") + ", none made yet"
}

// sections are the rows that are shown.
func (s *plan) sections() []tui.Section {
	return slices.DeleteFunc(tui.PlanSections(s.p.Changes), func(part tui.Section) bool {
		return !s.all && tui.Idle(s.p.Changes[part.Rows[0]].Action)
	})
}

// order is the places in the plan of the rows that are shown.
func (s *plan) order() []int {
	var order []int
	for _, part := range s.sections() {
		order = append(order, part.Rows...)
	}
	return order
}

func (s *plan) key(k tea.KeyPressMsg) tea.Cmd {
	order := s.order()
	if s.list.arrow(k.String(), len(order), 8) {
		return nil
	}
	switch k.String() {
	case "y", "Y":
		return s.give(true)
	case "n", "N", "esc":
		return s.give(false)
	case "enter", "space", "right", "left":
		if s.list.sel < len(order) {
			at := order[s.list.sel]
			s.open[at] = !s.open[at]
		}
	case "x":
		was := len(s.open) > 0
		s.open = map[int]bool{}
		for i := range s.p.Changes {
			if !was {
				s.open[i] = true
			}
		}
	case "f":
		s.all = !s.all
		s.list.move(0, len(s.order()))
	case "s":
		if s.kept != nil {
			return s.save("plan.json", "for teamwright setup --plan", s.whole)
		}
	case "m":
		return s.save("plan.md", "a page for a change board", func() ([]byte, error) { return []byte(tui.PlanMarkdown(s.p)), nil })
	}
	return nil
}

func (s *plan) give(yes bool) tea.Cmd {
	if s.question == "" {
		return nil
	}
	s.question = ""
	s.m.notice = ""
	if yes {
		s.m.at = newChecklist(s.m, s.p)
	} else {
		s.m.at = newWaiting(s.m, "Plan", "Not confirmed; nothing was changed.")
	}
	s.reply(yes)
	return nil
}

// whole is the plan as setup --plan takes it.
func (s *plan) whole() ([]byte, error) {
	var b bytes.Buffer
	err := s.kept.Write(&b)
	return b.Bytes(), err
}

func (s *plan) save(name, what string, data func() ([]byte, error)) tea.Cmd {
	content, err := data()
	return func() tea.Msg {
		if err == nil {
			name, err = s.m.save(name, content)
		}
		if err != nil {
			return noted{"Not saved: " + err.Error()}
		}
		return noted{"Saved as " + name + ", " + what + "."}
	}
}

func (s *plan) hints() []hint {
	list := []hint{
		{"y", "do it", "do exactly this"},
		{"n", "no", "change nothing and leave; the answers are kept"},
		{"Enter", "fields", "show or hide the fields of the change under the bar"},
		{"m", "page", "save it as a page for a change board (Markdown)"},
	}
	if s.kept != nil {
		list = append(list, hint{"s", "save", "save it for another day: teamwright setup --plan FILE does it"})
	}
	return append(list,
		hint{"f", "all rows", "show or hide what is as it should be and what is left out"},
		hint{"x", "all fields", "show or hide the fields of all changes"},
		hint{"↑↓", "move", "one row; PgUp, PgDn, Home and End go further"},
		hint{"^C", "leave", "leave; nothing was changed"})
}

func (s *plan) leave() tea.Cmd { return s.m.end() }
