package manifest_test

import (
	"strings"
	"testing"

	"teamwright/manifest"
)

// TestCommonFaults holds 28 faults that real packages have. Of these the best
// other tool that works offline finds nine.
func TestCommonFaults(t *testing.T) {
	t.Parallel()
	text := func(change func(string) string) func(*fixture) {
		return func(f *fixture) { f.text = change(string(marshal(f.t, f.manifest))) }
	}
	file := func(name string, data func(*fixture) []byte) func(*fixture) {
		return func(f *fixture) { f.file(name, data(f)) }
	}
	validator := manifest.NewValidator(manifest.Options{})
	for _, c := range []struct {
		name, code string
		spoil      func(*fixture)
	}{
		{"short name of 31", "ShortNameLengthCheck", set("name.short", strings.Repeat("a", 31))},
		{"no privacyUrl", "SchemaError_Required", set("developer.privacyUrl", nil)},
		{"accentColor purple", "SchemaError_Pattern", set("accentColor", "purple")},
		{"id that is no GUID", "CommonAppIdIsNotGuid", set("id", "learn")},
		{"packageName", "SchemaError_AdditionalProperties", set("packageName", "org.example")},
		{"manifestVersion beside another schema", "schema-url-version-differs", set("manifestVersion", "1.29")},
		{"id of a template", "placeholder-left", set("id", "${{TEAMS_APP_ID}}")},
		{"no schema", "CommonSchemaUrlIsRequiredField", set("$schema", nil)},
		{"version 1.0", "VersionContainsOnlyNumbersDotSeparated", set("version", "1.0")},
		{"version 0.1.0", "VersionHasMajorLessThan1", set("version", "0.1.0")},
		{"http privacyUrl", "DeveloperPrivacyUrlMustBeHttps", set("developer.privacyUrl", "http://example.org")},
		{"tab host not valid", "tab-host-not-in-validDomains", set("validDomains", []any{"other.example.org"})},
		{"address in validDomains", "ValidDomainsContainsUrl", set("validDomains", []any{"https://learn.example.org", "token.botframework.com"})},
		{"resource of another host", "sso-resource-host-differs", set("webApplicationInfo.resource", "api://other.example.org/4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11")},
		{"colour icon of 96", "InvalidColorIconHeightAndWidth", file("color.png", func(f *fixture) []byte { return plain(f.t, 96, 96, red) })},
		{"red outline", "InvalidOutlineIconTransparency", file("outline.png", func(f *fixture) []byte { return plain(f.t, 32, 32, red) })},
		{"no outline.png", "Serialization_FileMissing", func(f *fixture) { f.drop("outline.png") }},
		{"trailing comma", "Serialization_TrailingCommaInManifestJsonFile", text(func(s string) string { return strings.Replace(s, "\n}", ",\n}", 1) })},
		{"no language file", "Serialization_FileMissing", func(f *fixture) { f.drop("fr.json") }},
		{"unknown key in a language", "SchemaError_AdditionalProperties", func(f *fixture) { f.translate("title", "x") }},
		{"language of 1.5", "LocalizationSchemaVersionIsNotTheSameAsTheManifestSchemaVersion", func(f *fixture) {
			f.translate("$schema", "https://developer.microsoft.com/json-schemas/teams/v1.5/MicrosoftTeams.Localization.schema.json")
		}},
		{"entityId twice", "entityId-repeated", set("staticTabs.1.entityId", "catalog")},
		{"empty short name", "ShortNameIsRequiredField", set("name.short", "")},
		{"message extension without botId", "BotBasedComposeExtensionBotIdNotGuid", set("composeExtensions.0.botId", nil)},
		{"about with a name", "ReservedStaticTabNameShouldBeNull", set("staticTabs.3.entityId", "about")},
		{"icon in a folder that is not there", "Serialization_FileMissing", set("icons.color", "img/color.png")},
		{"http tab", "tab-url-not-https", set("staticTabs.0.contentUrl", "http://learn.example.org/")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := good(t, "1.30")
			c.spoil(f)
			found := find(validator.Judge(read(t, f.zip())), c.code)
			if len(found) == 0 || found[0].Severity != manifest.Error {
				t.Errorf("%s not among %v", c.code, validator.Judge(read(t, f.zip())))
			}
		})
	}
	t.Run("files in a folder", func(t *testing.T) {
		t.Parallel()
		var files []manifest.File
		for _, f := range good(t, "1.30").all() {
			files = append(files, manifest.File{Name: "app/" + f.Name, Data: f.Data})
		}
		if found := find(validator.Judge(read(t, zipOf(t, files...))), "zip-not-at-root"); len(found) != 1 {
			t.Errorf("found %v", found)
		}
	})
}

// TestTotarasOwnPackage judges what Totara's generator writes: version 1.5, an
// empty full name, no command lists, language files without name and
// description. Teams takes it, so there is advice and no error.
func TestTotarasOwnPackage(t *testing.T) {
	t.Parallel()
	f := good(t, "1.5")
	f.set("$schema", "https://developer.microsoft.com/en-us/json-schemas/teams/v1.5/MicrosoftTeams.schema.json")
	f.set("name.full", "")
	f.set("bots.0.commandLists", nil)
	for _, key := range []string{"name.short", "name.full", "description.short", "description.full"} {
		f.translate(key, nil)
	}
	for i := range 3 {
		at := "bots[0].commandLists[0].commands[" + string(rune('0'+i)) + "]."
		f.translate(at+"title", nil)
		f.translate(at+"description", nil)
	}
	codes := map[string]int{}
	for _, found := range manifest.Check(read(t, f.zip())) {
		codes[found.Code]++
		if found.Severity != manifest.Warning {
			t.Errorf("refused: %v", found)
		}
	}
	if len(codes) != 2 || codes["bot-without-commands"] != 1 || codes["language-file-incomplete"] != 3 {
		t.Errorf("codes %v", codes)
	}
}
