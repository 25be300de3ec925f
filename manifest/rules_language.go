package manifest

import (
	"fmt"
	"regexp"
	"strings"

	"teamwright/manifest/schema"
)

// languageRules are about the language files.
func languageRules() []Rule {
	return []Rule{
		{
			Code: "LocalizationSchemaIsMissing", Severity: Error, Target: "$schema", Asks: "every language file has $schema",
			Fix: "add the address of the Localization schema", Source: srcPublish,
			check: eachLanguage(func(s *subject, l language, report reporter) {
				if at := walk(l.root, l.file, "$schema"); at.text() == "" {
					report(at, "the language file has no $schema", cure(`add "$schema": "`+s.version.LocalizationURL()+`"`))
				}
			}),
		},
		{
			Code: "LocalizationSchemaDoesNotFollowConventionalSchemaRegex", Severity: Error, Target: "$schema", Asks: "$schema of a language file is the published address",
			Fix: "write the published address of the Localization schema", Source: srcPublish,
			check: eachLanguage(func(s *subject, l language, report reporter) {
				if at := walk(l.root, l.file, "$schema"); at.text() != "" && !localizationAddress.MatchString(at.text()) {
					report(at, fmt.Sprintf("$schema is %s, not the address of a Localization schema", schema.Show(at.node)), cure("write "+s.version.LocalizationURL()))
				}
			}),
		},
		{
			Code: "LocalizationSchemaVersionIsNotTheSameAsTheManifestSchemaVersion", Severity: Error, Target: "$schema", Asks: "language files are of the manifest's version",
			Fix: "write the version of the manifest", Source: srcPublish,
			check: eachLanguage(func(s *subject, l language, report reporter) {
				at, declared := walk(l.root, l.file, "$schema"), s.at("manifestVersion").text()
				if version := versionIn(at.text()); version != "" && declared != "" && version != declared {
					report(at, fmt.Sprintf("$schema names version %s, the manifest is %s", version, schema.Printable(declared)), cure("write "+s.version.LocalizationURL()))
				}
			}),
		},
		{
			Code: "language-file-incomplete", Severity: Warning, Asks: "a language file has name and description, without which uploads have been refused",
			Fix: "add the texts, the manifest's own where there is no translation", Source: srcLanguages,
			check: eachLanguage(func(s *subject, l language, report reporter) {
				if !s.known || s.version >= 16 {
					return // the schema asks for them itself
				}
				for _, key := range []string{"name.short", "description.short", "description.full"} {
					if at := walk(l.root, l.file, key); strings.TrimSpace(at.text()) == "" {
						report(at, fmt.Sprintf("the language file has no %s", key))
					}
				}
			}),
		},
		{
			Code: "language-tag-only-regional", Severity: Warning, Target: "localizationInfo.additionalLanguages[].languageTag", Asks: "a regional language stands beside the language itself",
			Fix: "add a file for the language, or take the region off the tag", Source: srcLanguages, check: checkRegions,
		},
		{
			Code: "language-tag-repeated", Severity: Warning, Target: "localizationInfo.additionalLanguages[].languageTag", Asks: "every language is there once, the default one not again",
			Fix: "remove one of them", Source: srcLanguages,
			check: func(s *subject, report reporter) {
				seen := map[string]bool{strings.ToLower(s.at("localizationInfo", "defaultLanguageTag").text()): true}
				for _, entry := range s.each("localizationInfo", "additionalLanguages") {
					at := entry.get("languageTag")
					tag := strings.ToLower(at.text())
					if tag != "" && seen[tag] {
						report(at, fmt.Sprintf("the language %s is there already", schema.Show(at.node)))
					}
					seen[tag] = true
				}
			},
		},
		{
			Code: "localized-command-title", Severity: Warning, Target: "bots[0].commandLists[0].commands[0].title", Asks: "commands keep their titles, for the title is what the bot is sent",
			Fix: "keep the title, unless the bot knows the command in this language", Source: srcLanguages,
			check: eachLanguage(func(s *subject, l language, report reporter) {
				for i, list := range s.each("bots", 0, "commandLists") {
					for k, command := range list.get("commands").list() {
						at := walk(l.root, l.file, fmt.Sprintf("bots[0].commandLists[%d].commands[%d].title", i, k))
						if title := command.get("title").text(); at.node != nil && !strings.EqualFold(at.text(), title) {
							report(at, fmt.Sprintf("the command %q is %s here, and the bot is sent that", schema.Printable(title), schema.Show(at.node)))
						}
					}
				}
			}),
		},
	}
}

var localizationAddress = regexp.MustCompile(`^https://developer\.microsoft\.com/(?:[A-Za-z-]{2,5}/)?json-schemas/teams/v1\.[0-9]+/MicrosoftTeams\.Localization\.schema\.json$`)

func eachLanguage(check func(*subject, language, reporter)) func(*subject, reporter) {
	return func(s *subject, report reporter) {
		for _, l := range s.languages {
			if l.root != nil {
				check(s, l, report)
			}
		}
	}
}

func checkRegions(s *subject, report reporter) {
	tags := map[string]bool{}
	base := func(tag string) string {
		language, _, _ := strings.Cut(strings.ToLower(tag), "-")
		return language
	}
	tags[base(s.at("localizationInfo", "defaultLanguageTag").text())] = true
	entries := s.each("localizationInfo", "additionalLanguages")
	for _, entry := range entries {
		tags[strings.ToLower(entry.get("languageTag").text())] = true
	}
	for _, entry := range entries {
		at := entry.get("languageTag")
		if strings.Contains(at.text(), "-") && !tags[base(at.text())] {
			report(at, fmt.Sprintf("the language %s is there only for a region", schema.Show(at.node)))
		}
	}
}
