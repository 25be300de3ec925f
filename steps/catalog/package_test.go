package catalog

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/answers"
)

func knownID() steps.Value[string]   { return steps.Known(appID) }
func unknownID() steps.Value[string] { return steps.Unknown[string]("entra.application") }
func absentID() steps.Value[string]  { return steps.Value[string]{} }

// newPackage writes the package of some answers to a fixed place.
func newPackage(a answers.Answers, assets Assets, appID func() steps.Value[string], path string, gates []steps.ID) *Package {
	return NewEdition(a, assets, appID, nil).Package(func() string { return path }, gates)
}

// zip is the package of the sound answers.
func zip(t *testing.T) []byte {
	t.Helper()
	pkg, err := manifest.Build(Input(sound(), appID, assets(t)))
	must(t, err)
	data, err := pkg.Zip()
	must(t, err)
	return data
}

func TestPackagePlan(t *testing.T) {
	t.Parallel()
	same := func(*answers.Answers) {}
	tests := map[string]struct {
		change  func(*answers.Answers)
		prepare func(t *testing.T, path string)
		out     string // below the folder
		id      func() steps.Value[string]
		action  steps.Action
		says    string
	}{
		"nothing there":             {same, nil, "a.zip", knownID, steps.Create, "write the app package"},
		"nothing there, no id yet":  {same, nil, "a.zip", unknownID, steps.Create, "write the app package"},
		"as it should be":           {same, func(t *testing.T, path string) { must(t, os.WriteFile(path, zip(t), 0o600)) }, "a.zip", knownID, steps.None, "as it should be"},
		"something else":            {same, func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte("x"), 0o600)) }, "a.zip", knownID, steps.Replace, "anew"},
		"an empty file":             {same, func(t *testing.T, path string) { must(t, os.WriteFile(path, nil, 0o600)) }, "a.zip", knownID, steps.Replace, "anew"},
		"something else, no id yet": {same, func(t *testing.T, path string) { must(t, os.WriteFile(path, []byte("x"), 0o600)) }, "a.zip", unknownID, steps.Replace, "anew"},
		"a huge file": {same, func(t *testing.T, path string) {
			must(t, os.WriteFile(path, nil, 0o600))
			must(t, os.Truncate(path, maxFile+1))
		}, "a.zip", knownID, steps.Replace, "anew"},
		"a folder":                  {same, func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o700)) }, "a.zip", knownID, steps.Blocked, "is no regular file"},
		"in no folder":              {same, nil, "none/a.zip", knownID, steps.Blocked, "there is no folder"},
		"in a file":                 {same, func(t *testing.T, path string) { must(t, os.WriteFile(filepath.Dir(path), nil, 0o600)) }, "file/a.zip", knownID, steps.Blocked, "there is no folder"},
		"no id, and none to come":   {same, nil, "a.zip", absentID, steps.Blocked, "no id yet"},
		"the answers' id":           {func(a *answers.Answers) { a.IDs.App = appID }, nil, "a.zip", absentID, steps.Create, "write"},
		"a bot without id":          {func(a *answers.Answers) { a.Bot.Enabled = true }, nil, "a.zip", knownID, steps.Blocked, "wants a bot|want a bot"},
		"answers that cannot be":    {func(a *answers.Answers) { a.App.ShortName = strings.Repeat("x", 31) }, nil, "a.zip", knownID, steps.Blocked, "30"},
		"the same before the id is": {func(a *answers.Answers) { a.App.ShortName = strings.Repeat("x", 31) }, nil, "a.zip", unknownID, steps.Blocked, "30"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := sound()
			tt.change(&a)
			path := filepath.Join(t.TempDir(), tt.out)
			if tt.prepare != nil {
				tt.prepare(t, path)
			}
			p := newPackage(a, assets(t), tt.id, path, []steps.ID{"entra.application"})
			must(t, p.Read(t.Context()))
			c := p.Plan()
			says := false
			for _, s := range strings.Split(tt.says, "|") {
				says = says || strings.Contains(c.Summary, s)
			}
			if c.Action != tt.action || !says || (c.Action == steps.Blocked) != (c.Cure != "") {
				t.Fatalf("change %+v", c)
			}
			if c.Action.Writes() {
				f, unknown := c.Fields[0], steps.ID("")
				if by, ok := tt.id().By(); ok {
					unknown = by
				}
				if f.Path != path || c.Key != path || f.Unknown != unknown {
					t.Errorf("field %+v", f)
				}
				if (f.From != nil) != (c.Action == steps.Replace) {
					t.Errorf("field %+v", f)
				}
			}
			row := p.Check(t.Context())[0]
			if (row.Status == steps.Pass) != (c.Action == steps.None) || row.ID != "package.write" {
				t.Errorf("row %+v", row)
			}
		})
	}
}

func TestPackageIsWritten(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]string{"new": "", "over another": "another file"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "a.zip")
			if before != "" {
				must(t, os.WriteFile(path, []byte(before), 0o600))
				must(t, os.Link(path, filepath.Join(dir, "b.zip")))
			}
			p := newPackage(sound(), assets(t), knownID, path, nil)
			must(t, p.Read(t.Context()))
			must(t, p.Apply(t.Context(), p.Plan()))
			if row := p.Check(t.Context())[0]; row.Status != steps.Pass || !strings.Contains(row.Detail, path) || !strings.Contains(row.Detail, "version 1.2.3") {
				t.Errorf("row %+v", row)
			}
			data, err := os.ReadFile(path)
			must(t, err)
			if !bytes.Equal(data, zip(t)) {
				t.Error("the same answers give other bytes")
			}
			info, err := os.Stat(path)
			must(t, err)
			if info.Mode().Perm() != 0o644 {
				t.Errorf("mode %o", info.Mode().Perm())
			}
			want := "a.zip"
			if before != "" {
				want = "a.zip b.zip"
				if old, err := os.ReadFile(filepath.Join(dir, "b.zip")); err != nil || string(old) != before {
					t.Errorf("written in place: %q, %v", old, err)
				}
			}
			if got := names(t, dir); got != want {
				t.Errorf("the folder holds %s", got)
			}
			again := newPackage(sound(), assets(t), knownID, path, nil)
			must(t, again.Read(t.Context()))
			if c := again.Plan(); c.Action != steps.None {
				t.Errorf("second plan %+v", c)
			}
		})
	}
}

func TestPackageWaitsForEveryGate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.zip")
	p := newPackage(sound(), assets(t), unknownID, path, []steps.ID{"entra.application", "totara.checklist"})
	if about := p.About(); about.ID != "package.write" || len(about.Gates) != 2 || p.Path() != path {
		t.Errorf("about %+v", about)
	}
	if err := p.Apply(t.Context(), steps.Change{}); err == nil {
		t.Error("written without an id")
	}
	if got := names(t, filepath.Dir(path)); got != "" {
		t.Errorf("left behind: %s", got)
	}
}

// What a package of ours holds comes back as the answers that made it.
func TestAdoptedPackage(t *testing.T) {
	t.Parallel()
	a := sound()
	a.IDs.App = appID
	a.Bot.Enabled, a.IDs.Bot = true, botID
	pkg, err := manifest.Build(Input(a, appID, assets(t)))
	must(t, err)
	settings, left, err := Adopted(pkg)
	must(t, err)
	if len(left) > 0 {
		t.Errorf("left %v", left)
	}
	f := answers.New("b.yaml")
	for _, s := range settings {
		must(t, f.Set(s.Key, s.Value))
	}
	back := f.Answers()
	back.SSO.Audience = a.SSO.Audience // no package tells it
	if got, want := Input(back, back.IDs.App, Assets{}), Input(a, appID, Assets{}); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
