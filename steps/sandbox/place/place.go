// Package place writes the files of the rehearsal cloud: what its parts
// remember, and what leads to it.
package place

import (
	"errors"
	"os"
	"path/filepath"
)

// Write is [Replace] in a folder that is made where it is missing, for its
// owner alone.
func Write(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return Replace(path, data)
}

// Replace writes a file of mode 0600 beside its place and renames it there, so
// that a reader sees all of it or nothing.
func Replace(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*") // made with mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}
