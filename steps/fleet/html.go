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
		rows = append(rows, row.html())
	}
	errs := []error{
		doc.Put("title", fmt.Sprintf("Microsoft Teams for Totara: %d sites, %s", len(r.Sites), when)),
		doc.Put("summary", fmt.Sprintf("%d of %d sites in %d tenants are well. Looked at on %s%s, in %.1f seconds.", r.well(), len(r.Sites), r.Tenants, when, part, r.Seconds)),
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

func (r Row) html() *html.Node {
	o := r.Outcome
	class := func(name string) page.Attr { return page.Attr{Key: "class", Value: name} }
	site := page.El("th", page.Attr{Key: "scope", Value: "row"})
	if o.Site != "" {
		site = page.El("th", page.Attr{Key: "scope", Value: "row"}, o.Site, page.El("br"))
	}
	site.AppendChild(&html.Node{Type: html.TextNode, Data: o.File})
	ends := page.El("td")
	for i, e := range o.Expires {
		if i > 0 {
			ends.AppendChild(page.El("br"))
		}
		ends.AppendChild(&html.Node{Type: html.TextNode, Data: e.Name + ": " + e.At.UTC().Format(time.DateOnly)})
	}
	return page.El("tr", page.El("td", class("state"), o.Standing()), site, page.El("td", o.Tenant),
		page.El("td", class("number"), o.Summary.Fail), page.El("td", class("number"), r.Cells[Waits]), ends, o.trouble())
}

// trouble is the cell with the rows that do not pass, folded.
func (o Outcome) trouble() *html.Node {
	var inside []*html.Node
	first, n := "", 0
	for _, row := range o.Results {
		if row.Status == steps.Pass || row.Status == steps.Skipped {
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
	if n == 0 {
		return page.El("td", "nothing")
	}
	rows := "rows"
	if n == 1 {
		rows = "row"
	}
	return page.El("td", page.El("details", page.El("summary", fmt.Sprintf("%d %s: %s", n, rows, first)), page.El("dl", inside)))
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
