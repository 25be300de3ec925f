package answers

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// isFlow reports a collection in brackets.
func isFlow(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

// offset is the place of a node in the text. Lines and columns of a node count
// from 1, columns in characters.
func (d document) offset(n *yaml.Node) int {
	at := 0
	for range n.Line - 1 {
		i := bytes.IndexByte(d.text[at:], '\n')
		if i < 0 {
			return len(d.text)
		}
		at += i + 1
	}
	for range n.Column - 1 {
		if at >= len(d.text) {
			break
		}
		_, size := utf8.DecodeRune(d.text[at:])
		at += size
	}
	return at
}

// lineStart is the begin of the line that holds the byte at.
func (d document) lineStart(at int) int {
	return bytes.LastIndexByte(d.text[:at], '\n') + 1
}

// lineEnd is the begin of the line after the one that holds the byte at.
func (d document) lineEnd(at int) int {
	if i := bytes.IndexByte(d.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(d.text)
}

// indentAt counts the blanks at the begin of a line.
func (d document) indentAt(line int) int {
	return len(d.text[line:]) - len(bytes.TrimLeft(d.text[line:], " "))
}

// span is where a value begins and ends in the text. indent is the indentation of
// the collection that holds it. A value that is not written at all has no span.
func (d document) span(n *yaml.Node, indent int) (from, to int, ok bool) {
	from = d.offset(n)
	switch n.Kind {
	case yaml.ScalarNode:
		to, ok = d.scalarEnd(n, from, indent)
	case yaml.MappingNode, yaml.SequenceNode:
		if isFlow(n) {
			to, ok = d.flowEnd(n, from)
			break
		}
		if len(n.Content) == 0 {
			return 0, 0, false
		}
		inner := n.Column - 1
		last := n.Content[len(n.Content)-1]
		if n.Kind == yaml.MappingNode {
			to, ok = d.pairEnd(n.Content[len(n.Content)-2], last, inner)
		} else {
			_, to, ok = d.span(last, inner)
		}
	}
	return from, to, ok
}

// pairEnd is the end of a key with its value.
func (d document) pairEnd(key, value *yaml.Node, indent int) (int, bool) {
	if isNull(value) && value.Value == "" {
		return d.afterColon(key)
	}
	_, to, ok := d.span(value, indent)
	return to, ok
}

// afterColon is the place behind the colon of a key. In a flow mapping a key
// without a colon ends with itself.
func (d document) afterColon(key *yaml.Node) (int, bool) {
	_, at, ok := d.span(key, 0)
	if !ok {
		return 0, false
	}
	end := at
	for at < len(d.text) && (d.text[at] == ' ' || d.text[at] == '\t') {
		at++
	}
	if at < len(d.text) && d.text[at] == ':' {
		return at + 1, true
	}
	return end, at < len(d.text) && (d.text[at] == ',' || d.text[at] == '}')
}

// scalarEnd is the end of the scalar that begins at from.
func (d document) scalarEnd(n *yaml.Node, from, indent int) (int, bool) {
	switch {
	case from >= len(d.text):
		return 0, false
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return d.quotedEnd(from, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return d.quotedEnd(from, '\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return d.blockEnd(from, indent), true
	}
	return d.plainEnd(from, n.Value)
}

func (d document) quotedEnd(from int, mark byte) (int, bool) {
	if d.text[from] != mark {
		return 0, false
	}
	for at := from + 1; at < len(d.text); at++ {
		switch {
		case mark == '"' && d.text[at] == '\\':
			at++
		case mark == '\'' && d.text[at] == mark && at+1 < len(d.text) && d.text[at+1] == mark:
			at++
		case d.text[at] == mark:
			return at + 1, true
		}
	}
	return 0, false
}

// plainEnd follows value through the text; where the value has blanks or line
// breaks the text may have others, since long plain text is folded.
func (d document) plainEnd(from int, value string) (int, bool) {
	blank := func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
	at, i := from, 0
	for i < len(value) {
		if at >= len(d.text) {
			return 0, false
		}
		if blank(value[i]) {
			if !blank(d.text[at]) {
				return 0, false
			}
			for i < len(value) && blank(value[i]) {
				i++
			}
			for at < len(d.text) && blank(d.text[at]) {
				at++
			}
			continue
		}
		if d.text[at] != value[i] {
			return 0, false
		}
		at, i = at+1, i+1
	}
	return at, true
}

// blockEnd is the end of a literal or folded text whose header begins at from.
func (d document) blockEnd(from, indent int) int {
	end := d.lineEnd(from)
	to := end
	inner := -1
	if header := d.text[from:end]; len(header) > 1 {
		if i := bytes.IndexAny(header[:min(3, len(header))], "123456789"); i > 0 {
			inner = indent + int(header[i]-'0')
		}
	}
	for at := end; at < len(d.text); at = d.lineEnd(at) {
		line := bytes.TrimRight(d.text[at:d.lineEnd(at)], "\r\n")
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		have := d.indentAt(at)
		if inner < 0 {
			inner = max(have, indent+1)
		}
		if have < inner {
			break
		}
		to = d.lineEnd(at)
	}
	return len(bytes.TrimRight(d.text[:to], "\r\n"))
}

// flowEnd is the end of a collection in brackets.
func (d document) flowEnd(n *yaml.Node, from int) (int, bool) {
	if from >= len(d.text) || d.text[from] != '{' && d.text[from] != '[' {
		return 0, false
	}
	at := from + 1
	if k := len(n.Content); k > 0 {
		var ok bool
		if n.Kind == yaml.MappingNode {
			at, ok = d.pairEnd(n.Content[k-2], n.Content[k-1], 0)
		} else {
			_, at, ok = d.span(n.Content[k-1], 0)
		}
		if !ok {
			return 0, false
		}
	}
	for ; at < len(d.text); at++ {
		switch d.text[at] {
		case '}', ']':
			return at + 1, true
		case '#':
			at = d.lineEnd(at) - 1
		case ' ', '\t', '\r', '\n', ',':
		default:
			return 0, false
		}
	}
	return 0, false
}

// order gives the names that may stand in the section at path, in the order of
// the table.
func order(path []string) []string {
	if len(path) == 2 && path[0] == "confirmed" {
		return []string{"by", "on"}
	}
	prefix := strings.Join(path, ".")
	if prefix != "" {
		prefix += "."
	}
	var names []string
	for _, k := range table() {
		if rest, ok := strings.CutPrefix(k.Name, prefix); ok {
			if name, _, _ := strings.Cut(rest, "."); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
