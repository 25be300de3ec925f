package fleet

import (
	"slices"
	"strconv"
	"strings"
)

// Column is a column of the fleet's table.
type Column int

// The columns, in their order.
const (
	Standing Column = iota
	File
	Address
	TenantName
	Failed
	Waits
	Trouble
)

// Columns are the heads of the table.
func Columns() []string {
	return []string{"STATE", "FILE", "SITE", "TENANT", "FAIL", "WAIT", "TROUBLE"}
}

// Row is one site in the table.
type Row struct {
	Cells   []string // as Columns
	Outcome Outcome
}

// Table is a line a site. It is sorted by a column (by state: the worst first),
// and holds the sites in whose line filter occurs, whatever the case; "" keeps
// all.
func (r Report) Table(by Column, filter string) []Row {
	var rows []Row
	filter = strings.ToLower(filter)
	for _, o := range r.Sites {
		row := Row{Outcome: o, Cells: []string{
			o.Standing(), o.File, strings.TrimPrefix(o.Site, "https://"), o.Tenant,
			strconv.Itoa(o.Summary.Fail), strconv.Itoa(o.Summary.Manual + o.Summary.Unknown), "",
		}}
		if worst, ok := o.Worst(); ok {
			row.Cells[Trouble] = worst.ID + ": " + worst.Detail
		}
		if strings.Contains(strings.ToLower(strings.Join(row.Cells, "\n")), filter) {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int {
		switch by {
		case Standing:
			return severity(b.Outcome.Code) - severity(a.Outcome.Code)
		case Failed:
			return b.Outcome.Summary.Fail - a.Outcome.Summary.Fail
		case Waits:
			waits := func(o Outcome) int { return o.Summary.Manual + o.Summary.Unknown }
			return waits(b.Outcome) - waits(a.Outcome)
		}
		return strings.Compare(strings.ToLower(a.Cells[by]), strings.ToLower(b.Cells[by]))
	})
	return rows
}
