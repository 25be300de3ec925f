package screen

import (
	"teamwright/steps"
	"teamwright/tui/plain"
)

// namedAtMost is how many rows that wait for a person are named in the scrollback.
const namedAtMost = 6

// writeSummary is what stands in the scrollback once the screen is closed:
// each row that does not pass, and how many rows stand how. Rows for a person
// are only named, and only a few: they have been on the screen.
func writeSummary(p plain.Paper, rows []steps.Result, rehearsal bool) {
	if rehearsal {
		p.Say("REHEARSAL: nothing of this reached Microsoft.")
	}
	many := steps.Summarize(rows).Manual > namedAtMost
	var left []steps.Result
	for _, r := range rows {
		switch r.Status {
		case steps.Fail, steps.Unseen:
			left = append(left, r)
		case steps.ToDo:
			if !many {
				left = append(left, steps.Result{ID: r.ID, Title: r.Title, Status: r.Status})
			}
		}
	}
	p.Rows(left)
	p.Say(plain.InWords(steps.Summarize(rows)))
}

// paper is the terminal as it is once the screen is closed.
func (f *Front) paper() plain.Paper {
	p := plain.Paper{Out: f.conf.Out, Width: MinWidth}
	if f.model != nil {
		p.Width, p.Colour = max(f.model.width, MinWidth), f.model.coloured()
	}
	return p
}
