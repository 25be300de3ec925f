package answers_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/steps/answers"
)

func TestSave(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "teamwright.yaml")
	if _, err := answers.Load(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("no file: got %v", err)
	}
	f := answers.New(path)
	set(t, f, "site", "https://learn.example.org")
	if err := f.Save(path); err != nil {
		t.Fatal(err)
	}
	if mode := stat(t, path).Mode().Perm(); mode != 0o600 {
		t.Errorf("a new file has mode %o", mode)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	set(t, f, "tenant", "contoso.onmicrosoft.com")
	if err := f.Save(path); err != nil {
		t.Fatalf("saving a second time: %v", err)
	}
	if mode := stat(t, path).Mode().Perm(); mode != 0o640 {
		t.Errorf("the mode became %o", mode)
	}
	again, err := answers.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(again.Bytes()) != string(f.Bytes()) || again.Answers().Tenant != "contoso.onmicrosoft.com" {
		t.Errorf("read back:\n%s", again.Bytes())
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("files left: %v %v", entries, err)
	}
}

func TestSaveRefusesWhatChanged(t *testing.T) {
	t.Parallel()
	const text = "site: https://learn.example.org\n"
	tests := []struct {
		name   string
		before string // what is loaded; empty: a new file
		change func(path string) error
		how    string
		left   string
	}{
		{"edited", text, func(p string) error { return os.WriteFile(p, []byte("# mine\n"), 0o600) }, "was edited", "# mine\n"},
		{"removed", text, os.Remove, "was removed", ""},
		{"made", "", func(p string) error { return os.WriteFile(p, []byte("# mine\n"), 0o600) }, "was made", "# mine\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "teamwright.yaml")
			f := answers.New(path)
			if tt.before != "" {
				write(t, path, tt.before)
				var err error
				if f, err = answers.Load(path); err != nil {
					t.Fatal(err)
				}
			}
			set(t, f, "tenant", "contoso.onmicrosoft.com")
			if err := tt.change(path); err != nil {
				t.Fatal(err)
			}
			err := f.Save(path)
			var changed *answers.ChangedError
			if !errors.As(err, &changed) || changed.How != tt.how || changed.Path != path {
				t.Fatalf("got %v", err)
			}
			data, err := os.ReadFile(path)
			if tt.left == "" && !errors.Is(err, fs.ErrNotExist) || string(data) != tt.left {
				t.Errorf("on disk: %q %v", data, err)
			}
		})
	}
}

func TestSaveThroughLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target, link := filepath.Join(dir, "site.yaml"), filepath.Join(dir, "teamwright.yaml")
	write(t, target, "site: https://learn.example.org\n")
	if err := os.Symlink(target, link); err != nil {
		t.Skip("no symbolic links here")
	}
	f, err := answers.Load(link)
	if err != nil {
		t.Fatal(err)
	}
	set(t, f, "site", "https://other.example.org")
	if err := f.Save(link); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v", err)
	}
	if data, _ := os.ReadFile(target); string(data) != "site: https://other.example.org\n" {
		t.Errorf("target: %q", data)
	}
}

func TestSaveWritesNothingWhenNothingChanged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.yaml")
	write(t, path, "site: https://learn.example.org\n")
	f, err := answers.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	before := stat(t, path)
	set(t, f, "site", "https://learn.example.org")
	if err := f.Save(path); err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, stat(t, path)) {
		t.Error("the file was replaced by the same text")
	}
}

func TestLoadRefusesWhatIsNoFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, err := answers.Load(dir)
	if err == nil || !strings.HasSuffix(err.Error(), "is no regular file — name the answers file itself") {
		t.Errorf("folder: %v", err)
	}
	if err := answers.New("a").Save(filepath.Join(dir, "nowhere", "a.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such folder: %v", err)
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	f := answers.New(filepath.Join("sites", "a", "teamwright.yaml"))
	for rel, want := range map[string]string{
		"":                  "",
		"logo.png":          filepath.Join("sites", "a", "logo.png"),
		"../b/logo.png":     filepath.Join("sites", "b", "logo.png"),
		"/srv/img/logo.png": "/srv/img/logo.png",
	} {
		if got := f.Path(rel); got != want {
			t.Errorf("Path(%q) = %q, want %q", rel, got, want)
		}
	}
}

func set(t *testing.T, f *answers.File, key string, value any) {
	t.Helper()
	if err := f.Set(key, value); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func stat(t *testing.T, path string) fs.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}
