package tui

import (
	"fmt"
	"strings"

	"teamwright/steps"
)

// PlanMarkdown is a plan as a page for a change board. Texts from a tenant are
// quoted so that nothing in them becomes markup.
func PlanMarkdown(p steps.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Planned changes\n\n")
	if p.Rehearsal {
		fmt.Fprintf(&b, "**Rehearsal:** planned against the rehearsal cloud, not against a real tenant.\n\n")
	}
	fmt.Fprintf(&b, "Changes: %d. Nothing else is written.\n", p.Writes())
	group := ""
	for _, c := range p.Changes {
		if g := c.Step.Group(); g != group {
			group = g
			fmt.Fprintf(&b, "\n## %s\n\n", GroupTitle(g))
		}
		fmt.Fprintf(&b, "- `%s` **%s** `%s`: %s\n", Sign(c.Action), Word(c.Action), c.Step, escape(c.Summary))
		for _, f := range c.Fields {
			fmt.Fprintf(&b, "  - %s: %s\n", escape(f.Path), escape(Target(f)))
		}
		for _, k := range c.Kept {
			fmt.Fprintf(&b, "  - left alone: %s\n", escape(k))
		}
		if c.Cure != "" {
			fmt.Fprintf(&b, "  - what to do: %s\n", escape(c.Cure))
		}
	}
	return b.String()
}

// HandOver is a note for whoever does the rows that wait: what to do, row by
// row, and nothing secret.
func HandOver(rows []steps.Result, rehearsal bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What is left to do\n\n")
	if rehearsal {
		fmt.Fprintf(&b, "**Rehearsal:** this came from the rehearsal cloud, not from a real tenant.\n\n")
	}
	n := 0
	for _, r := range rows {
		if r.Status == steps.Pass || r.Status == steps.Skipped {
			continue
		}
		n++
		fmt.Fprintf(&b, "- [ ] **%s** (`%s`, %s)\n", escape(r.Title), r.ID, StatusWord(r.Status))
		if r.Detail != "" {
			fmt.Fprintf(&b, "  - %s\n", escape(r.Detail))
		}
		if r.Fix != "" {
			fmt.Fprintf(&b, "  - to do: %s\n", escape(r.Fix))
		}
	}
	if n == 0 {
		fmt.Fprintf(&b, "Nothing: every row passes or does not apply.\n")
	}
	return b.String()
}

// StatusWord is how a row stands, in words.
func StatusWord(s steps.Status) string {
	switch s {
	case steps.ToDo:
		return "yours"
	case steps.Unseen:
		return "unknown"
	}
	return string(s)
}

// StatusSign stands before a row, for the eye; [StatusWord] says the same.
func StatusSign(s steps.Status) string {
	switch s {
	case steps.Pass:
		return "+"
	case steps.Skipped:
		return "-"
	case steps.Fail:
		return "!"
	}
	return "?"
}

// escape makes text harmless in Markdown.
func escape(s string) string {
	return strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "<", "\\<", "#", "\\#", "|", "\\|").
		Replace(strings.Join(strings.Fields(s), " "))
}
