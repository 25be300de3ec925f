package schema_test

import (
	"reflect"
	"regexp/syntax"
	"slices"
	"sort"
	"strconv"
	"strings"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// generator makes documents from an official schema, read without any of the
// code under test.
type generator struct {
	root map[string]any
	kind schema.Kind
	// known and split keep what resolve and parts have found, by schema.
	known map[uintptr]map[string]any
	split map[uintptr]map[string]map[string]any
}

func newGenerator(root map[string]any, kind schema.Kind) generator {
	return generator{root, kind, map[uintptr]map[string]any{}, map[uintptr]map[string]map[string]any{}}
}

func identity(m map[string]any) uintptr { return reflect.ValueOf(m).Pointer() }

// spot is a place in a schema: the keys and "[]" that lead there.
type spot []string

func (s spot) String() string { return strings.Join(s, " ") }

// resolve follows references and, for the language files, merges what stands
// beside them.
func (g generator) resolve(s map[string]any) map[string]any {
	ref, ok := s["$ref"].(string)
	if !ok {
		return s
	}
	if known := g.known[identity(s)]; known != nil {
		return known
	}
	at := any(g.root)
	for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(map[string]any)[step]
	}
	out := map[string]any{}
	for k, v := range g.resolve(at.(map[string]any)) {
		out[k] = v
	}
	if g.kind == schema.Localization {
		for k, v := range s {
			if k != "$ref" {
				out[k] = v
			}
		}
	}
	g.known[identity(s)] = out
	return out
}

func sub(s map[string]any, key string) map[string]any {
	m, _ := s[key].(map[string]any)
	return m
}

// parts gives the schemas of the keys of an object, with a sample for each
// pattern of keys. What a dependency adds is part of the object.
func (g generator) parts(s map[string]any) map[string]map[string]any {
	if known := g.split[identity(s)]; known != nil {
		return known
	}
	out := map[string]map[string]any{}
	for name, part := range sub(s, "properties") {
		out[name] = g.resolve(part.(map[string]any))
	}
	for pattern, part := range sub(s, "patternProperties") {
		out[sampleKey(pattern)] = g.resolve(part.(map[string]any))
	}
	g.split[identity(s)] = out
	return out
}

// places lists every place of the schema.
func (g generator) places() []spot {
	var out []spot
	var walk func(s map[string]any, at spot)
	walk = func(s map[string]any, at spot) {
		out = append(out, slices.Clone(at))
		parts := g.parts(s)
		for _, name := range sortedNames(parts) {
			walk(parts[name], append(slices.Clone(at), name))
		}
		if items := sub(s, "items"); items != nil {
			walk(g.resolve(items), append(slices.Clone(at), "[]"))
		}
	}
	walk(g.root, nil)
	return out
}

func sortedNames[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// mutations gives documents in which the value at p is right, and every wrong
// one: everything else in them is as small as it can be.
func (g generator) mutations(p spot, visit func(any)) {
	s := g.root
	for _, step := range p {
		if step == "[]" {
			s = g.resolve(sub(s, "items"))
		} else {
			s = g.parts(s)[step]
		}
	}
	for _, value := range g.values(s) {
		visit(g.around(g.root, p, value))
	}
	if len(p) > 0 && p[len(p)-1] != "[]" {
		visit(g.without(p))
	}
}

// around builds the smallest value of s that has value at p.
func (g generator) around(s map[string]any, p spot, value any) any {
	if len(p) == 0 {
		return value
	}
	if p[0] == "[]" {
		items := g.resolve(sub(s, "items"))
		list := []any{g.around(items, p[1:], value)}
		for i := 1; i < least(s, "minItems"); i++ {
			list = append(list, g.smallest(items, nil, i))
		}
		return list
	}
	object, _ := g.smallest(s, p[:1], 0).(map[string]any)
	if object == nil {
		object = map[string]any{}
	}
	object[p[0]] = g.around(g.parts(s)[p[0]], p[1:], value)
	return object
}

// without builds the smallest document that has everything on the way to p but
// p itself.
func (g generator) without(p spot) any {
	s := g.root
	for _, step := range p[:len(p)-1] {
		if step == "[]" {
			s = g.resolve(sub(s, "items"))
		} else {
			s = g.parts(s)[step]
		}
	}
	object, _ := g.smallest(s, nil, 0).(map[string]any)
	delete(object, p[len(p)-1])
	return g.around(g.root, p[:len(p)-1], object)
}

// smallest builds a valid value of s with as little in it as the schema allows.
// The keys in with are going to be added, so a condition is met with them where
// it can be. Different n give different values where s leaves room.
func (g generator) smallest(s map[string]any, with []string, n int) any {
	s = g.resolve(s)
	if c, ok := s["const"]; ok {
		return c
	}
	if enum, ok := s["enum"].([]any); ok {
		return enum[n%len(enum)]
	}
	switch typeOf(s) {
	case "object":
		out := map[string]any{}
		parts := g.parts(s)
		for _, name := range g.required(s, with) {
			if part, ok := parts[name]; ok {
				out[name] = g.smallest(part, nil, n)
			}
		}
		if len(out) < least(s, "minProperties") && len(with) == 0 {
			name := sortedNames(parts)[0]
			out[name] = g.smallest(parts[name], nil, n)
		}
		return out
	case "array":
		list := []any{}
		for i := range least(s, "minItems") {
			list = append(list, g.smallest(sub(s, "items"), nil, i))
		}
		return list
	case "boolean":
		return n%2 == 0
	case "number", "integer":
		if low, ok := s["minimum"].(float64); ok {
			return low + float64(n)
		}
		return float64(n + 1)
	}
	return g.text(s, n)
}

// required lists the keys that an object must have next to those in with.
func (g generator) required(s map[string]any, with []string) []string {
	var out []string
	add := func(values any) {
		list, _ := values.([]any)
		for _, v := range list {
			out = append(out, v.(string))
		}
	}
	add(s["required"])
	for _, key := range []string{"anyOf", "oneOf"} {
		branches, _ := s[key].([]any)
		pick := -1
		for i, b := range branches {
			names := g.required(b.(map[string]any), nil)
			if pick < 0 && slices.ContainsFunc(with, func(w string) bool { return slices.Contains(names, w) }) {
				pick = i
			}
		}
		if len(branches) > 0 {
			add(branches[max(pick, 0)].(map[string]any)["required"])
		}
	}
	for _, name := range append(slices.Clone(out), with...) {
		if d := sub(sub(s, "dependencies"), name); d != nil {
			out = append(out, g.required(d, with)...)
		}
	}
	return out
}

func typeOf(s map[string]any) string {
	switch t := s["type"].(type) {
	case string:
		return t
	case []any:
		return t[0].(string)
	}
	return ""
}

func least(s map[string]any, key string) int {
	f, _ := s[key].(float64)
	return int(f)
}

// probes are texts of every form that a pattern of the schemas asks for, and
// texts that just miss one.
func probes() []string {
	return []string{
		"", " ", "\t\n", "null", "NuLl", "null ", "https://example.org/a", "HTTP://example.org", "http:/example.org", "ftp://example.org",
		"urn:a", "//example.org", ":", "%zz", "12345678-90ab-CDEF-1234-567890abcdef", "{12345678-90ab-cdef-1234-567890abcdef}", "12345678-90ab-cdef-1234-567890abcdeg",
		"#0B5CAB", "#0B5CA", "0B5CAB", "#0B5CABF", "fr", "pt-br", "de_DE", "a-b-c-d", "abcdefghi", "1.0.0", "1.0", "01.0.0", "v1.0.0", "large", "LaRgE", "huge", "12.5", ".5", "1.",
		"a.b_c", "1a", "éa", "a é", "a-b", "-a", "a b", "A+b-c_", "ABC1", "abc", "f.xll", "f g.xll", ".xll", "f.xlsx", "[[name]]", "Ctrl+A",
	}
}

// text finds a probe that s takes.
func (g generator) text(s map[string]any, n int) string {
	pattern, _ := s["pattern"].(string)
	if s["format"] == "uri" {
		return "https://example.org/" + strconv.Itoa(n)
	}
	number := strconv.Itoa(n)
	var sample string
	switch pattern {
	case `^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`:
		sample = "12345678-90ab-cdef-1234-" + strings.Repeat("0", 12-len(number)) + number
	case `^[Hh][Tt][Tt][Pp][Ss]?://`, `^[Hh][Tt][Tt][Pp][Ss]://`:
		sample = "https://example.org/" + number
	case `^#[0-9a-fA-F]{6}$`:
		sample = "#" + strings.Repeat("0", 6-len(number)) + number
	case `^([0-9]|[1-9]+[0-9]*)\.([0-9]|[1-9]+[0-9]*)\.([0-9]|[1-9]+[0-9]*)$`:
		sample = "1.0." + number
	case `^((([0-9]*\.)?[0-9]+)|[lL][aA][rR][gG][eE]|[mM][eE][dD][iI][uU][mM]|[sS][mM][aA][lL][lL])$`:
		sample = number
	case `^[A-Z0-9]+$`:
		sample = "A" + number
	case `^(?!.*[\r\n\f\b\v\u0007\t])[\S]*\.xll$`:
		sample = "f" + number + ".xll"
	default:
		sample = "a" + number
	}
	return pad(sample, least(s, "minLength"))
}

func pad(s string, n int) string {
	return s + strings.Repeat("x", max(0, n-len(s)))
}

// values gives a right value of s and wrong ones: another type, another length,
// another form, another number of entries, keys too many and too few.
func (g generator) values(s map[string]any) []any {
	right := g.smallest(s, nil, 0)
	out := []any{right, nil, true, 1.0, 1.5, "x", "", []any{nil}, map[string]any{"x": 1.0}}
	if t := typeOf(s); t == "number" || t == "integer" {
		out = append(out, 0.0, -1.0, 1e300)
	}
	if s["pattern"] != nil || s["format"] != nil {
		for _, p := range probes() {
			out = append(out, p)
		}
	}
	if enum, ok := s["enum"].([]any); ok {
		out = append(out, enum...)
		for _, e := range enum {
			if text, ok := e.(string); ok {
				out = append(out, text+"x", strings.ToUpper(text), strings.ToLower(text))
			}
		}
	}
	for _, key := range []string{"minimum", "maximum"} {
		if limit, ok := s[key].(float64); ok {
			out = append(out, limit, limit-1, limit+1, limit+0.5)
		}
	}
	for _, key := range []string{"minLength", "maxLength"} {
		if limit, ok := s[key].(float64); ok {
			for _, n := range []int{int(limit) - 1, int(limit), int(limit) + 1} {
				out = append(out, pad(g.text(s, 0), n), strings.Repeat("😀", max(0, n)))
			}
			if s["pattern"] != nil {
				out = append(out, strings.Repeat("A", int(limit)), strings.Repeat("A", int(limit)+1))
			}
		}
	}
	if object, ok := right.(map[string]any); ok {
		out = append(out, g.objects(s, object)...)
	}
	if items := sub(s, "items"); items != nil {
		counts := []int{0, 1, 2}
		for _, key := range []string{"minItems", "maxItems"} {
			if limit, ok := s[key].(float64); ok {
				counts = append(counts, int(limit)-1, int(limit), int(limit)+1)
			}
		}
		for _, n := range counts {
			var distinct, alike []any
			for i := range n {
				distinct = append(distinct, g.smallest(items, nil, i))
				alike = append(alike, g.smallest(items, nil, 0))
			}
			out = append(out, append([]any{}, distinct...), append([]any{}, alike...))
		}
	}
	return out
}

// objects varies the keys of an object: unknown and misspelt ones, near misses
// of patterns, and sets of those that a condition may name. That each key is
// there, or not, is what the places below the object do.
func (g generator) objects(s map[string]any, right map[string]any) []any {
	var out []any
	change := func(edit func(map[string]any)) {
		next := map[string]any{}
		for k, v := range right {
			next[k] = v
		}
		edit(next)
		out = append(out, next)
	}
	parts := g.parts(s)
	change(func(m map[string]any) { m["unknown"] = 1.0 })
	for _, name := range sortedNames(parts) {
		change(func(m map[string]any) { m[strings.ToUpper(name)] = g.smallest(parts[name], nil, 1) })
	}
	for pattern := range sub(s, "patternProperties") {
		sample := sampleKey(pattern)
		for _, key := range []string{strings.ReplaceAll(sample, "0]", "10]"), strings.ReplaceAll(sample, "0]", "3]"), strings.ReplaceAll(sample, "0]", "127]"), strings.ReplaceAll(sample, ".", "x"), sample + "x", "x" + sample, sample + "\n"} {
			change(func(m map[string]any) { m[key] = "x" })
		}
	}
	if conditional(s) {
		names := sortedNames(parts)
		for set := range 1 << min(len(names), 8) {
			some := map[string]any{}
			for i, name := range names {
				if i < 8 && set>>i&1 == 1 {
					some[name] = g.smallest(parts[name], nil, 0)
				}
			}
			out = append(out, some)
		}
	}
	return out
}

func conditional(s map[string]any) bool {
	return s["anyOf"] != nil || s["oneOf"] != nil || s["dependencies"] != nil || s["if"] != nil
}

// sampleKey is a text that a pattern of keys matches.
func sampleKey(pattern string) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic(err)
	}
	var b strings.Builder
	var walk func(*syntax.Regexp)
	walk = func(re *syntax.Regexp) {
		switch re.Op {
		case syntax.OpLiteral:
			b.WriteString(string(re.Rune))
		case syntax.OpCharClass:
			b.WriteRune(re.Rune[0])
		case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
			b.WriteByte('.')
		case syntax.OpAlternate, syntax.OpPlus:
			walk(re.Sub[0])
		case syntax.OpConcat, syntax.OpCapture:
			for _, s := range re.Sub {
				walk(s)
			}
		}
	}
	walk(re)
	return b.String()
}

// nodeOf turns a value into a tree without places.
func nodeOf(v any) *jsondoc.Node {
	switch v := v.(type) {
	case bool:
		return &jsondoc.Node{Kind: jsondoc.Bool, Text: strconv.FormatBool(v)}
	case float64:
		return &jsondoc.Node{Kind: jsondoc.Number, Text: strconv.FormatFloat(v, 'g', -1, 64)}
	case string:
		return &jsondoc.Node{Kind: jsondoc.String, Text: v}
	case []any:
		n := &jsondoc.Node{Kind: jsondoc.Array}
		for _, item := range v {
			n.Items = append(n.Items, nodeOf(item))
		}
		return n
	case map[string]any:
		n := &jsondoc.Node{Kind: jsondoc.Object}
		for _, key := range sortedNames(v) {
			n.Members = append(n.Members, jsondoc.Member{Key: key, Value: nodeOf(v[key])})
		}
		return n
	}
	return &jsondoc.Node{}
}
