package answers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// reader walks the tree of a document by the table of keys, and collects answers
// and problems.
type reader struct {
	keys     []Key
	answers  Answers
	lines    map[string]int  // by key: the line it stands on
	set      map[string]bool // by key: whether it says something
	problems []Problem
}

func newReader() *reader {
	r := &reader{keys: table(), lines: map[string]int{}, set: map[string]bool{}}
	r.answers = defaults(r.keys)
	return r
}

// defaults are the answers of an empty file.
func defaults(keys []Key) Answers {
	var a Answers
	for _, k := range keys {
		switch p := k.field(&a).(type) {
		case *string:
			*p = k.Default
		case *bool:
			*p = k.Default == "true"
		case *int:
			*p, _ = strconv.Atoi(k.Default)
		}
	}
	return a
}

// fail reports a problem at n. Aliases have been reported already, and a key
// that is itself a secret is not repeated.
func (r *reader) fail(n *yaml.Node, key, wrong, right string) {
	if n.Kind == yaml.AliasNode {
		return
	}
	if looksSecret(key) {
		key = "a key"
	}
	r.problems = append(r.problems, Problem{Line: n.Line, Key: clean(key, 80), Wrong: wrong, Right: right})
}

// section reads a mapping whose keys begin with prefix.
func (r *reader) section(prefix string, m *yaml.Node) {
	r.pairs(prefix, m, func(name string, key, value *yaml.Node) {
		full := name
		if prefix != "" {
			full = prefix + "." + name
		}
		i := slices.IndexFunc(r.keys, func(k Key) bool { return k.Name == full })
		switch {
		case i >= 0:
			r.lines[full] = key.Line
			r.value(r.keys[i], key, value)
		case slices.ContainsFunc(r.keys, func(k Key) bool { return strings.HasPrefix(k.Name, full+".") }):
			r.lines[full] = key.Line
			switch {
			case isNull(value):
			case value.Kind != yaml.MappingNode:
				r.fail(value, full, "is "+kindOf(value)+"; it holds keys of its own", "indent them below it, or write {key: value}")
			default:
				r.section(full, value)
			}
		default:
			p := unknownKey(full)
			r.fail(key, full, p.Wrong, p.Right)
		}
	})
}

// pairs calls each for the pairs of a mapping, and reports keys that are no plain
// names or stand there twice.
func (r *reader) pairs(prefix string, m *yaml.Node, each func(name string, key, value *yaml.Node)) {
	first := map[string]int{}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, value := m.Content[i], m.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" || key.Value == "" {
			r.fail(key, prefix, "has a key that is no name", "write plain names before the colons")
			continue
		}
		if line, twice := first[key.Value]; twice {
			full := strings.TrimPrefix(prefix+"."+key.Value, ".")
			r.fail(key, full, fmt.Sprintf("stands here a second time; the first is on line %d", line), "keep one of them")
			continue
		}
		first[key.Value] = key.Line
		each(key.Value, key, value)
	}
}

// value reads the value of a key of the table.
func (r *reader) value(k Key, key, n *yaml.Node) {
	if isNull(n) {
		if color, _, _ := strings.Cut(key.LineComment, " "); k.Name == "app.accent_color" && colorForm.MatchString(color) {
			r.fail(n, k.Name, "is empty, since # begins a comment", `put the colour in quotes: "`+color+`"`)
		}
		return
	}
	before := len(r.problems)
	switch p := k.field(&r.answers).(type) {
	case *string:
		s, ok := r.text(k.Name, n)
		if !ok {
			break
		}
		if wrong, right := checkText(k, s); wrong != "" {
			r.fail(n, k.Name, wrong, right)
		} else if s != "" {
			*p = s
			r.set[k.Name] = true
		}
	case *bool:
		if b, ok := r.toggle(k.Name, n); ok {
			*p, r.set[k.Name] = b, true
		}
	case *int:
		i, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil {
			r.fail(n, k.Name, "is "+kindOf(n)+"; it must be a whole number", fmt.Sprintf("write a number from %d to %d", k.Min, k.Max))
		} else if err := check(k.Name, i); err != nil {
			r.adopt(n, err)
		} else {
			*p, r.set[k.Name] = i, true
		}
	case *[]string:
		*p = r.list(k.Name, n, k.check)
		r.set[k.Name] = len(r.problems) == before
	case *map[string]string:
		*p = r.texts(k, n)
		r.set[k.Name] = len(r.problems) == before && len(*p) > 0
	case *map[string]Tick:
		*p = r.ticks(k.Name, n)
		r.set[k.Name] = len(r.problems) == before && len(*p) > 0
	case *[]ConnectClient:
		*p = r.clients(k.Name, n)
		r.set[k.Name] = len(r.problems) == before
	}
}

// adopt reports a problem that a check of typed values has found.
func (r *reader) adopt(n *yaml.Node, err error) {
	for _, p := range AsProblems(err) {
		r.fail(n, p.Key, p.Wrong, p.Right)
	}
}

// text reads a string. Numbers and dates are taken as they are written, so that
// version: 1.10 stays 1.10. Empty lines around a text belong to its layout.
func (r *reader) text(key string, n *yaml.Node) (string, bool) {
	if n.Kind == yaml.ScalarNode {
		switch n.ShortTag() {
		case "!!str", "!!int", "!!float", "!!timestamp":
			return strings.Trim(n.Value, "\n"), true
		case "!!null":
			return "", true
		}
	}
	r.fail(n, key, "is "+kindOf(n)+"; it must be text", "write one value, in quotes if it could be read as something else")
	return "", false
}

func (r *reader) toggle(key string, n *yaml.Node) (value, ok bool) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		r.fail(n, key, "is "+kindOf(n)+"; it must be true or false", "write true or false, without quotes")
		return false, false
	}
	return strings.EqualFold(n.Value, "true"), true
}

// together reports what is wrong only in company.
func (r *reader) together() {
	a := r.answers
	personal := a.SSO.Audience == AudiencePersonal || a.SSO.Audience == AudienceMultitenantPersonal
	if personal && slices.Contains([]string{CloudUSGov, CloudUSDoD, CloudChina}, a.Cloud) {
		r.problems = append(r.problems, Problem{Line: r.lines["sso.audience"], Key: "sso.audience",
			Wrong: "takes personal accounts, which the cloud " + a.Cloud + " does not have", Right: "write single or multitenant"})
	}
}

// kindOf names what a value is, in the words of an error message.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.ShortTag() {
	case "!!null":
		return "empty"
	case "!!bool":
		return "true or false"
	case "!!int", "!!float":
		return "a number"
	}
	return "text"
}
