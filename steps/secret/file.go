package secret

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"teamwright/steps/wholefile"
)

// line is a secret as scripts read it: one JSON document a line.
type line struct {
	Name    string `json:"name"`
	AppID   string `json:"app_id"`
	KeyID   string `json:"key_id"`
	Expires string `json:"expires"`
	Secret  string `json:"secret"`
}

// encode is the line of one secret. The text is revealed here and nowhere
// else in this package.
func encode(it Item) ([]byte, error) {
	data, err := json.Marshal(line{it.Name, it.AppID, it.KeyID, it.Expires.UTC().Format(time.RFC3339), it.Secret.Reveal()})
	if err != nil {
		return nil, err
	}
	return append(data, '\n'), nil
}

// File hands secrets to a new file of mode 0600, one JSON line a secret. The
// first delivery makes the file and refuses one that exists, unless an
// interrupted run was handing to that very file: then it is replaced, and the
// other secrets that the run had handed over already are carried along.
type File struct {
	path string

	mu      sync.Mutex
	replace bool
	lines   []byte
}

// NewFile is a sink for a path; it touches nothing yet.
func NewFile(path string) *File {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return &File{path: path}
}

// Where is "file" and the absolute path.
func (f *File) Where() string { return "file " + f.path }

// Ready refuses a file that exists and is not the one of an interrupted run,
// and a folder that cannot be written.
func (f *File) Ready(resumed string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.replace = resumed == f.Where()
	info, err := os.Lstat(f.path)
	switch {
	case err == nil && len(f.lines) == 0 && !f.replace:
		return fmt.Errorf("%s exists: a secret is only written to a new file; name another one with --secrets-to, or move this one away", f.path)
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file any more: name another one with --secrets-to, or move this away", f.path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("file for secrets: %w", err)
	}
	return writable(filepath.Dir(f.path))
}

// writable tries a file of its own in the folder.
func writable(dir string) error {
	t, err := os.CreateTemp(dir, ".teamwright-*")
	if err != nil {
		return fmt.Errorf("folder for secrets: %w", err)
	}
	return errors.Join(t.Close(), os.Remove(t.Name()))
}

// Deliver writes the secrets so far into a new file and puts it in place; it
// returns when they are on disk.
func (f *File) Deliver(_ context.Context, it Item) error {
	l, err := encode(it)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	kept, put := f.lines, wholefile.Replace
	if len(f.lines) == 0 {
		if f.replace {
			kept = interrupted(f.path)
		} else {
			put = wholefile.Create
		}
	}
	all := append(others(kept, it.Name), l...)
	if err := put(f.path, all, 0o600); err != nil {
		return err
	}
	f.lines = all
	return nil
}

// maxFile bounds what is read of an interrupted run's file, in bytes.
const maxFile = 1 << 20

// interrupted is what an interrupted run's file holds.
func interrupted(path string) []byte {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() || info.Size() > maxFile {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	return data
}

// others are the whole lines that hold secrets of another name: those had
// arrived, and nobody else may have them. One of the same name is dead: the new
// one takes its place.
func others(data []byte, name string) []byte {
	var out []byte
	for raw := range bytes.Lines(data) {
		var l line
		if json.Unmarshal(raw, &l) == nil && l.Secret != "" && l.Name != name && bytes.HasSuffix(raw, []byte("\n")) {
			out = append(out, raw...)
		}
	}
	return out
}
