package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
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
	Ends // of the client secret that ends first
	Took
	Trouble
)

// Columns are the heads of the table.
func Columns() []string {
	return []string{"STATE", "FILE", "SITE", "TENANT", "FAIL", "WAIT", "ENDS", "TIME", "TROUBLE"}
}

// Order is how a table is sorted. Each column has a natural way: the worst
// state, most rows, the earliest end and the longest time first, words from A
// to Z.
type Order struct {
	By       Column
	Reversed bool
}

// ParseOrder reads the name of a column, such as "ends"; a minus before it
// turns the order round. "" is by state.
func ParseOrder(s string) (Order, error) {
	name, reversed := strings.CutPrefix(strings.ToUpper(s), "-")
	if s == "" {
		name = Columns()[Standing]
	}
	i := slices.Index(Columns(), name)
	if i < 0 {
		return Order{}, fmt.Errorf("%q is none of %s, with or without a minus before it", s, strings.ToLower(strings.Join(Columns(), ", ")))
	}
	return Order{By: Column(i), Reversed: reversed}, nil
}

// Row is one site in the table.
type Row struct {
	Cells   []string // as Columns
	Outcome Outcome
}

// Table is a line a site in that order. It holds the sites in whose line filter
// occurs, whatever the case; "" keeps all.
func (r Report) Table(o Order, filter string) []Row {
	var rows []Row
	filter = strings.ToLower(strings.TrimSpace(filter))
	for _, site := range r.Sites {
		row := site.row()
		if filter == "" || strings.Contains(strings.ToLower(strings.Join(row.Cells, "\n")), filter) {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, o.compare)
	return rows
}

func (o Outcome) row() Row {
	row := Row{Outcome: o, Cells: []string{
		o.Standing(), o.File, strings.TrimPrefix(o.Site, "https://"), o.Tenant,
		strconv.Itoa(o.Summary.Fail), strconv.Itoa(o.waits()), "", fmt.Sprintf("%.1f s", o.Seconds), "",
	}}
	if end, ok := o.Ends(); ok {
		row.Cells[Ends] = end.At.UTC().Format(time.DateOnly)
	}
	if worst, ok := o.Worst(); ok {
		row.Cells[Trouble] = worst.ID + ": " + worst.Detail
	}
	return row
}

func (o Outcome) waits() int { return o.Summary.Manual + o.Summary.Unknown }

// Ends is the client secret of the site that ends first; ok is false where none
// was seen.
func (o Outcome) Ends() (first Expiry, ok bool) {
	if len(o.Expires) == 0 {
		return Expiry{}, false
	}
	return slices.MinFunc(o.Expires, func(a, b Expiry) int { return a.At.Compare(b.At) }), true
}

// compare sorts two rows; what has no value stands last in either direction.
func (o Order) compare(a, b Row) int {
	x, y := a.Outcome, b.Outcome
	var by int
	switch o.By {
	case Standing:
		by = severity(y.Code) - severity(x.Code)
	case Failed:
		by = y.Summary.Fail - x.Summary.Fail
	case Waits:
		by = y.waits() - x.waits()
	case Took:
		by = cmp.Compare(y.Seconds, x.Seconds)
	default: // dates sort as words do
		s, t := a.Cells[o.By], b.Cells[o.By]
		if (s == "") != (t == "") {
			return strings.Compare(t, s)
		}
		by = strings.Compare(strings.ToLower(s), strings.ToLower(t))
	}
	if o.Reversed {
		return -by
	}
	return by
}
