package schema

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"teamwright/manifest/jsondoc"
)

// longest is how many characters of a foreign text are shown.
const longest = 60

// Printable makes a foreign text fit for a terminal: no control characters, no
// direction marks, not too long.
func Printable(s string) string {
	var b strings.Builder
	for n, r := range []rune(s) {
		if n == 4*longest {
			b.WriteString("…")
			break
		}
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}

// Show writes a value in a few characters.
func Show(d *jsondoc.Node) string {
	switch d.Kind {
	case jsondoc.String:
		if r := []rune(d.Text); len(r) > longest {
			return strconv.Quote(string(r[:longest]) + "…")
		}
		return strconv.Quote(d.Text)
	case jsondoc.Number:
		if len(d.Text) > longest {
			return d.Text[:longest] + "…"
		}
		return d.Text
	case jsondoc.Bool:
		return d.Text
	case jsondoc.Null:
		return "null"
	case jsondoc.Array:
		return "a list"
	}
	return "an object"
}

func sayNumber(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// sayList is "a, b or c".
func sayList(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// sayBranches names what the branches of a condition ask for.
func sayBranches(branches []*Node) string {
	words := make([]string, len(branches))
	for i, b := range branches {
		words[i] = strings.Join(b.Required, " with ")
		if b.Not != nil && len(b.Not.Required) > 0 {
			words[i] += " without " + strings.Join(b.Not.Required, " or ")
		}
	}
	return sayList(words)
}

// nearest is the name that a slip of the finger could have meant, or "".
func nearest(key string, names []string) string {
	best, least := "", 3
	if len(key) > 40 {
		return ""
	}
	for _, name := range names {
		if d := distance(strings.ToLower(key), strings.ToLower(name)); d < least && d < len(name)/2 {
			best, least = name, d
		}
	}
	return best
}

// distance counts the letters to change, add or take away.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
