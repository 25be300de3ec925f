package manifest

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"teamwright/manifest/icon"
	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// subject is a package as the rules see it: the manifest and the language files
// read once, with what they lead to.
type subject struct {
	p *Package
	// root is the manifest, nil when it could not be read as an object.
	root *jsondoc.Node
	// version is the declared one; known is false when it is none that this
	// program knows.
	version schema.Version
	known   bool
	// languages are the files that localizationInfo names and the package has.
	languages []language
	// totara reports whether the tabs are Totara's.
	totara bool
	// icons are the pictures that the manifest names, by their file, each looked
	// at once.
	icons map[string]icon.Info
}

// language is one language file; root is nil when it could not be read.
type language struct {
	tag, file string
	spot      spot
	root      *jsondoc.Node
}

// spot is a place that a finding points at; node is nil for what is missing.
type spot struct {
	file, target string
	line, column int
	node         *jsondoc.Node
}

var schemaVersion = regexp.MustCompile(`/v(1\.[0-9]+)/MicrosoftTeams\.(?:Localization\.)?schema\.json$`)

// subjectOf reads what the rules need, and notes what the reading found.
func subjectOf(p *Package, note func(problem)) *subject {
	s := &subject{p: p}
	data, there := p.File(ManifestFile)
	if !there {
		return s
	}
	s.root = s.readJSON(ManifestFile, data, note)
	if s.root == nil {
		return s
	}
	for _, declared := range []string{s.root.Get("manifestVersion").Str(), versionIn(s.root.Get("$schema").Str())} {
		if v, err := schema.ParseVersion(declared); err == nil {
			s.version, s.known = v, true
			break
		}
	}
	for _, tab := range s.tabs() {
		s.totara = s.totara || strings.Contains(tab.node.Str(), plugin+"/")
	}
	s.lookAtIcons()
	s.readLanguages(note)
	return s
}

// maxTexts is how many values all language files together may hold: some 60
// languages of the fullest manifest.
const maxTexts = 50_000

// readLanguages reads each file once, however often it is named.
func (s *subject) readLanguages(note func(problem)) {
	seen := map[string]bool{ManifestFile: true}
	values := 0
	for _, entry := range s.each("localizationInfo", "additionalLanguages") {
		l := language{tag: entry.get("languageTag").text(), file: entry.get("file").text(), spot: entry.get("file")}
		data, there := s.p.File(l.file)
		if !there || seen[l.file] {
			continue
		}
		seen[l.file] = true
		if values > maxTexts {
			note(problem{"Serialization_FileNotValidJson", spot{file: schema.Printable(l.file)}, "the language files are too large together to be judged"})
			continue
		}
		l.root = s.readJSON(l.file, data, note)
		values += l.root.Values()
		s.languages = append(s.languages, l)
	}
}

func (s *subject) lookAtIcons() {
	s.icons = map[string]icon.Info{}
	for _, name := range []string{"color", "outline", "color32x32"} {
		file := s.root.Get("icons").Get(name).Str()
		if data, there := s.p.File(file); there && !s.p.lone {
			s.icons[file] = icon.Inspect(data)
		}
	}
}

func versionIn(address string) string {
	if m := schemaVersion.FindStringSubmatch(address); m != nil {
		return m[1]
	}
	return ""
}

// readJSON reads one file, and notes in which ways it is not plain JSON.
func (s *subject) readJSON(file string, data []byte, note func(problem)) *jsondoc.Node {
	root, found := jsondoc.Parse(data)
	for _, f := range found {
		code, text := sayJSON(f)
		note(problem{code, spot{file: schema.Printable(file), line: f.Line, column: f.Column}, text})
	}
	if root != nil && root.Kind != jsondoc.Object {
		note(problem{"Serialization_FileNotValidJson", spot{file: schema.Printable(file), line: root.Line, column: root.Column},
			"the file holds " + schema.Show(root) + ", not an object"})
		return nil
	}
	return root
}

func sayJSON(f jsondoc.Problem) (code, text string) {
	const broken = "Serialization_FileNotValidJson"
	switch f.Kind {
	case jsondoc.ByteOrderMark:
		return "json-byte-order-mark", "the file begins with a byte order mark"
	case jsondoc.UTF16:
		return broken, "the file is written in " + f.Detail + ", not in UTF-8"
	case jsondoc.InvalidUTF8:
		return broken, f.Detail + " is no UTF-8"
	case jsondoc.Comment:
		return broken, "JSON has no comments"
	case jsondoc.TrailingComma:
		return "Serialization_TrailingCommaInManifestJsonFile", "a comma stands after the last entry"
	case jsondoc.DuplicateKey:
		return "json-duplicate-key", "the key " + f.Detail + " comes twice"
	case jsondoc.TooManyValues, jsondoc.TooDeep, jsondoc.TooLarge:
		return broken, "the file is too large for a manifest: " + f.Detail
	}
	return broken, "the file is not valid JSON: " + f.Detail
}

// at is the place of the value to which steps lead: names and indexes. Where it
// is missing, the nearest object around it gives line and column.
func (s *subject) at(steps ...any) spot { return walk(s.root, ManifestFile, steps...) }

func walk(root *jsondoc.Node, file string, steps ...any) spot {
	here := spot{file: schema.Printable(file), node: root}
	if root != nil {
		here.line, here.column = root.Line, root.Column
	}
	for _, step := range steps {
		var next *jsondoc.Node
		switch step := step.(type) {
		case int:
			here.target += fmt.Sprintf("[%d]", step)
			if items := here.node.Elements(); step < len(items) {
				next = items[step]
			}
		case string:
			here.target = schema.Join(here.target, step)
			next = here.node.Get(step)
		}
		if here.node = next; next != nil {
			here.line, here.column = next.Line, next.Column
		}
	}
	here.target = schema.Printable(here.target)
	return here
}

// each gives the place of every entry of the list to which steps lead.
func (s *subject) each(steps ...any) []spot { return s.at(steps...).list() }

// get is the place of a property of the value at sp.
func (sp spot) get(name string) spot {
	out := spot{sp.file, schema.Join(sp.target, name), sp.line, sp.column, sp.node.Get(name)}
	if out.node != nil {
		out.line, out.column = out.node.Line, out.node.Column
	}
	return out
}

// maxText is how many bytes of a text the rules look at: the longest text of a
// manifest has 4000 characters, and that one is too long the length says.
const maxText = 32 << 10

func (sp spot) text() string {
	s := sp.node.Str()
	return s[:min(len(s), maxText)]
}

// maxListed is how many entries of one list the rules look at. No schema allows
// more than 128; that there are too many of them is told by the schema.
const maxListed = 300

// list gives the places of the entries of the list at sp.
func (sp spot) list() []spot {
	items := sp.node.Elements()
	var out []spot
	for i, item := range items[:min(len(items), maxListed)] {
		out = append(out, spot{sp.file, sp.target + fmt.Sprintf("[%d]", i), item.Line, item.Column, item})
	}
	return out
}

// has reports whether the list of strings at sp holds one of words.
func (sp spot) has(words ...string) bool {
	for _, item := range sp.list() {
		if slices.Contains(words, item.text()) {
			return true
		}
	}
	return false
}

// tabs gives the places of the addresses of every tab's page.
func (s *subject) tabs() []spot {
	var out []spot
	for _, tab := range s.each("configurableTabs") {
		out = append(out, tab.get("configurationUrl"))
	}
	for _, tab := range s.each("staticTabs") {
		out = append(out, tab.get("contentUrl"))
	}
	var there []spot
	for _, sp := range out {
		if sp.node != nil {
			there = append(there, sp)
		}
	}
	return there
}

// hostOf is the host of an address with its port, in small letters, "" where it
// has none.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}
