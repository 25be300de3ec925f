package manifest

import (
	"strings"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// languages mends the language files: the address and version of their schema,
// and the texts that they must have, which are the manifest's own until somebody
// translates them.
func (f *fixer) languages(s *subject) {
	if !s.known || s.version < schema.Oldest {
		return
	}
	for _, l := range s.languages {
		data, _ := f.p.File(l.file)
		before := len(f.done)
		root := f.parse(l.file, data)
		if root == nil || root.Kind != jsondoc.Object {
			continue
		}
		f.languageSchema(s, l, root)
		for _, steps := range [][2]string{{"name", "short"}, {"name", "full"}, {"description", "short"}, {"description", "full"}} {
			key := steps[0] + "." + steps[1]
			own := s.at(steps[0], steps[1]).text()
			if strings.TrimSpace(root.Get(key).Str()) != "" || own == "" || key == "name.full" && !s.version.NeedsFullName() {
				continue
			}
			root.Set(key, jsondoc.NewString(own))
			code := "language-file-incomplete"
			if s.version >= 16 {
				code = "SchemaError_Required"
			}
			f.note(code, l.file, key, "wrote the manifest's own text")
		}
		if len(f.done) > before {
			f.replace(l.file, root.Bytes())
		}
	}
}

func (f *fixer) languageSchema(s *subject, l language, root *jsondoc.Node) {
	address := root.Get("$schema").Str()
	code := ""
	switch {
	case address == "":
		code = "LocalizationSchemaIsMissing"
	case !localizationAddress.MatchString(address):
		code = "LocalizationSchemaDoesNotFollowConventionalSchemaRegex"
	case versionIn(address) != s.version.String():
		code = "LocalizationSchemaVersionIsNotTheSameAsTheManifestSchemaVersion"
	default:
		return
	}
	root.SetFirst("$schema", jsondoc.NewString(s.version.LocalizationURL()))
	f.note(code, l.file, "$schema", "wrote the address of the schema of %s", s.version)
}
