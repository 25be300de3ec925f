package answers

import (
	"bytes"
	"fmt"
)

// Set writes value to key in the text of the file. It takes the typed value of
// the key (string, bool, int, []string, map[string]string, map[string]Tick,
// []ConnectClient), a [Tick] for one row of confirmed, or the text that a person
// would type. A value that the file has already changes nothing; a missing key is
// added in the order of the table, with its parents. Values of the table are
// checked first: the error is then a [*Problem].
func (f *File) Set(key string, value any) error {
	want, err := f.wanted(key, value)
	if err != nil {
		return err
	}
	doc, err := f.doc.set(split(key), want)
	if err != nil {
		return f.unfit(key, err)
	}
	return f.take(key, doc)
}

// wanted checks value and gives it as a tree.
func (f *File) wanted(key string, value any) (tree, error) {
	k, ok := Find(key)
	if !ok {
		return tree{}, unknownKey(key)
	}
	entry := key != k.Name
	if s, typed := value.(string); typed && (k.Kind == Toggle || k.Kind == Number || k.Kind == List || !entry && (k.Kind == Map || k.Kind == Clients)) {
		v, err := ParseValue(key, s)
		if err != nil {
			return tree{}, err
		}
		value = v
	}
	checked := value
	if entry {
		name := key[len(k.Name)+1:]
		switch v := value.(type) {
		case string:
			checked = map[string]string{name: v}
		case Tick:
			checked = map[string]Tick{name: v}
		}
	}
	if !k.takes(checked) {
		return tree{}, &Problem{Key: key, Wrong: fmt.Sprintf("cannot hold a %T", value), Right: "it takes " + k.Kind.String()}
	}
	if err := check(k.Name, checked); err != nil {
		return tree{}, err
	}
	return treeOf(value), nil
}

// takes reports whether v has the Go type of the key.
func (k Key) takes(v any) bool {
	switch k.field(&Answers{}).(type) {
	case *string:
		_, ok := v.(string)
		return ok
	case *bool:
		_, ok := v.(bool)
		return ok
	case *int:
		_, ok := v.(int)
		return ok
	case *[]string:
		_, ok := v.([]string)
		return ok
	case *map[string]string:
		_, ok := v.(map[string]string)
		return ok
	case *map[string]Tick:
		_, ok := v.(map[string]Tick)
		return ok
	case *[]ConnectClient:
		_, ok := v.([]ConnectClient)
		return ok
	}
	return false
}

// unfit is the error of a layout that cannot be edited safely.
func (f *File) unfit(key string, err error) error {
	return fmt.Errorf("%s: %s cannot be changed without touching something else (%w); write it there by hand", f.name, key, err)
}

// take makes doc the text of the file, if it still is a good answers file.
func (f *File) take(key string, doc document) error {
	if bytes.Equal(doc.text, f.doc.text) {
		return nil
	}
	if len(doc.text) > maxBytes {
		return &Problem{File: f.name, Key: key, Wrong: "makes the file too large", Right: "shorten it"}
	}
	r := newReader()
	r.document(doc)
	if len(r.problems) > 0 {
		return newProblems(f.name, r.problems)
	}
	f.doc, f.read = doc, r
	return nil
}
