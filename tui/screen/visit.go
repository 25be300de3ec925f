package screen

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps"
	"teamwright/steps/fleet"
	"teamwright/tui"
)

// visit is the checklist of one site, opened from the table of a fleet. It
// cannot be ticked: that needs the site's own sign-in.
type visit struct {
	*checklist
	of   fleet.Outcome
	from *patrol
}

// open shows the checklist of the site under the bar.
func (p *patrol) open() {
	o, ok := p.at()
	if !ok {
		return
	}
	v := &visit{checklist: newChecklist(p.m, steps.Plan{}), of: o, from: p}
	v.finish(tui.Ending{Rows: o.Results, Next: v.next()}, func(wish) {})
	p.m.at = v
}

// next is what the head says.
func (v *visit) next() []string {
	lines := []string{named(v.of) + ", tenant " + v.of.Tenant}
	if v.of.Tenant == "" {
		lines = []string{named(v.of)}
	}
	var ends []string
	for _, e := range v.of.Expires {
		left := "over"
		if d := e.At.Sub(v.m.clock.Now()); d > 0 {
			left = steps.Count(int(d/(24*time.Hour)), "day", "days")
		}
		ends = append(ends, fmt.Sprintf("%s %s (%s)", e.Name, e.At.UTC().Format(time.DateOnly), left))
	}
	if len(ends) > 0 {
		lines = append(lines, "Ends: "+strings.Join(ends, ", "))
	}
	return lines
}

func (v *visit) stays()  {}
func (v *visit) settle() { v.from.settle() }

func (v *visit) ticks() bool { return v.from.ticks() }

func (v *visit) title() string { return clean(v.of.File) + ": " + v.counts() }

func (v *visit) key(k tea.KeyPressMsg) tea.Cmd {
	switch name := k.String(); name {
	case "esc", "q", "backspace":
		if v.detail {
			v.detail = false
			return nil
		}
		v.m.at = v.from
	case "left", "right":
		v.from.list.move(map[string]int{"left": -1, "right": +1}[name], len(v.from.rows))
		v.from.open()
	case "r":
		v.m.note("To look again, run the same command again.")
	case "t":
		v.m.note("Rows are ticked with teamwright setup and this site's own file.")
	default:
		return v.checklist.key(k)
	}
	return nil
}

func (v *visit) leave() tea.Cmd { return v.from.leave() }

func (v *visit) hints() []hint {
	return []hint{
		{"Esc", "back", "back to the table"}, {"Enter", "details", "the row under the bar on the whole screen"}, {"f", "filter", "only rows that do not pass"},
		{"←→", "other site", "the site above or below in the table"}, {"↑↓", "move", ""},
		{"c", "copy", "copy the row's value or cure"}, {"n", "note", "save what is left as a page for somebody else"},
	}
}
