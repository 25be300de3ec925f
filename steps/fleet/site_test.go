package fleet_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"teamwright/steps/answers"
	"teamwright/steps/fleet"
)

// text is an answers file with all that a check needs.
func text(site, tenant string) string {
	return fmt.Sprintf(`site: %s
tenant: %s
app:
  short_name: Example Learn
  full_name: Example Learning Platform
  short_description: Your courses in Teams
  full_description: Find, take and share learning.
  package_name: org.example.learn.teams
  icon: logo.png
publisher: {name: Example Ltd}
sso: {audience: single}
`, site, tenant)
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func names(sites []fleet.Site) []string {
	var out []string
	for _, s := range sites {
		out = append(out, s.Name)
	}
	return out
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{
		"b.yaml":      text("https://b.example.org", "b.example.org"),
		"a.YML":       text("https://a.example.org", "a.example.org"),
		"broken.yml":  "site: [",
		"empty.yaml":  "",
		"langs.yaml":  strings.Replace(text("https://c.example.org", "c.example.org"), "  icon:", "  languages: {fr: fr.yaml}\n  icon:", 1),
		"fr.yaml":     "short_name: Apprendre",
		"own.yaml":    text("https://d.example.org", "d.example.org") + "cloud: ./cloud.yaml\n",
		"cloud.yaml":  "name: own",
		"head.yaml":   text("https://h.example.org", "h.example.org") + "connect: {role: server, clients: [{name: A, profile: client.yaml}, {name: B, profile: broken.yml}]}\n",
		"client.yaml": "site: https://client.example.org\nconnect: {role: client}\n",
		"notes.txt":   "x", ".hidden.yaml": "x", "logo.png": "x",
	})
	if err := os.Mkdir(filepath.Join(dir, "folder.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	sites, err := fleet.Load(dir, fleet.Reading{Over: func(a answers.Answers) answers.Answers { a.Auth = "workload"; return a }})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(sites), []string{"a.YML", "b.yaml", "broken.yml", "empty.yaml", "head.yaml", "langs.yaml", "own.yaml"}; !slices.Equal(got, want) {
		t.Errorf("sites %v, want %v", got, want)
	}
	for _, s := range sites {
		bad := s.Name == "broken.yml" || s.Name == "empty.yaml"
		if (s.Err != nil) != bad {
			t.Errorf("%s: %v", s.Name, s.Err)
		}
		if file, err := s.File(); !bad && (err != nil || s.Answers.Auth != "workload" || file.Answers().Site != s.Answers.Site) {
			t.Errorf("%s: %+v, %v", s.Name, s.Answers, err)
		}
		if bad && len(answers.AsProblems(s.Err)) == 0 {
			t.Errorf("%s: %v names no line", s.Name, s.Err)
		}
	}
}

func TestLoadOne(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"a.yaml": text("https://a.example.org", "a.example.org"), "b.yaml": ""})
	sites, err := fleet.Load(filepath.Join(dir, "a.yaml"), fleet.Reading{})
	if err != nil || len(sites) != 1 || sites[0].Name != "a.yaml" || sites[0].Err != nil {
		t.Errorf("sites %+v, %v", sites, err)
	}
}

func TestNothingToLoad(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"notes.txt": "x"})
	if _, err := fleet.Load(dir, fleet.Reading{}); err == nil || !strings.Contains(err.Error(), "no answers file") {
		t.Errorf("error %v", err)
	}
	if _, err := fleet.Load(filepath.Join(dir, "none"), fleet.Reading{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func many(n int) []fleet.Site {
	var out []fleet.Site
	for i := range n {
		out = append(out, fleet.Site{Name: fmt.Sprintf("%04d.yaml", i), Answers: answers.Answers{
			Site: fmt.Sprintf("https://s%d.example.org", i), Tenant: fmt.Sprintf("t%d.example.org", i%20),
		}})
	}
	return out
}

func TestShards(t *testing.T) {
	t.Parallel()
	sites := append(many(1000), fleet.Site{Name: "broken.yaml", Err: errors.New("broken")})
	of := map[string]int{}
	for k := 1; k <= 10; k++ {
		part := fleet.Shard{K: k, N: 10}.Of(sites)
		if len(part) < 60 || len(part) > 140 {
			t.Errorf("part %d has %d sites", k, len(part))
		}
		for _, s := range part {
			if of[s.Name] != 0 {
				t.Errorf("%s is in parts %d and %d", s.Name, of[s.Name], k)
			}
			of[s.Name] = k
		}
	}
	if len(of) != len(sites) {
		t.Errorf("%d of %d sites are in a part", len(of), len(sites))
	}
	// Adding, renaming and reordering files moves no site.
	moved := many(1200)
	slices.Reverse(moved)
	for i := range moved {
		moved[i].Name = "new-" + moved[i].Name
	}
	for k := 1; k <= 10; k++ {
		for _, s := range (fleet.Shard{K: k, N: 10}).Of(moved) {
			if old, there := of[strings.TrimPrefix(s.Name, "new-")]; there && old != k {
				t.Errorf("%s moved from part %d to %d", s.Name, old, k)
			}
		}
	}
	for _, whole := range []fleet.Shard{{}, {K: 1, N: 1}} {
		if got := whole.Of(sites); len(got) != len(sites) {
			t.Errorf("%v keeps %d", whole, len(got))
		}
	}
}

func TestParseShard(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]fleet.Shard{"": {}, "3/10": {K: 3, N: 10}, "1/1": {K: 1, N: 1}} {
		if got, err := fleet.ParseShard(text); err != nil || got != want || got.String() != text {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"3", "0/10", "11/10", "a/b", "3/", "-1/3", "3/10/2", "1/99999999"} {
		if _, err := fleet.ParseShard(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
