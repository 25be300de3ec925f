package schema

import (
	"strconv"
	"strings"
)

// Kind is one of the two schemas of a version.
type Kind string

// The kinds: for manifest.json and for the language files.
const (
	Manifest     Kind = "manifest"
	Localization Kind = "localization"
)

// SchemaFile is the name under which the official schema is published.
func (k Kind) SchemaFile() string {
	if k == Localization {
		return "MicrosoftTeams.Localization.schema.json"
	}
	return "MicrosoftTeams.schema.json"
}

// URL is the address at which the schema of v is published.
func (k Kind) URL(v Version) string {
	if k == Localization {
		return v.LocalizationURL()
	}
	return v.ManifestURL()
}

// Join leads from a path to the property called name.
func Join(path, name string) string {
	if path == "" || strings.HasSuffix(path, "|") {
		return path + name
	}
	return path + "." + name
}

// Literal is the form of a string in an enumeration of the tables: bare, or
// with quotes where it could be taken for something else. It reports false for
// one that the tables cannot hold.
func Literal(s string) (string, bool) {
	if strings.ContainsAny(s, "|@\t\n") {
		return "", false
	}
	switch s {
	case "", "true", "false", "null", "version":
		return strconv.Quote(s), true
	}
	if strings.IndexByte("\"-0123456789", s[0]) >= 0 {
		return strconv.Quote(s), true
	}
	return s, true
}
