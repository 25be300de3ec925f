package answers

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// tree is a value on its way into the text of the file.
type tree struct {
	kind  treeKind
	text  string // of a scalar
	bare  bool   // the scalar is written without quotes: a bool, a number, a day
	items []tree // of a list
	pairs []pair // of a mapping
	open  bool   // of a mapping: names that are not among the pairs are taken out
}

type treeKind int

const (
	scalar treeKind = iota
	list
	mapping
)

type pair struct {
	name  string
	value tree
}

// empty reports a value that a missing key says as well.
func (t tree) empty() bool {
	switch t.kind {
	case list:
		return len(t.items) == 0
	case mapping:
		return len(t.pairs) == 0
	}
	return t.text == ""
}

// size counts the scalars and containers of the tree.
func (t tree) size() int {
	n := 1
	for _, c := range t.items {
		n += c.size()
	}
	for _, p := range t.pairs {
		n += p.value.size()
	}
	return n
}

// says reports whether the scalar n already says the same.
func (t tree) says(n *yaml.Node) bool {
	if t.kind != scalar || n.Kind != yaml.ScalarNode {
		return false
	}
	if isNull(n) {
		return t.text == ""
	}
	if t.bare {
		return strings.EqualFold(n.Value, t.text)
	}
	return strings.Trim(n.Value, "\n") == t.text
}

// render gives the tree on one line. style is the style of the value that it
// replaces, which is kept where it can hold the text; flow says that brackets
// stand around it.
func (t tree) render(style yaml.Style, flow bool) string {
	switch t.kind {
	case list:
		parts := make([]string, len(t.items))
		for i, c := range t.items {
			parts[i] = c.render(0, true)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mapping:
		var parts []string
		for _, p := range t.pairs {
			if p.value.empty() || p.value.bare && p.value.text == "false" {
				continue
			}
			parts = append(parts, renderKey(p.name, true)+": "+p.value.render(0, true))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	if t.bare {
		return t.text
	}
	switch {
	case style&yaml.SingleQuotedStyle != 0 && !strings.Contains(t.text, "\n"):
		return "'" + strings.ReplaceAll(t.text, "'", "''") + "'"
	case style&yaml.DoubleQuotedStyle == 0 && plain(t.text, flow):
		return t.text
	}
	return quote(t.text)
}

// nameForm is a name that stands before a colon as it is. Among them is "on",
// which older readers of YAML take for true as a value; as the key of a tick it
// is written as people write it.
var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_-]*)*$`)

// renderKey is a key as it is written before a colon.
func renderKey(name string, flow bool) string {
	if nameForm.MatchString(name) || plain(name, flow) {
		return name
	}
	return quote(name)
}

// plain reports whether s can stand without quotes and is read back as the same
// text, by this and by any other reader of YAML.
func plain(s string, flow bool) bool {
	if s == "" || strings.ContainsAny(s, "\n\r\t") {
		return false
	}
	if out, err := yaml.Marshal(s); err != nil || string(out) != s+"\n" {
		return false
	}
	var n yaml.Node
	text := "k: " + s + "\n"
	if flow {
		text = "{k: " + s + ", l: x}"
	}
	if err := yaml.Unmarshal([]byte(text), &n); err != nil || len(n.Content) == 0 {
		return false
	}
	_, v := child(n.Content[0], "k")
	return v != nil && v.Kind == yaml.ScalarNode && v.Style == 0 && v.Value == s &&
		v.ShortTag() == "!!str" && v.LineComment == "" && v.Anchor == ""
}

// quote is s in double quotes. Text as JSON writes it is text as YAML reads it.
func quote(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""` // unreachable: a string can always be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
