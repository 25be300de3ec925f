package screen

import (
	"teamwright/steps"
	"teamwright/tui"
)

// wide is the width from which the row under the bar stands beside the rows.
const wide = 110

// draw is what comes next where something does, the rows, and the row under
// the bar in full. While the run is followed the rows have all the room.
func (c *checklist) draw(width, height int) []string {
	if c.detail {
		return c.whole(width, height)
	}
	head := c.head(width, height)
	var pane []string
	left := width
	switch {
	case width >= wide:
		left = width*3/5 - 2
	case c.end != nil || c.moved:
		pane = c.pane(width, 6)
	}
	room := height - len(head) - len(pane) - 1
	rows := c.rows(left, room)
	for len(rows) < room {
		rows = append(rows, "")
	}
	if width >= wide {
		side := most(c.full(width-left-3), room)
		for i := range rows {
			line := ""
			if i < len(side) {
				line = side[i]
			}
			rows[i] = pad(rows[i], left) + faint().Render(" │ ") + line
		}
	}
	return append(append(append(head, rows...), c.list.edge(width)), pane...)
}

// head is what comes next, as far as whole sentences fit, or how long the run
// has been under way.
func (c *checklist) head(width, height int) []string {
	if c.end == nil {
		text := "Under way"
		if t := elapsed(c.m.clock.Now().Sub(c.began)); t != "" {
			text += " for " + t
		}
		return []string{text, ""}
	}
	var lines []string
	for _, n := range c.end.Next {
		more := wrap(clean(n), width)
		if len(lines) > 0 && len(lines)+len(more) > height/6 {
			break
		}
		lines = append(lines, more...)
	}
	return append(most(lines, 4), "")
}

func (c *checklist) rows(width, height int) []string {
	items := c.items()
	c.list.move(0, len(items))
	if len(items) == 0 {
		return []string{"Everything passes or does not apply. f shows all rows."}
	}
	var blocks []block
	part := ""
	for i, it := range items {
		if it.part != part {
			part = it.part
			blocks = append(blocks, block{-1, []string{bold().Render(clean(part))}})
		}
		blocks = append(blocks, block{i, []string{c.row(it, i == c.list.sel, width)}})
	}
	c.list.leaps = c.end == nil
	return append([]string(nil), c.list.show(blocks, height)...)
}

// row is sign, word, title and what is going on.
func (c *checklist) row(it item, sel bool, width int) string {
	sign, word, style := c.state(it)
	title := it.job.title
	text := c.doing(it)
	if it.row != nil {
		title, text = clean(it.row.Title), clean(it.row.Detail)
	}
	name := 34
	if width < 76 || c.end == nil && width < 100 {
		name = 26 // what a step waits for needs the room
	}
	if text == "" {
		name = max(name, width-13)
	}
	bar := "  "
	if sel {
		bar = accent().Bold(true).Render("> ")
		title = bold().Render(fit(title, name))
	}
	if text != "" {
		title = pad(fit(title, name), name) + " " + text
	}
	return bar + style(sign+" "+pad(word, 8)) + " " + fit(title, width-13)
}

// state is the sign, the word and the style of a row.
func (c *checklist) state(it item) (sign, word string, style func(...string) string) {
	if it.row != nil {
		return tui.StatusSign(it.row.Status), string(it.row.Status), statusStyle(it.row.Status)
	}
	if len(it.job.rows) > 0 {
		worst := worst(it.job.rows)
		return tui.StatusSign(worst), string(worst), statusStyle(worst)
	}
	switch it.job.kind {
	case "", steps.Reading, steps.ReadDone, steps.Found:
		return ".", "queued", faint().Render
	case steps.Applying:
		return "~", "working", accent().Render
	case steps.Waiting:
		return "~", "waiting", accent().Render
	case steps.Applied:
		return "+", "done", good().Render
	case steps.Checking:
		return "~", "checking", accent().Render
	case steps.Failed:
		return "!", "fail", bad().Render
	}
	return "?", "not done", warn().Render
}

func statusStyle(s steps.Status) func(...string) string {
	switch s {
	case steps.Pass:
		return good().Render
	case steps.Fail:
		return bad().Render
	case steps.Skipped:
		return faint().Render
	}
	return warn().Render
}

// worst is how a step stands that has several rows.
func worst(rows []steps.Result) steps.Status {
	for _, s := range []steps.Status{steps.Fail, steps.Unseen, steps.ToDo, steps.Pass} {
		for _, r := range rows {
			if r.Status == s {
				return s
			}
		}
	}
	return steps.Skipped
}

// doing is what a step does right now, with the time it has taken so far.
func (c *checklist) doing(it item) string {
	if n := len(it.job.rows); n > 1 {
		return steps.Count(n, "row", "rows")
	}
	switch it.job.kind {
	case steps.Applying, steps.Checking:
		t := elapsed(c.m.clock.Now().Sub(it.job.since))
		return t
	case steps.Waiting, steps.Failed, steps.Held, steps.Moved:
		return it.job.text
	}
	return ""
}

// pane is the row under the bar in a few lines.
func (c *checklist) pane(width, height int) []string {
	all := c.full(width)
	lines := most(all, height)
	if len(lines) < len(all) {
		lines[height-1] = faint().Render("… Enter shows all of it.")
	}
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines
}

// full is the row under the bar in as many lines as it takes.
func (c *checklist) full(width int) []string {
	it, ok := c.at()
	if !ok {
		return nil
	}
	if it.row == nil {
		lines := []string{bold().Render(fit(string(it.job.id)+"  "+it.job.title, width))}
		for _, r := range it.job.rows {
			lines = append(lines, wrap(tui.StatusSign(r.Status)+" "+clean(r.Title+": "+r.Detail), width)...)
		}
		return append(lines, wrap(it.job.text, width)...)
	}
	sign, word, style := c.state(it)
	lines := []string{style(sign+" "+word) + "  " + fit(bold().Render(clean(it.row.Title))+"  "+faint().Render(clean(it.row.ID)), width-12)}
	lines = append(lines, wrap(clean(it.row.Detail), width)...)
	if it.row.Fix != "" && it.row.Status != steps.Pass && it.row.Status != steps.Skipped {
		lines = append(lines, styled(wrap("What to do: "+clean(it.row.Fix), width), warn().Render)...)
	}
	return lines
}

// whole is the row on the whole screen, each value alone on its lines so that
// it can be marked with the mouse.
func (c *checklist) whole(width, height int) []string {
	it, ok := c.at()
	if !ok {
		return nil
	}
	lines := []string{""}
	if it.row == nil {
		return append(lines, c.full(width)...)
	}
	sign, word, style := c.state(it)
	lines = append(lines, bold().Render(fit(clean(it.row.Title), width)), style(sign+" "+word)+"  "+fit(clean(it.row.ID)+"  ("+source(*it.row)+")", width-12), "")
	lines = append(lines, wrap(clean(it.row.Detail), width)...)
	if it.row.Fix != "" {
		lines = append(lines, "", bold().Render("What to do"))
		lines = append(lines, wrap(clean(it.row.Fix), width)...)
	}
	if v, named := value(*it.row); named {
		lines = append(lines, "", bold().Render("Value (c copies it)"), "")
		lines = append(lines, broken(v, width)...)
	}
	lines = append(lines, "", faint().Render("Esc: back to all rows"))
	return most(lines, height)
}

// source is how a row came to say what it says.
func source(r steps.Result) string {
	switch r.Source {
	case steps.FromTotara:
		return "Totara was asked"
	case steps.FromGraph:
		return "Microsoft Graph was asked"
	case steps.FromARM:
		return "Azure was asked"
	case steps.FromProbe:
		return "it was tried"
	case steps.FromPerson:
		if r.Status == steps.ToDo {
			return "only a person can see it"
		}
		return "a person said so"
	}
	return "from the answers"
}
