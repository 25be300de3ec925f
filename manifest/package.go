package manifest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"sort"
)

// Names of the files that every package has.
const (
	ManifestFile = "manifest.json"
	ColorFile    = "color.png"
	OutlineFile  = "outline.png"
)

// File is one file of a package. A name with a slash lies in a folder, where
// Teams does not want it.
type File struct {
	Name string
	Data []byte
}

// Package is an app package: its files in the order in which they are written,
// manifest.json first.
type Package struct {
	Files []File

	// lone is a manifest.json that came without the files it names.
	lone bool
	// folders and problems are what reading found beside the files.
	folders  []string
	problems []problem
}

// problem is something that reading found, told by [Validator.Judge].
type problem struct {
	code string
	spot spot
	text string
}

func (p *Package) problem(code, file, text string) {
	p.problems = append(p.problems, problem{code, spot{file: file}, text})
}

// File returns the content of the file called name, exactly so spelled.
func (p *Package) File(name string) ([]byte, bool) {
	for _, f := range p.Files {
		if f.Name == name {
			return f.Data, true
		}
	}
	return nil, false
}

// Lone reports whether the package is a manifest.json alone, judged without the
// files it names.
func (p *Package) Lone() bool { return p.lone }

// Hash is the SHA-256, in hex, over the names and contents of all files. It
// does not depend on their order.
func (p *Package) Hash() string {
	return p.digest(func(f File) []byte { return f.Data })
}

// ContentHash is as Hash, but leaves out the app's version and the layout of
// manifest.json: two packages with one ContentHash differ in nothing that a
// user or an admin could see, so that the version need not rise.
func (p *Package) ContentHash() string {
	return p.digest(func(f File) []byte {
		if f.Name != ManifestFile {
			return f.Data
		}
		return withoutVersion(f.Data)
	})
}

func (p *Package) digest(content func(File) []byte) string {
	files := make([]File, len(p.Files))
	copy(files, p.Files)
	sort.SliceStable(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	sum := sha256.New()
	for _, f := range files {
		writeBlock(sum, []byte(f.Name))
		writeBlock(sum, content(f))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// writeBlock writes the length before the bytes, so that no two lists of files
// give one stream.
func writeBlock(sum hash.Hash, b []byte) {
	fmt.Fprintf(sum, "%d:", len(b))
	sum.Write(b)
}

// withoutVersion gives manifest with sorted keys and without "version", or
// manifest itself where that cannot be done.
func withoutVersion(manifest []byte) []byte {
	var fields map[string]any
	dec := json.NewDecoder(bytes.NewReader(manifest))
	dec.UseNumber()
	if dec.Decode(&fields) != nil {
		return manifest
	}
	delete(fields, "version")
	out, err := json.Marshal(fields)
	if err != nil {
		return manifest
	}
	return out
}
