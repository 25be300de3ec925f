package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// span is a range of versions, both ends in it; last is open where the fact
// still holds in the newest version.
type span struct {
	first, last Version
	open        bool
}

// Spans writes a set of versions as "5-16,20-": neighbours joined, the newest
// version open. There is no 1.18, so 17 and 19 are neighbours.
func Spans(holds func(Version) bool) string {
	var parts []string
	all := Versions()
	for i := 0; i < len(all); i++ {
		if !holds(all[i]) {
			continue
		}
		first := all[i]
		for i+1 < len(all) && holds(all[i+1]) {
			i++
		}
		switch last := all[i]; {
		case last == Newest:
			parts = append(parts, fmt.Sprintf("%d-", first))
		case last == first:
			parts = append(parts, strconv.Itoa(int(first)))
		default:
			parts = append(parts, fmt.Sprintf("%d-%d", first, last))
		}
	}
	return strings.Join(parts, ",")
}

// spanCache keeps the few dozen ranges that stand thousands of times in a table.
type spanCache map[string][]span

func (c spanCache) parse(s string) ([]span, error) {
	if known, ok := c[s]; ok {
		return known, nil
	}
	spans, err := parseSpans(s)
	c[s] = spans
	return spans, err
}

func parseSpans(s string) ([]span, error) {
	var spans []span
	for _, part := range strings.Split(s, ",") {
		from, to, ranged := strings.Cut(part, "-")
		first, err := strconv.Atoi(from)
		if err != nil {
			return nil, fmt.Errorf("versions %q: %w", s, err)
		}
		one := span{first: Version(first), last: Version(first)}
		if ranged {
			if one.open = to == ""; one.open {
				one.last = Newest
			} else {
				last, err := strconv.Atoi(to)
				if err != nil {
					return nil, fmt.Errorf("versions %q: %w", s, err)
				}
				one.last = Version(last)
			}
		}
		spans = append(spans, one)
	}
	return spans, nil
}

func within(spans []span, v Version) bool {
	for _, s := range spans {
		if v >= s.first && v <= s.last {
			return true
		}
	}
	return false
}

// sayVersions puts spans into words: "1.5 to 1.16 and 1.20 on".
func sayVersions(spans []span) string {
	words := make([]string, len(spans))
	for i, s := range spans {
		switch {
		case s.open:
			words[i] = s.first.String() + " on"
		case s.first == s.last:
			words[i] = s.first.String()
		default:
			words[i] = s.first.String() + " to " + s.last.String()
		}
	}
	return strings.Join(words, " and ")
}
