package tenant

import (
	"strings"
	"unicode"
)

// Plain is foreign text made fit for one line on a terminal: control
// characters and marks that turn the direction of writing are dropped, line
// ends become spaces, and what is longer than n runes is cut.
func Plain(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
	r := []rune(strings.TrimSpace(s))
	if len(r) > n {
		return string(r[:n]) + "…"
	}
	return string(r)
}
