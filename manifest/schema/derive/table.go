package main

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"teamwright/manifest/schema"
)

// table collects, for every path and facet, the versions for which it holds.
type table struct {
	kind  schema.Kind
	paths map[string]*line
}

type line struct {
	in     map[schema.Version]bool
	facets map[string]map[schema.Version]bool
	order  []string
}

func newTable(kind schema.Kind) *table { return &table{kind, map[string]*line{}} }

func (t *table) add(v schema.Version, root *schema.Node) { t.node(v, "", root, false) }

// node notes one node and all below it.
func (t *table) node(v schema.Version, path string, n *schema.Node, required bool) {
	l := t.paths[path]
	if l == nil {
		l = &line{in: map[schema.Version]bool{}, facets: map[string]map[schema.Version]bool{}}
		t.paths[path] = l
	}
	l.in[v] = true
	for _, facet := range facets(n, required) {
		if l.facets[facet] == nil {
			l.facets[facet] = map[schema.Version]bool{}
			l.order = append(l.order, facet)
		}
		l.facets[facet][v] = true
	}
	for name, part := range n.Properties {
		t.node(v, schema.Join(path, name), part, slices.Contains(n.Required, name))
	}
	for _, key := range n.Keys {
		t.node(v, path+"~"+key.Pattern, key.Node, false)
	}
	for name, part := range n.Dependencies {
		t.node(v, path+"|with "+name, part, false)
	}
	branch := func(name string, part *schema.Node) {
		if part != nil {
			t.node(v, path+name, part, false)
		}
	}
	branch("[]", n.Items)
	branch("|not", n.Not)
	branch("|if", n.If)
	branch("|then", n.Then)
	for i, part := range n.AnyOf {
		branch(fmt.Sprintf("|anyOf%d", i), part)
	}
	for i, part := range n.OneOf {
		branch(fmt.Sprintf("|oneOf%d", i), part)
	}
}

// facets writes what a node says of its own place, in a fixed order.
func facets(n *schema.Node, required bool) []string {
	var out []string
	add := func(holds bool, facet string) {
		if holds {
			out = append(out, facet)
		}
	}
	bound := func(name string, value *int) {
		if value != nil {
			out = append(out, name+"="+strconv.Itoa(*value))
		}
	}
	limit := func(name string, value *float64) {
		if value != nil {
			out = append(out, name+"="+strconv.FormatFloat(*value, 'g', -1, 64))
		}
	}
	add(len(n.Types) > 0, "type="+strings.Join(n.Types, "|"))
	add(required, "required")
	if n.Const != nil {
		add(true, "const="+*n.Const)
	}
	add(len(n.Enum) > 0, "enum="+strings.Join(n.Enum, "|"))
	bound("minLength", n.MinLength)
	bound("maxLength", n.MaxLength)
	add(n.Pattern != "", "pattern="+n.Pattern)
	add(n.URI, "uri")
	limit("minimum", n.Minimum)
	limit("maximum", n.Maximum)
	bound("minItems", n.MinItems)
	bound("maxItems", n.MaxItems)
	add(n.Unique, "unique")
	bound("minProperties", n.MinProperties)
	add(n.Closed, "closed")
	for _, name := range n.Required {
		add(n.Properties[name] == nil, "requires="+name)
	}
	for _, keyword := range n.Unjudged {
		add(true, "unjudged="+keyword)
	}
	return out
}

// bytes writes the table: a line for each path, sorted so that a path follows
// what it lies in.
func (t *table) bytes() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Facts of the Teams %s schemas 1.0 to %s, made by derive.\n", t.kind, schema.Newest)
	b.WriteString("# path, then facets; @versions (minor numbers) where a facet does not hold wherever the path exists.\n")
	paths := make([]string, 0, len(t.paths))
	for path := range t.paths {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		l := t.paths[path]
		b.WriteString(path)
		fmt.Fprintf(&b, "\t@%s", schema.Spans(func(v schema.Version) bool { return l.in[v] }))
		for _, facet := range l.sorted() {
			fmt.Fprintf(&b, "\t%s", facet)
			if held := l.facets[facet]; len(held) < len(l.in) {
				fmt.Fprintf(&b, "@%s", schema.Spans(func(v schema.Version) bool { return held[v] }))
			}
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// sorted brings facets of one name together, in the order of the names.
func (l *line) sorted() []string {
	names := []string{"type", "required", "const", "enum", "minLength", "maxLength", "pattern", "uri", "minimum", "maximum",
		"minItems", "maxItems", "unique", "minProperties", "closed", "requires", "unjudged"}
	rank := func(facet string) int {
		name, _, _ := strings.Cut(facet, "=")
		return slices.Index(names, name)
	}
	out := slices.Clone(l.order)
	slices.SortStableFunc(out, func(a, b string) int { return rank(a) - rank(b) })
	return out
}

// unjudged lists what the table could not hold.
func (t *table) unjudged() []string {
	var out []string
	for path, l := range t.paths {
		for facet, held := range l.facets {
			if keyword, ok := strings.CutPrefix(facet, "unjudged="); ok {
				out = append(out, fmt.Sprintf("%s %s %s (%s)", t.kind, path, keyword, schema.Spans(func(v schema.Version) bool { return held[v] })))
			}
		}
	}
	slices.Sort(out)
	return out
}
