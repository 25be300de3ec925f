package fleet

import (
	_ "embed"
	"html/template"
	"io"
	"strconv"
	"time"

	"teamwright/steps"
)

//go:embed report.html
var page string

// HTML writes one page that needs nothing else: no script, no picture, no
// network. Its table says every state in words; a screen reader reads heads
// with the cells.
func (r Report) HTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{
		"when":    func(t time.Time) string { return t.Format("2006-01-02 15:04 UTC") },
		"day":     func(t time.Time) string { return t.UTC().Format(time.DateOnly) },
		"seconds": func(s float64) string { return strconv.FormatFloat(s, 'f', 1, 64) },
		"trouble": func(o Outcome) []steps.Result {
			var out []steps.Result
			for _, row := range o.Results {
				if row.Status != steps.Pass && row.Status != steps.Skipped {
					out = append(out, row)
				}
			}
			return out
		},
		"words": func(s steps.Status) string {
			switch s {
			case steps.ToDo:
				return "waits for a person"
			case steps.Unseen:
				return "could not be looked at"
			case steps.Fail:
				return "failed"
			}
			return string(s)
		},
	}).Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, struct {
		Report
		Rows []Row
		Well int
	}{r, r.Table(Standing, ""), r.well()})
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
