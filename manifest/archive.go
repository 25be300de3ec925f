package manifest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"teamwright/manifest/schema"
)

// readZip reads an archive that may have been made to do harm: each of its
// tricks becomes a problem, and the rest is read as far as the limits go.
func readZip(r io.ReaderAt, size int64) (*Package, error) {
	p := &Package{}
	if size > maxArchive {
		p.problem("zip-too-large", "", fmt.Sprintf("the file has %d MB", size>>20))
		return p, nil
	}
	directory := &budget{r: r, left: maxDirectory}
	z, err := zip.NewReader(directory, size)
	switch {
	case directory.spent:
		p.problem("zip-too-many-entries", "", "the archive's list of files is endless")
		return p, nil
	case err != nil:
		p.problem("zip-unreadable", "", "the file is neither a zip archive nor JSON")
		return p, nil
	case len(z.File) > maxEntries:
		p.problem("zip-too-many-entries", "", fmt.Sprintf("the archive has %d entries", len(z.File)))
		return p, nil
	}
	directory.left = maxArchive
	u := &unpacker{p: p, left: maxContent, names: map[string]bool{}, folded: map[string]string{}}
	for _, entry := range z.File {
		u.entry(entry)
	}
	p.order()
	return p, nil
}

// budget is a reader that fails when more is read than expected.
type budget struct {
	r     io.ReaderAt
	left  int64
	spent bool
}

var errBudget = errors.New("more than a package needs")

func (b *budget) ReadAt(into []byte, at int64) (int, error) {
	if b.left -= int64(len(into)); b.left < 0 {
		b.spent = true
		return 0, errBudget
	}
	return b.r.ReadAt(into, at)
}

// unpacker takes one entry after the other.
type unpacker struct {
	p      *Package
	left   int64
	names  map[string]bool
	folded map[string]string
}

func (u *unpacker) entry(e *zip.File) {
	name := schema.Printable(e.Name)
	if code, text := badName(e.Name); code != "" {
		u.p.problem(code, name, text)
		return
	}
	if e.Mode()&fs.ModeSymlink != 0 || e.Mode()&(fs.ModeDevice|fs.ModeNamedPipe|fs.ModeSocket) != 0 {
		u.p.problem("zip-link", name, fmt.Sprintf("the entry %q is a link or a device", name))
		return
	}
	if strings.HasSuffix(e.Name, "/") {
		u.p.folders = append(u.p.folders, strings.TrimSuffix(name, "/"))
		return
	}
	if u.names[e.Name] {
		u.p.problem("zip-duplicate-entry", name, fmt.Sprintf("the entry %q is there twice", name))
		return
	}
	u.names[e.Name] = true
	if other, collides := u.folded[strings.ToLower(e.Name)]; collides {
		u.p.problem("zip-case-collision", name, fmt.Sprintf("the entries %q and %q differ only in upper and lower case", schema.Printable(other), name))
	}
	u.folded[strings.ToLower(e.Name)] = e.Name
	if e.Flags&1 != 0 {
		u.p.problem("zip-encrypted", name, fmt.Sprintf("the entry %q is encrypted", name))
		return
	}
	if e.Method != zip.Store && e.Method != zip.Deflate {
		u.p.problem("zip-unknown-method", name, fmt.Sprintf("the entry %q is packed with method %d", name, e.Method))
		return
	}
	data, err := u.unpack(e)
	switch {
	case errors.Is(err, errBudget):
		u.p.problem("zip-bomb", name, fmt.Sprintf("the entry %q unpacks to more than %d MB", name, min(maxFile, u.left)>>20))
	case err != nil:
		u.p.problem("zip-corrupt-entry", name, fmt.Sprintf("the entry %q cannot be unpacked", name))
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		u.p.problem("zip-nested", name, fmt.Sprintf("the entry %q is an archive itself", name))
	default:
		u.p.Files = append(u.p.Files, File{e.Name, data})
	}
}

func (u *unpacker) unpack(e *zip.File) ([]byte, error) {
	r, err := e.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	most := min(maxFile, u.left)
	var buf bytes.Buffer
	if e.UncompressedSize64 <= uint64(most) {
		// The size is only what the archive claims; a lie costs a little
		// copying, not memory.
		buf.Grow(int(min(e.UncompressedSize64, 64<<10)))
	}
	n, err := io.Copy(&buf, io.LimitReader(r, most+1))
	if n > most {
		return nil, errBudget
	}
	u.left -= n
	return buf.Bytes(), err
}

// badName reports what is wrong with the name of an entry, whatever it holds.
func badName(name string) (code, text string) {
	shown := schema.Printable(name)
	switch {
	case strings.HasPrefix(name, "/") || strings.HasPrefix(name, `\`) || len(name) > 1 && name[1] == ':':
		return "zip-absolute-name", fmt.Sprintf("the entry %q has an absolute name", shown)
	case strings.Contains(name, `\`):
		return "zip-path-escape", fmt.Sprintf("the entry %q has a backslash in its name", shown)
	case name == "" || strings.ContainsRune(name, 0) || escapes(name):
		return "zip-path-escape", fmt.Sprintf("the entry %q leads out of the archive", shown)
	}
	return "", ""
}

func escapes(name string) bool {
	for _, part := range strings.Split(name, "/") {
		if part == ".." || part == "." {
			return true
		}
	}
	return false
}

// order puts manifest.json first, the icons after it and keeps the rest.
func (p *Package) order() {
	rank := func(name string) int {
		switch path.Base(name) {
		case ManifestFile:
			return 0
		case ColorFile:
			return 1
		case OutlineFile:
			return 2
		}
		return 3
	}
	var sorted []File
	for r := range 4 {
		for _, f := range p.Files {
			if rank(f.Name) == r {
				sorted = append(sorted, f)
			}
		}
	}
	p.Files = sorted
}
