package screen

import (
	"strings"

	"teamwright/steps"
	"teamwright/tui"
)

// draw is what comes next where something does, the rows, and the row under
// the bar in full.
func (c *checklist) draw(width, height int) []string {
	if c.detail {
		return c.whole(width, height)
	}
	head := c.head(width)
	pane := c.pane(width, 5)
	if width >= 110 {
		pane = nil
	}
	room := height - len(head) - len(pane)
	left := width
	if width >= 110 {
		left = width*3/5 - 2
	}
	rows := c.rows(left, room)
	for len(rows) < room {
		rows = append(rows, "")
	}
	if width >= 110 {
		side := c.full(width - left - 3)
		for i := range rows {
			line := ""
			if i < len(side) {
				line = side[i]
			}
			rows[i] = pad(rows[i], left) + faint().Render(" │ ") + line
		}
	}
	return append(append(head, rows...), pane...)
}

// head is what comes next, or how long the run has been under way.
func (c *checklist) head(width int) []string {
	if c.end == nil {
		text := "Under way"
		if t := elapsed(c.m.clock.Now().Sub(c.began)); t != "" {
			text += " for " + t
		}
		return []string{text, ""}
	}
	var lines []string
	for _, n := range c.end.Next {
		lines = append(lines, wrap(clean(n), width)...)
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
	group := ""
	for i, it := range items {
		if g := groupOf(it); g != group {
			group = g
			blocks = append(blocks, block{-1, []string{bold().Render(clean(tui.GroupTitle(g)))}})
		}
		blocks = append(blocks, block{i, []string{c.row(it, i == c.list.sel, width)}})
	}
	return append([]string(nil), c.list.show(blocks, height)...)
}

func groupOf(it item) string {
	if it.row != nil {
		return it.row.Group
	}
	return it.job.id.Group()
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
	bar := "  "
	if sel {
		bar = accent().Bold(true).Render("> ")
		title = bold().Render(fit(title, name))
	}
	return bar + style(sign+" "+pad(word, 8)) + " " + fit(pad(fit(title, name), name)+" "+text, width-13)
}

// state is the sign, the word and the style of a row.
func (c *checklist) state(it item) (sign, word string, style func(...string) string) {
	if it.row != nil {
		return tui.StatusSign(it.row.Status), tui.StatusWord(it.row.Status), statusStyle(it.row.Status)
	}
	if len(it.job.rows) > 0 {
		worst := worst(it.job.rows)
		return tui.StatusSign(worst), tui.StatusWord(worst), statusStyle(worst)
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
		return plural(n, "row", "rows")
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
	lines := most(c.full(width), height)
	for len(lines) < height {
		lines = append(lines, "")
	}
	return append([]string{faint().Render(rule(width))}, lines...)
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
	lines := []string{style(sign+" "+word) + "  " + fit(bold().Render(clean(it.row.ID)), width-12)}
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
	lines = append(lines, bold().Render(fit(clean(it.row.Title), width)), style(sign+" "+word)+"  "+clean(it.row.ID)+"  (said by "+source(it.row.Source)+")", "")
	lines = append(lines, wrap(clean(it.row.Detail), width)...)
	if it.row.Fix != "" {
		lines = append(lines, "", bold().Render("What to do"))
		lines = append(lines, wrap(clean(it.row.Fix), width)...)
	}
	if v := value(*it.row); v != "" && it.row.Status == steps.ToDo {
		lines = append(lines, "", bold().Render("Value (c copies it)"), "")
		lines = append(lines, strings.Split(v, "\n")...)
	}
	lines = append(lines, "", faint().Render("Esc: back to all rows"))
	return most(lines, height)
}

func source(s steps.Source) string {
	switch s {
	case steps.FromTotara:
		return "Totara"
	case steps.FromGraph:
		return "Microsoft Graph"
	case steps.FromARM:
		return "Azure"
	case steps.FromProbe:
		return "a trial"
	case steps.FromPerson:
		return "a person"
	}
	return "the answers"
}
