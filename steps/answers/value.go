package answers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// dayForm is how the day of a tick is written.
const dayForm = time.DateOnly

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
	text = strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
	if k.Name == "totara.command" && !strings.Contains(text, ",") {
		return shellWords(text)
	}
	var items []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.Trim(strings.TrimSpace(part), `"'`); part != "" {
			items = append(items, part)
		}
	}
	return items
}

// shellWords splits at blanks, except inside quotes.
func shellWords(text string) []string {
	var words []string
	var word strings.Builder
	var quote rune
	open := false
	for _, r := range text {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, open = r, true
		case quote == 0 && unicode.IsSpace(r):
			if open {
				words = append(words, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if open {
		words = append(words, word.String())
	}
	return words
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

// FormatValue is the text that [ParseValue] would take for v: what a form shows
// in a field and a review on a line. Ticks are shown as their number.
func FormatValue(v any) string {
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
		if slices.ContainsFunc(v, func(s string) bool { return strings.ContainsAny(s, ", ") }) {
			quoted := make([]string, len(v))
			for i, s := range v {
				quoted[i] = s
				if strings.ContainsFunc(s, unicode.IsSpace) {
					quoted[i] = `"` + s + `"`
				}
			}
			return strings.Join(quoted, " ")
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

// check judges a typed value of key. Its result is nil or a *Problem.
func check(key string, v any) error {
	k, ok := Find(key)
	if !ok {
		return unknownKey(key)
	}
	fail := func(wrong, right string) error {
		if wrong == "" {
			return nil
		}
		return &Problem{Key: key, Wrong: wrong, Right: right}
	}
	switch v := v.(type) {
	case string:
		return fail(checkText(k, v))
	case int:
		if v < k.Min || v > k.Max {
			return fail(fmt.Sprintf("is %d", v), fmt.Sprintf("write a number from %d to %d", k.Min, k.Max))
		}
	case []string:
		for i, s := range v {
			if wrong, right := checkItem(k.check, s); wrong != "" {
				return fail(fmt.Sprintf("(entry %d) %s", i+1, wrong), right)
			}
		}
	case map[string]string:
		for _, name := range sortedKeys(v) {
			if !languageForm.MatchString(name) {
				return fail("has an entry that is no language tag", "write a tag such as fr or pt-BR")
			}
			if wrong, right := checkItem(k.check, v[name]); wrong != "" {
				return fail("("+name+") "+wrong, right)
			}
		}
	case map[string]Tick:
		for _, id := range sortedKeys(v) {
			if wrong, right := checkTick(id, v[id]); wrong != "" {
				return fail("("+id+") "+wrong, right)
			}
		}
	case []ConnectClient:
		seen := map[string]bool{}
		for i, c := range v {
			where := fmt.Sprintf("(client %d) ", i+1)
			if wrong, right := checkClient(c); wrong != "" {
				return fail(where+wrong, right)
			}
			if seen[c.Name] {
				return fail(where+"has the name of another client", "give each client its own name")
			}
			seen[c.Name] = true
		}
	}
	return nil
}

// checkText judges a text of a key; the empty one is always right.
func checkText(k Key, s string) (wrong, right string) {
	if s == "" {
		return "", ""
	}
	if wrong, right := checkPrintable(s); wrong != "" {
		return wrong, right
	}
	if k.Kind == Choice {
		return checkChoice(s, k.Choices)
	}
	if n := Units(s); k.MaxUnits > 0 && n > k.MaxUnits {
		return fmt.Sprintf("is %d UTF-16 units; at most %d", n, k.MaxUnits), "shorten it"
	}
	if k.check == nil {
		return "", ""
	}
	return k.check(s)
}

// checkItem judges an entry of a list or a map, which may not be empty.
func checkItem(check func(string) (string, string), s string) (wrong, right string) {
	if s == "" {
		return "is empty", "write it, or take the entry out"
	}
	if wrong, right := checkPrintable(s); wrong != "" || check == nil {
		return wrong, right
	}
	return check(s)
}

// checkPrintable refuses what no answer may hold: secrets and control characters.
func checkPrintable(s string) (wrong, right string) {
	if looksSecret(s) {
		return "looks like a secret", noSecret
	}
	for _, r := range s {
		if hidden(r) && r != '\n' {
			return fmt.Sprintf("has the control character %U in it", r), "take it out"
		}
	}
	if strings.TrimSpace(s) != s {
		return "begins or ends with blanks", "take them off"
	}
	return "", ""
}

// hidden reports whether a character is a control character, or turns the
// direction of text so that it reads as something else.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\uFEFF' ||
		'\u202A' <= r && r <= '\u202E' || '\u2066' <= r && r <= '\u2069'
}

func checkTick(id string, t Tick) (wrong, right string) {
	switch {
	case !rowForm.MatchString(id):
		return "is no id of a checklist row", "write it as the checklist does, such as teams.custom_apps"
	case t.By == "":
		return "does not say who", "write by: with an e-mail address"
	case t.On.IsZero():
		return "does not say when", "write on: with a day such as 2026-11-20"
	}
	return checkItem(checkLine, t.By)
}

func checkClient(c ConnectClient) (wrong, right string) {
	switch {
	case c.Name == "":
		return "has no name", "write name: with a name for it"
	case c.Profile == "":
		return "has no profile", "write profile: with the path of its own answers file"
	}
	for _, ck := range clientKeys() {
		switch p := ck.field(&c).(type) {
		case *string:
			if wrong, right := checkItem(ck.check, *p); *p != "" && wrong != "" {
				return ck.name + " " + wrong, right
			}
		case *[]string:
			for _, s := range *p {
				if wrong, right := checkItem(ck.check, s); wrong != "" {
					return ck.name + " has an entry that " + wrong, right
				}
			}
		}
	}
	return "", ""
}
