package screen

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"teamwright/steps"
	"teamwright/steps/fleet"
	"teamwright/tui"
)

func (s *sieve) draw(width, height int) []string {
	lines := s.patrol.draw(width, height)
	lines[1] = fit(bold().Render("Filter: ")+s.text+marked().Render(" "), width)
	return lines
}

// draw is how far it is, what is shown, the table, and the site under the bar.
func (p *patrol) draw(width, height int) []string {
	lines := []string{fit(p.far(), width), faint().Render(fit(p.shown(), width)), p.head(width)}
	pane := p.pane(width, min(5, (height+6)/5-1))
	p.page = height - len(lines) - len(pane) - 1
	var blocks []block
	for i := range p.rows {
		blocks = append(blocks, block{row: i, lines: []string{""}})
	}
	p.list.show(blocks, p.page) // says which rows are in sight
	for i := p.list.top; i < min(p.list.top+p.page, len(p.rows)); i++ {
		lines = append(lines, p.row(i, width))
	}
	if len(p.rows) == 0 {
		lines = append(lines, p.none())
	}
	for len(lines) < height-len(pane)-1 {
		lines = append(lines, "")
	}
	return append(append(lines, p.list.edge(width)), pane...)
}

// far is how far it is, or when it was.
func (p *patrol) far() string {
	if p.reply != nil {
		text := fmt.Sprintf("Looked at on %s, %s in %s.", p.report.Time.Format("2006-01-02 15:04 UTC"),
			steps.Count(p.report.Tenants, "tenant", "tenants"), span(time.Duration(p.report.Seconds*float64(time.Second))))
		if p.report.Stopped {
			text += " It was stopped."
		}
		return text
	}
	const cells = 20
	done := 0
	if p.total > 0 {
		done = cells * p.now.Done / p.total
	}
	text := "[" + strings.Repeat("#", done) + strings.Repeat(".", cells-done) + "]"
	if took := elapsed(p.m.clock.Now().Sub(p.began)); took != "" {
		text += " for " + took
	}
	if p.now.Done > 0 {
		text += ", about " + span(p.now.Left.Round(time.Second)) + " left"
	}
	return text
}

// span is a time as people say it.
func span(d time.Duration) string {
	switch {
	case d < 10*time.Second && d%time.Second != 0:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f min", d.Minutes())
}

// shown says which part of the table is shown, and in which order.
func (p *patrol) shown() string {
	text := "All sites"
	if len(p.rows) < len(p.report.Sites) || p.text != "" || p.only != anyState {
		text = fmt.Sprintf("%d of %d", len(p.rows), len(p.report.Sites))
		if p.only != anyState {
			text += ", " + p.only.String()
		}
		if p.text != "" {
			text += fmt.Sprintf(", with %q", p.text)
		}
	}
	text += ", by " + strings.ToLower(fleet.Columns()[p.order.By])
	if p.order.Reversed {
		text += ", reversed"
	}
	return text
}

func (p *patrol) none() string {
	switch {
	case len(p.report.Sites) > 0:
		return "  No site is like that. Esc shows all."
	case p.reply != nil:
		return "  No site belongs to this part of the fleet."
	}
	return "  No site has been looked at yet."
}

// column is a column as it is drawn.
type column struct {
	is    fleet.Column
	width int
	right bool
}

// layout is the columns that a width has room for.
func layout(width int) []column {
	list := []column{{is: fleet.Standing, width: 12}}
	numbers := []column{{fleet.Failed, 5, true}, {fleet.Waits, 5, true}, {fleet.Ends, 11, true}}
	if width >= 72 {
		numbers = append(numbers, column{fleet.Took, 7, true})
	}
	room := width - 2 - 13
	for _, n := range numbers {
		room -= n.width + 1
	}
	switch {
	case width >= 110: // names, and what is the matter
		const tenant = 27 // a name of onmicrosoft.com mostly
		site := (room - tenant) * 5 / 8
		list = append(list, column{is: fleet.Address, width: site - 1}, column{is: fleet.TenantName, width: tenant - 1})
		return append(append(list, numbers...), column{is: fleet.Trouble, width: room - site - tenant})
	}
	return append(append(list, column{is: fleet.Address, width: room - 1}), numbers...)
}

// head is the names of the columns, the one that sorts marked.
func (p *patrol) head(width int) string {
	line := "  "
	for _, c := range layout(width) {
		name := fleet.Columns()[c.is]
		if c.is == p.order.By {
			name += map[bool]string{false: "↓", true: "↑"}[p.order.Reversed]
		}
		name = aligned(fit(name, c.width), c)
		if c.is == p.order.By {
			name = accent().Render(name)
		}
		line += bold().Render(name) + " "
	}
	return strings.TrimRight(line, " ")
}

// aligned fills a cell to its width.
func aligned(text string, c column) string {
	if gap := c.width - ansi.StringWidth(text); c.right && gap > 0 {
		return strings.Repeat(" ", gap) + text
	}
	return pad(text, c.width)
}

// row is one site.
func (p *patrol) row(i, width int) string {
	r, line := p.rows[i], "  "
	if i == p.list.sel {
		line = accent().Bold(true).Render("> ")
	}
	for _, c := range layout(width) {
		text := clean(r.Cells[c.is])
		if c.is == fleet.Address && text == "" {
			text = clean(r.Outcome.File)
		}
		switch worst, _ := r.Outcome.Worst(); {
		case c.is == fleet.Standing:
			text = stateSign(text) + " " + text
		case c.is == fleet.Trouble && c.width < 40: // the rest stands below
			text = clean(worst.ID)
		}
		text = aligned(fit(text, c.width), c)
		switch {
		case c.is == fleet.Standing:
			text = stateStyle(r.Cells[c.is])(text)
		case i == p.list.sel && c.is == fleet.Address:
			text = bold().Render(text)
		}
		line += text + " "
	}
	return strings.TrimRight(line, " ")
}

// stateSign stands before the word of a site's state.
func stateSign(state string) string {
	switch state {
	case "well":
		return "+"
	case "waits", "not seen":
		return "?"
	}
	return "!"
}

func stateStyle(state string) func(...string) string {
	switch stateSign(state) {
	case "+":
		return good().Render
	case "?":
		return warn().Render
	}
	return bad().Render
}

// pane is the site under the bar in a few lines.
func (p *patrol) pane(width, height int) []string {
	var lines []string
	if o, ok := p.at(); ok {
		lines = append(lines, fit(bold().Render(named(o))+"  "+about(o), width))
		lines = append(lines, most(said(o, width), height-1)...)
	}
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines
}

// said is the worst row of a site and its cure.
func said(o fleet.Outcome, width int) []string {
	worst, ok := o.Worst()
	if !ok {
		return []string{"Every row passes or is skipped."}
	}
	lines := most(wrap(tui.StatusSign(worst.Status)+" "+clean(worst.ID+": "+worst.Detail), width), 2)
	if worst.Fix != "" {
		lines = append(lines, styled(wrap("What to do: "+clean(worst.Fix), width), warn().Render)...)
	}
	return lines
}

// named is a site's address, or the file that has none.
func named(o fleet.Outcome) string {
	if o.Site == "" {
		return clean(o.File)
	}
	return clean(o.Site)
}

// about is where a site's answers stand and which tenant it is in.
func about(o fleet.Outcome) string {
	var words []string
	if o.Site != "" {
		words = append(words, clean(o.File))
	}
	if o.Tenant != "" {
		words = append(words, "tenant "+clean(o.Tenant))
	}
	return strings.Join(words, ", ")
}
