// Package wholefile writes files of which a reader sees all or nothing, and
// which are there after a power cut or not at all. It reads files as a whole,
// up to a bound.
//
// [Write], [Stream] and [Replace] write into a temporary file beside the wanted
// one, flush it and rename it over the old one. [Create] makes a file that must
// not be there yet. [Ready] tells beforehand. None of them locks anything or makes a folder.
//
//	err := wholefile.Write("fleet.prom", data, 0o644)
package wholefile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Write puts data at path with the permissions mode. A symbolic link stays one:
// the file that it names is written. On an error the file is as it was before.
func Write(path string, data []byte, mode os.FileMode) error {
	return Stream(path, mode, whole(data))
}

// Stream is [Write] for what is too large to be held in memory: fill writes it
// into a buffer. When fill fails the file is as it was before.
func Stream(path string, mode os.FileMode, fill func(io.Writer) error) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	return rename(path, mode, fill)
}

// Replace is [Write] for what must end up at path itself: a symbolic link there
// gives way to the file.
func Replace(path string, data []byte, mode os.FileMode) error {
	return rename(path, mode, whole(data))
}

// Create makes a new file at path. Where something is already, a symbolic link
// too, the error is [os.ErrExist]; after any other error nothing is there. A
// power cut in the middle leaves part of the file.
func Create(path string, data []byte, mode os.FileMode) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if err := finish(file, whole(data)); err != nil {
		return fmt.Errorf("%s was not written: %w", path, errors.Join(err, os.Remove(path)))
	}
	flushFolder(path)
	return nil
}

// Ready tells beforehand whether a file could be written at path: its folder is
// there and takes one. Nothing is left behind.
func Ready(path string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return errors.Join(tmp.Close(), os.Remove(tmp.Name()))
}

func rename(path string, mode os.FileMode, fill func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err == nil {
		err = errors.Join(tmp.Chmod(mode), finish(tmp, fill))
		if err == nil {
			err = os.Rename(tmp.Name(), path)
		}
		if err != nil {
			_ = os.Remove(tmp.Name())
		}
	}
	if err != nil {
		return fmt.Errorf("%s was not written: %w", path, err)
	}
	flushFolder(path)
	return nil
}

// whole fills a file with data.
func whole(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// finish fills the file, flushes it to the disk and closes it.
func finish(file *os.File, fill func(io.Writer) error) error {
	w := bufio.NewWriter(file)
	err := fill(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// flushFolder makes the name of a file last. Some file systems cannot do that;
// the file is whole either way.
func flushFolder(path string) {
	if d, err := os.Open(filepath.Dir(path)); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// Read reads the file at path. One that is larger than most bytes is an error.
func Read(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		return nil, fmt.Errorf("%s is larger than %d bytes", path, most)
	}
	return data, err
}
