package screen

import (
	"fmt"
	"io"

	"teamwright/steps"
	"teamwright/tui"
	"teamwright/tui/plain"
)

// writeSummary is what stands in the scrollback once the screen is closed:
// how many rows stand how, and each that does not pass with its cure.
func writeSummary(w io.Writer, rows []steps.Result, rehearsal bool) {
	say := func(format string, args ...any) { fmt.Fprintln(w, plain.Clean(fmt.Sprintf(format, args...))) }
	if rehearsal {
		say("REHEARSAL: nothing of this reached Microsoft.")
	}
	say("%s", plain.InWords(steps.Summarize(rows)))
	for _, r := range rows {
		if r.Status == steps.Fail || r.Status == steps.Unseen {
			say("%s %-7s %s: %s", tui.StatusSign(r.Status), r.Status, clean(r.ID), clean(r.Detail))
			if r.Fix != "" {
				say("          what to do: %s", clean(r.Fix))
			}
		}
	}
}
