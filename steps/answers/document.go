package answers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Limits of a file from outside.
const (
	maxBytes = 1 << 20
	maxDepth = 16 // the deepest key of the table stands at 5
)

// document is the text of an answers file and the YAML tree over it. The tree is
// only ever read; the text is what changes.
type document struct {
	text []byte     // UTF-8, without byte order mark
	root *yaml.Node // nil when there is nothing but comments
}

// parseDocument reads the YAML of text. Its problems carry lines, not files. When
// it cannot be read on from there, readable is false.
func parseDocument(text []byte) (doc document, problems []Problem, readable bool) {
	if p := checkBytes(text); p != nil {
		return document{}, []Problem{*p}, false
	}
	if p := checkNesting(text); p != nil {
		return document{}, []Problem{*p}, false
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var first yaml.Node
	if err := dec.Decode(&first); err != nil {
		if errors.Is(err, io.EOF) {
			return document{text: text}, nil, true
		}
		return document{}, []Problem{yamlProblem(err)}, false
	}
	var more yaml.Node
	if err := dec.Decode(&more); err == nil {
		return document{}, []Problem{{Line: more.Line, Wrong: "begins a second document", Right: "keep one site a file: take out the line --- and what follows"}}, false
	} else if !errors.Is(err, io.EOF) {
		return document{}, []Problem{yamlProblem(err)}, false
	}
	if len(first.Content) == 0 {
		return document{text: text}, nil, true
	}
	root := first.Content[0]
	problems, readable = checkNodes(root)
	switch {
	case !readable:
		return document{}, problems, false
	case isNull(root) && root.Value == "":
		return document{text: text}, problems, true
	case root.Kind != yaml.MappingNode:
		problems = append(problems, Problem{Line: root.Line, Wrong: "holds no keys", Right: "write lines such as site: https://learn.example.org"})
		return document{}, problems, false
	}
	return document{text: text, root: root}, problems, true
}

// checkBytes refuses what is no text.
func checkBytes(text []byte) *Problem {
	if len(text) > maxBytes {
		return &Problem{Wrong: fmt.Sprintf("is larger than %d KiB", maxBytes>>10), Right: "an answers file has a few dozen lines; is it the right file?"}
	}
	line := 1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return &Problem{Line: line, Wrong: "has bytes that are not UTF-8", Right: "save the file as UTF-8"}
		case r == '\n':
			line++
		case r == '\r' && (i+1 == len(text) || text[i+1] != '\n'):
			return &Problem{Line: line, Wrong: "has a carriage return without a line feed", Right: "save the file with LF or CRLF line endings"}
		case hidden(r) && r != '\t' && r != '\r':
			return &Problem{Line: line, Wrong: fmt.Sprintf("has the control character %U", r), Right: "take it out"}
		}
		i += size
	}
	return nil
}

// checkNesting refuses deep nesting before the YAML parser sees it, since its
// cost grows with the square of the depth. Brackets in quotes and comments are
// counted too; that many of them in one place have no business in this file.
func checkNesting(text []byte) *Problem {
	line, depth := 1, 0
	for i, c := range text {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		case '\n':
			line++
		case '-', '?', ':':
			// A run of block indicators on one line nests as well.
			if i >= 2*maxDepth && strings.Count(string(text[i-2*maxDepth:i]), string(c)+" ") == maxDepth {
				depth = maxDepth * maxDepth
			}
		}
		if depth >= maxDepth*maxDepth {
			return &Problem{Line: line, Wrong: "is nested too deeply", Right: "see the example in teamwright help answers"}
		}
	}
	return nil
}

// checkNodes refuses the features of YAML that an answers file has no use for.
// A tree that is too deep is not readable at all.
func checkNodes(root *yaml.Node) (problems []Problem, readable bool) {
	var walk func(n *yaml.Node, depth int) bool
	walk = func(n *yaml.Node, depth int) bool {
		switch {
		case depth > maxDepth:
			problems = append(problems, Problem{Line: n.Line, Wrong: "is nested too deeply", Right: "see the example in teamwright help answers"})
			return false
		case n.Kind == yaml.AliasNode:
			problems = append(problems, Problem{Line: n.Line, Wrong: "uses an alias (*)", Right: "write the value out"})
			return true
		case n.Anchor != "":
			problems = append(problems, Problem{Line: n.Line, Wrong: "sets an anchor (&)", Right: "write the value without it"})
		case n.Style&yaml.TaggedStyle != 0:
			problems = append(problems, Problem{Line: n.Line, Wrong: "has a tag (!)", Right: "write the value without it"})
		}
		for _, c := range n.Content {
			if !walk(c, depth+1) {
				return false
			}
		}
		return true
	}
	readable = walk(root, 0)
	return problems, readable
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// yamlProblem turns an error of the YAML parser into a problem.
func yamlProblem(err error) Problem {
	p := Problem{Right: "check indentation, quotes and colons there and in the line above"}
	text := strings.ReplaceAll(err.Error(), "\n", " ")
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		p.Line, _ = strconv.Atoi(m[1])
		text = m[2]
	}
	p.Wrong = "is no YAML: " + clean(text, 120)
	return p
}

// clean makes foreign text fit for an error message: one line, no control
// characters, at most limit characters.
func clean(s string, limit int) string {
	var b strings.Builder
	for _, r := range s {
		if limit--; limit < 0 {
			b.WriteString("…")
			break
		}
		if hidden(r) {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// child is the key and the value of name in a mapping, or nils.
func child(m *yaml.Node, name string) (key, value *yaml.Node) {
	if m == nil || m.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == name {
			return m.Content[i], m.Content[i+1]
		}
	}
	return nil, nil
}

// isNull reports a value that says nothing.
func isNull(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}
