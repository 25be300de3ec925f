package answers

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
	r := &reader{keys: Keys(), lines: map[string]int{}, set: map[string]bool{}}
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

func (r *reader) fail(n *yaml.Node, key, wrong, right string) {
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
			r.value(r.keys[i], value)
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

// unknownKey is the problem of a key that the table does not have.
func unknownKey(full string) *Problem {
	p := &Problem{Key: clean(full, 80), Wrong: "is no key of this file", Right: "teamwright help answers lists all keys"}
	leaf := full[strings.LastIndex(full, ".")+1:]
	if looksSecretName(leaf) && nearest(full, keyNames()) == "" || looksSecret(full) {
		p.Wrong, p.Right = "looks like a secret", noSecret
		if looksSecret(full) {
			p.Key = ""
		}
		return p
	}
	if best := nearestKey(full); best != "" {
		p.Right = "did you mean " + best + "?"
	}
	return p
}

// nearestKey is the key or section that full was probably meant to be.
func nearestKey(full string) string {
	names := keyNames()
	if best := nearest(full, names); best != "" {
		return best
	}
	leaf := full[strings.LastIndex(full, ".")+1:]
	leaves := make([]string, len(names))
	for i, n := range names {
		leaves[i] = n[strings.LastIndex(n, ".")+1:]
	}
	if best := nearest(leaf, leaves); best != "" {
		return names[slices.Index(leaves, best)]
	}
	return ""
}

// keyNames are the names of all keys and of the sections that hold them.
func keyNames() []string {
	var names []string
	for _, k := range Keys() {
		if section, _, nested := strings.Cut(k.Name, "."); nested && !slices.Contains(names, section) {
			names = append(names, section)
		}
		names = append(names, k.Name)
	}
	return names
}

// value reads the value of a key of the table.
func (r *reader) value(k Key, n *yaml.Node) {
	if isNull(n) {
		if comment := n.LineComment; k.Name == "app.accent_color" && colorForm.MatchString(strings.TrimSpace(comment)) {
			r.fail(n, k.Name, "is empty, since # begins a comment", `put the colour in quotes: "`+strings.TrimSpace(comment)+`"`)
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
// version: 1.10 stays 1.10.
func (r *reader) text(key string, n *yaml.Node) (string, bool) {
	if n.Kind == yaml.ScalarNode {
		switch n.ShortTag() {
		case "!!str", "!!int", "!!float", "!!timestamp":
			return strings.TrimRight(n.Value, "\n"), true
		case "!!null":
			return "", true
		}
	}
	r.fail(n, key, "is "+kindOf(n)+"; it must be text", "write one value, in quotes if it could be read as something else")
	return "", false
}

func (r *reader) toggle(key string, n *yaml.Node) (value, ok bool) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
		right := "write true or false, without quotes"
		r.fail(n, key, "is "+kindOf(n)+"; it must be true or false", right)
		return false, false
	}
	return strings.EqualFold(n.Value, "true"), true
}

func (r *reader) list(key string, n *yaml.Node, check func(string) (string, string)) []string {
	if n.Kind != yaml.SequenceNode {
		r.fail(n, key, "is "+kindOf(n)+"; it must be a list", "write it in brackets: [one, two]")
		return nil
	}
	var items []string
	for _, c := range n.Content {
		s, ok := r.text(key, c)
		if !ok {
			continue
		}
		if wrong, right := checkItem(check, s); wrong != "" {
			r.fail(c, key, "has an entry that "+wrong, right)
			continue
		}
		items = append(items, s)
	}
	return items
}

func (r *reader) texts(k Key, n *yaml.Node) map[string]string {
	if n.Kind != yaml.MappingNode {
		r.fail(n, k.Name, "is "+kindOf(n)+"; it must be a map", "write it in braces: {fr: fr.yaml}")
		return nil
	}
	m := map[string]string{}
	r.pairs(k.Name, n, func(name string, key, value *yaml.Node) {
		full := k.Name + "." + name
		r.lines[full] = key.Line
		if !languageForm.MatchString(name) {
			r.fail(key, full, "is no language tag", "write a tag such as fr or pt-BR")
			return
		}
		s, ok := r.text(full, value)
		if !ok {
			return
		}
		if wrong, right := checkItem(k.check, s); wrong != "" {
			r.fail(value, full, wrong, right)
			return
		}
		m[name], r.set[full] = s, true
	})
	return m
}

func (r *reader) ticks(key string, n *yaml.Node) map[string]Tick {
	const right = "write it as teams.custom_apps: {by: a@example.org, on: 2026-11-20}"
	if n.Kind != yaml.MappingNode {
		r.fail(n, key, "is "+kindOf(n)+"; it must be a map", right)
		return nil
	}
	m := map[string]Tick{}
	r.pairs(key, n, func(id string, idNode, value *yaml.Node) {
		full := key + "." + id
		r.lines[full] = idNode.Line
		if value.Kind != yaml.MappingNode {
			r.fail(value, full, "is "+kindOf(value)+"; it must say by whom and on which day", right)
			return
		}
		var t Tick
		before := len(r.problems)
		r.pairs(full, value, func(name string, nameNode, v *yaml.Node) {
			s, ok := "", true
			if name == "by" || name == "on" {
				s, ok = r.text(full+"."+name, v)
			}
			switch {
			case name == "by":
				t.By = s
			case name == "on" && ok:
				day, err := time.Parse(dayForm, s)
				if err != nil {
					r.fail(v, full+".on", "is no day", "write it as 2026-11-20")
				}
				t.On = day
			case name != "on":
				r.fail(nameNode, full+"."+name, "is no key of this file", "a tick has by and on")
			}
		})
		if len(r.problems) > before {
			return
		}
		if wrong, right := checkTick(id, t); wrong != "" {
			r.fail(idNode, full, wrong, right)
			return
		}
		m[id], r.set[full] = t, true
	})
	return m
}

func (r *reader) clients(key string, n *yaml.Node) []ConnectClient {
	const right = "write each as - {name: Partner site, profile: partner.yaml}"
	if n.Kind != yaml.SequenceNode {
		r.fail(n, key, "is "+kindOf(n)+"; it must be a list of clients", right)
		return nil
	}
	fields := clientKeys()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	var clients []ConnectClient
	for i, item := range n.Content {
		full := fmt.Sprintf("%s[%d]", key, i)
		if item.Kind != yaml.MappingNode {
			r.fail(item, full, "is "+kindOf(item)+"; it must be a client", right)
			continue
		}
		var c ConnectClient
		before := len(r.problems)
		r.pairs(full, item, func(name string, nameNode, v *yaml.Node) {
			at := slices.Index(names, name)
			if at < 0 {
				p := &Problem{Wrong: "is no key of this file", Right: "a client has " + strings.Join(names, ", ")}
				if best := nearest(name, names); best != "" {
					p.Right = "did you mean " + best + "?"
				} else if looksSecretName(name) {
					p.Wrong, p.Right = "looks like a secret", noSecret
				}
				r.fail(nameNode, full+"."+name, p.Wrong, p.Right)
				return
			}
			if isNull(v) {
				return
			}
			switch p := fields[at].field(&c).(type) {
			case *string:
				*p, _ = r.text(full+"."+name, v)
			case *bool:
				*p, _ = r.toggle(full+"."+name, v)
			case *[]string:
				*p = r.list(full+"."+name, v, fields[at].check)
			}
		})
		if len(r.problems) > before {
			continue
		}
		if wrong, right := checkClient(c); wrong != "" {
			r.fail(item, full, wrong, right)
		} else if slices.ContainsFunc(clients, func(o ConnectClient) bool { return o.Name == c.Name }) {
			r.fail(item, full, "has the name of another client", "give each client its own name")
		}
		clients = append(clients, c)
	}
	return clients
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
