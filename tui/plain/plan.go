package plain

import (
	"fmt"
	"io"

	"teamwright/steps"
	"teamwright/tui"
)

// Plan shows what would be done, to the person.
func (f *Front) Plan(p steps.Plan) { Paper{Out: f.Err, Width: f.Width}.Plan(p) }

// Offer shows the plan; plan --save is what saves one.
func (f *Front) Offer(s steps.Saved) { f.Plan(s.Plan) }

// WritePlan writes a plan, one field a line, groups in the order of the steps.
func WritePlan(w io.Writer, p steps.Plan) {
	say := func(format string, args ...any) { fmt.Fprintln(w, line(fmt.Sprintf(format, args...))) }
	if p.Empty() {
		say("Plan: nothing to do.")
	} else {
		say("Plan: %s.", steps.Count(p.Writes(), "change", "changes"))
	}
	for _, c := range p.Changes {
		say("%s %s %s: %s", tui.Sign(c.Action), tui.Word(c.Action), c.Step, c.Summary)
		for _, field := range c.Fields {
			say("    %s: %s", field.Path, tui.Target(field))
		}
		for _, kept := range c.Kept {
			say("    left alone: %s", kept)
		}
		if c.Cure != "" {
			say("    what to do: %s", c.Cure)
		}
	}
}
