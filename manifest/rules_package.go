package manifest

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// packageRules are about the archive, its files and what kind of document the
// manifest is.
func packageRules() []Rule {
	return []Rule{
		{Code: "zip-unreadable", Severity: Error, Asks: "a package is a zip archive", Fix: "give the zip that is uploaded to Teams, a folder with its files, or a manifest.json", Source: srcPackage},
		{Code: "zip-too-large", Severity: Error, Asks: "a package has at most 50 MB", Fix: "leave out all but the manifest, the icons and the language files", Source: srcDefensive},
		{Code: "zip-too-many-entries", Severity: Error, Asks: "a package has at most 500 files", Fix: "leave out all but the manifest, the icons and the language files", Source: srcDefensive},
		{Code: "zip-bomb", Severity: Error, Asks: "the files of a package have at most 8 MB each and 20 MB together", Fix: "leave the file out", Source: srcDefensive},
		{Code: "zip-corrupt-entry", Severity: Error, Asks: "every file can be unpacked", Fix: "make the archive anew", Source: srcDefensive},
		{Code: "zip-unknown-method", Severity: Error, Asks: "files are stored or deflated", Fix: "make the archive anew as a plain zip", Source: srcDefensive},
		{Code: "zip-encrypted", Severity: Error, Asks: "no file is encrypted", Fix: "make the archive anew without a password", Source: srcDefensive},
		{Code: "zip-nested", Severity: Error, Asks: "a package is a single zip", Fix: "leave the archive out, or give the inner one alone", Source: srcPackage},
		{Code: "zip-absolute-name", Severity: Error, Asks: "names are relative", Fix: "make the archive anew from inside the folder of the files", Source: srcDefensive},
		{Code: "zip-path-escape", Severity: Error, Asks: "names stay inside the archive", Fix: "make the archive anew from inside the folder of the files", Source: srcDefensive},
		{Code: "zip-link", Severity: Error, Asks: "entries are files", Fix: "put the file itself there", Source: srcDefensive},
		{Code: "zip-duplicate-entry", Severity: Error, Asks: "every file is there once", Fix: "make the archive anew", Source: srcDefensive},
		{Code: "zip-case-collision", Severity: Error, Asks: "names differ in more than upper and lower case", Fix: "leave one of them out", Source: srcDefensive},
		{
			Code: "zip-not-at-root", Severity: Error, Asks: "the manifest, the icons and the language files lie at the root, in no folder",
			Fix: "zip the files themselves, not the folder they lie in", Source: srcPackage, check: checkRoot,
		},
		{
			Code: "zip-second-manifest", Severity: Error, Asks: "there is one manifest.json",
			Fix: "leave the other manifest out", Source: srcDefensive, check: checkSecondManifest,
		},
		{
			Code: "Serialization_FileMissing", Severity: Error, Asks: "manifest.json and every file that it names is in the package, spelled alike",
			Fix: "add the file at the root of the package", Source: srcPublish, check: checkMissing,
		},
		{
			Code: "zip-extra-file", Severity: Warning, Asks: "there is no file that the manifest does not name",
			Fix: "leave the file out", Source: srcStore, check: checkExtra,
		},
		{Code: "Serialization_FileNotValidJson", Severity: Error, Asks: "manifest.json and the language files are JSON objects in UTF-8", Fix: "mend the place and save the file as UTF-8", Source: srcPublish},
		{Code: "Serialization_TrailingCommaInManifestJsonFile", Severity: Error, Asks: "no comma stands after the last entry", Fix: "remove the comma", Source: srcPublish},
		{Code: "json-duplicate-key", Severity: Error, Asks: "every key comes once", Fix: "keep one of the two", Source: srcDefensive},
		{Code: "json-byte-order-mark", Severity: Warning, Asks: "files begin without a byte order mark", Fix: "save the file as UTF-8 without a mark", Source: srcDefensive},
		{
			Code: "Serialization_ManifestVersionPropertyMissing", Severity: Error, Target: "manifestVersion", Asks: "manifestVersion is there",
			Fix: `add "manifestVersion", such as "1.12"`, Source: srcPublish,
			check: func(s *subject, report reporter) {
				if at := s.at("manifestVersion"); at.node == nil {
					report(at, "manifestVersion is missing")
				}
			},
		},
		{
			Code: "manifest-version-unknown", Severity: Error, Target: "manifestVersion", Asks: "manifestVersion is a published version",
			Fix: "declare a published version, such as 1.12", Source: srcReference, check: checkVersionKnown,
		},
		{
			Code: "not-judged", Severity: Warning, Asks: "everything in a manifest can be judged", Fix: "judge the package with the official schema too",
			Source: srcReference, check: checkVersionNewer,
		},
		{Code: "schema-not-there", Severity: Warning, Asks: "the official schema of the declared version is there when it is asked for", Fix: "fetch it from its published address", Source: srcReference},
		{Code: "more-findings", Severity: Warning, Asks: "a package has at most 200 findings", Fix: "mend these first", Source: srcDefensive},
		{
			Code: "CommonSchemaUrlIsRequiredField", Severity: Error, Target: "$schema", Asks: "$schema is there",
			Fix: "add the address of the schema", Source: srcPublish,
			check: func(s *subject, report reporter) {
				if at := s.at("$schema"); at.text() == "" {
					report(at, "$schema is missing or empty", cure(`add "$schema": "`+s.version.ManifestURL()+`"`))
				}
			},
		},
		{
			Code: "schema-url-version-differs", Severity: Error, Target: "$schema", Asks: "$schema and manifestVersion name one version",
			Fix: "name one version in both", Source: srcPortal, check: checkSchemaVersion,
		},
		{
			Code: "placeholder-left", Severity: Error, Asks: "no placeholder of a template is left",
			Fix: "put the value there", Source: srcPortal, check: checkPlaceholders,
		},
	}
}

// referenced are the files that the manifest names, with the place of the name.
func (s *subject) referenced() []spot {
	var out []spot
	add := func(at spot) {
		if at.text() != "" {
			out = append(out, at)
		}
	}
	for _, name := range []string{"color", "outline", "color32x32"} {
		add(s.at("icons", name))
	}
	add(s.at("localizationInfo", "defaultLanguageFile"))
	for _, entry := range s.each("localizationInfo", "additionalLanguages") {
		add(entry.get("file"))
	}
	return out
}

// otherFiles are further properties that name a file, wherever they stand:
// response templates, API descriptions, agents, activity icons, previews.
func otherFiles() []string {
	return []string{"file", "iconFile", "apiSpecificationFile", "apiResponseRenderingTemplateFile", "sharePointPreviewImage"}
}

func checkMissing(s *subject, report reporter) {
	if _, there := s.p.File(ManifestFile); !there {
		if len(s.p.Files) == 0 && len(s.p.problems) > 0 {
			return
		}
		for _, f := range s.p.Files {
			if strings.EqualFold(f.Name, ManifestFile) {
				report(spot{file: schema.Printable(f.Name)}, "the manifest is called "+schema.Printable(f.Name)+", not manifest.json", cure("call it manifest.json"))
				return
			}
			if path.Base(f.Name) == ManifestFile {
				return // zip-not-at-root says it
			}
		}
		report(spot{file: ManifestFile}, "there is no manifest.json")
		return
	}
	if s.p.lone || s.root == nil {
		return
	}
	for _, at := range s.referenced() {
		name := at.text()
		if _, there := s.p.File(name); there || s.p.refused(name) {
			continue
		}
		more := cure("add " + schema.Printable(name) + " at the root of the package")
		for _, f := range s.p.Files {
			if strings.EqualFold(f.Name, name) {
				more = cure("call the file " + schema.Printable(name) + ", not " + schema.Printable(f.Name))
			}
		}
		report(at, fmt.Sprintf("%s is %s, which is not in the package", at.target, schema.Show(at.node)), more)
	}
}

// refused reports whether the file called name was there but could not be read,
// which has been told already.
func (p *Package) refused(name string) bool {
	for _, one := range p.problems {
		if one.spot.file == schema.Printable(name) {
			return true
		}
	}
	return false
}

func checkRoot(s *subject, report reporter) {
	if s.p.lone {
		return
	}
	if _, there := s.p.File(ManifestFile); !there {
		for _, f := range s.p.Files {
			if strings.Contains(f.Name, "/") && path.Base(f.Name) == ManifestFile {
				report(spot{file: schema.Printable(f.Name)}, "manifest.json lies in the folder "+schema.Printable(path.Dir(f.Name)))
				return
			}
		}
		return
	}
	for _, at := range s.referenced() {
		if strings.ContainsAny(at.text(), `/\`) {
			report(at, fmt.Sprintf("%s is %s, a file in a folder", at.target, schema.Show(at.node)), cure("put the file at the root and name it without a folder"))
		}
	}
}

func checkSecondManifest(s *subject, report reporter) {
	first := ""
	for _, f := range s.p.Files {
		if !strings.EqualFold(path.Base(f.Name), ManifestFile) || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if first != "" {
			report(spot{file: schema.Printable(f.Name)}, fmt.Sprintf("there is a second manifest, %s, beside %s", schema.Printable(f.Name), schema.Printable(first)))
		}
		first = f.Name
	}
}

func checkExtra(s *subject, report reporter) {
	if s.p.lone {
		return
	}
	named := map[string]bool{ManifestFile: true}
	for _, at := range s.referenced() {
		named[at.text()] = true
	}
	visit(s.root, func(_ string, key string, n *jsondoc.Node) {
		for _, property := range otherFiles() {
			if key == property {
				named[strings.TrimPrefix(n.Str(), "./")] = true
			}
		}
	})
	for _, f := range s.p.Files {
		if !named[f.Name] && !strings.EqualFold(path.Base(f.Name), ManifestFile) {
			report(spot{file: schema.Printable(f.Name)}, fmt.Sprintf("the manifest does not name the file %s", schema.Printable(f.Name)))
		}
	}
}

var futureVersion = regexp.MustCompile(`(?i)^([1-9]\d?\.\d{1,3}|(m365)?devPreview)$`)

// published reports whether text may be a version that is newer than this
// program.
func newerVersion(text string) bool {
	if _, err := schema.ParseVersion(text); err == nil || text == "1.18" {
		return false
	}
	return futureVersion.MatchString(text)
}

func checkVersionKnown(s *subject, report reporter) {
	at := s.at("manifestVersion")
	if at.node == nil || newerVersion(at.text()) {
		return
	}
	if _, err := schema.ParseVersion(at.text()); err != nil {
		report(at, fmt.Sprintf("manifestVersion is %s, which was never published", schema.Show(at.node)))
	}
}

func checkVersionNewer(s *subject, report reporter) {
	if at := s.at("manifestVersion"); at.node != nil && newerVersion(at.text()) {
		report(at, fmt.Sprintf("manifestVersion is %s; the newest that this program knows is %s, so the schema was not judged", schema.Show(at.node), schema.Newest))
	}
}

func checkSchemaVersion(s *subject, report reporter) {
	at := s.at("$schema")
	version, declared := versionIn(at.text()), s.at("manifestVersion").text()
	if version != "" && declared != "" && version != declared {
		report(at, fmt.Sprintf("$schema names version %s, manifestVersion %s", version, schema.Printable(declared)))
	}
}

var placeholder = regexp.MustCompile(`\$?\{\{[^{}]*\}\}|<<[^<>]*>>`)

func checkPlaceholders(s *subject, report reporter) {
	told := 0
	look := func(file string, root *jsondoc.Node) {
		visit(root, func(target, _ string, n *jsondoc.Node) {
			if n.Kind != jsondoc.String || told >= 20 {
				return
			}
			text := n.Text[:min(len(n.Text), maxText)]
			if !strings.Contains(text, "{{") && !strings.Contains(text, "<<") {
				return
			}
			if found := placeholder.FindString(text); found != "" {
				told++
				report(spot{schema.Printable(file), schema.Printable(target), n.Line, n.Column, n},
					fmt.Sprintf("%s still holds the placeholder %s", schema.Printable(target), schema.Printable(found)))
			}
		})
	}
	look(ManifestFile, s.root)
	for _, l := range s.languages {
		look(l.file, l.root)
	}
}

// visit calls f for every value below root with its path and key.
func visit(root *jsondoc.Node, f func(target, key string, n *jsondoc.Node)) {
	var walk func(target, key string, n *jsondoc.Node)
	walk = func(target, key string, n *jsondoc.Node) {
		f(target, key, n)
		for _, m := range n.Members {
			walk(schema.Join(target, m.Key), m.Key, m.Value)
		}
		for i, item := range n.Items {
			walk(fmt.Sprintf("%s[%d]", target, i), key, item)
		}
	}
	if root != nil {
		walk("", "", root)
	}
}
