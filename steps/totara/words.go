package totara

import (
	"fmt"
	"strings"

	"teamwright/steps"
)

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func join(list []string) string { return strings.Join(list, "; ") }

// unseen is a row that could not be judged, with what the error says to do.
func unseen(r steps.Result, err error) steps.Result {
	r.Status, r.Detail, r.Fix = steps.Unseen, err.Error(), steps.CureOf(err)
	return r
}
