package answers

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"time"
)

// header begins a new answers file.
const header = `# Answers for teamwright: one Totara site and its Microsoft tenant.
# teamwright setup writes this file. Edit it as you like: comments and order stay.
# No secret belongs in it. Every key is explained by: teamwright help answers

`

const byteOrderMark = "\xEF\xBB\xBF"

// File is an answers file: its text, and what the text says. It is not safe for
// use by several goroutines at once.
type File struct {
	name   string
	mark   bool // the file began with a byte order mark
	doc    document
	read   *reader
	onDisk []byte // what the file held when it was read or saved; nil: no file
}

// New is an empty answers file that does not exist on disk yet. Saved, it is a
// few lines of comment; each key that [File.Set] adds brings its own.
func New(name string) *File {
	f, err := Parse(name, []byte(header))
	if err != nil {
		panic("answers: header: " + err.Error()) // unreachable: the header is a constant
	}
	f.onDisk = nil
	return f
}

// Parse reads an answers file from data; name stands in its problems, and
// relative paths are looked for beside it. The error is a [*Problems] with
// everything that is wrong.
func Parse(name string, data []byte) (*File, error) {
	f := &File{name: name, onDisk: bytes.Clone(data)}
	if f.onDisk == nil {
		f.onDisk = []byte{}
	}
	text := bytes.TrimPrefix(f.onDisk, []byte(byteOrderMark))
	f.mark = len(text) < len(f.onDisk)
	doc, problems := parseDocument(bytes.Clone(text))
	r := newReader()
	if len(problems) == 0 {
		r.document(doc)
		problems = r.problems
	}
	if len(problems) > 0 {
		for i := range problems {
			problems[i].File = name
		}
		slices.SortStableFunc(problems, func(a, b Problem) int { return a.Line - b.Line })
		return nil, &Problems{List: problems}
	}
	f.doc, f.read = doc, r
	return f, nil
}

// document reads a whole document.
func (r *reader) document(doc document) {
	if doc.root != nil {
		r.section("", doc.root)
	}
	r.together()
}

// Name is the name that the file was read under.
func (f *File) Name() string { return f.name }

// Answers is what the file says, with the fixed defaults applied. The caller may
// change the result.
func (f *File) Answers() Answers {
	r := newReader()
	r.document(f.doc)
	return r.answers
}

// IsSet reports whether key stands in the file and says something. The empty
// text says nothing; an empty list does. For a map, one entry may be asked for:
// confirmed.teams.custom_apps.
func (f *File) IsSet(key string) bool { return f.read.set[key] }

// Line is the line on which key stands, counted from 1; 0 when it does not stand
// in the file.
func (f *File) Line(key string) int { return f.read.lines[key] }

// Bytes is the text of the file as it would be saved.
func (f *File) Bytes() []byte {
	if f.mark {
		return append([]byte(byteOrderMark), f.doc.text...)
	}
	return bytes.Clone(f.doc.text)
}

// Path is the place of a file that the answers name: relative paths are looked
// for beside the answers file. The empty path stays empty.
func (f *File) Path(rel string) string {
	if rel == "" || filepath.IsAbs(rel) {
		return rel
	}
	return filepath.Join(filepath.Dir(f.name), rel)
}

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

// Unset takes key out of the file, so that its default holds again. An entry of a
// map can be taken out alone.
func (f *File) Unset(key string) error {
	if _, ok := Find(key); !ok {
		return unknownKey(key)
	}
	doc, err := f.doc.unset(split(key))
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
	if len(doc.text) > maxBytes {
		return &Problem{File: f.name, Key: key, Wrong: "makes the file too large", Right: "shorten it"}
	}
	r := newReader()
	r.document(doc)
	if len(r.problems) > 0 {
		for i := range r.problems {
			r.problems[i].File = f.name
		}
		return &Problems{List: r.problems}
	}
	f.doc, f.read = doc, r
	return nil
}

// Value is the typed value of a key of the table: string, bool, int, []string,
// map[string]string, map[string]Tick or []ConnectClient; nil for an unknown key.
func (a Answers) Value(key string) any {
	k, ok := Find(key)
	if !ok {
		return nil
	}
	switch p := k.field(&a).(type) {
	case *string:
		return *p
	case *bool:
		return *p
	case *int:
		return *p
	case *[]string:
		return *p
	case *map[string]string:
		if key != k.Name {
			return (*p)[key[len(k.Name)+1:]]
		}
		return *p
	case *map[string]Tick:
		if key != k.Name {
			return (*p)[key[len(k.Name)+1:]]
		}
		return *p
	case *[]ConnectClient:
		return *p
	}
	return nil
}

// treeOf gives a typed value as a tree for the writer.
func treeOf(value any) tree {
	switch v := value.(type) {
	case string:
		return tree{kind: scalar, text: v}
	case bool:
		return tree{kind: scalar, text: fmt.Sprint(v), bare: true}
	case int:
		return tree{kind: scalar, text: fmt.Sprint(v), bare: true}
	case []string:
		t := tree{kind: list}
		for _, s := range v {
			t.items = append(t.items, treeOf(s))
		}
		return t
	case map[string]string:
		t := tree{kind: mapping, open: true}
		for _, name := range sortedKeys(v) {
			t.pairs = append(t.pairs, pair{name, treeOf(v[name])})
		}
		return t
	case Tick:
		return tree{kind: mapping, pairs: []pair{{"by", treeOf(v.By)}, {"on", tree{kind: scalar, text: v.On.Format(time.DateOnly), bare: true}}}}
	case map[string]Tick:
		t := tree{kind: mapping, open: true}
		for _, id := range sortedKeys(v) {
			t.pairs = append(t.pairs, pair{id, treeOf(v[id])})
		}
		return t
	case []ConnectClient:
		t := tree{kind: list}
		for _, c := range v {
			t.items = append(t.items, clientTree(c))
		}
		return t
	}
	panic(fmt.Sprintf("answers: no tree for %T", value)) // unreachable: takes has judged it
}

// clientTree leaves out what an item need not say.
func clientTree(c ConnectClient) tree {
	t := tree{kind: mapping}
	for _, ck := range clientKeys() {
		switch p := ck.field(&c).(type) {
		case *string:
			t.pairs = append(t.pairs, pair{ck.name, treeOf(*p)})
		case *bool:
			t.pairs = append(t.pairs, pair{ck.name, treeOf(*p)})
		case *[]string:
			t.pairs = append(t.pairs, pair{ck.name, treeOf(*p)})
		}
	}
	return t
}
