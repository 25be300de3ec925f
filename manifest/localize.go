package manifest

import (
	"fmt"
	"regexp"
	"sort"
	"strings"

	"teamwright/manifest/schema"
)

// languageFile is one file of localised texts, ready to be written.
type languageFile struct {
	tag     string
	entries map[string]string
}

func (l languageFile) file() string { return strings.ToLower(l.tag) + ".json" }

var languageTag = regexp.MustCompile(`^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,2}$`)

// languages gives the language files, sorted by tag. Each holds every text of
// the manifest, name and description too: from 1.16 on the schema asks for
// them, and before it uploads without them have been refused.
func (in Input) languages(version schema.Version) ([]languageFile, error) {
	var files []languageFile
	seen := map[string]string{strings.ToLower(in.Language): "the default language"}
	tags := make([]string, 0, len(in.Languages))
	for tag := range in.Languages {
		tags = append(tags, tag)
	}
	sort.Strings(tags)
	for _, tag := range tags {
		if !languageTag.MatchString(tag) {
			return nil, fmt.Errorf("language %q is no language tag; write it as fr or pt-br", tag)
		}
		if other, twice := seen[strings.ToLower(tag)]; twice {
			return nil, fmt.Errorf("language %q is already %s; leave one of them out", tag, other)
		}
		// A file of that name would lie where the manifest lies.
		if strings.EqualFold(tag, "manifest") {
			return nil, fmt.Errorf("language %q is no language; write its tag, such as fr", tag)
		}
		seen[strings.ToLower(tag)] = fmt.Sprintf("there as %q", tag)
		files = append(files, languageFile{tag, in.localized(version, in.translation(tag))})
	}
	return files, nil
}

// translation completes the texts for a language: from what the program brings
// for it, then from the manifest's own.
func (in Input) translation(tag string) Translation {
	t := in.Languages[tag]
	brought, _ := brought(tag)
	if in.ShortDescription != StockShortDescription {
		brought.ShortDescription = ""
	}
	if in.FullDescription != StockFullDescription {
		brought.FullDescription = ""
	}
	t.fill(brought)
	if t.FullName == "" && t.ShortName != "" && in.FullName == "" {
		t.FullName = t.ShortName
	}
	own := in.generic()
	own.ShortName, own.FullName = in.ShortName, in.FullName
	own.ShortDescription, own.FullDescription = in.ShortDescription, in.FullDescription
	if own.FullName == "" {
		own.FullName = in.ShortName
	}
	t.fill(own)
	return t
}

// generic holds the texts that are the same in every app, in the language of
// the manifest where the program brings it, else in English.
func (in Input) generic() Translation {
	texts, _ := brought(in.Language)
	texts.fill(english())
	return texts
}

// brought is [StartingTranslation] with English too.
func brought(tag string) (Translation, bool) {
	if language, _, _ := strings.Cut(strings.ToLower(tag), "-"); language == "en" {
		texts := english()
		texts.ShortDescription, texts.FullDescription = StockShortDescription, StockFullDescription
		return texts, true
	}
	return StartingTranslation(tag)
}

// localized gives the entries of a language file.
func (in Input) localized(version schema.Version, t Translation) map[string]string {
	entries := map[string]string{
		"$schema":           version.LocalizationURL(),
		"name.short":        t.ShortName,
		"name.full":         t.FullName,
		"description.short": t.ShortDescription,
		"description.full":  t.FullDescription,
	}
	for i, tab := range in.tabs(t) {
		entries[fmt.Sprintf("staticTabs[%d].name", i)] = tab.Name
	}
	if in.Bot {
		for i, command := range in.bot(t).CommandLists[0].Commands {
			entries[fmt.Sprintf("bots[0].commandLists[0].commands[%d].title", i)] = command.Title
			entries[fmt.Sprintf("bots[0].commandLists[0].commands[%d].description", i)] = command.Description
		}
	}
	if in.MessagingExtension {
		const at = "composeExtensions[0].commands[0]."
		command := in.composeExtension(t).Commands[0]
		entries[at+"title"] = command.Title
		entries[at+"description"] = command.Description
		entries[at+"parameters[0].title"] = command.Parameters[0].Title
		entries[at+"parameters[0].description"] = command.Parameters[0].Description
	}
	return entries
}
