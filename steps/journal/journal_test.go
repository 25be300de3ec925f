package journal

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func now() time.Time { return time.Date(2026, 11, 20, 23, 0, 0, 0, time.UTC) }

func open(t *testing.T, dir string) *Journal {
	t.Helper()
	j, err := Open(dir, "site", now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestIntentWithoutOutcomeSurvives(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	must(t, j.Intend("entra.application", "a"))
	must(t, j.Done("entra.application", "a", "created"))
	must(t, j.Intend("entra.secret", "b"))
	must(t, j.Note("entra.secret", "b", map[string]string{"key_id": "k1"}))
	must(t, j.Intend("entra.consent", "c"))
	must(t, j.Failed("entra.consent", "c"))

	again := open(t, dir) // as after a kill: nobody closed the first
	for step, want := range map[string][]string{"entra.application": nil, "entra.secret": {"b"}, "entra.consent": nil} {
		if got := again.Open(step); !slices.Equal(got, want) {
			t.Errorf("open intents of %s: %v, want %v", step, got, want)
		}
	}
	facts, known := again.Facts("entra.secret", "b")
	if !known || facts["key_id"] != "k1" {
		t.Errorf("facts %v, known %v", facts, known)
	}
	if _, known := again.Facts("entra.secret", "other"); known {
		t.Error("knows a key that was never written")
	}
}

func TestTornJournal(t *testing.T) {
	t.Parallel()
	whole := `{"v":1,"at":"2026-11-20T23:00:00Z","step":"s","what":"intent","key":"a"}` + "\n"
	tests := map[string]struct {
		content string
		want    []string
	}{
		"empty":              {"", nil},
		"whole":              {whole, []string{"a"}},
		"torn last line":     {whole + `{"v":1,"at":"2026-11-20T23:0`, []string{"a"}},
		"only a torn line":   {`{"v":1,"step":"s","wh`, nil},
		"rubbish in between": {whole + "\x00\x00\x00\n" + strings.Replace(whole, `"a"`, `"b"`, 1), []string{"a", "b"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			must(t, os.WriteFile(filepath.Join(dir, "site.jsonl"), []byte(tt.content), 0o600))
			j := open(t, dir)
			if got := j.Open("s"); !slices.Equal(got, tt.want) {
				t.Errorf("open %v, want %v", got, tt.want)
			}
			must(t, j.Intend("s", "next"))
			if got := open(t, dir).Open("s"); !slices.Equal(got, append(slices.Clone(tt.want), "next")) {
				t.Errorf("after a further intent: %v", got)
			}
		})
	}
}

func TestNewerFormatIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "site.jsonl"), []byte(`{"v":2}`+"\n"), 0o600))
	if _, err := Open(dir, "site", now); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("error %v", err)
	}
}

func TestModes(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "state")
	open(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "site.jsonl"): 0o600} {
		info, err := os.Stat(path)
		must(t, err)
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
}

func TestViewNeverWrites(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, open(t, dir).Intend("s", "a"))
	before, err := os.ReadFile(filepath.Join(dir, "site.jsonl"))
	must(t, err)
	v, err := View(dir, "site", now)
	must(t, err)
	must(t, v.Done("s", "a", "found"))
	if len(v.Open("s")) != 0 {
		t.Error("what was added is not seen")
	}
	after, err := os.ReadFile(filepath.Join(dir, "site.jsonl"))
	must(t, err)
	if string(before) != string(after) {
		t.Error("the file changed")
	}
	if _, err := View(dir, "none", now); err != nil {
		t.Errorf("a journal that is not there: %v", err)
	}
}

func TestLock(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := Acquire(dir, "site", now)
	must(t, err)
	_, err = Acquire(dir, "site", now)
	var locked *Locked
	if !errors.As(err, &locked) || locked.By.PID != os.Getpid() {
		t.Fatalf("second run: %v", err)
	}
	if !strings.Contains(locked.Error(), "process") {
		t.Errorf("does not name the first: %v", locked)
	}
	other, err := Acquire(dir, "other", now)
	must(t, err)
	must(t, other.Release())
	must(t, first.Release())
	again, err := Acquire(dir, "site", now)
	must(t, err)
	must(t, again.Release())
}

func TestName(t *testing.T) {
	t.Parallel()
	a := Name("public", "contoso.onmicrosoft.com", "https://learn.example.org/totara")
	if !strings.HasPrefix(a, "learn-example-org-totara-") {
		t.Errorf("name %s", a)
	}
	if a == Name("usgov", "contoso.onmicrosoft.com", "https://learn.example.org/totara") {
		t.Error("two clouds share a name")
	}
	if a != Name("PUBLIC", "contoso.onmicrosoft.com", "https://LEARN.example.org/totara") {
		t.Error("case makes another name")
	}
	if strings.ContainsAny(Name("x", "../../etc/passwd"), "/.") {
		t.Error("a name with a path in it")
	}
}

// full is a file on a disk that is full for a while: it takes half a line.
type full struct {
	file
	times int
}

func (f *full) Write(p []byte) (int, error) {
	if f.times > 0 {
		f.times--
		n, _ := f.file.Write(p[:len(p)/2])
		return n, errors.New("no space left on device")
	}
	return f.file.Write(p)
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	must(t, j.Intend("s", "before"))
	j.f = &full{j.f, 2}
	for range 2 {
		if err := j.Intend("s", "lost"); err == nil {
			t.Error("an entry that is not on disk is announced as noted")
		}
	}
	must(t, j.Intend("s", "after"))
	want := []string{"before", "after"}
	if got := j.Open("s"); !slices.Equal(got, want) {
		t.Errorf("in memory %v, want %v", got, want)
	}
	if got := open(t, dir).Open("s"); !slices.Equal(got, want) {
		t.Errorf("on disk %v, want %v", got, want)
	}
}

func TestTooLarge(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "site.jsonl"), make([]byte, maxSize+1), 0o600))
	if _, err := Open(dir, "site", now); err == nil || !strings.Contains(err.Error(), "move the file away") {
		t.Errorf("error %v", err)
	}
}

func TestKeysAndLaterFacts(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j := open(t, dir)
	must(t, j.Note("s", "b", map[string]string{"handing": "file x", "key_id": "1"}))
	must(t, j.Intend("s", "a"))
	must(t, j.Intend("other", "c"))
	must(t, j.Note("s", "b", map[string]string{"handing": ""}))
	must(t, j.Done("s", "b", "removed"))
	again := open(t, dir)
	if got := again.Keys("s"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("keys %v", got)
	}
	facts, known := again.Facts("s", "b")
	if !known || facts["handing"] != "" || facts["key_id"] != "1" || facts["outcome"] != "" {
		t.Errorf("facts %v", facts)
	}
}

// A second run is told something useful even when the file does not say who
// holds the lock, and rubbish in it reaches nobody.
func TestLockedByNobodyKnown(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lock, err := Acquire(dir, "site", now)
	must(t, err)
	t.Cleanup(func() { _ = lock.Release() })
	for _, content := range []string{"", "{", "\x1b[2J", strings.Repeat(" ", 5000)} {
		must(t, os.WriteFile(filepath.Join(dir, "site.lock"), []byte(content), 0o600))
		_, err := Acquire(dir, "site", now)
		var locked *Locked
		if !errors.As(err, &locked) || locked.By.PID != 0 || !strings.Contains(err.Error(), "another run") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%q: %v", content, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(`{"v":1,"at":"2026-11-20T23:00:00Z","step":"s","what":"intent","key":"a"}` + "\n"))
	f.Add([]byte("{\"v\":1,\"step\":\"s\",\"what\":\"note\",\"key\":\"a\",\"detail\":{\"x\":\"y\"}}\n\x00"))
	f.Add([]byte("null\n[]\n{\"at\":7}\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, "site.jsonl"), content, 0o600))
		j, err := Open(dir, "site", now)
		if err != nil {
			return
		}
		before := j.Open("fuzz")
		must(t, j.Intend("fuzz", "key"))
		must(t, j.Close())
		again := open(t, dir)
		if got := again.Open("fuzz"); !slices.Contains(got, "key") || len(got) < len(before) {
			t.Errorf("an intent behind %q is lost: %v", content, got)
		}
	})
}

func TestTouched(t *testing.T) {
	t.Parallel()
	at := now()
	j, err := View(t.TempDir(), "none", func() time.Time { return at })
	must(t, err)
	if got := j.Touched("entra"); !got.IsZero() {
		t.Errorf("never: %v", got)
	}
	must(t, j.Intend("entra.sso", "k"))
	at = at.Add(time.Hour)
	must(t, j.Note("entra.sso", "k", map[string]string{"a": "b"})) // no write
	must(t, j.Done("entrance.x", "k", "create"))                   // another group
	if got := j.Touched("entra"); !got.Equal(now()) {
		t.Errorf("touched at %v, want %v", got, now())
	}
}
