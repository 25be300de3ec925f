package answers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// dayForm is how the day of a tick is written.
const dayForm = time.DateOnly

// commandKey is the one list that is typed as in a shell.
const commandKey = "totara.command"

// CheckValue judges a value as a person types it into a form, in the words of
// [ParseValue]. The empty text is right for every key: it means not set. The
// error is a [*Problem] without file and line.
func CheckValue(key, text string) error {
	_, err := ParseValue(key, text)
	return err
}

// ParseValue turns what a person typed into the typed value of key, checked:
// string, bool, int, []string, map[string]string or []ConnectClient. A toggle
// takes yes and no; a list is separated by commas, totara.command by spaces as in
// a shell; a map and the clients of Totara Connect are NAME: FILE pairs separated
// by commas. Ticks cannot be typed. The error is a [*Problem].
func ParseValue(key, text string) (any, error) {
	k, ok := Find(key)
	if !ok {
		return nil, unknownKey(key)
	}
	text = strings.TrimSpace(text)
	kind := k.Kind
	if kind == Map && key != k.Name {
		kind = Path
	}
	var v any
	switch kind {
	case Text, Path, Choice:
		v = text
	case Toggle:
		switch strings.ToLower(text) {
		case "":
			v = k.Default == "true"
		case "y", "yes", "true", "on":
			v = true
		case "n", "no", "false", "off":
			v = false
		default:
			return nil, &Problem{Key: key, Wrong: "is neither yes nor no", Right: "write yes or no"}
		}
	case Number:
		if text == "" {
			text = k.Default
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, &Problem{Key: key, Wrong: "is no whole number", Right: fmt.Sprintf("write a number from %d to %d", k.Min, k.Max)}
		}
		v = n
	case List:
		v = typedList(k, text)
	case Map, Clients:
		pairs, err := typedPairs(key, text)
		if err != nil {
			return nil, err
		}
		if kind == Map {
			m := make(map[string]string, len(pairs))
			for _, p := range pairs {
				m[p[0]] = p[1]
			}
			v = m
			break
		}
		var clients []ConnectClient
		for _, p := range pairs {
			clients = append(clients, ConnectClient{Name: p[0], Profile: p[1]})
		}
		v = clients
	case Ticks:
		return nil, &Problem{Key: key, Wrong: "cannot be typed", Right: "tick the row in the checklist"}
	}
	if err := check(key, v); err != nil {
		return nil, err
	}
	return v, nil
}

// typedList splits a typed list.
func typedList(k Key, text string) []string {
	inner, brackets := strings.CutPrefix(text, "[")
	if k.Name == commandKey && !brackets {
		return splitWords(text)
	}
	text = strings.TrimSuffix(inner, "]")
	var items []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.Trim(strings.TrimSpace(part), `"'`); part != "" {
			items = append(items, part)
		}
	}
	return items
}

// typedPairs splits typed NAME: FILE pairs.
func typedPairs(key, text string) ([][2]string, error) {
	var pairs [][2]string
	for part := range strings.SplitSeq(strings.Trim(text, "{}"), ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		i := strings.IndexAny(part, ":=")
		if i < 0 {
			return nil, &Problem{Key: key, Wrong: "has an entry without a colon", Right: "write NAME: FILE, and commas between the entries"}
		}
		pairs = append(pairs, [2]string{strings.TrimSpace(part[:i]), strings.TrimSpace(part[i+1:])})
	}
	return pairs, nil
}

// FormatValue is the text that [ParseValue] takes for v: what a form shows in a
// field and a review on a line. Ticks are shown as their number.
func FormatValue(key string, v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case int:
		return strconv.Itoa(v)
	case []string:
		if key == commandKey {
			return joinWords(v)
		}
		return strings.Join(v, ", ")
	case map[string]string:
		var parts []string
		for _, name := range sortedKeys(v) {
			parts = append(parts, name+": "+v[name])
		}
		return strings.Join(parts, ", ")
	case []ConnectClient:
		var parts []string
		for _, c := range v {
			parts = append(parts, c.Name+": "+c.Profile)
		}
		return strings.Join(parts, ", ")
	case Tick:
		return v.By + ", " + v.On.Format(dayForm)
	case map[string]Tick:
		return fmt.Sprintf("%d ticked", len(v))
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
