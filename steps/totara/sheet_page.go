package totara

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed sheet.html
var sheetHTML string

// HTML is the sheet as one page to print: no script, nothing from elsewhere.
func (s Sheet) HTML() ([]byte, error) {
	t, err := template.New("sheet").Parse(sheetHTML)
	if err != nil {
		return nil, fmt.Errorf("page of the sheet: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, struct {
		Sheet
		Note string
	}{s, MenuNote}); err != nil {
		return nil, fmt.Errorf("page of the sheet: %w", err)
	}
	return b.Bytes(), nil
}

// Markdown is the sheet as a list to tick off.
func (s Sheet) Markdown() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# Totara settings for %s\n\n%s\n", span(s.Site), MenuNote)
	for i, p := range s.Pages {
		fmt.Fprintf(&b, "\n## %d. %s\n\n%s\n<%s>\n", i+1, p.Title, p.Menu, p.Address)
		for _, n := range p.Notes {
			fmt.Fprintf(&b, "\n%s\n", n)
		}
		if len(p.Entries) > 0 {
			b.WriteString("\n")
		}
		for _, e := range p.Entries {
			e.markdown(&b)
		}
	}
	return []byte(b.String())
}

func (e SheetEntry) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "- [ ] **%s**", e.Label)
	if e.Key != "" {
		fmt.Fprintf(b, " (%s)", span(e.Key))
	}
	switch {
	case e.Words:
		fmt.Fprintf(b, ": %s", e.Value)
	case strings.ContainsAny(e.Value, "\r\n"):
		fence := "    " + strings.Repeat("`", max(3, longestRun(e.Value)+1))
		fmt.Fprintf(b, ":\n\n%s\n    %s\n%s\n", fence, strings.ReplaceAll(lines(e.Value), "\n", "\n    "), fence)
	default:
		fmt.Fprintf(b, ": %s", span(e.Value))
	}
	if e.Note != "" {
		fmt.Fprintf(b, "\n  %s", e.Note)
	}
	b.WriteString("\n")
}

// span is a text as code: its fence is longer than any run of backticks in it.
// Source: CommonMark 0.31, section 6.1.
func span(s string) string {
	if s == "" {
		return "(empty)"
	}
	fence := strings.Repeat("`", longestRun(s)+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// longestRun is the length of the longest run of backticks.
func longestRun(s string) int {
	longest, run := 0, 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// Text is the sheet for a terminal, one value a line.
func (s Sheet) Text() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "Totara settings for %s\n%s\n", s.Site, MenuNote)
	for i, p := range s.Pages {
		fmt.Fprintf(&b, "\n%d. %s\n   %s\n   %s\n", i+1, strings.ToUpper(p.Title), p.Menu, p.Address)
		for _, n := range p.Notes {
			fmt.Fprintf(&b, "   %s\n", n)
		}
		for _, e := range p.Entries {
			label := e.Label
			if e.Key != "" {
				label += " (" + e.Key + ")"
			}
			fmt.Fprintf(&b, "   - %s:\n     %s\n", label, strings.ReplaceAll(lines(or(e.Value, "(empty)")), "\n", "\n     "))
			if e.Note != "" {
				fmt.Fprintf(&b, "     %s\n", e.Note)
			}
		}
	}
	return []byte(b.String())
}
