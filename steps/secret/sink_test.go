package secret

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func item(name, text string) Item {
	return Item{
		Name: name, AppID: "app-1", KeyID: "key-" + text, Secret: New(text),
		Expires: time.Date(2027, 11, 20, 23, 0, 0, 0, time.FixedZone("", 3600)),
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(content), 0o644))
}

// lines are the documents of a file of secrets.
func lines(t *testing.T, data []byte) (all []map[string]string) {
	t.Helper()
	for l := range strings.Lines(string(data)) {
		var m map[string]string
		must(t, json.Unmarshal([]byte(l), &m))
		all = append(all, m)
	}
	return all
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	return data
}

// leftovers are files beside those expected.
func leftovers(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != strings.Join(want, " ") {
		t.Errorf("the folder holds %q, want %q", got, want)
	}
}

func TestFileTakesSecrets(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "secrets.json")
	f := NewFile(path)
	for _, name := range []string{"sso", "bot"} {
		must(t, f.Ready(""))
		must(t, f.Deliver(t.Context(), item(name, "text of "+name)))
	}
	got := lines(t, content(t, path))
	if len(got) != 2 || got[0]["secret"] != "text of sso" || got[1]["secret"] != "text of bot" {
		t.Fatalf("file holds %v", got)
	}
	want := map[string]string{"name": "sso", "app_id": "app-1", "key_id": "key-text of sso", "expires": "2027-11-20T22:00:00Z", "secret": "text of sso"}
	for k, v := range want {
		if got[0][k] != v {
			t.Errorf("%s is %q, want %q", k, got[0][k], v)
		}
	}
	if len(got[0]) != len(want) {
		t.Errorf("line %v has other keys than the contract", got[0])
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	leftovers(t, dir, "secrets.json")
}

func TestFileNamesAnAbsolutePath(t *testing.T) {
	t.Parallel()
	where := NewFile("some.json").Where()
	path, ok := strings.CutPrefix(where, "file ")
	if !ok || !filepath.IsAbs(path) || filepath.Base(path) != "some.json" {
		t.Errorf("where is %q", where)
	}
}

func TestFileIsNotReady(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		prepare func(t *testing.T, dir string) (path string)
		resumed string // "same" for the file's own
		says    string
	}{
		"another file": {func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "f"), "precious")
			return filepath.Join(dir, "f")
		}, "", "exists"},
		"another file, and a run was stopped that wrote elsewhere": {func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "f"), "precious")
			return filepath.Join(dir, "f")
		}, "file /elsewhere/f", "exists"},
		"a symlink": {func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "target"), "precious")
			must(t, os.Symlink(filepath.Join(dir, "target"), filepath.Join(dir, "f")))
			return filepath.Join(dir, "f")
		}, "", "exists"},
		"a symlink to nowhere": {func(t *testing.T, dir string) string {
			must(t, os.Symlink(filepath.Join(dir, "nowhere"), filepath.Join(dir, "f")))
			return filepath.Join(dir, "f")
		}, "", "exists"},
		"a folder": {func(t *testing.T, dir string) string { return dir }, "", "exists"},
		"a folder, though the run was stopped there": {func(t *testing.T, dir string) string { return dir }, "same", "is no regular file"},
		"no such folder": {func(t *testing.T, dir string) string {
			return filepath.Join(dir, "none", "f")
		}, "", "no such file or directory"},
		"a file as folder": {func(t *testing.T, dir string) string {
			write(t, filepath.Join(dir, "f"), "")
			return filepath.Join(dir, "f", "g")
		}, "", "not a directory"},
		"a folder without write permission": {func(t *testing.T, dir string) string {
			if os.Geteuid() == 0 {
				t.Skip("root may write everywhere")
			}
			must(t, os.Chmod(dir, 0o500))
			t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
			return filepath.Join(dir, "f")
		}, "", "permission denied"},
		"a folder that takes no files": {func(t *testing.T, _ string) string {
			if _, err := os.Stat("/proc/self"); err != nil {
				t.Skip("no /proc here")
			}
			return "/proc/self/f"
		}, "", "folder for secrets"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			f := NewFile(tt.prepare(t, dir))
			resumed := tt.resumed
			if resumed == "same" {
				resumed = f.Where()
			}
			err := f.Ready(resumed)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one that says %q", err, tt.says)
			}
		})
	}
}

// A file that comes to be between the question and the hand-over is not
// overwritten, and a link there is not followed.
func TestFileIsCreatedExclusively(t *testing.T) {
	t.Parallel()
	tests := map[string]func(t *testing.T, dir, path string) (victim string){
		"a file": func(t *testing.T, _, path string) string {
			write(t, path, "precious")
			return path
		},
		"a link": func(t *testing.T, dir, path string) string {
			victim := filepath.Join(dir, "victim")
			write(t, victim, "precious")
			must(t, os.Symlink(victim, path))
			return victim
		},
	}
	for name, appear := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			f := NewFile(filepath.Join(dir, "f"))
			must(t, f.Ready(""))
			victim := appear(t, dir, filepath.Join(dir, "f"))
			if err := f.Deliver(t.Context(), item("sso", "text")); err == nil {
				t.Error("delivered")
			} else if strings.Contains(err.Error(), "text") {
				t.Errorf("the error shows the secret: %v", err)
			}
			if got := string(content(t, victim)); got != "precious" {
				t.Errorf("the file that was there holds %q", got)
			}
		})
	}
}

func TestResumedFileIsReplacedByRename(t *testing.T) {
	t.Parallel()
	old := `{"name":"sso","app_id":"a","key_id":"k1","expires":"","secret":"dead"}` + "\n"
	bot := `{"name":"bot","app_id":"b","key_id":"k2","expires":"","secret":"in use"}` + "\n"
	tests := map[string]struct {
		before string
		want   []string // the secrets, in order
	}{
		"not made yet":                    {"", []string{"new"}},
		"the dead one goes":               {old, []string{"new"}},
		"what had arrived is kept":        {bot + old, []string{"in use", "new"}},
		"a torn line goes":                {bot + old[:len(old)/2], []string{"in use", "new"}},
		"a line without its end goes":     {strings.TrimSuffix(bot, "\n"), []string{"new"}},
		"what is no line of secrets goes": {"rubbish\n{}\nnull\n[1]\n" + bot, []string{"in use", "new"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "f")
			if tt.before != "" {
				write(t, path, tt.before)
				must(t, os.Link(path, filepath.Join(dir, "other-name")))
			}
			f := NewFile(path)
			must(t, f.Ready(f.Where()))
			must(t, f.Deliver(t.Context(), item("sso", "new")))
			var got []string
			for _, l := range lines(t, content(t, path)) {
				got = append(got, l["secret"])
			}
			if strings.Join(got, ",") != strings.Join(tt.want, ",") {
				t.Errorf("file holds %q, want %q", got, tt.want)
			}
			info, err := os.Stat(path)
			must(t, err)
			if info.Mode().Perm() != 0o600 {
				t.Errorf("mode %o", info.Mode().Perm())
			}
			if tt.before == "" {
				leftovers(t, dir, "f")
				return
			}
			leftovers(t, dir, "f", "other-name")
			if string(content(t, filepath.Join(dir, "other-name"))) != tt.before {
				t.Error("written in place, not renamed over")
			}
		})
	}
}

// An interrupted run had handed over one secret for certain and the other one
// perhaps; whichever is made anew first, the dead one goes.
func TestResumedFileHoldsEachSecretOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "f")
	write(t, path, `{"name":"bot","app_id":"b","key_id":"k1","expires":"","secret":"dead"}`+"\n")
	f := NewFile(path)
	must(t, f.Ready(f.Where()))
	must(t, f.Deliver(t.Context(), item("sso", "first")))
	must(t, f.Deliver(t.Context(), item("bot", "second")))
	var got []string
	for _, l := range lines(t, content(t, path)) {
		got = append(got, l["name"]+" "+l["secret"])
	}
	if want := "sso first,bot second"; strings.Join(got, ",") != want {
		t.Errorf("file holds %q, want %s", got, want)
	}
}

// A link that took the place of an interrupted run's file is replaced, not
// followed, and what it leads to is not read.
func TestResumedFileDoesNotFollowALink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path, victim := filepath.Join(dir, "f"), filepath.Join(dir, "victim")
	write(t, victim, `{"name":"bot","secret":"foreign"}`+"\n")
	must(t, os.Symlink(victim, path))
	f := NewFile(path)
	if err := f.Ready(f.Where()); err == nil {
		t.Error("a link is taken for the file of an interrupted run")
	}
}

func TestFileThatCannotBeWrittenLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "gone")
	must(t, os.Mkdir(dir, 0o700))
	f := NewFile(filepath.Join(dir, "f"))
	must(t, f.Ready(""))
	must(t, os.Remove(dir))
	err := f.Deliver(t.Context(), item("sso", "text"))
	if err == nil || strings.Contains(err.Error(), "text of") {
		t.Errorf("error %v", err)
	}
}

func TestItemInWords(t *testing.T) {
	t.Parallel()
	ends := time.Date(2027, 11, 20, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		it             Item
		made, receiver string
	}{
		{Item{Name: "sso", AppID: "1234", Expires: ends}, "The client secret of single sign-on was made for the application 1234. It expires on 2027-11-20.", "Totara"},
		{Item{Name: "bot", AppID: "1234", Expires: ends}, "The client secret of the bot was made for the application 1234. It expires on 2027-11-20.", "Totara"},
		{Item{Name: "mobileflows", AppID: "1234", Expires: ends}, "The client secret of Mobile Flows was made for the application 1234. It expires on 2027-11-20.", "the connector in UEM"},
		{Item{Name: "connect_setup_secret_partner", AppID: "https://partner.example.com"}, "The setup secret of Totara Connect was made for https://partner.example.com.", "the server, where the client is added"},
	} {
		if got := tt.it.Made(); got != tt.made {
			t.Errorf("made: %q", got)
		}
		if got := tt.it.Receiver(); got != tt.receiver {
			t.Errorf("receiver: %q", got)
		}
	}
}
