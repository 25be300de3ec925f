package manifest

import (
	"fmt"
	"regexp"
	"sort"
	"strings"

	"teamwright/manifest/schema"
)

// What a person writes to the bot. Totara compares the message with the command
// in its own language packs, so these stay as they are in every language.
const (
	commandHelp    = "help"
	commandSignIn  = "signin"
	commandSignOut = "signout"
)

// Translation holds the texts of one language. An empty field falls back to the
// input's own text or, for the parts that are the same in every app, to English.
type Translation struct {
	// Limits as for [Input].
	ShortName, FullName, ShortDescription, FullDescription string
	// Names of the tabs, at most 128 characters each.
	Catalog, CurrentLearning, Library, Help string
	// Descriptions of the bot's commands, at most 128 characters each.
	BotHelp, BotSignIn, BotSignOut string
	// The search command of the messaging extension: titles at most 32,
	// descriptions at most 128 characters.
	Search, SearchDescription, SearchTerm, SearchTermDescription string
}

// english holds the texts that stand in manifest.json itself.
func english() Translation {
	return Translation{
		Catalog:               "Find learning",
		CurrentLearning:       "Current learning",
		Library:               "Library",
		Help:                  "Help",
		BotHelp:               "View help on how to use the app",
		BotSignIn:             "Sign in to receive notifications",
		BotSignOut:            "Sign out to disable notifications",
		Search:                "Search catalogue",
		SearchDescription:     "Find learning to share in this conversation",
		SearchTerm:            "Search",
		SearchTermDescription: "Words to look for in the catalogue",
	}
}

// languageFile is one file of localised texts.
type languageFile struct {
	tag     string
	entries map[string]string
}

func (l languageFile) file() string { return l.tag + ".json" }

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
		seen[strings.ToLower(tag)] = fmt.Sprintf("there as %q", tag)
		files = append(files, languageFile{tag, in.localized(version, in.Languages[tag])})
	}
	return files, nil
}

func (in Input) localized(version schema.Version, t Translation) map[string]string {
	own := english()
	entries := map[string]string{"$schema": version.LocalizationURL()}
	set := func(key string, texts ...string) {
		for _, text := range texts {
			if text != "" {
				entries[key] = text
				return
			}
		}
	}
	set("name.short", t.ShortName, in.ShortName)
	set("name.full", t.FullName, in.FullName, t.ShortName, in.ShortName)
	set("description.short", t.ShortDescription, in.ShortDescription)
	set("description.full", t.FullDescription, in.FullDescription)
	names := map[string][2]string{
		"catalog":    {t.Catalog, own.Catalog},
		"mylearning": {t.CurrentLearning, own.CurrentLearning},
		"library":    {t.Library, own.Library},
		"help":       {t.Help, own.Help},
	}
	for i, tab := range in.staticTabs() {
		set(fmt.Sprintf("staticTabs[%d].name", i), names[tab.EntityID][0], names[tab.EntityID][1])
	}
	if in.Bot {
		for i, texts := range [][3]string{
			{commandHelp, t.BotHelp, own.BotHelp},
			{commandSignIn, t.BotSignIn, own.BotSignIn},
			{commandSignOut, t.BotSignOut, own.BotSignOut},
		} {
			command := fmt.Sprintf("bots[0].commandLists[0].commands[%d].", i)
			set(command+"title", texts[0])
			set(command+"description", texts[1], texts[2])
		}
	}
	if in.MessagingExtension {
		const command = "composeExtensions[0].commands[0]."
		set(command+"title", t.Search, own.Search)
		set(command+"description", t.SearchDescription, own.SearchDescription)
		set(command+"parameters[0].title", t.SearchTerm, own.SearchTerm)
		set(command+"parameters[0].description", t.SearchTermDescription, own.SearchTermDescription)
	}
	return entries
}
