package manifest_test

import (
	"reflect"
	"strings"
	"testing"

	"teamwright/manifest"
)

func TestStartingTranslationsAreComplete(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"fr", "de", "es", "nl", "sv", "da", "nb", "fi", "it", "pt", "pt-br", "pl", "ja"} {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			texts, ok := manifest.StartingTranslation(tag)
			if !ok {
				t.Fatal("none")
			}
			v := reflect.ValueOf(texts)
			for i := range v.NumField() {
				name, text := v.Type().Field(i).Name, v.Field(i).String()
				names := name == "ShortName" || name == "FullName"
				if names != (text == "") {
					t.Errorf("%s is %q", name, text)
				}
				most := map[string]int{"ShortDescription": 80, "FullDescription": 4000, "Search": 32, "SearchTerm": 32}[name]
				if most == 0 {
					most = 128
				}
				if n := manifest.UTF16Len(text); n > most {
					t.Errorf("%s has %d units, at most %d", name, n, most)
				}
				if text != strings.TrimSpace(text) {
					t.Errorf("%s has spaces around it", name)
				}
			}
		})
	}
}

func TestStartingTranslationOfRegions(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]bool{"fr-CA": true, "PT-br": true, "no": true, "en": false, "xx": false} {
		if _, ok := manifest.StartingTranslation(tag); ok != want {
			t.Errorf("%s: %v", tag, ok)
		}
	}
}

func TestParseTranslation(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want manifest.Translation
		err  string
	}{
		"some":        {"short_name: Apprendre\nhelp: Au secours\n", manifest.Translation{ShortName: "Apprendre", Help: "Au secours"}, ""},
		"empty":       {"", manifest.Translation{}, ""},
		"unknown key": {"short_name: a\nshort: b\n", manifest.Translation{}, "line 2"},
		"wrong type":  {"help: [a]\n", manifest.Translation{}, "line 1"},
		"too large":   {strings.Repeat("#", 300<<10), manifest.Translation{}, "300 KB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := manifest.ParseTranslation([]byte(c.text))
			if c.err == "" && (err != nil || got != c.want) {
				t.Errorf("got %+v, %v", got, err)
			}
			if c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("error %v, want one about %q", err, c.err)
			}
		})
	}
}

// TestOwnTextsComeBeforeBroughtOnes, and stock texts only for stock sentences.
func TestOwnTextsComeBeforeBroughtOnes(t *testing.T) {
	t.Parallel()
	in := sample(t)
	in.FullDescription = "Our own words."
	in.Languages = map[string]manifest.Translation{"de": {Help: "Beistand"}, "xx": {}}
	p := build(t, in)
	for file, want := range map[string]map[string]string{
		"de.json": {
			"description.short":  "Ihre Kurse in Teams",
			"description.full":   "Our own words.",
			"staticTabs[0].name": "Lernangebote finden",
			"staticTabs[3].name": "Beistand",
			"name.full":          "Example Learning Platform",
		},
		"xx.json": {"description.short": "Your courses in Teams", "staticTabs[0].name": "Find learning"},
	} {
		entries := entriesOf(t, p, file)
		for key, text := range want {
			if entries[key] != text {
				t.Errorf("%s: %s = %q, want %q", file, key, entries[key], text)
			}
		}
	}
}
