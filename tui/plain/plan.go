package plain

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"teamwright/steps"
)

// Plan shows what would be done, to the person.
func (f *Front) Plan(p steps.Plan) { WritePlan(f.Err, p) }

// WritePlan writes a plan, one field a line, groups in the order of the steps.
func WritePlan(w io.Writer, p steps.Plan) {
	say := func(format string, args ...any) { fmt.Fprintln(w, Clean(fmt.Sprintf(format, args...))) }
	if p.Empty() {
		say("Plan: nothing to do.")
	} else {
		say("Plan: %s.", count(p.Writes(), "change", "changes"))
	}
	for _, c := range p.Changes {
		say("%s %s %s: %s", sign(c.Action), word(c.Action), c.Step, c.Summary)
		for _, field := range c.Fields {
			say("    %s: %s", field.Path, target(field))
		}
		for _, kept := range c.Kept {
			say("    left alone: %s", kept)
		}
		if c.Cure != "" {
			say("    what to do: %s", c.Cure)
		}
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// sign stands before a change, for the eye; the word behind it says the same.
func sign(a steps.Action) string {
	switch a {
	case steps.Create, steps.Restore:
		return "+"
	case steps.Update, steps.Replace:
		return "~"
	case steps.Delete:
		return "-"
	case steps.Blocked:
		return "!"
	case steps.Manual:
		return "?"
	}
	return "="
}

func word(a steps.Action) string {
	switch a {
	case steps.None:
		return "as it should be"
	case steps.Manual:
		return "by hand"
	}
	return string(a)
}

func target(f steps.Field) string {
	switch {
	case f.Secret:
		return "a secret, never shown here"
	case f.Unknown != "":
		return fmt.Sprintf("known once %s is done", f.Unknown)
	case f.From == nil:
		return show(f.To)
	case f.To == nil:
		return show(f.From) + " goes away"
	}
	return fmt.Sprintf("%s becomes %s", show(f.From), show(f.To))
}

// show is a value in words: lists with commas, texts in quotes.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("%q", v)
	case []string:
		return strings.Join(v, ", ")
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}
