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
	for _, part := range PlanSections(p.Changes) {
		fmt.Fprintf(&b, "\n## %s\n\n", part.Title)
		for _, at := range part.Rows {
			writeChange(&b, p.Changes[at])
		}
	}
	return b.String()
}

func writeChange(b *strings.Builder, c steps.Change) {
	fmt.Fprintf(b, "- `%s` **%s** `%s`: %s\n", Sign(c.Action), Word(c.Action), code(string(c.Step)), escape(c.Summary))
	for _, f := range c.Fields {
		fmt.Fprintf(b, "  - %s: %s\n", escape(f.Path), escape(Target(f)))
	}
	for _, k := range c.Kept {
		fmt.Fprintf(b, "  - left alone: %s\n", escape(k))
	}
	if c.Cure != "" {
		fmt.Fprintf(b, "  - what to do: %s\n", escape(c.Cure))
	}
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
		fmt.Fprintf(&b, "- [ ] **%s** (`%s`, %s)\n", escape(r.Title), code(r.ID), r.Status)
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

// StatusSign stands before a row, for the eye; the status itself is a word.
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

// code makes text harmless between backquotes, where nothing can be escaped.
func code(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "`", "'")
}
