package manifest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"teamwright/manifest/schema"
)

// readFolder reads the files of a folder and of the folders in it, under the
// same limits as an archive. Links are not followed.
func readFolder(root string) (*Package, error) {
	p := &Package{}
	left := int64(maxContent)
	entries := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path == root {
			return nil
		}
		if entries++; entries > maxEntries {
			p.problem("zip-too-many-entries", "", fmt.Sprintf("the folder has more than %d entries", maxEntries))
			return fs.SkipAll
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		switch {
		case d.IsDir():
			p.folders = append(p.folders, schema.Printable(name))
			return nil
		case !d.Type().IsRegular():
			p.problem("zip-link", schema.Printable(name), fmt.Sprintf("%q is a link or a device", schema.Printable(name)))
			return nil
		}
		data, err := readLimited(path, min(maxFile, left))
		if errors.Is(err, errBudget) {
			p.problem("zip-bomb", schema.Printable(name), fmt.Sprintf("the file %q has more than %d MB", schema.Printable(name), min(maxFile, left)>>20))
			return nil
		}
		if err != nil {
			return err
		}
		left -= int64(len(data))
		p.Files = append(p.Files, File{name, data})
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.order()
	return p, nil
}

func readLimited(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if int64(len(data)) > most {
		return nil, errBudget
	}
	return data, err
}
