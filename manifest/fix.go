package manifest

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"teamwright/manifest/icon"
	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// Mend is one thing that [Fix] has done.
type Mend struct {
	// Code is that of the finding it mends.
	Code   string `json:"code"`
	File   string `json:"file"`
	Target string `json:"target"`
	// Done is one sentence that says what was done.
	Done string `json:"done"`
}

// Fix gives a mended copy of p and says what it did: everything that can be
// mended without asking, because there is only one thing that can have been
// meant. It never invents a text, an id or an address. Nothing done means that
// p itself comes back.
func Fix(p *Package) (*Package, []Mend) {
	f := &fixer{p: &Package{lone: p.lone, Files: slices.Clone(p.Files)}}
	f.archive(p)
	f.names()
	f.manifest()
	if len(f.done) == 0 {
		return p, nil
	}
	f.p.order()
	return f.p, f.done
}

type fixer struct {
	p    *Package
	done []Mend
}

func (f *fixer) note(code, file, target, done string, values ...any) {
	f.done = append(f.done, Mend{code, schema.Printable(file), target, fmt.Sprintf(done, values...)})
}

// archive leaves out entries that nobody can have meant to upload.
func (f *fixer) archive(p *Package) {
	for _, one := range p.problems {
		switch one.code {
		case "zip-path-escape", "zip-absolute-name", "zip-link", "zip-nested":
			f.note(one.code, one.spot.file, "", "left the entry out")
		default:
			f.p.problems = append(f.p.problems, one)
		}
	}
}

// names brings the files to the root, under the names that the manifest uses.
func (f *fixer) names() {
	if f.p.lone {
		return
	}
	if _, there := f.p.File(ManifestFile); !there {
		for i, file := range f.p.Files {
			if strings.EqualFold(file.Name, ManifestFile) {
				f.note("Serialization_FileMissing", file.Name, "", "called it manifest.json")
				f.p.Files[i].Name = ManifestFile
				break
			}
		}
	}
	f.unfold()
}

// unfold takes the files out of the one folder in which all of them lie.
func (f *fixer) unfold() {
	if _, there := f.p.File(ManifestFile); there {
		return
	}
	folder := ""
	for _, file := range f.p.Files {
		if path.Base(file.Name) == ManifestFile && !strings.HasPrefix(file.Name, "__MACOSX/") {
			if folder != "" {
				return // two manifests: which one is meant?
			}
			folder = path.Dir(file.Name) + "/"
		}
	}
	if folder == "" {
		return
	}
	for i, file := range f.p.Files {
		if name, inside := strings.CutPrefix(file.Name, folder); inside {
			f.p.Files[i].Name = name
		}
	}
	f.note("zip-not-at-root", folder+ManifestFile, "", "took the files out of the folder %s", schema.Printable(strings.TrimSuffix(folder, "/")))
}

// manifest mends the manifest, then the files that it names.
func (f *fixer) manifest() {
	data, there := f.p.File(ManifestFile)
	if !there {
		return
	}
	before := len(f.done)
	root := f.parse(ManifestFile, data)
	if root == nil || root.Kind != jsondoc.Object {
		return
	}
	m := manifestFixer{f, root}
	m.mend()
	if len(f.done) > before {
		f.replace(ManifestFile, root.Bytes())
	}
	s := subjectOf(f.p, func(problem) {})
	if f.p.lone || s.root == nil {
		return
	}
	f.spelling(s)
	f.languages(subjectOf(f.p, func(problem) {}))
	f.icons(s)
	f.extra(s)
}

// parse reads a JSON file; what is odd about it goes when it is written anew.
func (f *fixer) parse(file string, data []byte) *jsondoc.Node {
	root, problems := jsondoc.Parse(data)
	if root == nil {
		return nil
	}
	words := map[jsondoc.ProblemKind]string{
		jsondoc.ByteOrderMark: "took the byte order mark off",
		jsondoc.UTF16:         "wrote the file in UTF-8",
		jsondoc.Comment:       "took the comments out",
		jsondoc.TrailingComma: "took the trailing commas out",
		jsondoc.DuplicateKey:  "kept the last of the keys that come twice",
	}
	told := map[string]bool{}
	for _, one := range problems {
		if done := words[one.Kind]; done != "" && !told[done] {
			told[done] = true
			code, _ := sayJSON(one)
			f.note(code, file, "", "%s", done)
		}
	}
	return root
}

func (f *fixer) replace(name string, data []byte) {
	for i := range f.p.Files {
		if f.p.Files[i].Name == name {
			f.p.Files[i].Data = data
		}
	}
}

// spelling renames files that differ from their name in the manifest only in
// upper and lower case.
func (f *fixer) spelling(s *subject) {
	for _, at := range s.referenced() {
		name := at.text()
		if _, there := f.p.File(name); there || strings.ContainsAny(name, `/\`) {
			continue
		}
		for i, file := range f.p.Files {
			if strings.EqualFold(file.Name, name) {
				f.note("Serialization_FileMissing", file.Name, at.target, "called the file %s, as the manifest does", schema.Printable(name))
				f.p.Files[i].Name = name
				break
			}
		}
	}
}

// icons makes the icons anew that Teams would refuse, from themselves.
func (f *fixer) icons(s *subject) {
	for _, one := range []struct {
		name, code string
		bad        func(icon.Info) bool
		repair     func([]byte) ([]byte, error)
	}{
		{"color", "InvalidColorIconHeightAndWidth", wrongSize(icon.ColorSide), func(b []byte) ([]byte, error) { return icon.Color(b, "") }},
		{"outline", "InvalidOutlineIconHeightAndWidth", wrongSize(icon.OutlineSide), icon.Outline},
		{"outline", "InvalidOutlineIconTransparency", func(i icon.Info) bool { return i.Tinted != nil }, icon.Outline},
	} {
		at := s.at("icons", one.name)
		data, there := f.p.File(at.text())
		if !there || !one.bad(icon.Inspect(data)) {
			continue
		}
		repaired, err := one.repair(data)
		if err != nil {
			continue
		}
		f.replace(at.text(), repaired)
		f.note(one.code, at.text(), at.target, "made the icon anew from its own picture")
	}
}

func wrongSize(side int) func(icon.Info) bool {
	return func(i icon.Info) bool {
		return i.Format != "" && (i.Format != "PNG" || i.Width != side || i.Height != side)
	}
}

// extra leaves out what systems leave behind in folders.
func (f *fixer) extra(s *subject) {
	f.p.Files = slices.DeleteFunc(f.p.Files, func(file File) bool {
		name := path.Base(file.Name)
		litter := strings.HasPrefix(file.Name, "__MACOSX/") || name == ".DS_Store" || strings.EqualFold(name, "Thumbs.db") || strings.EqualFold(name, "desktop.ini")
		if litter {
			f.note("zip-extra-file", file.Name, "", "left the file out")
		}
		return litter
	})
}
