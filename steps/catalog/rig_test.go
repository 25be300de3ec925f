package catalog

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"teamwright/manifest"
	"teamwright/steps/answers"
)

const (
	site  = "https://learn.example.org/totara"
	appID = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
	botID = "1f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// logo is a picture with a shape on clear ground.
func logo(side int) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := side / 4; y < side*3/4; y++ {
		for x := side / 4; x < side*3/4; x++ {
			m.Set(x, y, color.NRGBA{11, 92, 171, 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// folder holds files by name.
func folder(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		must(t, os.WriteFile(filepath.Join(dir, name), content, 0o600))
	}
	return dir
}

// file is an answers file in dir.
func file(t *testing.T, dir, text string) *answers.File {
	t.Helper()
	f, err := answers.Parse(filepath.Join(dir, "a.yaml"), []byte(text))
	must(t, err)
	return f
}

func sound() answers.Answers {
	return answers.Answers{
		Site: site, Tenant: "contoso.onmicrosoft.com", IDs: answers.IDs{},
		App: answers.App{
			ShortName: "Example Learn", FullName: "Example Learning Platform", ShortDescription: "Your courses", FullDescription: "All your courses",
			PackageName: "org.example.learn.teams", Version: "1.2.3", Manifest: "1.12", AccentColor: "#0B5CAB",
		},
		Publisher: answers.Publisher{Name: "Example Ltd", Website: "https://example.org", MPNID: "1234567"},
		SSO:       answers.SSO{Enabled: true, Audience: answers.AudienceSingle},
	}
}

// icons are made once: that takes a while under the race detector.
var icons = sync.OnceValues(func() (Assets, error) {
	color, err := manifest.Color(logo(192), "#0B5CAB")
	if err != nil {
		return Assets{}, err
	}
	outline, err := manifest.Outline(logo(64))
	return Assets{Color: color, Outline: outline}, err
})

func assets(t *testing.T) Assets {
	t.Helper()
	a, err := icons()
	must(t, err)
	return a
}

// names are the files of a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return strings.Join(out, " ")
}
