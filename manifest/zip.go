package manifest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
)

// packed is the date that every entry carries: 1 January 1980, the first that
// the zip format knows, in its own form. A real date would make each build
// differ from the last.
const packed = 1<<5 | 1

// utf8Names is the flag that says in which letters an entry's name is written.
const utf8Names = 0x800

// Zip gives the package as Teams takes it: every file at the root, in the order
// of Files, with one date and mode 0644. The same files give the same bytes,
// with every version of the compiler: they are stored, not deflated, for the
// pictures are packed already and the rest is small.
func (p *Package) Zip() ([]byte, error) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, f := range p.Files {
		size := uint64(len(f.Data))
		header := &zip.FileHeader{
			Name:               f.Name,
			Method:             zip.Store,
			CRC32:              crc32.ChecksumIEEE(f.Data),
			CompressedSize64:   size,
			UncompressedSize64: size,
		}
		header.ModifiedDate = packed //lint:ignore SA1019 CreateRaw writes this field, not Modified.
		header.Flags = utf8Names
		header.SetMode(0o644)
		// With the sizes known beforehand no entry needs a data descriptor, which
		// some readers refuse beside stored files.
		entry, err := w.CreateRaw(header)
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
