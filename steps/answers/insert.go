package answers

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"teamwright/manifest"
)

// step is how much deeper a new section is indented.
const step = 2

// newline is the line ending of the file.
func (d document) newline() string {
	if i := bytes.IndexByte(d.text, '\n'); i > 0 && d.text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// block gives the lines of a new entry: path below a section that stands at
// parent, indented by indent.
func block(parent, path []string, want tree, indent int) []string {
	pad := strings.Repeat(" ", indent)
	head := pad + renderKey(path[0], false) + ":"
	full := append(slices.Clone(parent), path[0])
	if len(path) > 1 {
		return append([]string{head}, block(full, path[1:], want, indent+step)...)
	}
	switch {
	case want.kind == mapping && want.open && len(want.pairs) > 0:
		lines := []string{head}
		for _, p := range want.pairs {
			lines = append(lines, block(full, []string{p.name}, p.value, indent+step)...)
		}
		return lines
	case want.kind == list && len(want.items) > 0 && want.items[0].kind == mapping:
		lines := []string{head}
		for _, c := range want.items {
			lines = append(lines, pad+strings.Repeat(" ", step)+"- "+c.render(0, true))
		}
		return lines
	}
	line := head + " " + want.render(0, false)
	if k, ok := Find(strings.Join(full, ".")); ok && k.Note != "" && k.Name == strings.Join(full, ".") {
		line += strings.Repeat(" ", max(1, 44-manifest.UTF16Len(line))) + "# " + k.Note
	}
	return []string{line}
}

// insertLines puts whole lines behind the line that holds the byte at, and behind
// comments there that are indented deeper than the new lines.
func (d document) insertLines(at, indent int, lines ...string) edit {
	text := strings.Join(lines, d.newline()) + d.newline()
	from := d.lineEnd(at)
	for from < len(d.text) && d.indentAt(from) > indent && bytes.HasPrefix(bytes.TrimLeft(d.text[from:], " "), []byte("#")) {
		from = d.lineEnd(from)
	}
	if from > 0 && d.text[from-1] != '\n' {
		text = d.newline() + text
	}
	return edit{from, from, text}
}

// appendAtEnd writes the first entry of a file that has only comments.
func (d document) appendAtEnd(path []string, want tree) edit {
	lines := block([]string{}, path, want, 0)
	text := strings.Join(lines, d.newline()) + d.newline()
	at := len(d.text)
	if i := bytes.LastIndex(d.text, []byte("\n...")); i >= 0 {
		at = i + 1
	}
	if at > 0 && d.text[at-1] != '\n' {
		text = d.newline() + text
	}
	return edit{at, at, text}
}

// insertPair adds path with want to the mapping m, which stands at parent and
// whose keys are ordered by names.
func (d document) insertPair(m *yaml.Node, parent, path, names []string, want tree) (edit, error) {
	before := predecessor(m, names, path[0])
	if isFlow(m) {
		text := renderKey(path[0], true) + ": " + nest(path[1:], want).render(0, true)
		if before < 0 {
			if len(m.Content) > 0 {
				text += ", "
			}
			at := d.offset(m) + 1
			return edit{at, at, text}, nil
		}
		at, ok := d.pairEnd(m.Content[before], m.Content[before+1], 0)
		if !ok {
			return edit{}, errLayout
		}
		return edit{at, at, ", " + text}, nil
	}
	indent := m.Column - 1
	lines := block(parent, path, want, indent)
	if before < 0 {
		first := d.offset(m.Content[0])
		line := d.lineStart(first)
		if len(bytes.TrimSpace(d.text[line:first])) == 0 {
			at := d.aboveComments(line, indent)
			return edit{at, at, strings.Join(lines, d.newline()) + d.newline()}, nil
		}
		before = 0 // the first key shares its line with a dash
	}
	at, ok := d.pairEnd(m.Content[before], m.Content[before+1], indent)
	if !ok {
		return edit{}, errLayout
	}
	return d.insertLines(at, indent, lines...), nil
}

// aboveComments is the place above the comment lines that belong to the key on
// line. Comments that reach up to the begin of the file are the file's own.
func (d document) aboveComments(line, indent int) int {
	at := line
	for at > 0 {
		up := d.lineStart(at - 1)
		if d.indentAt(up) != indent || d.text[up+indent] != '#' {
			return at
		}
		at = up
	}
	return line
}

// predecessor is the index in m.Content of the key after which name belongs, or
// -1 when it comes first. Names that the table does not order come last.
func predecessor(m *yaml.Node, names []string, name string) int {
	rank := slices.Index(names, name)
	best := -1
	for i := 0; i+1 < len(m.Content); i += 2 {
		if r := slices.Index(names, m.Content[i].Value); rank < 0 || r >= 0 && r < rank {
			best = i
		}
	}
	return best
}

// nest wraps want into mappings, one for each name of path.
func nest(path []string, want tree) tree {
	for _, name := range slices.Backward(path) {
		want = tree{kind: mapping, pairs: []pair{{name, want}}}
	}
	return want
}

// fillNull gives a section that stands in the file without a value its first
// entry.
func (d document) fillNull(m, key, value *yaml.Node, parent, path []string, want tree) (edit, error) {
	at, ok := d.afterColon(key)
	switch {
	case !ok:
		return edit{}, errLayout
	case value.Value != "":
		from, to, ok := d.span(value, 0)
		if !ok {
			return edit{}, errLayout
		}
		return edit{from, to, nest(path, want).render(0, true)}, nil
	case isFlow(m):
		text := " " + nest(path, want).render(0, true)
		if d.text[at-1] != ':' {
			text = ":" + text
		}
		return edit{at, at, text}, nil
	}
	indent := m.Column - 1 + step
	return d.insertLines(at, indent, block(parent, path, want, indent)...), nil
}

// replaceValue writes want in the place of the value of key.
func (d document) replaceValue(m, key, value *yaml.Node, want tree) (edit, error) {
	colon, ok := d.afterColon(key)
	if !ok {
		return edit{}, errLayout
	}
	flow := isFlow(m)
	if isNull(value) && value.Value == "" {
		text := " " + want.render(0, flow)
		if d.text[colon-1] != ':' {
			text = ":" + text
		}
		return edit{colon, colon, text}, nil
	}
	indent := m.Column - 1
	from, to, ok := d.span(value, indent)
	if !ok {
		return edit{}, errLayout
	}
	if value.Kind != yaml.ScalarNode && !isFlow(value) {
		return edit{colon, to, " " + want.render(0, flow)}, nil
	}
	if value.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && want.kind == scalar {
		if text, ok := d.renderBlock(from, indent, value.Style, want.text); ok {
			return edit{from, to, text}, nil
		}
	}
	return d.aligned(edit{from, to, want.render(value.Style, flow)}), nil
}

// aligned keeps the comment behind a value in its column, if it is set off by
// more than one blank and there is room.
func (d document) aligned(e edit) edit {
	gap := 0
	for e.to+gap < len(d.text) && d.text[e.to+gap] == ' ' {
		gap++
	}
	if gap < 2 || e.to+gap == len(d.text) || d.text[e.to+gap] != '#' || bytes.ContainsRune(d.text[e.from:e.to], '\n') {
		return e
	}
	grown := utf8.RuneCountInString(e.text) - utf8.RuneCount(d.text[e.from:e.to])
	return edit{e.from, e.to + gap, e.text + strings.Repeat(" ", max(1, gap-grown))}
}

// renderBlock writes text as a literal or folded block in place of the one whose
// header begins at from, with its indentation.
func (d document) renderBlock(from, indent int, style yaml.Style, text string) (string, bool) {
	if text == "" || strings.ContainsAny(text, "\t\r") || strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\n") {
		return "", false
	}
	inner := d.indentAt(d.lineEnd(from))
	if inner <= indent {
		return "", false
	}
	mark := "|-"
	if style&yaml.FoldedStyle != 0 && !strings.Contains(text, "\n") {
		mark = ">-"
	}
	var b strings.Builder
	b.WriteString(mark)
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(d.newline())
		if line != "" {
			b.WriteString(strings.Repeat(" ", inner) + line)
		}
	}
	return b.String(), true
}

// removePair takes a key with its value out of the mapping m.
func (d document) removePair(m, key, value *yaml.Node) (edit, error) {
	from := d.offset(key)
	to, ok := d.pairEnd(key, value, m.Column-1)
	if !ok {
		return edit{}, errLayout
	}
	if !isFlow(m) {
		line := d.lineStart(from)
		if len(bytes.TrimSpace(d.text[line:from])) > 0 {
			return edit{}, errLayout
		}
		return edit{line, d.lineEnd(to), ""}, nil
	}
	if after := bytes.TrimLeft(d.text[to:], " \t\r\n"); bytes.HasPrefix(after, []byte(",")) {
		to = len(d.text) - len(bytes.TrimLeft(after[1:], " \t\r\n"))
		return edit{from, to, ""}, nil
	}
	head := bytes.TrimRight(d.text[:from], " \t\r\n")
	if bytes.HasSuffix(head, []byte(",")) {
		from = len(head) - 1
	}
	return edit{from, to, ""}, nil
}
