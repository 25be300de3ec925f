package fleet

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
)

// CSV writes one line a row of every checklist, with a head line. Spreadsheets
// take a cell that begins with = + - or @ for a formula; such text is given an
// apostrophe, which they show as text.
func (r Report) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"time", "file", "site", "tenant", "exit_code", "id", "group", "title", "status", "detail", "fix", "source"})
	at := r.Time.Format(time.RFC3339)
	for _, o := range r.Sites {
		for _, row := range o.Results {
			line := []string{at, o.File, o.Site, o.Tenant, strconv.Itoa(o.Code), row.ID, row.Group, row.Title, string(row.Status), row.Detail, row.Fix, string(row.Source)}
			for i := range line {
				line[i] = harmless(line[i])
			}
			_ = out.Write(line)
		}
	}
	out.Flush()
	return out.Error()
}

func harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
