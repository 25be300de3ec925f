package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/manifest"
	"teamwright/steps/sandbox/judge"
)

func TestSecondSetupWritesNothing(t *testing.T) {
	t.Parallel()
	s := play(t, quick())
	s.whole(s.run(s.setup()))
	before := s.log.len()
	second := s.run(s.setup())
	s.whole(second)
	if n := writes(s.log.since(before)); n != 0 {
		t.Errorf("%d writes in the second run\n%s", n, second.err)
	}
	if !strings.Contains(second.err, "nothing to do") {
		t.Errorf("the second run does not say that there is nothing to do:\n%s", second.err)
	}
}

// conforms fails where a request to the stage, or an answer of it, broke
// Microsoft's description.
func conforms(t testing.TB, j *judge.Judge) {
	t.Helper()
	if j.Judged() == 0 {
		return // nobody got as far as Microsoft Graph
	}
	for _, v := range j.Violations() {
		t.Error(v)
	}
}

func TestPackageHoldsTheApplication(t *testing.T) {
	t.Parallel()
	s := play(t, quick())
	s.whole(s.run(s.setup()))
	data := s.read("app.zip")
	answers := s.read("teamwright.yaml")
	_, rest, _ := strings.Cut(answers, "app: ")
	appID, _, _ := strings.Cut(rest, "}")
	appID, _, _ = strings.Cut(appID, ",")
	appID = strings.Trim(strings.TrimSpace(appID), `"`)
	if len(appID) < 36 || !strings.Contains(answers, "ids") {
		t.Fatalf("no client id in the answers:\n%s", answers)
	}
	s.run(s.args("package", "--out", s.path("again.zip")))
	if s.read("again.zip") != data {
		t.Error("the package from the answers alone differs from the one that setup wrote")
	}
	if manifest.UTF16Len(data) == 0 {
		t.Error("empty package")
	}
}

// TestNoSecretAnywhere looks for everything secret that the cloud issued in
// every file that was written and in all that was printed.
func TestNoSecretAnywhere(t *testing.T) {
	t.Parallel()
	s := play(t, quick())
	printed := ""
	for _, args := range [][]string{
		s.setup("--trace", s.path("trace.jsonl")),
		s.setup("--json", "--trace", s.path("trace2.jsonl")),
		s.args("check", "--json"),
		s.args("plan", "--json"),
	} {
		run := s.run(args)
		printed += run.out + run.err
	}
	issued := s.cloud.Issued()
	if len(issued) < 3 {
		t.Fatalf("the cloud issued only %d secrets", len(issued))
	}
	handed := s.read("secret.json")
	var line struct {
		Name, Secret string
		AppID        string `json:"app_id"`
		KeyID        string `json:"key_id"`
		Expires      string
	}
	if err := json.Unmarshal([]byte(handed), &line); err != nil {
		t.Fatalf("%v in %s", err, handed)
	}
	if line.Name != "sso" || line.Secret == "" || line.AppID == "" || line.KeyID == "" || line.Expires == "" {
		t.Errorf("handed over: name %q, app_id %q, key_id %q, expires %q", line.Name, line.AppID, line.KeyID, line.Expires)
	}
	files := 0
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == s.path("secret.json") {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		for _, text := range issued {
			if strings.Contains(string(data), text) {
				t.Errorf("%s holds a secret", path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 6 {
		t.Errorf("only %d files were searched", files)
	}
	for _, text := range issued {
		if strings.Contains(printed, text) && !userCode(text) {
			t.Error("a secret was printed")
		}
	}
	info, err := os.Stat(s.path("secret.json"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the file of secrets has mode %o", info.Mode().Perm())
	}
}

// userCode tells the short code that a person types, which has to be printed.
func userCode(s string) bool { return len(s) < 12 }
