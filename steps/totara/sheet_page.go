package totara

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"teamwright/steps/page"
)

//go:embed sheet.html
var sheetHTML string

// HTML is the sheet as one page to print: no script, nothing from elsewhere.
func (s Sheet) HTML() ([]byte, error) {
	doc, err := page.Parse(sheetHTML)
	if err != nil {
		return nil, fmt.Errorf("page of the sheet: %w", err)
	}
	var pages []*html.Node
	for _, p := range s.Pages {
		pages = append(pages, p.html()...)
	}
	var b bytes.Buffer
	head := "Totara settings for " + s.Site
	if err := errors.Join(doc.Put("title", head), doc.Put("head", head), doc.Put("note", MenuNote), doc.Put("pages", pages), doc.Render(&b)); err != nil {
		return nil, fmt.Errorf("page of the sheet: %w", err)
	}
	return b.Bytes(), nil
}

func (p SheetPage) html() []*html.Node {
	list := []*html.Node{
		page.El("h2", p.Title),
		page.El("p", page.Attr{Key: "class", Value: "way"}, p.Menu, page.El("br"), page.El("a", page.Attr{Key: "href", Value: p.Address}, p.Address)),
	}
	for _, n := range p.Notes {
		list = append(list, page.El("p", n))
	}
	var rows []*html.Node
	for _, e := range p.Entries {
		rows = append(rows, e.html())
	}
	if len(rows) > 0 {
		list = append(list, page.El("table", page.El("tbody", rows)))
	}
	return list
}

func (e SheetEntry) html() *html.Node {
	class := func(name string) page.Attr { return page.Attr{Key: "class", Value: name} }
	label := page.El("td", class("label"), e.Label)
	if e.Key != "" {
		label.AppendChild(page.El("span", class("key"), e.Key))
	}
	value := page.El("td", e.Value)
	if !e.Words {
		value = page.El("td", page.El("span", class("value"), e.Value))
	}
	if e.Note != "" {
		value.AppendChild(page.El("span", class("note"), e.Note))
	}
	return page.El("tr", page.El("td", class("tick"), page.El("span")), label, value)
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
			fmt.Fprintf(&b, "   - %s:\n     %s\n", label, strings.ReplaceAll(lines(cmp.Or(e.Value, "(empty)")), "\n", "\n     "))
			if e.Note != "" {
				fmt.Fprintf(&b, "     %s\n", e.Note)
			}
		}
	}
	return []byte(b.String())
}
