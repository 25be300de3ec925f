package manifest_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"teamwright/manifest"
	"teamwright/manifest/schema"
)

func versions() []string {
	var out []string
	for _, v := range schema.Versions() {
		if v >= schema.Oldest {
			out = append(out, v.String())
		}
	}
	return out
}

// disc is a symbol in the middle of clear ground, whiteDot the same in white.
func disc(t testing.TB, side, radius int) []byte {
	return dot(t, side, radius, color.NRGBA{200, 40, 90, 255})
}

func whiteDot(t testing.TB, side, radius int) []byte {
	return dot(t, side, radius, color.NRGBA{255, 255, 255, 255})
}

func dot(t testing.TB, side, radius int, ink color.NRGBA) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			if dx, dy := 2*x-side+1, 2*y-side+1; dx*dx+dy*dy <= 4*radius*radius {
				img.SetNRGBA(x, y, ink)
			}
		}
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// hostileCase is an archive that was made to do harm.
type hostileCase struct {
	name, code string
	content    func() []byte
}

func hostileCases(t testing.TB) []hostileCase {
	f := good(t, "1.12")
	with := func(name string, data []byte) func() []byte {
		return func() []byte {
			files := f.all()
			return zipOf(t, append(files[:len(files):len(files)], manifest.File{Name: name, Data: data})...)
		}
	}
	entry := func(change func(*zip.FileHeader), data []byte) func() []byte {
		return func() []byte {
			var buf bytes.Buffer
			w := zip.NewWriter(&buf)
			for _, file := range f.all() {
				e, err := w.Create(file.Name)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := e.Write(file.Data); err != nil {
					t.Fatal(err)
				}
			}
			header := &zip.FileHeader{Name: "extra.bin", Method: zip.Store, CRC32: crc32.ChecksumIEEE(data), CompressedSize64: uint64(len(data)), UncompressedSize64: uint64(len(data))}
			change(header)
			e, err := w.CreateRaw(header)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.Write(data); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			return buf.Bytes()
		}
	}
	manifestText := func(text string) func() []byte {
		return func() []byte {
			return zipOf(t, append([]manifest.File{{Name: "manifest.json", Data: []byte(text)}}, f.files...)...)
		}
	}
	return []hostileCase{
		{"no archive", "zip-unreadable", func() []byte { return []byte("MZ this is no archive") }},
		{"cut off", "zip-unreadable", func() []byte { b := f.zip(); return b[:len(b)/2] }},
		{"empty file", "zip-unreadable", func() []byte { return nil }},
		{"files in a folder", "zip-not-at-root", func() []byte {
			var files []manifest.File
			for _, file := range f.all() {
				files = append(files, manifest.File{Name: "app/" + file.Name, Data: file.Data})
			}
			return zipOf(t, files...)
		}},
		{"path escape", "zip-path-escape", with("../../etc/passwd", []byte("x"))},
		{"backslash", "zip-path-escape", with(`a\..\b`, []byte("x"))},
		{"absolute", "zip-absolute-name", with("/etc/passwd", []byte("x"))},
		{"drive letter", "zip-absolute-name", with("C:/x", []byte("x"))},
		{"control characters", "zip-extra-file", with("\x1b[2Jevil\u202etxt", []byte("x"))},
		{"link", "zip-link", entry(func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink | 0o777) }, []byte("/etc/passwd"))},
		{"the same name twice", "zip-duplicate-entry", with("manifest.json", []byte("{}"))},
		{"the same name in capitals", "zip-case-collision", with("MANIFEST.json", []byte("{}"))},
		{"encrypted", "zip-encrypted", entry(func(h *zip.FileHeader) { h.Flags |= 1 }, []byte("secret"))},
		{"another method", "zip-unknown-method", entry(func(h *zip.FileHeader) { h.Method = 12 }, []byte("x"))},
		{"wrong checksum", "zip-corrupt-entry", entry(func(h *zip.FileHeader) { h.CRC32++ }, []byte("x"))},
		{"archive in the archive", "zip-nested", with("inner.zip", f.zip())},
		{"10 GB bomb", "zip-bomb", with("bomb.bin", nil)},
		{"100,000 entries", "zip-too-many-entries", nil},
		{"600 entries", "zip-too-many-entries", func() []byte {
			files := f.all()
			for i := range 600 {
				files = append(files, manifest.File{Name: fmt.Sprintf("f%d", i)})
			}
			return zipOf(t, files...)
		}},
		{"more than 50 MB", "zip-too-large", func() []byte { return append([]byte("PK\x03\x04"), make([]byte, 51<<20)...) }},
		{"picture of 60,000 squared", "InvalidColorIconHeightAndWidth", func() []byte {
			files := f.all()
			for i := range files {
				if files[i].Name == "color.png" {
					files[i].Data = claims(60000, 60000)
				}
			}
			return zipOf(t, files...)
		}},
		{"byte order mark", "json-byte-order-mark", manifestText("\ufeff{}")},
		{"UTF-16", "Serialization_FileNotValidJson", manifestText("\xff\xfe{\x00}\x00")},
		{"duplicate keys", "json-duplicate-key", manifestText(`{"id":1,"id":2}`)},
		{"comments", "Serialization_FileNotValidJson", manifestText("{}//x")},
		{"trailing comma", "Serialization_TrailingCommaInManifestJsonFile", manifestText(`{"a":[1,]}`)},
		{"deep nesting", "Serialization_FileNotValidJson", manifestText(strings.Repeat(`{"a":`, 500_000))},
		{"invalid UTF-8", "Serialization_FileNotValidJson", manifestText("{\"a\":\"\xc0\xaf\"}")},
		{"two million values", "Serialization_FileNotValidJson", manifestText("[" + strings.Repeat("0,", 900_000) + "0]")},
		{"thousands of unknown keys", "SchemaError_AdditionalProperties", func() []byte {
			var b strings.Builder
			b.WriteString(`{"manifestVersion":"1.12"`)
			for i := range 15_000 {
				fmt.Fprintf(&b, `,"k%d":0`, i)
			}
			b.WriteString("}")
			return manifestText(b.String())()
		}},
		{"thousands of tabs and domains", "SchemaError_MaximumItems", func() []byte {
			var b strings.Builder
			b.WriteString(`{"manifestVersion":"1.12","staticTabs":[`)
			for i := range 3_000 {
				fmt.Fprintf(&b, `{"entityId":"e%d","contentUrl":"https://h%d.example.org/"},`, i, i)
			}
			b.WriteString(`{}],"validDomains":[`)
			for i := range 6_000 {
				fmt.Fprintf(&b, `"*.d%d.example.org",`, i)
			}
			return manifestText(b.String() + `""]}`)()
		}},
		{"one language file named 400 times", "language-tag-repeated", func() []byte {
			entries := strings.Repeat(`{"languageTag":"fr","file":"big.json"},`, 400)
			files := append([]manifest.File{}, f.files...)
			files = append(files, manifest.File{Name: "big.json", Data: []byte(`{"a":[` + strings.Repeat("1,", 19_000) + `1]}`)},
				manifest.File{Name: "manifest.json", Data: []byte(`{"manifestVersion":"1.12","localizationInfo":{"defaultLanguageTag":"en","additionalLanguages":[` + entries + `{}]}}`)})
			return zipOf(t, files...)
		}},
		{"200 language files of 19,000 values", "Serialization_FileNotValidJson", func() []byte {
			var entries strings.Builder
			files := append([]manifest.File{}, f.files...)
			for i := range 200 {
				fmt.Fprintf(&entries, `{"languageTag":"l%d","file":"l%d.json"},`, i, i)
				files = append(files, manifest.File{Name: fmt.Sprintf("l%d.json", i), Data: []byte(`{"a":[` + strings.Repeat("1,", 19_000) + `1]}`)})
			}
			files = append(files, manifest.File{Name: "manifest.json", Data: []byte(`{"manifestVersion":"1.12","localizationInfo":{"defaultLanguageTag":"en","additionalLanguages":[` + entries.String() + `{}]}}`)})
			return zipOf(t, files...)
		}},
		{"texts of half a megabyte", "ShortNameLengthCheck", func() []byte {
			long := strings.Repeat("{{ beta <<", 50_000)
			return manifestText(`{"manifestVersion":"1.30","name":{"short":"` + long + `","full":"` + long + `"},"description":{"short":"` + long + `"},"accentColor":"` + long + `"}`)()
		}},
		{"a number without end", "SchemaError_Type", manifestText(`{"manifestVersion":"1.12","version":1e999999999}`)},
	}
}

// claims is a PNG that says it has w×h pixels and holds none.
func claims(w, h uint32) []byte {
	chunk := make([]byte, 17)
	copy(chunk, "IHDR")
	binary.BigEndian.PutUint32(chunk[4:], w)
	binary.BigEndian.PutUint32(chunk[8:], h)
	copy(chunk[12:], []byte{8, 6, 0, 0, 0})
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

// bomb writes an archive whose one entry unpacks to size bytes of zeros. The
// zeros are packed once, a megabyte of them, and repeated.
func bomb(t testing.TB, path string, size int64) {
	t.Helper()
	const step = 1 << 20
	var packed bytes.Buffer
	deflate, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := deflate.Write(make([]byte, step)); err != nil {
		t.Fatal(err)
	}
	if err := deflate.Flush(); err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat(packed.Bytes(), int(size/step))
	content = append(content, 3, 0) // the last block, empty
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := zip.NewWriter(file)
	e, err := w.CreateRaw(&zip.FileHeader{Name: "manifest.json", Method: zip.Deflate, CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(size)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// crowd writes an archive of n empty entries.
func crowd(t testing.TB, path string, n int) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := zip.NewWriter(file)
	for i := range n {
		if _, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("file-%06d.txt", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestHostileArchives is not parallel: it watches the memory of the process.
func TestHostileArchives(t *testing.T) {
	validator := manifest.NewValidator(manifest.Options{})
	folder := t.TempDir()
	for _, c := range hostileCases(t) {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(folder, "package.zip")
			switch c.name {
			case "10 GB bomb":
				bomb(t, path, 10<<30)
			case "100,000 entries":
				crowd(t, path, 100_000)
			default:
				if err := os.WriteFile(path, c.content(), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			before := heap()
			stop := peak()
			start := time.Now()
			p, err := manifest.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			findings := validator.Judge(p)
			took, most := time.Since(start), stop()
			if len(find(findings, c.code)) == 0 {
				t.Errorf("%s not among %v", c.code, findings)
			}
			// The promise is a second; a busy machine gets a little more.
			if took > 2*time.Second*slower {
				t.Errorf("took %v", took)
			}
			if grown := int64(most) - int64(before); grown > 64<<20 {
				t.Errorf("grew by %d MB", grown>>20)
			}
			for _, f := range findings {
				if text := f.Message + f.Fix + f.File + f.Target + f.Value; strings.ContainsAny(text, "\x1b\u202e\x00") {
					t.Errorf("not fit for a terminal: %q", text)
				}
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// peak watches the heap until the function it gives is called.
func peak() func() uint64 {
	var most atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapAlloc))
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(done); <-ended; return most.Load() }
}

func TestManyFindingsAreCut(t *testing.T) {
	t.Parallel()
	f := good(t, "1.12")
	for i := range 400 {
		f.file(fmt.Sprintf("f%d.txt", i), nil)
	}
	found := manifest.Check(read(t, f.zip()))
	if last := found[len(found)-1]; len(found) != 51 || last.Code != "more-findings" || !strings.HasPrefix(last.Message, "350 more") {
		t.Errorf("last finding %v", last)
	}
}
