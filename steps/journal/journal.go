package journal

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// format is the version of the lines.
const format = 1

// maxSize bounds what is read of a journal, in bytes.
const maxSize = 16 << 20

// What an entry says.
const (
	intent = "intent" // a write is about to be asked for
	done   = "done"   // it is done, or found done
	failed = "failed" // it was refused; nothing was done
	noted  = "note"   // a fact worth keeping, in the detail
)

// entry is one line of a journal.
type entry struct {
	Format int               `json:"v"`
	At     time.Time         `json:"at"`
	Step   string            `json:"step"`
	What   string            `json:"what"`
	Key    string            `json:"key"`
	Detail map[string]string `json:"detail,omitempty"`
}

// Journal is an open journal. It is safe for use by several steps at once.
type Journal struct {
	mu      sync.Mutex
	f       file // nil: what is added stays in memory
	torn    bool // the last write may have left part of a line
	now     func() time.Time
	entries []entry
}

// file is what a journal needs of its file.
type file interface {
	io.WriteCloser
	Sync() error
}

// Name is a file name, without ending, for whatever identifies a journal:
// readable at the front, unambiguous at the end.
func Name(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.Join(parts, "\x00"))))
	readable := ""
	if len(parts) > 0 {
		readable = slug(parts[len(parts)-1])
	}
	return readable + "-" + hex.EncodeToString(sum[:6])
}

func slug(s string) string {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(s), "https://"), "http://")
	var b strings.Builder
	for _, r := range s {
		if b.Len() == 40 {
			break
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else {
			b.WriteByte('-')
		}
	}
	return strings.Trim(b.String(), "-")
}

// Open opens or makes the journal of that name in dir, with mode 0600 in a
// folder of mode 0700. A torn last line is cut off.
func Open(dir, name string, now func() time.Time) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("journal folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, name+".jsonl"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	j := &Journal{f: f, now: now}
	end, err := j.load(f)
	if err == nil {
		err = cut(f, end)
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("journal %s: %w; move the file away to start a new one, nothing in the cloud depends on it", f.Name(), err)
	}
	return j, nil
}

// cut drops a torn last line and stands behind the last whole one.
func cut(f *os.File, end int64) error {
	if err := f.Truncate(end); err != nil {
		return err
	}
	_, err := f.Seek(end, io.SeekStart)
	return err
}

// View reads the journal of that name without a lock and without ever writing
// to it: what is added stays in memory. It serves jobs that only look.
func View(dir, name string, now func() time.Time) (*Journal, error) {
	j := &Journal{now: now}
	f, err := os.Open(filepath.Join(dir, name+".jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer f.Close()
	if _, err := j.load(f); err != nil {
		return nil, fmt.Errorf("journal %s: %w", f.Name(), err)
	}
	return j, nil
}

// load reads the whole lines and tells where the last of them ends.
func (j *Journal) load(r io.Reader) (end int64, err error) {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	if err != nil {
		return 0, err
	}
	if len(data) > maxSize {
		return 0, errors.New("larger than 16 MiB")
	}
	end = int64(bytes.LastIndexByte(data, '\n') + 1)
	sc := bufio.NewScanner(bytes.NewReader(data[:end]))
	sc.Buffer(nil, maxSize)
	for sc.Scan() {
		var e entry
		if json.Unmarshal(sc.Bytes(), &e) != nil {
			continue // a line that a crash left half-written in the middle
		}
		if e.Format > format {
			return 0, fmt.Errorf("written by a newer version (format %d)", e.Format)
		}
		j.entries = append(j.entries, e)
	}
	return end, nil
}

// Close closes the file. Everything is on disk already.
func (j *Journal) Close() error {
	if j.f == nil {
		return nil
	}
	return j.f.Close()
}

// Intend notes that a write with this natural key is about to be asked for,
// and returns when that is on disk.
func (j *Journal) Intend(step, key string) error { return j.add(step, intent, key, nil) }

// Done notes the outcome of an intent in a word.
func (j *Journal) Done(step, key, outcome string) error {
	return j.add(step, done, key, map[string]string{"outcome": outcome})
}

// Failed notes that an intent was refused and nothing was done.
func (j *Journal) Failed(step, key string) error { return j.add(step, failed, key, nil) }

// Note keeps facts about a key. It returns when they are on disk.
func (j *Journal) Note(step, key string, detail map[string]string) error {
	return j.add(step, noted, key, detail)
}

func (j *Journal) add(step, what, key string, detail map[string]string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	e := entry{format, j.now().UTC(), step, what, key, detail}
	if j.f != nil {
		if err := j.append(e); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	j.entries = append(j.entries, e)
	return nil
}

// append returns when the entry is on disk. After a write that failed, on a
// full disk say, it begins on a line of its own, so that what was left of the
// other cannot swallow it.
func (j *Journal) append(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	if j.torn {
		line = append([]byte{'\n'}, line...)
	}
	if _, err := j.f.Write(line); err != nil {
		j.torn = true
		return err
	}
	j.torn = false
	return j.f.Sync()
}

// Open lists the keys of a step's intents that have no outcome.
func (j *Journal) Open(step string) []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var open []string
	for _, e := range j.entries {
		if e.Step != step {
			continue
		}
		switch e.What {
		case intent:
			open = append(without(open, e.Key), e.Key)
		case done, failed:
			open = without(open, e.Key)
		}
	}
	return open
}

func without(keys []string, key string) []string {
	out := keys[:0:0]
	for _, k := range keys {
		if k != key {
			out = append(out, k)
		}
	}
	return out
}

// Facts are all notes about a step's key, later ones over earlier ones, and
// whether there are any entries about it at all.
func (j *Journal) Facts(step, key string) (facts map[string]string, known bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	facts = map[string]string{}
	for _, e := range j.entries {
		if e.Step != step || e.Key != key {
			continue
		}
		known = true
		if e.What == noted {
			for k, v := range e.Detail {
				facts[k] = v
			}
		}
	}
	return facts, known
}

// Keys lists every key that a step has entries about, oldest first.
func (j *Journal) Keys(step string) []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	var keys []string
	seen := map[string]bool{}
	for _, e := range j.entries {
		if e.Step == step && !seen[e.Key] {
			seen[e.Key] = true
			keys = append(keys, e.Key)
		}
	}
	return keys
}

// Touched is when a write of a step, or of a group of steps, was last asked for
// or came to its end; zero: the journal knows of none.
func (j *Journal) Touched(step string) time.Time {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range slices.Backward(j.entries) {
		if e.What != noted && (e.Step == step || strings.HasPrefix(e.Step, step+".")) {
			return e.At
		}
	}
	return time.Time{}
}
