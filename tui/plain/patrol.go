package plain

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"teamwright/steps/fleet"
	"teamwright/steps/tenant"
	"teamwright/tui"
)

// progressEvery is how often a patrol says how far it is.
const progressEvery = 10 * time.Second

// Patrol says every ten seconds how far it is.
func (f *Front) Patrol(ctx context.Context, p tui.Patrol) fleet.Report {
	last := f.Clock.Now()
	return p.Look(ctx, func(now fleet.Progress) {
		if at := f.Clock.Now(); at.Sub(last) >= progressEvery && now.Done < now.Total {
			last = at
			f.Say(fmt.Sprintf("%d of %d sites, %d not well so far, about %s left", now.Done, now.Total, now.Trouble, now.Left.Round(time.Second)))
		}
	})
}

// Sites writes a line a site as a result.
func (f *Front) Sites(r fleet.Report, p tui.Patrol) { WriteSites(f.Out, r.Table(p.Order, p.Filter)) }

// maxCell is how much of a text a cell of the table holds.
const maxCell = 160

// WriteSites writes the table, with a head line.
func WriteSites(out io.Writer, rows []fleet.Row) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(fleet.Columns(), "\t"))
	for _, row := range rows {
		cells := make([]string, len(row.Cells))
		for i, cell := range row.Cells {
			if cells[i] = tenant.Plain(line(cell), maxCell); cells[i] == "" {
				cells[i] = "-"
			}
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	_ = w.Flush()
}
