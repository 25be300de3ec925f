package application

import (
	"fmt"
	"slices"
)

// The days before its end from which a secret wants attention, and from which
// its row fails, where nobody says otherwise.
const (
	WarnDays = 30
	FailDays = 7
)

// Notice says how long before its end a secret is spoken of, in whole days. The
// zero value is [WarnDays] and [FailDays].
type Notice struct {
	Warn int // its row wants attention from then on
	Fail int // its row fails from then on; not more than Warn
}

// Validate refuses days that make no sense: less than one, or a failure that
// comes before the warning.
func (n Notice) Validate() error {
	switch {
	case n.Warn < 1 || n.Fail < 1:
		return fmt.Errorf("%d and %d: at least 1 day each", n.Warn, n.Fail)
	case n.Fail > n.Warn:
		return fmt.Errorf("a secret cannot fail %d days before its end and be warned of only %d days before it", n.Fail, n.Warn)
	}
	return nil
}

// days are the days with the defaults filled in.
func (n Notice) days() (warn, fail int) {
	if n == (Notice{}) {
		return WarnDays, FailDays
	}
	return n.Warn, n.Fail
}

// Rings are the days before the end on which a reminder is worth its noise: the
// warning, the failure and the last day, each once.
func (n Notice) Rings() []int {
	warn, fail := n.days()
	return slices.Compact([]int{warn, fail, 1})
}
