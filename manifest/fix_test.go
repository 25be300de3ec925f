package manifest_test

import (
	"image/color"
	"strings"
	"testing"

	"teamwright/manifest"
)

// TestFix: each of these is mended, said, and leaves nothing to find.
func TestFix(t *testing.T) {
	t.Parallel()
	validator := manifest.NewValidator(manifest.Options{})
	for _, c := range []struct {
		name, code, version string
		spoil               func(*fixture)
	}{
		{"no schema", "CommonSchemaUrlIsRequiredField", "1.12", set("$schema", nil)},
		{"other schema", "schema-url-version-differs", "1.12", set("$schema", "https://developer.microsoft.com/json-schemas/teams/v1.13/MicrosoftTeams.schema.json")},
		{"no manifestVersion", "Serialization_ManifestVersionPropertyMissing", "1.12", set("manifestVersion", nil)},
		{"packageName", "SchemaError_AdditionalProperties", "1.17", set("packageName", "a.b")},
		{"groupchat", "SchemaError_Enum", "1.17", set("bots.0.scopes", []any{"personal", "groupchat"})},
		{"channels", "channel-features-undeclared", "1.25", set("supportsChannelFeatures", nil)},
		{"version of two numbers", "VersionContainsOnlyNumbersDotSeparated", "1.12", set("version", "2.1")},
		{"braces", "CommonAppIdIsNotGuid", "1.12", set("id", "{4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11}")},
		{"braces around the bot", "BotIdIsNotGuid", "1.12", set("bots.0.botId", "{0d9c3a52-31f5-4d1e-8a55-7d1e6b5a9c20}")},
		{"colour without #", "SchemaError_Pattern", "1.12", set("accentColor", "0B5CAB")},
		{"colour of three digits", "SchemaError_Pattern", "1.12", set("accentColor", "#0bc")},
		{"address in validDomains", "ValidDomainsContainsUrl", "1.12", set("validDomains", []any{"https://learn.example.org/totara", "token.botframework.com"})},
		{"no tab host", "tab-host-not-in-validDomains", "1.12", set("validDomains", []any{"token.botframework.com"})},
		{"no domains at all", "tab-host-not-in-validDomains", "1.12", set("validDomains", nil)},
		{"no token host", "bot-token-host-missing", "1.12", set("validDomains", []any{"learn.example.org"})},
		{"name of a reserved tab", "ReservedStaticTabNameShouldBeNull", "1.12", both(set("staticTabs.3.entityId", "about"), func(f *fixture) { f.translate("staticTabs[3].name", nil) })},
		{"loading indicator", "loading-indicator-on", "1.12", set("showLoadingIndicator", true)},
		{"small icon", "InvalidColorIconHeightAndWidth", "1.12", func(f *fixture) { f.file("color.png", disc(f.t, 96, 40)) }},
		{"red outline", "InvalidOutlineIconTransparency", "1.12", func(f *fixture) { f.file("outline.png", disc(f.t, 32, 12)) }},
		{"large outline", "InvalidOutlineIconHeightAndWidth", "1.12", func(f *fixture) { f.file("outline.png", plain(f.t, 64, 20, color.NRGBA{9, 9, 9, 255})) }},
		{"icon in other case", "Serialization_FileMissing", "1.12", set("icons.color", "Color.PNG")},
		{"what a system left", "zip-extra-file", "1.12", func(f *fixture) { f.file(".DS_Store", []byte("x")) }},
		{"language without schema", "LocalizationSchemaIsMissing", "1.12", func(f *fixture) { f.translate("$schema", nil) }},
		{"language of another version", "LocalizationSchemaVersionIsNotTheSameAsTheManifestSchemaVersion", "1.12", func(f *fixture) {
			f.translate("$schema", "https://developer.microsoft.com/json-schemas/teams/v1.5/MicrosoftTeams.Localization.schema.json")
		}},
		{"language without description", "language-file-incomplete", "1.12", func(f *fixture) { f.translate("description.full", nil) }},
		{"language that the schema refuses", "SchemaError_Required", "1.16", func(f *fixture) { f.translate("name.full", nil) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := good(t, c.version)
			c.spoil(f)
			p := read(t, f.zip())
			if len(find(validator.Judge(p), c.code)) == 0 {
				t.Fatalf("%s is not there to be mended: %v", c.code, validator.Judge(p))
			}
			mended, done := manifest.Fix(p)
			said := false
			for _, m := range done {
				said = said || m.Code == c.code && m.Done != ""
			}
			if !said {
				t.Errorf("not said: %+v", done)
			}
			if left := validator.Judge(mended); len(left) > 0 {
				t.Errorf("still there: %v", left)
			}
			content, err := mended.Zip()
			if err != nil {
				t.Fatal(err)
			}
			if left := validator.Judge(read(t, content)); len(left) > 0 {
				t.Errorf("in the copy: %v", left)
			}
			if again, more := manifest.Fix(mended); again != mended || len(more) > 0 {
				t.Errorf("mended twice: %+v", more)
			}
		})
	}
}

func TestFixOfArchives(t *testing.T) {
	t.Parallel()
	for _, c := range hostileCases(t) {
		switch c.code {
		case "zip-not-at-root", "zip-path-escape", "zip-absolute-name", "zip-link", "zip-nested":
		default:
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mended, done := manifest.Fix(read(t, c.content()))
			if len(done) == 0 {
				t.Fatal("nothing done")
			}
			if left := manifest.Check(mended); len(left) > 0 {
				t.Errorf("still there: %v", left)
			}
		})
	}
}

func TestFixOfJSON(t *testing.T) {
	t.Parallel()
	f := good(t, "1.12")
	text := string(marshal(t, f.manifest))
	for name, spoilt := range map[string]string{
		"byte order mark": "\ufeff" + text,
		"comment":         strings.Replace(text, "{", "{ // the manifest\n", 1),
		"trailing comma":  strings.Replace(text, "\n}", ",\n}", 1),
		"key twice":       strings.Replace(text, "{", `{"version": "0.0.1",`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := good(t, "1.12")
			f.text = spoilt
			p := read(t, f.zip())
			if len(manifest.Check(p)) == 0 {
				t.Fatal("nothing to mend")
			}
			mended, _ := manifest.Fix(p)
			if left := manifest.Check(mended); len(left) > 0 {
				t.Errorf("still there: %v", left)
			}
		})
	}
}

// TestFixInventsNothing: what only a person can know stays, and is still told.
func TestFixInventsNothing(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*fixture){
		"no id":             set("id", nil),
		"empty name":        set("name.short", ""),
		"http privacy link": set("developer.privacyUrl", "http://example.org/privacy"),
		"long name":         set("name.short", strings.Repeat("a", 40)),
		"version 0.9.0":     set("version", "0.9.0"),
		"other resource":    set("webApplicationInfo.resource", "api://other.example.org/x"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := good(t, "1.12")
			spoil(f)
			p := read(t, f.zip())
			mended, done := manifest.Fix(p)
			if len(done) > 0 || mended != p {
				t.Errorf("did %+v", done)
			}
			if manifest.Valid(manifest.Check(mended)) {
				t.Error("the fault is gone")
			}
		})
	}
}
