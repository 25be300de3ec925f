package answers

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// errLayout says that the text is laid out in a way the writer does not edit.
var errLayout = errors.New("its layout is unusual")

// edit replaces the bytes from..to of a text.
type edit struct {
	from, to int
	text     string
}

// apply gives the document with the edit done, read again.
func (d document) apply(e edit) (document, error) {
	if e.from < 0 || e.to < e.from || e.to > len(d.text) {
		return document{}, errLayout
	}
	text := slices.Concat(d.text[:e.from], []byte(e.text), d.text[e.to:])
	next, problems, _ := parseDocument(text)
	if len(problems) > 0 {
		return document{}, errLayout
	}
	return next, nil
}

// set gives the document in which the value at path is want. It makes one small
// edit after the other and reads the text again after each, until there is no
// difference left; then it proves that no other value has changed.
func (d document) set(path []string, want tree) (document, error) {
	next := d
	for range want.size()*4 + 8 {
		e, differs, err := next.difference(path, want)
		if err != nil {
			return document{}, err
		}
		if !differs {
			if next.root != d.root && !sameExcept(d.root, next.root, path) {
				return document{}, errLayout
			}
			return next, nil
		}
		if next, err = next.apply(e); err != nil {
			return document{}, err
		}
	}
	return document{}, errLayout
}

// difference is the next edit that brings the value at path nearer to want.
func (d document) difference(path []string, want tree) (edit, bool, error) {
	if d.root == nil {
		if want.empty() {
			return edit{}, false, nil
		}
		return d.appendAtEnd(path, want), true, nil
	}
	m := d.root
	for i, name := range path {
		key, value := child(m, name)
		last := i == len(path)-1
		switch {
		case key == nil:
			if want.empty() {
				return edit{}, false, nil
			}
			e, err := d.insertPair(m, path[:i], path[i:], order(path[:i]), want)
			return e, true, err
		case last:
			return d.compare(m, key, value, want, path, order(path))
		case isNull(value):
			if want.empty() {
				return edit{}, false, nil
			}
			e, err := d.fillNull(m, key, value, path[:i+1], path[i+1:], want)
			return e, true, err
		case value.Kind != yaml.MappingNode:
			return edit{}, false, errLayout
		}
		m = value
	}
	return edit{}, false, errLayout
}

// compare is the next edit that brings the value of key, which stands at path in
// the mapping m, nearer to want. names is the order of its own keys, if it has any.
func (d document) compare(m, key, value *yaml.Node, want tree, path, names []string) (edit, bool, error) {
	switch want.kind {
	case scalar:
		if value.Kind == yaml.ScalarNode && want.says(value) {
			return edit{}, false, nil
		}
	case list:
		if value.Kind == yaml.SequenceNode {
			return d.compareList(key, value, want, path)
		}
		if isNull(value) && want.empty() {
			return edit{}, false, nil
		}
	case mapping:
		if value.Kind == yaml.MappingNode {
			return d.compareMap(value, want, path, names)
		}
		if isNull(value) && want.empty() {
			return edit{}, false, nil
		}
	}
	e, err := d.replaceValue(m, key, value, want)
	return e, true, err
}

func (d document) compareMap(m *yaml.Node, want tree, path, names []string) (edit, bool, error) {
	for _, p := range want.pairs {
		key, value := child(m, p.name)
		at := append(slices.Clone(path), p.name)
		if key == nil {
			if p.value.empty() || p.value.bare && p.value.text == "false" {
				continue
			}
			e, err := d.insertPair(m, path, []string{p.name}, names, p.value)
			return e, true, err
		}
		if e, differs, err := d.compare(m, key, value, p.value, at, order(at)); differs || err != nil {
			return e, differs, err
		}
	}
	if !want.open {
		return edit{}, false, nil
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, value := m.Content[i], m.Content[i+1]
		if !slices.ContainsFunc(want.pairs, func(p pair) bool { return p.name == key.Value }) {
			e, err := d.removePair(m, key, value)
			return e, true, err
		}
	}
	return edit{}, false, nil
}

func (d document) compareList(key, seq *yaml.Node, want tree, path []string) (edit, bool, error) {
	for i := range min(len(seq.Content), len(want.items)) {
		item, w := seq.Content[i], want.items[i]
		if item.Kind == yaml.MappingNode && w.kind == mapping {
			if e, differs, err := d.compareMap(item, w, path, clientNames()); differs || err != nil {
				return e, differs, err
			}
			continue
		}
		if item.Kind == yaml.ScalarNode && w.says(item) {
			continue
		}
		from, to, ok := d.span(item, seq.Column-1)
		if !ok {
			return edit{}, false, errLayout
		}
		return d.aligned(edit{from, to, w.render(item.Style, isFlow(seq))}), true, nil
	}
	have, need := len(seq.Content), len(want.items)
	if have == need {
		return edit{}, false, nil
	}
	from, to, ok := d.span(seq, 0)
	if !ok {
		return edit{}, false, errLayout
	}
	switch {
	case isFlow(seq):
		return d.aligned(edit{from, to, want.render(0, true)}), true, nil
	case need == 0:
		colon, ok := d.afterColon(key)
		if !ok {
			return edit{}, false, errLayout
		}
		return edit{colon, to, " []"}, true, nil
	case have < need:
		line := strings.Repeat(" ", seq.Column-1) + "- " + want.items[have].render(0, true)
		return d.insertLines(to, seq.Column-1, line), true, nil
	}
	e, ok := d.removeItem(seq, have-1)
	if !ok {
		return edit{}, false, errLayout
	}
	return e, true, nil
}

// removeItem takes the lines of an item out of a block sequence.
func (d document) removeItem(seq *yaml.Node, i int) (edit, bool) {
	from, to, ok := d.span(seq.Content[i], seq.Column-1)
	if !ok {
		return edit{}, false
	}
	from = d.lineStart(from)
	for !bytes.HasPrefix(bytes.TrimLeft(d.text[from:], " "), []byte("-")) {
		if from == 0 {
			return edit{}, false
		}
		from = d.lineStart(from - 1)
	}
	return edit{from, d.lineEnd(to), ""}, true
}

// sameExcept reports whether two trees say the same everywhere but at path and
// below. What says nothing (null, an empty map) does not count.
func sameExcept(before, after *yaml.Node, path []string) bool {
	flat := func(root *yaml.Node) map[string]string {
		said := map[string]string{}
		var walk func(n *yaml.Node, at []string)
		walk = func(n *yaml.Node, at []string) {
			if n == nil || isNull(n) || len(at) >= len(path) && slices.Equal(at[:len(path)], path) {
				return
			}
			switch n.Kind {
			case yaml.MappingNode:
				for i := 0; i+1 < len(n.Content); i += 2 {
					walk(n.Content[i+1], append(slices.Clone(at), n.Content[i].Value))
				}
			case yaml.SequenceNode:
				said[strings.Join(at, "\x00")] = "list"
				for i, c := range n.Content {
					walk(c, append(slices.Clone(at), "-"+string(rune('0'+i))))
				}
			default:
				said[strings.Join(at, "\x00")] = n.ShortTag() + n.Value
			}
		}
		walk(root, nil)
		return said
	}
	a, b := flat(before), flat(after)
	if len(a) != len(b) {
		return false
	}
	for at, v := range a {
		if w, ok := b[at]; !ok || v != w {
			return false
		}
	}
	return true
}
