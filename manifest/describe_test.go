package manifest_test

import (
	"bytes"
	"strings"
	"testing"

	"teamwright/manifest"
)

// TestDescribeGivesTheSamePackage: what was read back builds the same bytes.
func TestDescribeGivesTheSamePackage(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*manifest.Input){
		"everything": func(*manifest.Input) {},
		"nothing on": func(in *manifest.Input) { in.SSO, in.Bot, in.MessagingExtension = false, false, false },
		"extension":  func(in *manifest.Input) { in.Bot = false },
		"fewer tabs": func(in *manifest.Input) { in.NoCurrentLearning, in.NoLibrary = true, true },
		"own links":  func(in *manifest.Input) { in.Privacy, in.MPNID = "https://example.org/privacy", "123456" },
		"languages": func(in *manifest.Input) {
			in.Languages = map[string]manifest.Translation{"de": {}, "pt-br": {Help: "Socorro"}}
		},
		"main language": func(in *manifest.Input) { in.Language = "fr"; in.Languages = map[string]manifest.Translation{"en": {}} },
		"1.25":          func(in *manifest.Input) { in.Schema, in.PackageName = "1.25", "" },
		"1.5":           func(in *manifest.Input) { in.Schema = "1.5" },
		"site in root":  func(in *manifest.Input) { in.Site = "https://learn.example.org" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := sample(t)
			change(&in)
			first, err := build(t, in).Zip()
			if err != nil {
				t.Fatal(err)
			}
			back, err := manifest.Describe(read(t, first))
			if err != nil {
				t.Fatal(err)
			}
			if back.Site != in.Site || back.AppID != in.AppID {
				t.Errorf("site %s, app %s", back.Site, back.AppID)
			}
			second, err := build(t, back).Zip()
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first, second) {
				t.Error("another package")
			}
		})
	}
}

func TestDescribeRefuses(t *testing.T) {
	t.Parallel()
	other := good(t, "1.12")
	foreign()(other)
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"another app": {other.zip(), "no tab"},
		"no manifest": {zipOf(t, manifest.File{Name: "a"}), "no manifest.json"},
		"no package":  {[]byte("x"), "no manifest.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := manifest.Describe(read(t, c.content)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one about %q", err, c.want)
			}
		})
	}
}

// TestMainLanguage: the parts that are the same in every app follow it.
func TestMainLanguage(t *testing.T) {
	t.Parallel()
	in := sample(t)
	in.Language = "fr"
	in.Languages = map[string]manifest.Translation{"en": {}, "en-gb": {Help: "Assistance"}}
	p := build(t, in)
	if got := property(t, p, "staticTabs", 0, "name"); got != "Trouver une formation" {
		t.Errorf("tab %v", got)
	}
	if got := entriesOf(t, p, "en.json")["staticTabs[0].name"]; got != "Find learning" {
		t.Errorf("tab in English %v", got)
	}
	if got := entriesOf(t, p, "en-gb.json")["staticTabs[3].name"]; got != "Assistance" {
		t.Errorf("help in English of Britain %v", got)
	}
}
