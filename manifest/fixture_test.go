package manifest_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"teamwright/manifest"
)

// fixture is a package to be spoiled: a manifest as a tree of maps, and files.
type fixture struct {
	t        testing.TB
	manifest map[string]any
	// text stands for the manifest when it is no JSON that a map can hold.
	text  string
	files []manifest.File
}

// good gives a package that no rule has anything to say about, with everything
// in it: bot, message extension, single sign-on and a language.
func good(t testing.TB, version string) *fixture {
	t.Helper()
	in := sample(t)
	in.Schema = version
	in.Languages = map[string]manifest.Translation{"fr": {}}
	p := build(t, in)
	f := &fixture{t: t}
	for _, file := range p.Files {
		if file.Name == manifest.ManifestFile {
			if err := json.Unmarshal(file.Data, &f.manifest); err != nil {
				t.Fatal(err)
			}
			continue
		}
		f.files = append(f.files, file)
	}
	return f
}

// set gives the value at a path such as "staticTabs.0.name" another one; nil
// takes it away.
func (f *fixture) set(path string, value any) {
	f.t.Helper()
	steps := strings.Split(path, ".")
	var at any = f.manifest
	for i, step := range steps {
		last := i == len(steps)-1
		switch node := at.(type) {
		case map[string]any:
			switch {
			case last && value == nil:
				delete(node, step)
			case last:
				node[step] = value
			default:
				at = node[step]
			}
		case []any:
			n, err := strconv.Atoi(step)
			if err != nil || n >= len(node) {
				f.t.Fatalf("no %s in %s", step, path)
			}
			if last {
				node[n] = value
			}
			at = node[n]
		default:
			f.t.Fatalf("nothing at %s of %s", step, path)
		}
	}
}

// file adds or replaces a file.
func (f *fixture) file(name string, data []byte) {
	f.drop(name)
	f.files = append(f.files, manifest.File{Name: name, Data: data})
}

func (f *fixture) drop(name string) {
	var kept []manifest.File
	for _, file := range f.files {
		if file.Name != name {
			kept = append(kept, file)
		}
	}
	f.files = kept
}

// translate changes an entry of fr.json; nil takes it away.
func (f *fixture) translate(key string, value any) {
	f.t.Helper()
	for i, file := range f.files {
		if file.Name != "fr.json" {
			continue
		}
		var entries map[string]any
		if err := json.Unmarshal(file.Data, &entries); err != nil {
			f.t.Fatal(err)
		}
		if entries[key] = value; value == nil {
			delete(entries, key)
		}
		f.files[i].Data = marshal(f.t, entries)
	}
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// all lists the files with the manifest.
func (f *fixture) all() []manifest.File {
	text := []byte(f.text)
	if f.text == "" {
		text = marshal(f.t, f.manifest)
	}
	return append([]manifest.File{{Name: manifest.ManifestFile, Data: text}}, f.files...)
}

// zip packs the files.
func (f *fixture) zip() []byte { return zipOf(f.t, f.all()...) }

func zipOf(t testing.TB, files ...manifest.File) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, file := range files {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: file.Name, Method: zip.Deflate})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := entry.Write(file.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// read gives a zip to the reader under test.
func read(t testing.TB, content []byte) *manifest.Package {
	t.Helper()
	p, err := manifest.ReadBytes("package.zip", content)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// plain is a picture of one colour.
func plain(t testing.TB, w, h int, c color.NRGBA) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, c)
		}
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func jpegOf(t testing.TB, side int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// find gives the findings with a code.
func find(findings []manifest.Finding, code string) []manifest.Finding {
	var out []manifest.Finding
	for _, f := range findings {
		if f.Code == code {
			out = append(out, f)
		}
	}
	return out
}
