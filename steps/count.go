package steps

import "strconv"

// Count is a number with its noun: 1 change, 2 changes.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
