package fleet

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/net/html"

	"teamwright/steps"
	"teamwright/steps/page"
)

//go:embed report.html
var skeleton string

// HTML writes one page that needs nothing else: no script, no picture, no
// network. Its table says every state in words; a screen reader reads heads
// with the cells.
func (r Report) HTML(w io.Writer) error {
	doc, err := page.Parse(skeleton)
	if err != nil {
		return err
	}
	when := r.Time.Format("2006-01-02 15:04 UTC")
	part := ""
	if r.Shard != "" {
		part = ", part " + r.Shard + " of the fleet"
	}
	var rows []*html.Node
	for _, row := range r.Table(Order{}, "") {
		rows = append(rows, row.html(r.Time))
	}
	errs := []error{
		doc.Put("title", fmt.Sprintf("Microsoft Teams for Totara: %s, %s", several(len(r.Sites), "site"), when)),
		doc.Put("summary", fmt.Sprintf("%d of %s in %s are well. Looked at on %s%s, in %.1f seconds.", r.well(), several(len(r.Sites), "site"), several(r.Tenants, "tenant"), when, part, r.Seconds)),
		doc.Put("counts", fmt.Sprintf("Rows: %d pass, %d skipped, %d failed, %d wait for a person, %d could not be looked at.",
			r.Summary.Pass, r.Summary.Skip, r.Summary.Fail, r.Summary.Manual, r.Summary.Unknown)),
		doc.Put("sites", rows),
	}
	if !r.Rehearsal {
		errs = append(errs, doc.Drop("rehearsal"))
	}
	if !r.Stopped {
		errs = append(errs, doc.Drop("stopped"))
	}
	return errors.Join(append(errs, doc.Render(w))...)
}

// several is a number with its noun.
func several(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// html is the row as it was at a time.
func (r Row) html(at time.Time) *html.Node {
	o := r.Outcome
	class := func(name string) page.Attr { return page.Attr{Key: "class", Value: name} }
	site := page.El("th", page.Attr{Key: "scope", Value: "row"})
	if o.Site != "" {
		site = page.El("th", page.Attr{Key: "scope", Value: "row"}, o.Site, page.El("br"))
	}
	site.AppendChild(&html.Node{Type: html.TextNode, Data: o.File})
	if o.Tenant != "" {
		site.AppendChild(page.El("br"))
		site.AppendChild(&html.Node{Type: html.TextNode, Data: o.Tenant})
	}
	ends := page.El("td", class("ends"))
	for i, e := range o.Expires {
		if i > 0 {
			ends.AppendChild(page.El("br"))
		}
		ends.AppendChild(&html.Node{Type: html.TextNode, Data: e.Name + ": " + e.At.UTC().Format(time.DateOnly) + ", " + e.left(at)})
	}
	return page.El("tr", page.El("td", class("state"), o.Standing()), site,
		page.El("td", class("number"), o.Summary.Fail), page.El("td", class("number"), r.Cells[Waits]), ends, o.trouble())
}

// left is how long a secret lives on.
func (e Expiry) left(at time.Time) string {
	if !e.At.After(at) {
		return "it is over"
	}
	return several(int(e.At.Sub(at)/(24*time.Hour)), "day")
}

// trouble is the cell with the rows that do not pass, the worst first, folded.
func (o Outcome) trouble() *html.Node {
	var inside []*html.Node
	first, n := "", 0
	for _, status := range troubles() {
		for _, row := range o.Results {
			if row.Status != status {
				continue
			}
			if n++; n == 1 {
				first = row.Title
			}
			told := page.El("dd", row.Detail)
			if row.Fix != "" {
				told = page.El("dd", row.Detail, page.El("br"), "What to do: "+row.Fix)
			}
			inside = append(inside, page.El("dt", fmt.Sprintf("%s (%s): %s", row.Title, row.ID, words(row.Status))), told)
		}
	}
	if n == 0 {
		return page.El("td", "nothing")
	}
	return page.El("td", page.El("details", page.El("summary", several(n, "row")+": "+first), page.El("dl", inside)))
}

// words is how a row stands.
func words(s steps.Status) string {
	switch s {
	case steps.ToDo:
		return "waits for a person"
	case steps.Unseen:
		return "could not be looked at"
	case steps.Fail:
		return "failed"
	}
	return string(s)
}

func (r Report) well() int {
	n := 0
	for _, o := range r.Sites {
		if o.Code == 0 {
			n++
		}
	}
	return n
}
