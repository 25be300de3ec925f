package manifest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"teamwright/manifest/jsondoc"
)

// Limits of what is read. A package of 255 that were looked at had at most a
// few hundred kilobytes; nothing here comes near a real one.
const (
	// maxArchive bounds the zip file, maxFile one file in it, maxContent all
	// that is unpacked from it.
	maxArchive = 50 << 20
	maxFile    = 8 << 20
	maxContent = 20 << 20
	// maxEntries bounds the files, maxDirectory the bytes of the zip's list of
	// them.
	maxEntries   = 500
	maxDirectory = 512 << 10
)

// Read reads a zip, a folder or a lone manifest.json. What is wrong with the
// content is no error but a finding of [Judge]: the error is only for a path
// that the system does not let us read.
func Read(path string) (*Package, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return readFolder(path)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is neither a file nor a folder; give a zip, a folder or a manifest.json", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readFrom(file, info.Size(), filepath.Base(path))
}

// ReadBytes is [Read] for content that is in memory already; name is how the
// file is called.
func ReadBytes(name string, content []byte) (*Package, error) {
	return readFrom(bytes.NewReader(content), int64(len(content)), name)
}

// readFrom tells a manifest from a zip by its content.
func readFrom(r io.ReaderAt, size int64, name string) (*Package, error) {
	head := make([]byte, min(size, 512))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, err
	}
	if isJSON(head, name) {
		content := make([]byte, min(size, jsondoc.MaxBytes+1))
		if _, err := r.ReadAt(content, 0); err != nil && err != io.EOF {
			return nil, err
		}
		return &Package{lone: true, Files: []File{{ManifestFile, content}}}, nil
	}
	return readZip(r, size)
}

func isJSON(head []byte, name string) bool {
	if bytes.HasPrefix(head, []byte("PK")) {
		return false
	}
	text := bytes.TrimLeft(bytes.TrimLeft(head, "\xef\xbb\xbf\xff\xfe\x00"), " \t\r\n\x00")
	return strings.EqualFold(filepath.Ext(name), ".json") || bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")) || bytes.HasPrefix(text, []byte("//"))
}
