package answers

import (
	"fmt"
	"strings"
	"unicode"

	"teamwright/manifest"
)

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
	if n := manifest.UTF16Len(s); k.MaxUnits > 0 && n > k.MaxUnits {
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
