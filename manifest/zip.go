package manifest

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"time"
)

// packed is the date that every entry carries: the first that the zip format
// knows. A real date would make each build differ from the last.
func packed() time.Time { return time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC) }

// Zip gives the package as Teams takes it: every file at the root, in the order
// of Files, with one date and mode 0644. The same files give the same bytes.
func (p *Package) Zip() ([]byte, error) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	for _, f := range p.Files {
		header := &zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: packed()}
		header.SetMode(0o644)
		entry, err := w.CreateHeader(header)
		if err != nil {
			return nil, fmt.Errorf("package entry %s: %w", f.Name, err)
		}
		if _, err := entry.Write(f.Data); err != nil {
			return nil, fmt.Errorf("package entry %s: %w", f.Name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("package: %w", err)
	}
	return buf.Bytes(), nil
}
