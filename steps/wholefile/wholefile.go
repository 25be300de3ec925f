// Package wholefile writes files of which a reader sees all or nothing, and
// which are there after a power cut or not at all.
//
// [Write] and [Stream] write into a temporary file beside the wanted one, flush
// it and rename it over the old one. They follow a symbolic link to the
// file that it names, so that a link stays a link. They lock nothing and make
// no folder.
//
//	err := wholefile.Write("fleet.prom", data, 0o644)
package wholefile

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Write puts data at path with the permissions mode. On an error the file is
// as it was before.
func Write(path string, data []byte, mode os.FileMode) error {
	return Stream(path, mode, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Stream puts what fill writes at path, for what is too large to be held in
// memory. The writer has a buffer. On an error, fill's too, the file is as it
// was before.
func Stream(path string, mode os.FileMode, fill func(io.Writer) error) (err error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tmp.Close()
			_ = os.Remove(tmp.Name())
			err = fmt.Errorf("%s was not written: %w", path, err)
		}
	}()
	if err = tmp.Chmod(mode); err != nil {
		return err
	}
	w := bufio.NewWriter(tmp)
	if err = fill(w); err != nil {
		return err
	}
	if err = w.Flush(); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	// The rename lasts only once the folder is flushed too. Some file systems
	// cannot do that; the file is whole either way.
	if d, openErr := os.Open(dir); openErr == nil {
		_ = d.Sync()
		_ = d.Close()
	}
	return nil
}
