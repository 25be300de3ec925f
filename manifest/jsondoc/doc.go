// Package jsondoc reads foreign JSON into a tree in which every value knows its
// line and column, so that whoever judges the document can point at the place.
//
// Readers of JSON disagree about what is not quite JSON: a byte order mark,
// UTF-16, comments, trailing commas, a key that comes twice. Such a document is
// still read as far as its meaning is plain, and each oddity is named as a
// [Problem], so that one slip does not hide what else is wrong. Where the
// meaning is not plain, reading stops and the tree is nil.
//
// It promises bounded memory and time whatever the bytes are: see the limits.
// It keeps the order of members and every duplicate.
//
//	root, problems := jsondoc.Parse(data)
//	if name := root.Get("name"); name != nil {
//		fmt.Println(name.Line, name.Column, name.Text)
//	}
package jsondoc
