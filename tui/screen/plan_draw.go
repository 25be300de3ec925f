package screen

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"teamwright/steps"
	"teamwright/tui"
)

// draw is the rows, how many more there are, and the question.
func (s *plan) draw(width, height int) []string {
	tail := s.tail(width)
	room := height - len(tail) - 1
	var blocks []block
	n, name := 0, s.names()
	for _, part := range s.sections() {
		blocks = append(blocks, block{-1, []string{bold().Render(clean(part.Title))}})
		for _, at := range part.Rows {
			blocks = append(blocks, block{n, s.change(at, n == s.list.sel, name, width)})
			n++
		}
	}
	if text := s.folded(); text != "" {
		blocks = append(blocks, block{-2, []string{"", faint().Render(fit("  "+text, width))}})
	}
	lines := append([]string(nil), s.list.show(blocks, room)...)
	for len(lines) < room {
		lines = append(lines, "")
	}
	return append(append(lines, s.list.edge(width)), tail...)
}

// names is the width of the column of step ids.
func (s *plan) names() int {
	wide := 0
	for _, at := range s.order() {
		wide = max(wide, ansi.StringWidth(clean(string(s.p.Changes[at].Step))))
	}
	return min(wide, 26)
}

// folded counts what is not shown.
func (s *plan) folded() string {
	none, skip := 0, 0
	for _, c := range s.p.Changes {
		switch c.Action {
		case steps.None:
			none++
		case steps.Skip:
			skip++
		}
	}
	var parts []string
	if none > 0 {
		parts = append(parts, fmt.Sprintf("%d as it should be", none))
	}
	if skip > 0 {
		parts = append(parts, fmt.Sprintf("%d left out", skip))
	}
	if s.all || len(parts) == 0 {
		return ""
	}
	return "Not shown: " + strings.Join(parts, ", ") + ". f shows them."
}

// change is one row, and its fields when it is open.
func (s *plan) change(at int, sel bool, name, width int) []string {
	c := s.p.Changes[at]
	sign, word := tui.Sign(c.Action), brief(c.Action)
	text := sign + " " + pad(word, 8) + " " + pad(fit(clean(string(c.Step)), name), name) + " " + clean(c.Summary)
	if len(c.Fields) > 0 && !s.open[at] {
		text = spread(text, "("+steps.Count(len(c.Fields), "field", "fields")+")", width-2)
	}
	line := selected(sel, text, width)
	if !sel {
		line = "  " + actionStyle(c.Action)(sign+" "+pad(word, 8)) + fit(text, width-2)[len(sign+" "+pad(word, 8)):]
	}
	lines := []string{line}
	if c.Cure != "" && (c.Action == steps.Manual || c.Action == steps.Blocked) {
		for _, l := range wrap("what to do: "+clean(c.Cure), width-6) {
			lines = append(lines, "      "+warn().Render(l))
		}
	}
	if !s.open[at] {
		return lines
	}
	if text := clean(c.Summary); ansi.StringWidth(text) > width-name-14 {
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
	var lines []string
	var parts []string
	if hands > 0 {
		parts = append(parts, fmt.Sprintf("%d by hand (?)", hands))
	}
	if blocked > 0 {
		parts = append(parts, fmt.Sprintf("%d blocked (!)", blocked))
	}
	if len(parts) > 0 {
		lines = append(lines, warn().Render(fit(strings.Join(parts, ", ")+": m saves a page to hand over.", width)))
	}
	if s.question != "" {
		const keys = "y: yes, exactly this   n: no, change nothing"
		text := clean(s.question) + "  " + keys
		if ansi.StringWidth(text) <= width {
			return append(lines, bold().Render(text))
		}
		lines = append(lines, styled(wrap(clean(s.question), width), bold().Render)...)
		lines = append(lines, bold().Render(keys))
	}
	return lines
}
