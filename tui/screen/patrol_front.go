package screen

import (
	"context"
	"fmt"
	"io"

	tea "charm.land/bubbletea/v2"

	"teamwright/steps/fleet"
	"teamwright/tui"
	"teamwright/tui/plain"
)

// Patrol shows how far the look is, then the table, until the person leaves.
func (f *Front) Patrol(ctx context.Context, job tui.Patrol) fleet.Report {
	in := &inbox{}
	var v *patrol // the program's alone
	f.send(func(m *model) tea.Cmd {
		v = newPatrol(m, job, in)
		m.at = v
		return nil
	})
	report := job.Look(ctx, in.put)
	if ctx.Err() != nil {
		return report
	}
	_, _ = ask(ctx, f, func(m *model, reply func(struct{}, error)) tea.Cmd {
		v.finish(report, func() { reply(struct{}{}, nil) })
		if e, ok := m.at.(*entrance); ok && e.behind != nil {
			m.at = e.behind
		}
		return nil
	})
	return report
}

// Sites keeps the sites that are not well for the scrollback.
func (f *Front) Sites(r fleet.Report, _ tui.Patrol) {
	f.mu.Lock()
	f.sites = &r
	f.mu.Unlock()
	_ = f.Close()
}

// maxLeft is how many sites stand in the scrollback.
const maxLeft = 100

// writeSites is what stands in the scrollback: each site that is not well with
// its worst row, the worst first.
func writeSites(w io.Writer, r fleet.Report) {
	say := func(format string, args ...any) { fmt.Fprintln(w, plain.Clean(fmt.Sprintf(format, args...))) }
	if r.Rehearsal {
		say("REHEARSAL: nothing of this reached Microsoft.")
	}
	n := 0
	for _, row := range r.Table(fleet.Order{}, "") {
		worst, ok := row.Outcome.Worst()
		if !ok {
			continue
		}
		if n++; n > maxLeft {
			continue
		}
		state := row.Outcome.Standing()
		name := clean(row.Outcome.File)
		if row.Outcome.Site != "" {
			name = clean(row.Outcome.Site) + ", " + name
		}
		say("%s %-10s %s: %s: %s", stateSign(state), state, name, clean(worst.ID), fit(clean(worst.Detail), 160))
	}
	if n > maxLeft {
		say("… and %d more: --plain writes a line for each, --csv all of their rows.", n-maxLeft)
	}
}
