package plain

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"teamwright/steps"
	"teamwright/tui"
)

// Paper is where a result is written. A pipe, a file and a screen reader get
// one line for each thing, in the order of the steps. A terminal gets sections,
// wrapped at words, with what needs somebody last, beside the prompt.
type Paper struct {
	Out    io.Writer
	Width  int  // columns of the terminal; 0: one line for each thing
	Colour bool // the palette's own colours, beside the words
}

// Plan writes a plan.
func (p Paper) Plan(plan steps.Plan) {
	if p.Width == 0 {
		WritePlan(p.Out, plan)
		return
	}
	for _, part := range tui.PlanSections(plan.Changes) {
		p.head(part.Title)
		var ids []string
		for _, at := range part.Rows {
			c := plan.Changes[at]
			if tui.Idle(c.Action) && len(c.Kept) == 0 {
				ids = append(ids, string(c.Step))
				continue
			}
			p.change(c)
		}
		if len(ids) > 0 {
			p.put("  "+tui.Sign(plan.Changes[part.Rows[0]].Action)+" ", dim, strings.Join(ids, ", "))
		}
	}
	p.put("", strong, counted(plan))
}

// hang is what stands before the lines below a row.
const hang = "             "

// change is one change with its fields.
func (p Paper) change(c steps.Change) {
	p.item(tui.Sign(c.Action)+" "+pad(tui.Word(c.Action), 8), actionInk(c.Action), string(c.Step)+": "+c.Summary)
	for _, f := range c.Fields {
		p.put(hang, none, f.Path+": "+tui.Target(f))
	}
	for _, k := range c.Kept {
		p.put(hang, none, "left alone: "+k)
	}
	if c.Cure != "" {
		p.cure(c.Cure)
	}
}

// counted is a plan in a sentence.
func counted(plan steps.Plan) string {
	n := map[steps.Action]int{}
	for _, c := range plan.Changes {
		n[c.Action]++
	}
	text := "Plan: nothing to change"
	if !plan.Empty() {
		text = "Plan: " + steps.Count(plan.Writes(), "change", "changes")
	}
	if n[steps.Manual] > 0 {
		text += fmt.Sprintf(", %d by hand", n[steps.Manual])
	}
	if n[steps.Blocked] > 0 {
		text += fmt.Sprintf(", %d blocked", n[steps.Blocked])
	}
	return text + "."
}

// Checklist writes the rows and their summary.
func (p Paper) Checklist(rows []steps.Result) {
	if p.Width == 0 {
		WriteChecklist(p.Out, rows)
		return
	}
	p.Rows(rows)
	p.put("", strong, InWords(steps.Summarize(rows)))
}

// Rows writes rows in sections, those that need somebody last.
func (p Paper) Rows(rows []steps.Result) {
	parts := tui.RowSections(rows)
	passing := slices.IndexFunc(parts, func(s tui.Section) bool {
		status := rows[s.Rows[0]].Status
		return status == steps.Pass || status == steps.Skipped
	})
	if passing > 0 {
		open := slices.Clone(parts[:passing])
		slices.Reverse(open)
		parts = append(slices.Clone(parts[passing:]), open...)
	} else if passing < 0 {
		slices.Reverse(parts)
	}
	for _, part := range parts {
		p.head(part.Title)
		for _, at := range part.Rows {
			p.row(rows[at])
		}
	}
}

// Text writes lines as they are, each broken at words behind its own indent.
func (p Paper) Text(text string) {
	for l := range strings.SplitSeq(Clean(text), "\n") {
		if p.Width == 0 {
			fmt.Fprintln(p.Out, l)
			continue
		}
		p.put(l[:len(l)-len(strings.TrimLeft(l, " "))], none, l)
	}
}

// Say writes a sentence.
func (p Paper) Say(text string) { p.put("", none, text) }

// row is one row; its id stands where a person may need it.
func (p Paper) row(r steps.Result) {
	text, waits := r.Title, r.Status != steps.Pass && r.Status != steps.Skipped
	if waits {
		text += " (" + r.ID + ")"
	}
	if r.Detail != "" {
		text += ": " + r.Detail
	}
	p.item(tui.StatusSign(r.Status)+" "+pad(string(r.Status), 8), statusInk(r.Status), text)
	if r.Fix != "" && waits {
		p.cure(r.Fix)
	}
}

func (p Paper) head(title string) { p.put("", strong, title) }

// item is a row: what it is in its ink, then words that hang behind it.
func (p Paper) item(word, ink, text string) {
	lead := "  " + word + " "
	lines := wrap(oneLine(Clean(text)), p.Width-utf8.RuneCountInString(lead))
	fmt.Fprintln(p.Out, "  "+p.ink(ink, word)+" "+lines[0])
	for _, l := range lines[1:] {
		fmt.Fprintln(p.Out, strings.Repeat(" ", utf8.RuneCountInString(lead))+l)
	}
}

// cure is what somebody does about a row.
func (p Paper) cure(text string) {
	const label = "what to do:"
	for i, l := range wrap(label+" "+oneLine(Clean(text)), p.Width-len(hang)) {
		if i == 0 {
			l = p.ink(amber, label) + strings.TrimPrefix(l, label)
		}
		fmt.Fprintln(p.Out, hang+l)
	}
}

// put writes a text that hangs behind its lead.
func (p Paper) put(lead, ink, text string) {
	for i, l := range wrap(oneLine(Clean(text)), p.Width-len(lead)) {
		if i > 0 {
			lead = strings.Repeat(" ", len(lead))
		}
		fmt.Fprintln(p.Out, lead+p.ink(ink, l))
	}
}

// The inks are colours of the terminal's own palette; the words say the same.
const (
	none   = ""
	strong = "1"
	dim    = "2"
	red    = "1;31"
	green  = "32"
	amber  = "33"
)

func (p Paper) ink(code, text string) string {
	if !p.Colour || code == none {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func actionInk(a steps.Action) string {
	switch a {
	case steps.Create, steps.Restore:
		return green
	case steps.Update, steps.Replace, steps.Manual:
		return amber
	case steps.Delete, steps.Blocked:
		return red
	}
	return dim
}

func statusInk(s steps.Status) string {
	switch s {
	case steps.Pass:
		return green
	case steps.Fail:
		return red
	case steps.Skipped:
		return dim
	}
	return amber
}

// wrap breaks text at spaces into lines of at most width characters. What has
// none, such as an address, stays whole: it is there to be copied.
func wrap(text string, width int) []string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return []string{""}
	}
	lines := words[:1:1]
	for _, w := range words[1:] {
		last := &lines[len(lines)-1]
		if utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(w) > width {
			lines = append(lines, w)
			continue
		}
		*last += " " + w
	}
	return lines
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}
