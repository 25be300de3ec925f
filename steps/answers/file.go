package answers

import (
	"bytes"
	"path/filepath"
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
	doc, problems, readable := parseDocument(bytes.Clone(text))
	r := newReader()
	if readable {
		r.document(doc)
		problems = append(problems, r.problems...)
	}
	if len(problems) > 0 {
		return nil, newProblems(name, problems)
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

// Placed are the answers with the path of a cloud file as it is seen from the
// current folder, like that of a flag.
func (f *File) Placed() Answers {
	a := f.Answers()
	switch a.Cloud {
	case CloudPublic, CloudUSGov, CloudUSDoD, CloudChina:
	default:
		a.Cloud = f.Path(a.Cloud)
	}
	return a
}

// Path is the place of a file that the answers name: relative paths are looked
// for beside the answers file. The empty path stays empty.
func (f *File) Path(rel string) string {
	if rel == "" || filepath.IsAbs(rel) {
		return rel
	}
	return filepath.Join(filepath.Dir(f.name), rel)
}
