package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// What a person writes to the bot. Teams sends the bot the title as it stands,
// and Totara compares it with its own commands, so these stay as they are in
// every language.
const (
	commandHelp    = "help"
	commandSignIn  = "signin"
	commandSignOut = "signout"
)

// Translation holds the texts of one language. A field that is empty gets the
// text that the program brings for the language, and where it brings none, the
// text of the manifest itself.
type Translation struct {
	// Limits as for [Input].
	ShortName        string `yaml:"short_name"`
	FullName         string `yaml:"full_name"`
	ShortDescription string `yaml:"short_description"`
	FullDescription  string `yaml:"full_description"`
	// Names of the tabs, at most 128 characters each.
	Catalog         string `yaml:"catalog"`
	CurrentLearning string `yaml:"current_learning"`
	Library         string `yaml:"library"`
	Help            string `yaml:"help"`
	// Descriptions of the bot's commands, at most 128 characters each.
	BotHelp    string `yaml:"bot_help"`
	BotSignIn  string `yaml:"bot_sign_in"`
	BotSignOut string `yaml:"bot_sign_out"`
	// The search command of the messaging extension: titles at most 32,
	// descriptions at most 128 characters.
	Search                string `yaml:"search"`
	SearchDescription     string `yaml:"search_description"`
	SearchTerm            string `yaml:"search_term"`
	SearchTermDescription string `yaml:"search_term_description"`
}

// maxTranslation bounds a translation file, in bytes.
const maxTranslation = 256 << 10

// ParseTranslation reads a translation file: YAML with the keys short_name,
// full_name, short_description, full_description, catalog, current_learning,
// library, help, bot_help, bot_sign_in, bot_sign_out, search,
// search_description, search_term and search_term_description, each of which
// may be left out. An unknown key is an error that names its line.
func ParseTranslation(content []byte) (Translation, error) {
	var t Translation
	if len(content) > maxTranslation {
		return t, fmt.Errorf("the translation has %d KB; it needs no more than a few", len(content)>>10)
	}
	dec := yaml.NewDecoder(bytes.NewReader(content))
	dec.KnownFields(true)
	if err := dec.Decode(&t); err != nil && !errors.Is(err, io.EOF) {
		return Translation{}, fmt.Errorf("translation: %w", err)
	}
	return t, nil
}

// english holds the texts that are the same in every app.
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

// fields lists the texts, for filling one translation from another.
func (t *Translation) fields() []*string {
	return []*string{
		&t.ShortName, &t.FullName, &t.ShortDescription, &t.FullDescription,
		&t.Catalog, &t.CurrentLearning, &t.Library, &t.Help,
		&t.BotHelp, &t.BotSignIn, &t.BotSignOut,
		&t.Search, &t.SearchDescription, &t.SearchTerm, &t.SearchTermDescription,
	}
}

// fill gives every empty field the text that other has.
func (t *Translation) fill(other Translation) {
	from := other.fields()
	for i, field := range t.fields() {
		if *field == "" {
			*field = *from[i]
		}
	}
}
