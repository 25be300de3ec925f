package plain

import (
	"context"
	"fmt"
	"time"

	"teamwright/steps"
	"teamwright/tui"
)

// Watch writes the checklist once, and then a line for each row that is no
// longer as it was. Nothing is written while nothing changes.
func (f *Front) Watch(ctx context.Context, w tui.Watch) ([]steps.Result, error) {
	rows, err := w.Look(ctx)
	if err != nil {
		return nil, err
	}
	f.Checklist(rows)
	f.Say(fmt.Sprintf("Looking again every %s; Ctrl-C ends.", w.Every))
	for {
		if err := f.Clock.Sleep(ctx, w.Every); err != nil {
			return rows, err
		}
		now, err := w.Look(ctx)
		if err != nil {
			return rows, err
		}
		when := f.Clock.Now().Format(time.TimeOnly)
		for _, r := range tui.Changed(rows, now) {
			text := fmt.Sprintf("%s  %s %-7s  %s  %s", when, tui.StatusSign(r.Status), r.Status, r.ID, r.Title)
			if r.Detail != "" {
				text += ": " + oneLine(r.Detail)
			}
			fmt.Fprintln(f.Out, line(text))
		}
		rows = now
	}
}
