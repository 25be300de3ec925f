package schema

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed manifest.facts
var manifestFacts string

//go:embed localization.facts
var localizationFacts string

// Facts are the tables, ready to judge with. They may be used from several
// goroutines at once.
type Facts struct {
	lines map[Kind][]fact
	// index finds a line by its path, for [Facts.KnownIn].
	index   map[Kind]map[string]int
	classes map[string]class

	mu    sync.Mutex
	trees map[Kind]map[Version]*Node
}

// fact is one line of a table.
type fact struct {
	path, parent, segment string
	in                    []span
	facets                []facet
}

// class is a pattern class, ready to use.
type class struct {
	form  string
	match func(string) bool
}

type facet struct {
	name, value string
	in          []span
}

// Load reads the tables that the program carries.
func Load() *Facts {
	f := &Facts{
		lines:   map[Kind][]fact{},
		index:   map[Kind]map[string]int{},
		classes: map[string]class{},
		trees:   map[Kind]map[Version]*Node{Manifest: {}, Localization: {}},
	}
	for _, c := range PatternClasses() {
		f.classes[c.Name] = class{c.Form, c.matcher()}
	}
	for kind, table := range map[Kind]string{Manifest: manifestFacts, Localization: localizationFacts} {
		lines, err := parseTable(table)
		if err != nil {
			// The tables are part of the program and covered by its tests.
			panic(fmt.Sprintf("schema: table %s: %v", kind, err))
		}
		f.lines[kind] = lines
		f.index[kind] = make(map[string]int, len(lines))
		for i, line := range lines {
			f.index[kind][line.path] = i
		}
	}
	return f
}

// KnownIn says in words which versions know the path, "" when none does.
func (f *Facts) KnownIn(kind Kind, path string) string {
	i, ok := f.index[kind][path]
	if !ok {
		return ""
	}
	return sayVersions(f.lines[kind][i].in)
}

// Tree is what one version says, or nil when the version has no such schema.
func (f *Facts) Tree(kind Kind, v Version) *Node {
	if !v.Known() || kind == Localization && v < Oldest {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.trees[kind][v] == nil {
		f.trees[kind][v] = f.build(kind, v)
	}
	return f.trees[kind][v]
}

func parseTable(table string) ([]fact, error) {
	lines := make([]fact, 0, strings.Count(table, "\n"))
	known := make(map[string]bool, cap(lines))
	spans := spanCache{}
	for _, text := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
		if strings.HasPrefix(text, "#") {
			continue
		}
		columns := strings.Split(text, "\t")
		if len(columns) < 2 {
			return nil, fmt.Errorf("line %q has no versions", text)
		}
		in, err := spans.parse(strings.TrimPrefix(columns[1], "@"))
		if err != nil {
			return nil, err
		}
		line := fact{path: columns[0], in: in}
		line.parent, line.segment = cut(line.path, known)
		for _, column := range columns[2:] {
			one := facet{in: in}
			text, versions, partly := strings.Cut(column, "@")
			if partly {
				if one.in, err = spans.parse(versions); err != nil {
					return nil, err
				}
			}
			one.name, one.value, _ = strings.Cut(text, "=")
			line.facets = append(line.facets, one)
		}
		known[line.path] = true
		lines = append(lines, line)
	}
	return lines, nil
}

// cut parts a path into the longest path that is known already and the rest.
// Keys of the language files have dots of their own, so the last dot is not
// always the place.
func cut(path string, known map[string]bool) (parent, segment string) {
	if i := strings.IndexByte(path, '~'); i >= 0 {
		return path[:i], path[i:]
	}
	for i := len(path) - 1; i > 0; i-- {
		if strings.IndexByte(".[|", path[i]) >= 0 && known[path[:i]] {
			return path[:i], path[i:]
		}
	}
	return "", path
}

// build makes the tree of one version.
func (f *Facts) build(kind Kind, v Version) *Node {
	root := &Node{}
	nodes := map[string]*Node{"": root}
	for _, line := range f.lines[kind] {
		if !within(line.in, v) {
			continue
		}
		n, parent := root, nodes[line.parent]
		if line.path != "" {
			n = &Node{}
			parent.attach(line.segment, n)
		}
		nodes[line.path] = n
		for _, facet := range line.facets {
			switch {
			case !within(facet.in, v):
			case facet.name == "required":
				parent.Required = append(parent.Required, strings.TrimPrefix(line.segment, "."))
			default:
				n.set(facet.name, facet.value, v)
			}
		}
	}
	return root
}

// attach hangs a part below n at the place that its segment names.
func (n *Node) attach(segment string, part *Node) {
	switch name := strings.TrimPrefix(segment, "|"); {
	case segment == "[]":
		n.Items = part
	case segment[0] == '~':
		n.Keys = append(n.Keys, KeyNode{segment[1:], regexp.MustCompile(segment[1:]), part})
	case segment[0] != '|':
		if n.Properties == nil {
			n.Properties = map[string]*Node{}
		}
		n.Properties[strings.TrimPrefix(segment, ".")] = part
	case strings.HasPrefix(name, "anyOf"):
		n.AnyOf = append(n.AnyOf, part)
	case strings.HasPrefix(name, "oneOf"):
		n.OneOf = append(n.OneOf, part)
	case name == "not":
		n.Not = part
	case name == "if":
		n.If = part
	case name == "then":
		n.Then = part
	default:
		if n.Dependencies == nil {
			n.Dependencies = map[string]*Node{}
		}
		n.Dependencies[strings.TrimPrefix(name, "with ")] = part
	}
}

// set notes one facet.
func (n *Node) set(name, value string, v Version) {
	whole := func() *int {
		i, _ := strconv.Atoi(value)
		return &i
	}
	number := func() *float64 {
		x, _ := strconv.ParseFloat(value, 64)
		return &x
	}
	switch name {
	case "type":
		n.Types = strings.Split(value, "|")
	case "const":
		if value == "version" {
			value, _ = Literal(v.String())
		}
		n.Const = &value
	case "enum":
		n.Enum = strings.Split(value, "|")
	case "minLength":
		n.MinLength = whole()
	case "maxLength":
		n.MaxLength = whole()
	case "pattern":
		n.Pattern = value
	case "uri":
		n.URI = true
	case "minimum":
		n.Minimum = number()
	case "maximum":
		n.Maximum = number()
	case "minItems":
		n.MinItems = whole()
	case "maxItems":
		n.MaxItems = whole()
	case "unique":
		n.Unique = true
	case "minProperties":
		n.MinProperties = whole()
	case "closed":
		n.Closed = true
	case "requires":
		n.Required = append(n.Required, value)
	default:
		n.Unjudged = append(n.Unjudged, value)
	}
}
