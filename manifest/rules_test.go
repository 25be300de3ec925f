package manifest_test

import (
	"image/color"
	"strings"
	"testing"

	"teamwright/manifest"
)

// ruleCase breaks one rule, and comes as near to breaking it as may be.
type ruleCase struct {
	name, code string
	// version of the manifest, "" for 1.12.
	version string
	// bad breaks the rule, at target.
	bad    func(*fixture)
	target string
	// good does not; nil for the package as it is.
	good func(*fixture)
	// advice is set when this break only gives a warning of a rule that else
	// gives an error.
	advice bool
}

func set(path string, value any) func(*fixture) {
	return func(f *fixture) { f.set(path, value) }
}

func both(changes ...func(*fixture)) func(*fixture) {
	return func(f *fixture) {
		for _, change := range changes {
			change(f)
		}
	}
}

func foreign() func(*fixture) {
	return func(f *fixture) {
		for _, tab := range f.manifest["staticTabs"].([]any) {
			tab.(map[string]any)["contentUrl"] = "https://learn.example.org/page"
		}
		f.set("configurableTabs", nil)
	}
}

var (
	white = color.NRGBA{255, 255, 255, 255}
	red   = color.NRGBA{255, 0, 0, 255}
)

func ruleCases(t *testing.T) []ruleCase {
	list := func(values ...any) []any { return values }
	object := func(key string, value any) map[string]any { return map[string]any{key: value} }
	activity := func(types ...any) map[string]any {
		var out []any
		for _, name := range types {
			out = append(out, map[string]any{"type": name, "description": "a", "templateText": "b"})
		}
		return map[string]any{"activityTypes": out}
	}
	outline := func(w, h int, c color.NRGBA) func(*fixture) {
		return func(f *fixture) { f.file("outline.png", plain(t, w, h, c)) }
	}
	domains := func(host string) func(*fixture) {
		return set("validDomains", list("learn.example.org", "token.botframework.com", host))
	}
	return []ruleCase{
		{name: "no manifest", code: "Serialization_FileMissing", bad: func(f *fixture) { f.text = " " }, good: nil, target: "-"},
		{name: "icon not there", code: "Serialization_FileMissing", bad: func(f *fixture) { f.drop("outline.png") }, target: "icons.outline"},
		{name: "icon in other case", code: "Serialization_FileMissing", bad: set("icons.color", "Color.png"), target: "icons.color"},
		{name: "language not there", code: "Serialization_FileMissing", bad: func(f *fixture) { f.drop("fr.json") }, target: "localizationInfo.additionalLanguages[0].file"},
		{name: "icon in a folder", code: "zip-not-at-root", bad: both(set("icons.color", "img/color.png"), func(f *fixture) { f.file("img/color.png", plain(t, 192, 192, red)) }), target: "icons.color"},
		{name: "second manifest", code: "zip-second-manifest", bad: func(f *fixture) { f.file("old/manifest.json", []byte("{}")) }},
		{name: "file that nobody names", code: "zip-extra-file", bad: func(f *fixture) { f.file("notes.txt", []byte("x")) }, good: both(set("activities", activity("a")), set("sharePointPreviewImage", nil))},
		{name: "not JSON", code: "Serialization_FileNotValidJson", bad: func(f *fixture) { f.text = "{\"id\": nope}" }},
		{name: "a list", code: "Serialization_FileNotValidJson", bad: func(f *fixture) { f.text = "[]" }},
		{name: "comment", code: "Serialization_FileNotValidJson", bad: func(f *fixture) { f.text = "{/* x */}" }},
		{name: "trailing comma", code: "Serialization_TrailingCommaInManifestJsonFile", bad: func(f *fixture) { f.text = "{\"id\": 1,}" }},
		{name: "key twice", code: "json-duplicate-key", bad: func(f *fixture) { f.text = "{\"id\": 1, \"id\": 2}" }},
		{name: "byte order mark", code: "json-byte-order-mark", bad: func(f *fixture) { f.text = "\ufeff{}" }},
		{name: "no manifestVersion", code: "Serialization_ManifestVersionPropertyMissing", bad: set("manifestVersion", nil), target: "manifestVersion"},
		{name: "1.18", code: "manifest-version-unknown", bad: set("manifestVersion", "1.18"), target: "manifestVersion"},
		{name: "number", code: "manifest-version-unknown", bad: set("manifestVersion", 1.12), target: "manifestVersion"},
		{name: "newer than we know", code: "not-judged", bad: set("manifestVersion", "1.99"), target: "manifestVersion"},
		{name: "preview", code: "not-judged", bad: set("manifestVersion", "devPreview"), target: "manifestVersion"},
		{name: "no schema", code: "CommonSchemaUrlIsRequiredField", bad: set("$schema", nil), target: "$schema"},
		{name: "other schema", code: "schema-url-version-differs", bad: set("$schema", "https://developer.microsoft.com/json-schemas/teams/v1.13/MicrosoftTeams.schema.json"), target: "$schema",
			good: set("$schema", "https://developer.microsoft.com/en-us/json-schemas/teams/v1.12/MicrosoftTeams.schema.json")},
		{name: "placeholder of a template", code: "placeholder-left", bad: set("name.full", "x ${{TEAMS_NAME}}"), target: "name.full", good: set("name.full", "braces { } and {one}")},
		{name: "placeholder with angles", code: "placeholder-left", bad: set("description.short", "<<text>>"), target: "description.short"},
		{name: "placeholder in a language", code: "placeholder-left", bad: func(f *fixture) { f.translate("name.short", "{{name}}") }, target: "name.short"},

		{name: "no id", code: "CommonAppIdIsRequiredField", bad: set("id", nil), target: "id"},
		{name: "id that is no GUID", code: "CommonAppIdIsNotGuid", bad: set("id", "{4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11}"), target: "id", good: set("id", "4F4C0E6A-8C1D-4A57-9D0E-2F2B8F0F6A11")},
		{name: "zero id", code: "app-id-not-set", bad: set("id", "00000000-0000-0000-0000-000000000000"), target: "id"},
		{name: "version of two numbers", code: "VersionContainsOnlyNumbersDotSeparated", bad: set("version", "1.0"), target: "version", good: set("version", "10.20.30")},
		{name: "version with a letter", code: "VersionContainsOnlyNumbersDotSeparated", bad: set("version", "1.0.0-beta"), target: "version"},
		{name: "version 0.1.0", code: "VersionHasMajorLessThan1", bad: set("version", "0.1.0"), target: "version", good: set("version", "1.0.0")},
		{name: "packageName", code: "PackageNameIsDefinedAfterManifestVersion116", version: "1.17", bad: set("packageName", "a.b"), target: "packageName"},

		{name: "empty short name", code: "ShortNameIsRequiredField", bad: set("name.short", " "), target: "name.short"},
		{name: "no short description", code: "ShortDescriptionCannotBeEmpty", bad: set("description.short", nil), target: "description.short"},
		{name: "empty full description", code: "FullDescriptionCannotBeEmpty", bad: set("description.full", ""), target: "description.full"},
		{name: "empty developer name", code: "DeveloperNameIsRequiredField", bad: set("developer.name", ""), target: "developer.name"},
		{name: "short name of 31", code: "ShortNameLengthCheck", bad: set("name.short", strings.Repeat("é", 31)), target: "name.short", good: set("name.short", strings.Repeat("é", 30))},
		{name: "short description of 81", code: "ShortDescriptionLengthCheck", bad: set("description.short", strings.Repeat("a", 81)), target: "description.short", good: set("description.short", strings.Repeat("a", 80))},
		{name: "full description of 4001", code: "FullDescriptionLengthCheck", bad: set("description.full", strings.Repeat("a", 4001)), target: "description.full", good: set("description.full", strings.Repeat("a", 4000))},
		{name: "developer name of 33", code: "DeveloperNameLengthCheck", bad: set("developer.name", strings.Repeat("a", 33)), target: "developer.name", good: set("developer.name", strings.Repeat("a", 32))},
		{name: "16 emoji", code: "length-in-utf16-units", bad: set("name.short", strings.Repeat("😀", 16)), target: "name.short", good: set("name.short", strings.Repeat("😀", 15))},
		{name: "emoji in a language", code: "length-in-utf16-units", bad: func(f *fixture) { f.translate("name.short", strings.Repeat("😀", 16)) }, target: "name.short"},
		{name: "reserved name", code: "ShortNameEqualsReservedName", bad: set("name.short", "calendar"), target: "name.short", good: set("name.short", "Calendar of learning")},
		{name: "stage in the name", code: "ShortNameContainsPreprodWording", bad: set("name.short", "Learn (beta)"), target: "name.short", good: set("name.short", "Productivity")},
		{name: "product in the name", code: "name-has-product-word", bad: set("name.full", "Learning for Microsoft Teams"), target: "name.full", good: set("name.full", "Learning for every team")},
		{name: "names alike", code: "name-full-equals-short", bad: set("name.full", "Example Learn"), target: "name.full"},
		{name: "description repeated", code: "FullDescriptionContainsShortDescription", bad: set("description.full", "See your courses in teams, and more."), target: "description.full"},

		{name: "http website", code: "DeveloperWebsiteUrlMustBeHttps", bad: set("developer.websiteUrl", "http://example.org"), target: "developer.websiteUrl", good: set("developer.websiteUrl", "HTTPS://example.org")},
		{name: "http privacy", code: "DeveloperPrivacyUrlMustBeHttps", bad: set("developer.privacyUrl", "http://example.org"), target: "developer.privacyUrl"},
		{name: "empty terms", code: "DeveloperTermsOfUseUrlMustBeHttps", bad: set("developer.termsOfUseUrl", ""), target: "developer.termsOfUseUrl"},
		{name: "http tab", code: "tab-url-not-https", bad: set("staticTabs.1.contentUrl", "http://learn.example.org/"), target: "staticTabs[1].contentUrl"},
		{name: "http configuration page", code: "tab-url-not-https", bad: set("configurableTabs.0.configurationUrl", "http://learn.example.org/"), target: "configurableTabs[0].configurationUrl"},
		{name: "address in validDomains", code: "ValidDomainsContainsUrl", bad: domains("https://a.example.org"), target: "validDomains[2]", good: domains("a.example.org")},
		{name: "path in validDomains", code: "ValidDomainsContainsUrl", bad: domains("a.example.org/totara"), target: "validDomains[2]"},
		{name: "port in validDomains", code: "valid-domain-has-port", bad: domains("a.example.org:8443"), target: "validDomains[2]"},
		{name: "tab on another host", code: "tab-host-not-in-validDomains", bad: set("staticTabs.0.contentUrl", "https://other.example.org/"), target: "staticTabs[0].contentUrl",
			good: both(set("staticTabs.0.contentUrl", "https://other.example.org/"), domains("*.example.org"))},
		{name: "wildcard for two labels", code: "tab-host-not-in-validDomains", bad: both(set("staticTabs.0.contentUrl", "https://a.b.example.org/"), domains("*.example.org")), target: "staticTabs[0].contentUrl",
			good: both(set("staticTabs.0.contentUrl", "https://a.b.example.org/"), domains("*.*.example.org"))},
		{name: "asterisk inside a label", code: "valid-domain-wildcard-form", bad: domains("a*.example.org"), target: "validDomains[2]", good: domains("*.*.example.org")},
		{name: "asterisk behind a label", code: "valid-domain-wildcard-form", bad: domains("a.*.example.org"), target: "validDomains[2]"},
		{name: "all of com", code: "valid-domain-too-wide", bad: domains("*.com"), target: "validDomains[2]", good: domains("name.azurewebsites.net")},
		{name: "everybody's Azure", code: "valid-domain-too-wide", bad: domains("*.azurewebsites.net"), target: "validDomains[2]"},
		{name: "Teams itself", code: "valid-domain-too-wide", bad: domains("teams.microsoft.com"), target: "validDomains[2]"},
		{name: "tunnel", code: "valid-domain-tunnel", bad: domains("a1b2.ngrok-free.app"), target: "validDomains[2]", good: domains("ngrok.example.org")},
		{name: "identity provider", code: "valid-domain-identity-provider", bad: domains("login.microsoftonline.com"), target: "validDomains[2]"},
		{name: "address in a message handler", code: "handler-domain-is-url", bad: set("composeExtensions.0.messageHandlers", list(map[string]any{"type": "link", "value": object("domains", list("https://learn.example.org"))})), target: "composeExtensions[0].messageHandlers[0].value.domains[0]",
			good: set("composeExtensions.0.messageHandlers", list(map[string]any{"type": "link", "value": object("domains", list("learn.example.org"))}))},
		{name: "no token host", code: "bot-token-host-missing", bad: set("validDomains", list("learn.example.org")), target: "validDomains", good: both(set("validDomains", list("learn.example.org")), set("bots", nil))},
		{name: "no token host in a foreign app", code: "bot-token-host-missing", bad: both(foreign(), set("validDomains", list("learn.example.org"))), target: "validDomains", advice: true},

		{name: "no resource", code: "sso-resource-missing", bad: set("webApplicationInfo.resource", nil), target: "webApplicationInfo.resource", good: set("webApplicationInfo", nil)},
		{name: "resource of another application", code: "sso-resource-id-differs", bad: set("webApplicationInfo.resource", "api://learn.example.org/0d9c3a52-31f5-4d1e-8a55-7d1e6b5a9c20"), target: "webApplicationInfo.resource",
			good: set("webApplicationInfo.resource", "api://learn.example.org/4F4C0E6A-8C1D-4A57-9D0E-2F2B8F0F6A11")},
		{name: "resource of another host", code: "sso-resource-host-differs", bad: set("webApplicationInfo.resource", "api://other.example.org/4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11"), target: "webApplicationInfo.resource",
			good: set("webApplicationInfo.resource", "https://notapplicable")},
		{name: "host of the resource not valid", code: "sso-resource-host-not-in-validDomains", bad: set("validDomains", list("token.botframework.com")), target: "webApplicationInfo.resource"},

		{name: "bot id", code: "BotIdIsNotGuid", bad: set("bots.0.botId", "bot"), target: "bots[0].botId"},
		{name: "bot id of the message extension", code: "BotBasedComposeExtensionBotIdNotGuid", bad: set("composeExtensions.0.botId", nil), target: "composeExtensions[0].botId",
			good: both(set("composeExtensions.0.botId", nil), set("composeExtensions.0.composeExtensionType", "apiBased"))},
		{name: "message extension without commands", code: "compose-extension-without-commands", bad: set("composeExtensions.0.commands", list()), target: "composeExtensions[0].commands"},
		{name: "API description beside a bot", code: "BotBasedComposeExtensionApiSpecificationFileExists", bad: set("composeExtensions.0.apiSpecificationFile", "a.yaml"), target: "composeExtensions[0].apiSpecificationFile",
			good: both(set("composeExtensions.0.apiSpecificationFile", "a.yaml"), set("composeExtensions.0.composeExtensionType", "apiBased"))},
		{name: "API template beside a bot", code: "BotBasedComposeExtensionApiResponseRenderingTemplateFileExists", bad: set("composeExtensions.0.commands.0.apiResponseRenderingTemplateFile", "a.json"), target: "composeExtensions[0].commands[0].apiResponseRenderingTemplateFile"},
		{name: "two bots", code: "bot-ids-differ", bad: set("composeExtensions.0.botId", "4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11"), target: "composeExtensions[0].botId", good: set("composeExtensions.0.botId", "0D9C3A52-31F5-4D1E-8A55-7D1E6B5A9C20")},
		{name: "entityId twice", code: "entityId-repeated", bad: set("staticTabs.1.entityId", "catalog"), target: "staticTabs[1].entityId"},
		{name: "reserved tab with a name", code: "ReservedStaticTabNameShouldBeNull", bad: set("staticTabs.3.entityId", "about"), target: "staticTabs[3].name",
			good: both(set("staticTabs.3.entityId", "about"), set("staticTabs.3.name", nil))},
		{name: "tab without a name", code: "StaticTabNameCouldNotBeEmpty", bad: set("staticTabs.2.name", ""), target: "staticTabs[2].name", good: both(set("staticTabs.2.entityId", "conversations"), set("staticTabs.2.name", nil))},
		{name: "bot in group chats of 1.2", code: "GroupChatForBotsLessThanV13", bad: both(set("manifestVersion", "1.2"), set("bots.0.scopes", list("groupchat"))), target: "bots[0].scopes", good: set("bots.0.scopes", list("personal", "groupchat"))},
		{name: "tab in group chats of 1.2", code: "GroupChatForConfigurableTabsLessThanV13", bad: both(set("manifestVersion", "1.2"), set("configurableTabs.0.scopes", list("groupchat"))), target: "configurableTabs[0].scopes"},
		{name: "channels not declared", code: "channel-features-undeclared", version: "1.25", bad: set("supportsChannelFeatures", nil), target: "supportsChannelFeatures",
			good: both(set("supportsChannelFeatures", nil), set("configurableTabs", nil))},
		{name: "channels before 1.25", code: "channel-features-undeclared", version: "1.25", bad: both(set("supportsChannelFeatures", nil), set("bots.0.scopes", list("team"))), target: "supportsChannelFeatures"},
		{name: "scope that the bot lacks", code: "command-scope-not-of-bot", bad: set("bots.0.commandLists.0.scopes", list("team")), target: "bots[0].commandLists[0].scopes[0]"},
		{name: "no commands", code: "bot-without-commands", bad: set("bots.0.commandLists", nil), target: "bots[0].commandLists", good: both(set("bots.0.commandLists", nil), set("bots.0.isNotificationOnly", true))},
		{name: "full screen with a bot", code: "full-screen-with-bot", bad: set("isFullScreen", true), target: "isFullScreen", good: both(set("isFullScreen", true), set("bots", nil))},
		{name: "loading indicator", code: "loading-indicator-on", bad: set("showLoadingIndicator", true), target: "showLoadingIndicator", good: set("showLoadingIndicator", false)},
		{name: "loading indicator of a foreign app", code: "loading-indicator-on", bad: both(foreign(), set("showLoadingIndicator", true)), target: "showLoadingIndicator", advice: true},
		{name: "reserved activity", code: "ReservedActivitiesValidation", bad: set("activities", activity("systemDefault")), target: "activities.activityTypes[0].type", good: set("activities", activity("system"))},
		{name: "activity twice", code: "UniqueActivityTypeInActivitiesValidation", bad: set("activities", activity("a", "A")), target: "activities.activityTypes[1].type", good: set("activities", activity("a", "b"))},
		{name: "configurable properties", code: "configurable-properties-ignored", bad: set("configurableProperties", list("name")), target: "configurableProperties"},

		{name: "colour icon of 96", code: "InvalidColorIconHeightAndWidth", bad: func(f *fixture) { f.file("color.png", plain(t, 96, 96, red)) }, target: "icons.color", good: func(f *fixture) { f.file("color.png", plain(t, 192, 192, red)) }},
		{name: "colour icon as JPEG", code: "InvalidColorIconHeightAndWidth", bad: func(f *fixture) { f.file("color.png", jpegOf(t, 192)) }, target: "icons.color"},
		{name: "colour icon that is none", code: "InvalidColorIconHeightAndWidth", bad: func(f *fixture) { f.file("color.png", []byte("<svg/>")) }, target: "icons.color"},
		{name: "outline icon of 20", code: "InvalidOutlineIconHeightAndWidth", bad: outline(20, 32, white), target: "icons.outline"},
		{name: "small colour icon of 31", code: "InvalidColor32x32IconHeightAndWidth", version: "1.21", bad: both(set("icons.color32x32", "c32.png"), func(f *fixture) { f.file("c32.png", plain(t, 31, 32, red)) }), target: "icons.color32x32",
			good: both(set("icons.color32x32", "c32.png"), func(f *fixture) { f.file("c32.png", plain(t, 32, 32, red)) })},
		{name: "red outline", code: "InvalidOutlineIconTransparency", bad: outline(32, 32, red), target: "icons.outline", good: outline(32, 32, color.NRGBA{255, 255, 255, 12})},
		{name: "tint of opacity 12", code: "InvalidOutlineIconTransparency", bad: outline(32, 32, color.NRGBA{250, 255, 255, 12}), target: "icons.outline"},
		{name: "full white square", code: "outline-has-no-shape", bad: outline(32, 32, white), target: "icons.outline"},
		{name: "tiny outline", code: "outline-has-no-shape", bad: func(f *fixture) { f.file("outline.png", whiteDot(t, 32, 6)) }, target: "icons.outline", good: func(f *fixture) { f.file("outline.png", whiteDot(t, 32, 10)) }},
		{name: "empty outline", code: "outline-has-no-shape", bad: outline(32, 32, color.NRGBA{}), target: "icons.outline"},
		{name: "symbol up to the edges", code: "color-icon-without-padding", bad: func(f *fixture) { f.file("color.png", disc(t, 192, 96)) }, target: "icons.color", good: func(f *fixture) { f.file("color.png", disc(t, 192, 60)) }},

		{name: "language without schema", code: "LocalizationSchemaIsMissing", bad: func(f *fixture) { f.translate("$schema", nil) }, target: "$schema"},
		{name: "schema of its own", code: "LocalizationSchemaDoesNotFollowConventionalSchemaRegex", bad: func(f *fixture) { f.translate("$schema", "https://example.org/schema.json") }, target: "$schema",
			good: func(f *fixture) {
				f.translate("$schema", "https://developer.microsoft.com/en-us/json-schemas/teams/v1.12/MicrosoftTeams.Localization.schema.json")
			}},
		{name: "schema of another version", code: "LocalizationSchemaVersionIsNotTheSameAsTheManifestSchemaVersion", bad: func(f *fixture) {
			f.translate("$schema", "https://developer.microsoft.com/json-schemas/teams/v1.5/MicrosoftTeams.Localization.schema.json")
		}, target: "$schema"},
		{name: "language without description", code: "language-file-incomplete", bad: func(f *fixture) { f.translate("description.short", nil) }, target: "description.short", good: func(f *fixture) { f.translate("name.full", nil) }},
		{name: "only a region", code: "language-tag-only-regional", bad: set("localizationInfo.additionalLanguages.0.languageTag", "fr-ca"), target: "localizationInfo.additionalLanguages[0].languageTag", good: set("localizationInfo.additionalLanguages.0.languageTag", "en-gb")},
		{name: "default language again", code: "language-tag-repeated", bad: set("localizationInfo.additionalLanguages.0.languageTag", "EN"), target: "localizationInfo.additionalLanguages[0].languageTag"},
		{name: "command translated", code: "localized-command-title", bad: func(f *fixture) { f.translate("bots[0].commandLists[0].commands[1].title", "connexion") }, target: "bots[0].commandLists[0].commands[1].title",
			good: func(f *fixture) { f.translate("bots[0].commandLists[0].commands[1].title", "SignIn") }},
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	severity := map[string]manifest.Severity{}
	for _, rule := range manifest.Rules() {
		severity[rule.Code] = rule.Severity
	}
	validator := manifest.NewValidator(manifest.Options{})
	for _, c := range ruleCases(t) {
		t.Run(c.code+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			version := c.version
			if version == "" {
				version = "1.12"
			}
			f := good(t, version)
			if c.good != nil {
				c.good(f)
			}
			if found := find(validator.Judge(read(t, f.zip())), c.code); len(found) > 0 {
				t.Errorf("a good package gets %v", found)
			}
			f = good(t, version)
			c.bad(f)
			content := f.zip()
			if c.target == "-" {
				content = zipOf(t, f.files...)
			}
			found := find(validator.Judge(read(t, content)), c.code)
			if len(found) == 0 {
				t.Fatalf("not found among %v", validator.Judge(read(t, content)))
			}
			want := severity[c.code]
			if c.advice {
				want = manifest.Warning
			}
			got := found[0]
			if c.target != "" && c.target != "-" && got.Target != c.target {
				t.Errorf("target %q, want %q", got.Target, c.target)
			}
			if got.Severity != want {
				t.Errorf("severity %s, want %s", got.Severity, want)
			}
			if got.Message == "" || got.Fix == "" || got.Source == "" || got.File == "" {
				t.Errorf("something is missing in %+v", got)
			}
			if c.target != "" && c.target != "-" && (got.Line < 1 || got.Column < 1) {
				t.Errorf("no place in %+v", got)
			}
		})
	}
}

// TestEveryRuleHasACase keeps the table whole.
func TestEveryRuleHasACase(t *testing.T) {
	t.Parallel()
	has := map[string]bool{}
	for _, c := range ruleCases(t) {
		has[c.code] = true
	}
	for _, c := range hostileCases(t) {
		has[c.code] = true
	}
	for _, code := range []string{"schema-not-there", "more-findings"} {
		has[code] = true // TestSecondJudge and TestManyFindingsAreCut
	}
	seen := map[string]bool{}
	for _, rule := range manifest.Rules() {
		if !has[rule.Code] {
			t.Errorf("no case for %s", rule.Code)
		}
		if seen[rule.Code] {
			t.Errorf("%s is there twice", rule.Code)
		}
		seen[rule.Code] = true
		if rule.Asks == "" || rule.Fix == "" || rule.Source == "" || rule.Severity == "" {
			t.Errorf("something is missing in %+v", rule)
		}
	}
}

// TestGoodPackagesHaveNoFindings: whatever is switched on, whatever the version.
func TestGoodPackagesHaveNoFindings(t *testing.T) {
	t.Parallel()
	validator := manifest.NewValidator(manifest.Options{})
	for _, version := range versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			f := good(t, version)
			if found := validator.Judge(read(t, f.zip())); len(found) > 0 {
				t.Errorf("findings %v", found)
			}
		})
	}
}
