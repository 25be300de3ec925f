package screen

import (
	"bytes"
	"encoding/json"
	"slices"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/tui"
)

// plan is what would be done: a row a change in groups, fields on demand, and
// one confirmation.
type plan struct {
	mute
	m        *model
	p        steps.Plan
	question string // empty: only shown
	reply    func(bool)
	list     list
	open     map[int]bool
}

// newPlan begins with the bar on the first change that writes something.
func newPlan(m *model, p steps.Plan) *plan {
	first := slices.IndexFunc(p.Changes, func(c steps.Change) bool { return c.Action.Writes() })
	return &plan{m: m, p: p, open: map[int]bool{}, list: list{sel: max(first, 0)}}
}

func (s *plan) title() string {
	if s.p.Empty() {
		return "Plan: nothing to change"
	}
	return "Plan: " + plural(s.p.Writes(), "change", "changes") + ", none made yet"
}

func (s *plan) key(k tea.KeyPressMsg) tea.Cmd {
	if s.list.arrow(k.String(), len(s.p.Changes), 8) {
		return nil
	}
	switch k.String() {
	case "y", "Y":
		return s.give(true)
	case "n", "N", "esc":
		return s.give(false)
	case "enter", "space", "right", "left":
		s.open[s.list.sel] = !s.open[s.list.sel]
	case "x":
		all := len(s.open) > 0
		s.open = map[int]bool{}
		for i := range s.p.Changes {
			if !all {
				s.open[i] = true
			}
		}
	case "s":
		return s.save("plan.json", s.json)
	case "m":
		return s.save("plan.md", func() ([]byte, error) { return []byte(tui.PlanMarkdown(s.p)), nil })
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

func (s *plan) json() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(s.p)
	return b.Bytes(), err
}

func (s *plan) save(name string, data func() ([]byte, error)) tea.Cmd {
	content, err := data()
	return func() tea.Msg {
		if err == nil {
			name, err = s.m.save(name, content)
		}
		if err != nil {
			return noted{"Not saved: " + err.Error()}
		}
		return noted{"The plan is saved as " + name + "."}
	}
}

func (s *plan) draw(width, height int) []string {
	tail := s.tail(width)
	room := height - len(tail)
	var blocks []block
	group := ""
	for i, c := range s.p.Changes {
		if g := c.Step.Group(); g != group {
			group = g
			blocks = append(blocks, block{-1, []string{bold().Render(clean(tui.GroupTitle(g)))}})
		}
		blocks = append(blocks, block{i, s.change(i, c, width)})
	}
	lines := append([]string(nil), s.list.show(blocks, room)...)
	for len(lines) < room {
		lines = append(lines, "")
	}
	return append(lines, tail...)
}

// change is one row, and its fields when it is open.
func (s *plan) change(i int, c steps.Change, width int) []string {
	sign, word := tui.Sign(c.Action), brief(c.Action)
	text := sign + " " + pad(word, 8) + " " + pad(string(c.Step), 20) + " " + clean(c.Summary)
	if len(c.Fields) > 0 && !s.open[i] {
		text = spread(text, "("+plural(len(c.Fields), "field", "fields")+")", width-2)
	}
	line := selected(i == s.list.sel, text, width)
	if i != s.list.sel {
		line = "  " + actionStyle(c.Action)(sign+" "+pad(word, 8)) + fit(text, width-2)[len(sign+" "+pad(word, 8)):]
	}
	lines := []string{line}
	if c.Cure != "" && (c.Action == steps.Manual || c.Action == steps.Blocked) {
		for _, l := range wrap("what to do: "+clean(c.Cure), width-6) {
			lines = append(lines, "      "+warn().Render(l))
		}
	}
	if !s.open[i] {
		return lines
	}
	if text := clean(c.Summary); len(text) > width-34 {
		lines = append(lines, indent(wrap(text, width-6), "      ")...)
	}
	for _, f := range c.Fields {
		for j, l := range wrap(clean(f.Path)+": "+clean(tui.Target(f)), width-8) {
			lines = append(lines, "      "+map[bool]string{true: "", false: "  "}[j == 0]+l)
		}
	}
	for _, k := range c.Kept {
		lines = append(lines, indent(wrap("left alone: "+clean(k), width-6), "      ")...)
	}
	return lines
}

// brief is an action in a word.
func brief(a steps.Action) string {
	if a == steps.None {
		return "as is"
	}
	return tui.Word(a)
}

func actionStyle(a steps.Action) func(...string) string {
	switch a {
	case steps.Create, steps.Restore:
		return good().Render
	case steps.Update, steps.Replace, steps.Manual:
		return warn().Render
	case steps.Delete, steps.Blocked:
		return bad().Render
	}
	return faint().Render
}

// tail is what others have to do, and the question.
func (s *plan) tail(width int) []string {
	hands, blocked := 0, 0
	for _, c := range s.p.Changes {
		switch c.Action {
		case steps.Manual:
			hands++
		case steps.Blocked:
			blocked++
		}
	}
	lines := []string{faint().Render(rule(width))}
	if hands+blocked > 0 {
		text := plural(hands, "row is", "rows are") + " for another hand (?)"
		if blocked > 0 {
			text += ", " + plural(blocked, "row is", "rows are") + " blocked (!)"
		}
		lines = append(lines, warn().Render(fit(text+"; m saves the plan as a page to hand over.", width)))
	}
	if s.question != "" {
		lines = append(lines, bold().Render(fit(clean(s.question)+"  y: yes, exactly this   n: no, change nothing", width)))
	}
	return lines
}

func (s *plan) hints() []hint {
	return []hint{
		{"y", "do it", "do exactly this"},
		{"n", "no", "change nothing and leave; the answers are kept"},
		{"Enter", "fields", "show or hide the fields of the change under the bar"},
		{"x", "all", "show or hide the fields of all changes"},
		{"m", "Markdown", "save the plan as a page for a change board"},
		{"s", "save", "save the plan as a file"},
		{"↑↓", "move", ""},
		{"^C", "leave", "leave; nothing was changed"},
	}
}

func (s *plan) leave() tea.Cmd { return s.m.end() }
