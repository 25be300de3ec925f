package answers

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"teamwright/steps/wholefile"
)

// ChangedError says that the file on disk is no longer the one that was read.
// Saving would undo somebody's work.
type ChangedError struct {
	Path string
	How  string // "was edited", "was made" or "was removed" in the meantime
}

// Error says what happened and what to do.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("%s %s in the meantime; nothing was saved — start again, so that the file as it is now is read first", e.Path, e.How)
}

// Load reads the answers file at path. A file that is not there is
// [fs.ErrNotExist]; a file with problems is a [*Problems].
func Load(path string) (*File, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(path, data)
}

// readFile reads a regular file, but never more than the parser would take.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &Problems{List: []Problem{{File: path, Wrong: "is no regular file", Right: "name the answers file itself"}}}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, maxBytes+1))
}

// Save writes the file to path, all of it or nothing. The mode of an existing
// file is kept, a new one gets 0600; a symbolic link stays one and its target
// is written. When path holds something
// else than what was read (or anything at all, for a new file), nothing is
// written and the error is a [*ChangedError].
func (f *File) Save(path string) error {
	own := path == f.name
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	now, err := readFile(path)
	mode := fs.FileMode(0o600)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if f.onDisk != nil && own {
			return &ChangedError{Path: path, How: "was removed"}
		}
	case err != nil:
		return err
	case f.onDisk == nil:
		return &ChangedError{Path: path, How: "was made"}
	case !bytes.Equal(now, f.onDisk):
		return &ChangedError{Path: path, How: "was edited"}
	default:
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		mode = info.Mode().Perm()
		if bytes.Equal(now, f.Bytes()) {
			return nil
		}
	}
	data := f.Bytes()
	if err := wholefile.Write(path, data, mode); err != nil {
		return err
	}
	f.onDisk = data
	return nil
}
