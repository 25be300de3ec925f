package catalog

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"teamwright/manifest"
	"teamwright/steps/answers"
)

func TestInput(t *testing.T) {
	t.Parallel()
	full := manifest.Input{
		Site: site, AppID: appID, PackageName: "org.example.learn.teams", Version: "1.2.3", Schema: "1.12",
		ShortName: "Example Learn", FullName: "Example Learning Platform", ShortDescription: "Your courses", FullDescription: "All your courses",
		AccentColor: "#0B5CAB", DeveloperName: "Example Ltd", MPNID: "1234567",
		Website: "https://example.org", Privacy: site, Terms: site, // what is empty falls back to the site
		SSO: true, SSOAppID: appID, Resource: "api://learn.example.org/" + appID, // the host alone, without the folder
		Color: []byte("c"), Outline: []byte("o"),
		Languages: map[string]manifest.Translation{"fr": {}},
	}
	tests := map[string]struct {
		change func(*answers.Answers)
		want   func(*manifest.Input)
	}{
		"single sign-on alone": {func(*answers.Answers) {}, func(*manifest.Input) {}},
		"without it": {func(a *answers.Answers) { a.SSO.Enabled = false }, func(in *manifest.Input) {
			in.SSO, in.SSOAppID, in.Resource = false, "", ""
		}},
		"bot": {func(a *answers.Answers) { a.Bot.Enabled, a.IDs.Bot = true, botID }, func(in *manifest.Input) {
			in.Bot, in.BotID = true, botID
		}},
		"messaging extension": {func(a *answers.Answers) { a.Bot.MessagingExtension, a.IDs.Bot = true, botID }, func(in *manifest.Input) {
			in.MessagingExtension, in.BotID = true, botID
		}},
		"own links": {func(a *answers.Answers) {
			a.Publisher.Website, a.Publisher.Privacy, a.Publisher.Terms = "", "https://example.org/p", "https://example.org/t"
		}, func(in *manifest.Input) {
			in.Website, in.Privacy, in.Terms = site, "https://example.org/p", "https://example.org/t"
		}},
		"a port": {func(a *answers.Answers) { a.Site = "https://Learn.example.org:8443" }, func(in *manifest.Input) {
			in.Site, in.Privacy, in.Terms = "https://Learn.example.org:8443", "https://Learn.example.org:8443", "https://Learn.example.org:8443"
			in.Resource = "api://learn.example.org:8443/" + appID
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, want := sound(), full
			tt.change(&a)
			tt.want(&want)
			got := Input(a, appID, Assets{Color: []byte("c"), Outline: []byte("o"), Languages: map[string]manifest.Translation{"fr": {}}})
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	if got := FileName(sound(), false); got != "org.example.learn.teams-1.2.3.zip" {
		t.Error(got)
	}
	if got := FileName(sound(), true); got != "org.example.learn.teams-1.2.3-rehearsal.zip" {
		t.Error(got)
	}
}

func TestReadAssets(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string][]byte{"logo.png": logo(300), "own.png": logo(64), "fr.yaml": []byte("short_name: Exemple\n")})
	made, err := ReadAssets(file(t, dir, "app: {icon: logo.png, languages: {fr: fr.yaml}}\n"))
	must(t, err)
	for side, icon := range map[int][]byte{192: made.Color, 32: made.Outline} {
		m, _, err := image.DecodeConfig(bytes.NewReader(icon))
		if err != nil || m.Width != side || m.Height != side {
			t.Errorf("icon %+v, %v", m, err)
		}
	}
	if made.Languages["fr"].ShortName != "Exemple" {
		t.Errorf("languages %+v", made.Languages)
	}
	own, err := ReadAssets(file(t, dir, "app:\n  icon: "+filepath.Join(dir, "logo.png")+"\n  icon_outline: own.png\n"))
	must(t, err)
	if !bytes.Equal(own.Color, made.Color) {
		t.Error("an absolute path gives another icon")
	}
}

// What is wrong with a file that the answers name is said with the answers'
// line and key.
func TestAssetsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string][]byte{
		"logo.png": logo(64), "text.png": []byte("no picture"), "empty.png": nil, "torn.png": logo(64)[:60],
		"bad.yaml": []byte("nonsense_key: x\n"),
	})
	must(t, os.Truncate(filepath.Join(dir, "empty.png"), 0))
	big, err := os.Create(filepath.Join(dir, "big.png"))
	must(t, err)
	must(t, big.Truncate(maxFile+1))
	must(t, big.Close())
	must(t, syscall.Mkfifo(filepath.Join(dir, "pipe.png"), 0o600))
	tests := map[string]struct {
		text string
		key  string
		line int
		says string
	}{
		"none":                 {"app:\n  short_name: A\n", "app.icon", 0, "is empty"},
		"no such file":         {"app:\n  short_name: A\n  icon: none.png\n", "app.icon", 3, "names none.png: no such file or directory"},
		"a folder":             {"app:\n  icon: .\n", "app.icon", 2, "names .: no regular file"},
		"a pipe":               {"app:\n  icon: pipe.png\n", "app.icon", 2, "names pipe.png: no regular file"},
		"a device":             {"app:\n  icon: /dev/zero\n", "app.icon", 2, "names /dev/zero: no regular file"},
		"too large":            {"app:\n  icon: big.png\n", "app.icon", 2, "names big.png: larger than 20 MB"},
		"no picture":           {"app:\n  icon: text.png\n", "app.icon", 2, "names text.png: "},
		"an empty file":        {"app:\n  icon: empty.png\n", "app.icon", 2, "names empty.png: "},
		"a torn one":           {"app:\n  icon: torn.png\n", "app.icon", 2, "names torn.png: "},
		"no outline":           {"app:\n  icon: logo.png\n  icon_outline: none.png\n", "app.icon_outline", 3, "names none.png: no such file"},
		"an outline of text":   {"app:\n  icon: logo.png\n  icon_outline: text.png\n", "app.icon_outline", 3, "names text.png: "},
		"no translation":       {"app:\n  icon: logo.png\n  languages: {fr: fr.yaml}\n", "app.languages", 3, "names fr.yaml for fr: no such file"},
		"a bad translation":    {"app:\n  icon: logo.png\n  languages: {fr: bad.yaml}\n", "app.languages", 3, "names bad.yaml for fr: "},
		"the first of two bad": {"app:\n  icon: logo.png\n  languages: {it: none.yaml, de: none.yaml}\n", "app.languages", 3, "for de: "},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadAssets(file(t, dir, tt.text))
			problems := answers.AsProblems(err)
			if len(problems) != 1 {
				t.Fatalf("error %v", err)
			}
			p := problems[0]
			if p.Key != tt.key || p.Line != tt.line || !strings.HasPrefix(p.Wrong, tt.says) && !strings.Contains(p.Wrong, tt.says) || p.Right == "" {
				t.Errorf("problem %+v, want %s on line %d: %s", p, tt.key, tt.line, tt.says)
			}
			if p.File != filepath.Join(dir, "a.yaml") || strings.ContainsAny(p.Error(), "\n\x1b") {
				t.Errorf("error %q", p.Error())
			}
		})
	}
}

func TestCheckPicture(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string][]byte{"logo.png": logo(64), "text.png": []byte("no picture")})
	good, bad := filepath.Join(dir, "logo.png"), filepath.Join(dir, "text.png")
	for _, key := range []string{"app.icon", "app.icon_outline"} {
		if err := CheckPicture(key, good); err != nil {
			t.Errorf("%s: %v", key, err)
		}
		if err := CheckPicture(key, bad); err == nil {
			t.Errorf("%s: a text is taken for a picture", key)
		}
		if err := CheckPicture(key, filepath.Join(dir, "none")); err == nil || strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", key, err)
		}
	}
	if err := CheckPicture("totara.config", bad); err != nil {
		t.Errorf("a file of another key: %v", err)
	}
}
