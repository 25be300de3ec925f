package schema

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"unicode/utf8"

	"teamwright/manifest/jsondoc"
)

// MaxViolations is how many violations one document is told; more of them tell
// nobody anything.
const MaxViolations = 100

// Judge holds a document against the schema of version v. It returns nothing
// when the official schema would take the document.
func (f *Facts) Judge(kind Kind, v Version, root *jsondoc.Node) []Violation {
	tree := f.Tree(kind, v)
	if tree == nil {
		return nil
	}
	j := &judge{facts: f, kind: kind}
	j.node(tree, root, place{line: root.Line, column: root.Column})
	return j.found
}

type judge struct {
	facts *Facts
	kind  Kind
	found []Violation
}

// place is where in the document a value stands.
type place struct {
	// target is the dotted path with indexes, path the same as the tables
	// write it.
	target, path string
	line, column int
}

func (p place) property(m jsondoc.Member) place {
	return place{Join(p.target, m.Key), Join(p.path, m.Key), m.Value.Line, m.Value.Column}
}

func (p place) item(i int, n *jsondoc.Node) place {
	return place{p.target + "[" + strconv.Itoa(i) + "]", p.path + "[]", n.Line, n.Column}
}

func (p place) branch(name string) place {
	p.path += name
	return p
}

func (j *judge) full() bool { return len(j.found) >= MaxViolations }

// node holds the value d against n.
func (j *judge) node(n *Node, d *jsondoc.Node, at place) {
	if j.full() {
		return
	}
	for _, keyword := range n.Unjudged {
		j.report(at, d, Violation{Keyword: Unjudged, Limit: keyword})
	}
	if len(n.Types) > 0 && !slices.ContainsFunc(n.Types, func(t string) bool { return isType(d, t) }) {
		j.report(at, d, Violation{Keyword: Type, Limit: sayList(n.Types)})
		// What holds for another type says nothing about this one.
		return
	}
	if n.Const != nil && literalOf(d) != *n.Const {
		j.report(at, d, Violation{Keyword: Const, Limit: *n.Const})
	}
	if len(n.Enum) > 0 && !slices.Contains(n.Enum, literalOf(d)) {
		j.report(at, d, Violation{Keyword: Enum, Limit: sayList(n.Enum)})
	}
	switch d.Kind {
	case jsondoc.String:
		j.text(n, d, at)
	case jsondoc.Number:
		j.number(n, d, at)
	case jsondoc.Array:
		j.array(n, d, at)
	case jsondoc.Object:
		j.object(n, d, at)
	}
	j.conditions(n, d, at)
}

func (j *judge) text(n *Node, d *jsondoc.Node, at place) {
	length := utf8.RuneCountInString(d.Text)
	if n.MinLength != nil && length < *n.MinLength {
		j.report(at, d, Violation{Keyword: MinimumLength, Limit: strconv.Itoa(*n.MinLength), Size: length})
	}
	if n.MaxLength != nil && length > *n.MaxLength {
		j.report(at, d, Violation{Keyword: MaximumLength, Limit: strconv.Itoa(*n.MaxLength), Size: length})
	}
	if class := j.facts.classes[n.Pattern]; n.Pattern != "" && !class.match(d.Text) {
		j.report(at, d, Violation{Keyword: Pattern, Limit: class.form})
	}
	if n.URI && !absolute(d.Text) {
		j.report(at, d, Violation{Keyword: Format, Limit: "an address such as https://example.org/"})
	}
}

func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs()
}

func (j *judge) number(n *Node, d *jsondoc.Node, at place) {
	value := d.Float()
	if n.Minimum != nil && value < *n.Minimum {
		j.report(at, d, Violation{Keyword: Minimum, Limit: sayNumber(*n.Minimum)})
	}
	if n.Maximum != nil && value > *n.Maximum {
		j.report(at, d, Violation{Keyword: Maximum, Limit: sayNumber(*n.Maximum)})
	}
}

func (j *judge) array(n *Node, d *jsondoc.Node, at place) {
	if n.MinItems != nil && len(d.Items) < *n.MinItems {
		j.report(at, d, Violation{Keyword: MinimumItems, Limit: strconv.Itoa(*n.MinItems), Size: len(d.Items)})
	}
	if n.MaxItems != nil && len(d.Items) > *n.MaxItems {
		j.report(at, d, Violation{Keyword: MaximumItems, Limit: strconv.Itoa(*n.MaxItems), Size: len(d.Items)})
	}
	if n.Unique {
		seen := make(map[string]bool, len(d.Items))
		for i, item := range d.Items {
			text := item.Canonical()
			if seen[text] && !j.full() {
				j.report(at.item(i, item), item, Violation{Keyword: UniqueItems})
			}
			seen[text] = true
		}
	}
	if n.Items == nil {
		return
	}
	for i, item := range d.Items {
		if j.full() {
			return
		}
		j.node(n.Items, item, at.item(i, item))
	}
}

func (j *judge) object(n *Node, d *jsondoc.Node, at place) {
	last := make(map[string]int, len(d.Members))
	for i, m := range d.Members {
		last[m.Key] = i
	}
	if n.MinProperties != nil && len(last) < *n.MinProperties {
		j.report(at, d, Violation{Keyword: MinimumProperties, Limit: strconv.Itoa(*n.MinProperties), Size: len(last)})
	}
	for _, name := range n.Required {
		if _, there := last[name]; !there {
			missing := place{Join(at.target, name), Join(at.path, name), at.line, at.column}
			j.report(missing, nil, Violation{Keyword: Required})
		}
	}
	for i, m := range d.Members {
		if j.full() {
			return
		}
		if last[m.Key] != i {
			continue
		}
		part, known := n.Properties[m.Key]
		if known {
			j.node(part, m.Value, at.property(m))
		}
		for _, key := range n.Keys {
			if key.Match.MatchString(m.Key) {
				known = true
				j.node(key.Node, m.Value, at.property(m))
			}
		}
		if n.Closed && !known {
			j.unknown(n, m, at)
		}
		if part := n.Dependencies[m.Key]; part != nil {
			j.node(part, d, at.branch("|with "+m.Key))
		}
	}
}

func (j *judge) unknown(n *Node, m jsondoc.Member, at place) {
	where := at.property(m)
	where.line, where.column = m.Line, m.Column
	j.report(where, m.Value, Violation{
		Keyword: AdditionalProperties,
		KnownIn: j.facts.KnownIn(j.kind, where.path),
		Near:    nearest(m.Key, n.Names()),
	})
}

// conditions holds d against the parts of n that depend on each other.
func (j *judge) conditions(n *Node, d *jsondoc.Node, at place) {
	if len(n.AnyOf) > 0 && j.count(n.AnyOf, d, at) == 0 {
		j.report(at, d, Violation{Keyword: AnyOf, Limit: sayBranches(n.AnyOf)})
	}
	if len(n.OneOf) > 0 {
		if fit := j.count(n.OneOf, d, at); fit != 1 {
			j.report(at, d, Violation{Keyword: OneOf, Limit: sayBranches(n.OneOf), Size: fit})
		}
	}
	if n.Not != nil && j.fits(n.Not, d, at) {
		j.report(at, d, Violation{Keyword: Not, Limit: sayBranches([]*Node{n.Not})})
	}
	if n.If != nil && n.Then != nil && j.fits(n.If, d, at) {
		j.node(n.Then, d, at.branch("|then"))
	}
}

func (j *judge) count(branches []*Node, d *jsondoc.Node, at place) int {
	fit := 0
	for _, b := range branches {
		if j.fits(b, d, at) {
			fit++
		}
	}
	return fit
}

func (j *judge) fits(n *Node, d *jsondoc.Node, at place) bool {
	trial := &judge{facts: j.facts, kind: j.kind}
	trial.node(n, d, at)
	return !slices.ContainsFunc(trial.found, func(v Violation) bool { return v.Keyword != Unjudged })
}

func isType(d *jsondoc.Node, name string) bool {
	if d.Kind == jsondoc.Number && name == "integer" {
		f := d.Float()
		return f == math.Trunc(f)
	}
	return d.Kind.String() == name
}

// literalOf is a value as the tables write it; "" for what they never hold.
func literalOf(d *jsondoc.Node) string {
	switch d.Kind {
	case jsondoc.String:
		literal, _ := Literal(d.Text)
		return literal
	case jsondoc.Number:
		return strconv.FormatFloat(d.Float(), 'f', -1, 64)
	case jsondoc.Bool:
		return d.Text
	case jsondoc.Null:
		return "null"
	}
	return ""
}
