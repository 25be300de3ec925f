package plain

import (
	"fmt"
	"io"
	"strings"

	"teamwright/steps"
	"teamwright/tui"
)

// Checklist shows the rows as a result.
func (f *Front) Checklist(rows []steps.Result) {
	Paper{Out: f.Out, Width: f.Width, Colour: f.Colour}.Checklist(rows)
}

// WriteChecklist writes one row a line, the cure of what does not pass below
// it, and a summary.
func WriteChecklist(w io.Writer, rows []steps.Result) {
	say := func(format string, args ...any) { fmt.Fprintln(w, line(fmt.Sprintf(format, args...))) }
	say("Checklist")
	for _, r := range rows {
		text := fmt.Sprintf("%s %-7s  %s  %s", tui.StatusSign(r.Status), r.Status, r.ID, r.Title)
		if r.Detail != "" {
			text += ": " + oneLine(r.Detail)
		}
		say("%s", text)
		if r.Fix != "" && r.Status != steps.Pass && r.Status != steps.Skipped {
			say("             what to do: %s", oneLine(r.Fix))
		}
	}
	say("%s", InWords(steps.Summarize(rows)))
}

// InWords is a summary as a sentence.
func InWords(s steps.Summary) string {
	parts := []string{fmt.Sprintf("%d pass", s.Pass), fmt.Sprintf("%d skip", s.Skip), fmt.Sprintf("%d fail", s.Fail)}
	if s.Manual > 0 {
		parts = append(parts, fmt.Sprintf("%d wait for a person", s.Manual))
	}
	if s.Unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d could not be looked at", s.Unknown))
	}
	return "Summary: " + strings.Join(parts, ", ") + "."
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
