package manifest_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"reflect"
	"strings"
	"sync"
	"testing"

	"teamwright/manifest"
)

// logo is a drawing on clear ground: a disc of one colour.
func logo(t testing.TB, side int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			dx, dy := x-side/2, y-side/2
			if 9*(dx*dx+dy*dy) < 4*side*side/4*4 {
				img.SetNRGBA(x, y, color.NRGBA{200, 40, 90, 255})
			}
		}
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// sampleIcons are a red shape on blue and a white one on clear ground, drawn so
// that they cost hundreds of tests nothing.
var sampleIcons = sync.OnceValues(func() (colorIcon, outline []byte) {
	draw := func(side, from, to int, ground, ink color.NRGBA) []byte {
		img := image.NewNRGBA(image.Rect(0, 0, side, side))
		for y := range side {
			for x := range side {
				c := ground
				if x >= from && x < to && y >= from && y < to {
					c = ink
				}
				img.SetNRGBA(x, y, c)
			}
		}
		var buf bytes.Buffer
		if err := png.Encode(&buf, img); err != nil {
			panic(err)
		}
		return buf.Bytes()
	}
	return draw(192, 48, 144, color.NRGBA{11, 92, 171, 255}, color.NRGBA{200, 40, 90, 255}), draw(32, 4, 28, color.NRGBA{}, color.NRGBA{255, 255, 255, 255})
})

// sample is an input with everything switched on.
func sample(t testing.TB) manifest.Input {
	t.Helper()
	colorIcon, outline := sampleIcons()
	return manifest.Input{
		Site:               "https://learn.example.org/totara",
		AppID:              "4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11",
		PackageName:        "org.example.learn.teams",
		Version:            "1.0.0",
		ShortName:          "Example Learn",
		FullName:           "Example Learning Platform",
		ShortDescription:   "Your courses in Teams",
		FullDescription:    "Find, take and share learning without leaving Teams.",
		AccentColor:        "#0B5CAB",
		DeveloperName:      "Example Ltd",
		SSO:                true,
		SSOAppID:           "4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11",
		Bot:                true,
		MessagingExtension: true,
		BotID:              "0d9c3a52-31f5-4d1e-8a55-7d1e6b5a9c20",
		Color:              colorIcon,
		Outline:            outline,
	}
}

func build(t testing.TB, in manifest.Input) *manifest.Package {
	t.Helper()
	p, err := manifest.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// property reads one value of the manifest by its path.
func property(t testing.TB, p *manifest.Package, path ...any) any {
	t.Helper()
	text, _ := p.File(manifest.ManifestFile)
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}

// entriesOf reads a language file.
func entriesOf(t testing.TB, p *manifest.Package, file string) map[string]string {
	t.Helper()
	text, _ := p.File(file)
	var entries map[string]string
	if err := json.Unmarshal(text, &entries); err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestBuildWritesWhatTotaraWrites(t *testing.T) {
	t.Parallel()
	p := build(t, sample(t))
	const site = "https://learn.example.org/totara"
	for name, c := range map[string]struct {
		path []any
		want any
	}{
		"schema of the default version": {[]any{"$schema"}, "https://developer.microsoft.com/json-schemas/teams/v1.12/MicrosoftTeams.schema.json"},
		"package name":                  {[]any{"packageName"}, "org.example.learn.teams"},
		"empty links are the site":      {[]any{"developer", "termsOfUseUrl"}, site},
		"configurable tab":              {[]any{"configurableTabs", 0, "configurationUrl"}, site + "/totara/msteams/tabs/config.php"},
		"only teams have it":            {[]any{"configurableTabs", 0, "scopes"}, []any{"team"}},
		"first tab":                     {[]any{"staticTabs", 0, "entityId"}, "catalog"},
		"page of the library":           {[]any{"staticTabs", 2, "contentUrl"}, site + "/totara/msteams/tabs/contributions.php"},
		"last tab":                      {[]any{"staticTabs", 3, "entityId"}, "help"},
		"bot may be written to":         {[]any{"bots", 0, "isNotificationOnly"}, false},
		"third command":                 {[]any{"bots", 0, "commandLists", 0, "commands", 2, "title"}, "signout"},
		"search command":                {[]any{"composeExtensions", 0, "commands", 0, "id"}, "searchCommand"},
		"domains without the folder":    {[]any{"validDomains"}, []any{"learn.example.org", "token.botframework.com"}},
		"resource without the folder":   {[]any{"webApplicationInfo", "resource"}, "api://learn.example.org/4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11"},
		"no languages, no section":      {[]any{"localizationInfo"}, nil},
		"no declaration before 1.25":    {[]any{"supportsChannelFeatures"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := property(t, p, c.path...); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v = %v, want %v", c.path, got, c.want)
			}
		})
	}
}

func TestBuildLeavesOutWhatIsOff(t *testing.T) {
	t.Parallel()
	in := sample(t)
	in.SSO, in.Bot, in.MessagingExtension, in.NoLibrary, in.NoCurrentLearning = false, false, false, true, true
	p := build(t, in)
	for _, key := range []string{"bots", "composeExtensions", "webApplicationInfo"} {
		if v := property(t, p, key); v != nil {
			t.Errorf("%s = %v, want none", key, v)
		}
	}
	if tabs, _ := property(t, p, "staticTabs").([]any); len(tabs) != 2 {
		t.Errorf("%d static tabs, want catalog and help", len(tabs))
	}
}

func TestBuildFollowsTheSchemaVersion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version            string
		packageName, tier1 any
	}{
		{"1.5", "org.example.learn.teams", nil},
		{"1.16", "org.example.learn.teams", nil},
		{"1.17", nil, nil},
		{"1.24", nil, nil},
		{"1.25", nil, "tier1"},
		{"1.30", nil, "tier1"},
	} {
		t.Run(c.version, func(t *testing.T) {
			t.Parallel()
			in := sample(t)
			in.Schema, in.FullName = c.version, ""
			p := build(t, in)
			if got := property(t, p, "manifestVersion"); got != c.version {
				t.Errorf("manifestVersion = %v", got)
			}
			if got := property(t, p, "packageName"); got != c.packageName {
				t.Errorf("packageName = %v, want %v", got, c.packageName)
			}
			if got := property(t, p, "supportsChannelFeatures"); got != c.tier1 {
				t.Errorf("supportsChannelFeatures = %v, want %v", got, c.tier1)
			}
		})
	}
}

func TestBuildWritesCompleteLanguageFiles(t *testing.T) {
	t.Parallel()
	in := sample(t)
	in.Languages = map[string]manifest.Translation{
		"nl": {},
		"fr": {ShortDescription: "Vos cours dans Teams", Catalog: "Trouver une formation"},
	}
	p := build(t, in)
	var names []string
	for _, f := range p.Files {
		names = append(names, f.Name)
	}
	if want := []string{"manifest.json", "color.png", "outline.png", "fr.json", "nl.json"}; !reflect.DeepEqual(names, want) {
		t.Fatalf("files %v, want %v", names, want)
	}
	fr := entriesOf(t, p, "fr.json")
	for key, want := range map[string]string{
		"$schema":            "https://developer.microsoft.com/json-schemas/teams/v1.12/MicrosoftTeams.Localization.schema.json",
		"name.short":         "Example Learn",
		"description.short":  "Vos cours dans Teams",
		"staticTabs[0].name": "Trouver une formation",
		"bots[0].commandLists[0].commands[1].title":            "signin",
		"composeExtensions[0].commands[0].parameters[0].title": "",
		"composeExtensions[0].commands[0].parameters[1].title": "-",
		"bots[0].commandLists[0].commands[2].description":      "",
		"composeExtensions[0].commands[0].description":         "",
		"composeExtensions[0].commands[0].title":               "",
		"staticTabs[3].name":                                   "",
		"staticTabs[4].name":                                   "-",
		"description.full":                                     "Trouvez, suivez et partagez des formations sans quitter Teams.",
	} {
		got, there := fr[key]
		switch {
		case want == "-" && there:
			t.Errorf("%s = %q, want none", key, got)
		case want == "" && got == "":
			t.Errorf("%s is missing", key)
		case want != "" && want != "-" && got != want:
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
}

func TestBuildRefusesWhatTeamsRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*manifest.Input)
		want   string
	}{
		"http site":           {func(in *manifest.Input) { in.Site = "http://learn.example.org" }, "https"},
		"unknown schema":      {func(in *manifest.Input) { in.Schema = "1.18" }, "1.18"},
		"schema before 1.5":   {func(in *manifest.Input) { in.Schema = "1.4" }, "too old"},
		"app id":              {func(in *manifest.Input) { in.AppID = "learn" }, "id:"},
		"version of two":      {func(in *manifest.Input) { in.Version = "1.0" }, "version"},
		"version 0":           {func(in *manifest.Input) { in.Version = "0.9.0" }, "version"},
		"empty short name":    {func(in *manifest.Input) { in.ShortName = " " }, "name.short"},
		"short name of 31":    {func(in *manifest.Input) { in.ShortName = strings.Repeat("a", 31) }, "name.short"},
		"16 emoji are 32":     {func(in *manifest.Input) { in.ShortName = strings.Repeat("😀", 16) }, "name.short"},
		"http privacy link":   {func(in *manifest.Input) { in.Privacy = "http://example.org" }, "developer.privacyUrl"},
		"colour by name":      {func(in *manifest.Input) { in.AccentColor = "purple" }, "accentColor"},
		"bot without id":      {func(in *manifest.Input) { in.BotID = "" }, "botId"},
		"resource of another": {func(in *manifest.Input) { in.Resource = "api://learn.example.org/other" }, "webApplicationInfo.resource"},
		"no icons":            {func(in *manifest.Input) { in.Color = nil }, "icons.color"},
		"language tag":        {func(in *manifest.Input) { in.Languages = map[string]manifest.Translation{"../x": {}} }, "language"},
		"language twice":      {func(in *manifest.Input) { in.Languages = map[string]manifest.Translation{"EN": {}} }, "default language"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := sample(t)
			c.change(&in)
			p, err := manifest.Build(in)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want one about %q", err, c.want)
			}
			if p != nil {
				t.Error("a package came with the error")
			}
		})
	}
}

func TestBuildNamesEverythingAtOnce(t *testing.T) {
	t.Parallel()
	in := sample(t)
	in.AppID, in.Version, in.DeveloperName = "", "x", ""
	_, err := manifest.Build(in)
	var refused *manifest.RefusedError
	if !errors.As(err, &refused) || len(refused.Findings) < 3 {
		t.Fatalf("error %v, want a RefusedError with three findings", err)
	}
}

// TestRefusalSaysEachPlaceOnce, and in which file.
func TestRefusalSaysEachPlaceOnce(t *testing.T) {
	t.Parallel()
	in := sample(t)
	in.AppID = "learn"
	in.Languages = map[string]manifest.Translation{"fr": {ShortName: strings.Repeat("a", 31)}}
	_, err := manifest.Build(in)
	if err == nil {
		t.Fatal("built")
	}
	for want, times := range map[string]int{"| ": 1, "id: the app's id": 1, "fr.json name.short: ": 1, "shorten it to 30 characters": 1, "id is": 0} {
		if n := strings.Count(err.Error(), want); n != times {
			t.Errorf("%q is there %d times in %q", want, n, err)
		}
	}
}

func TestZipIsStableAndFlat(t *testing.T) {
	t.Parallel()
	in := sample(t)
	in.Languages = map[string]manifest.Translation{"fr": {}, "de": {}, "nl": {}}
	first, err := build(t, in).Zip()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := build(t, in).Zip()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("the same input gave other bytes")
		}
	}
	r, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	if r.File[0].Name != manifest.ManifestFile || len(r.File) != 6 {
		t.Errorf("%d entries, first %s", len(r.File), r.File[0].Name)
	}
	for _, f := range r.File {
		if strings.ContainsAny(f.Name, `/\`) || f.Mode().Perm() != 0o644 {
			t.Errorf("entry %s mode %v", f.Name, f.Mode())
		}
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, rc); err != nil {
			t.Errorf("entry %s: %v", f.Name, err)
		}
		rc.Close()
	}
}

func TestHashes(t *testing.T) {
	t.Parallel()
	base := build(t, sample(t))
	newer := sample(t)
	newer.Version = "1.0.1"
	other := sample(t)
	other.FullName = "Another"
	for name, c := range map[string]struct {
		p                     *manifest.Package
		sameHash, sameContent bool
	}{
		"same input":   {build(t, sample(t)), true, true},
		"only version": {build(t, newer), false, true},
		"other text":   {build(t, other), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := c.p.Hash() == base.Hash(); got != c.sameHash {
				t.Errorf("same hash: %v", got)
			}
			if got := c.p.ContentHash() == base.ContentHash(); got != c.sameContent {
				t.Errorf("same content hash: %v", got)
			}
		})
	}
}

func TestUTF16Len(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int{"": 0, "abc": 3, "é": 1, "漢字": 2, "😀": 2, "a\xff": 2} {
		if got := manifest.UTF16Len(s); got != want {
			t.Errorf("UTF16Len(%q) = %d, want %d", s, got, want)
		}
	}
}
