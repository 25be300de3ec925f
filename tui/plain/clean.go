package plain

import (
	"strings"
	"unicode"
)

// Clean is text fit for a terminal: control and format characters, which
// could move the cursor, set a title or turn the reading direction, become
// spaces or vanish; line ends stay.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\r', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// line is text fit for one line: what came from elsewhere must not begin a
// line of its own, which could pass for one of ours.
func line(text string) string { return strings.ReplaceAll(Clean(text), "\n", " ") }
