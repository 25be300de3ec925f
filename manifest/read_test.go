package manifest_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/manifest"
	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
	"teamwright/manifest/schema/official"
)

func TestReadFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	f := good(t, "1.12")
	for _, file := range f.all() {
		if err := os.WriteFile(filepath.Join(folder, file.Name), file.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p, err := manifest.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	if found := manifest.Check(p); len(found) > 0 {
		t.Errorf("findings %v", found)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(folder, "link")); err != nil {
		t.Skip("no links on this system")
	}
	if p, err = manifest.Read(folder); err != nil {
		t.Fatal(err)
	}
	if found := manifest.Check(p); len(found) != 1 || found[0].Code != "zip-link" {
		t.Errorf("findings %v", found)
	}
}

// TestReadLoneManifest: the files that it names are not asked for.
func TestReadLoneManifest(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "manifest.json")
	if err := os.WriteFile(path, marshal(t, good(t, "1.12").manifest), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := manifest.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if found := manifest.Check(p); len(found) > 0 || !p.Lone() {
		t.Errorf("findings %v", found)
	}
}

func TestReadRefusesOnlyWhatTheSystemRefuses(t *testing.T) {
	t.Parallel()
	if _, err := manifest.Read(filepath.Join(t.TempDir(), "nothing.zip")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestContentDecidesWhatItIs(t *testing.T) {
	t.Parallel()
	text := string(marshal(t, good(t, "1.12").manifest))
	for name, c := range map[string]struct {
		file, content string
		lone          bool
	}{
		"manifest under another name": {"app.txt", text, true},
		"with a byte order mark":      {"app", "\ufeff" + text, true},
		"empty .json":                 {"a.json", "", true},
		"zip called .json":            {"a.json", string(good(t, "1.12").zip()), false},
		"something":                   {"a.bin", "something", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := manifest.ReadBytes(c.file, []byte(c.content))
			if err != nil || p.Lone() != c.lone {
				t.Errorf("lone %v, error %v", p.Lone(), err)
			}
		})
	}
}

// TestFindingAsJSON holds the form that scripts read.
func TestFindingAsJSON(t *testing.T) {
	t.Parallel()
	f := good(t, "1.12")
	f.set("accentColor", "purple")
	found := find(manifest.Check(read(t, f.zip())), "SchemaError_Pattern")
	if len(found) != 1 {
		t.Fatal(found)
	}
	text, err := json.Marshal(found[0])
	if err != nil {
		t.Fatal(err)
	}
	want := `{"severity":"error","code":"SchemaError_Pattern","target":"accentColor","file":"manifest.json","line":3,"column":18,` +
		`"message":"accentColor is \"purple\", not # and six hex digits, such as #0B5CAB","fix":"write # and six hex digits, such as #0B5CAB",` +
		`"value":"\"purple\"","source":"schema 1.12, MicrosoftTeams.schema.json"}`
	if string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func TestVerdictAsJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(manifest.NewVerdict("app.zip", nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"format":1,"path":"app.zip","valid":true,"findings":[]}`; string(text) != want {
		t.Errorf("got %s, want %s", text, want)
	}
	warned := manifest.NewVerdict("a", []manifest.Finding{{Severity: manifest.Warning}})
	refused := manifest.NewVerdict("a", []manifest.Finding{{Severity: manifest.Warning}, {Severity: manifest.Error}})
	if !warned.Valid || refused.Valid {
		t.Errorf("warned %v, refused %v", warned.Valid, refused.Valid)
	}
}

// second is a judge that says what it is told to.
type second struct {
	has        bool
	violations []schema.Violation
	err        error
}

func (s second) Has(schema.Kind, schema.Version) bool { return s.has }

func (s second) Judge(kind schema.Kind, _ schema.Version, _ *jsondoc.Node) ([]schema.Violation, error) {
	if kind != schema.Manifest {
		return nil, nil
	}
	return s.violations, s.err
}

func TestSecondJudge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		second second
		codes  []string
	}{
		"agrees":              {second{has: true}, nil},
		"knows more":          {second{has: true, violations: []schema.Violation{{Keyword: schema.Required, Target: "id"}}}, []string{"SchemaError_Required"}},
		"has no such schema":  {second{}, []string{"schema-not-there", "schema-not-there"}},
		"cannot read its own": {second{has: true, err: errors.New("two documents")}, []string{"schema-not-there"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var codes []string
			for _, f := range manifest.Judge(read(t, good(t, "1.12").zip()), manifest.Options{Schemas: c.second}) {
				codes = append(codes, f.Code)
			}
			if len(codes) != len(c.codes) || len(codes) > 0 && codes[0] != c.codes[0] {
				t.Errorf("codes %v, want %v", codes, c.codes)
			}
		})
	}
}

// TestBothJudgesTakeWhatWeBuild, for every version that the builder writes.
func TestBothJudgesTakeWhatWeBuild(t *testing.T) {
	t.Parallel()
	const folder = "../../shared/schemas/teams"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the official schemas are not beside this checkout")
	}
	judge, err := official.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	validator := manifest.NewValidator(manifest.Options{Schemas: judge})
	for _, version := range versions() {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			for name, change := range map[string]func(*manifest.Input){
				"everything": func(*manifest.Input) {},
				"nothing on": func(in *manifest.Input) { in.SSO, in.Bot, in.MessagingExtension, in.FullName = false, false, false, "" },
				"every language": func(in *manifest.Input) {
					in.Languages = map[string]manifest.Translation{}
					for _, tag := range strings.Fields("da de es fi fr it ja nb nl pl pt pt-br sv") {
						in.Languages[tag] = manifest.Translation{}
					}
				},
			} {
				in := sample(t)
				in.Schema = version
				change(&in)
				found := validator.Judge(build(t, in))
				// Without a full name 1.16 to 1.19 take the short one again.
				if name == "nothing on" {
					if !manifest.Valid(found) {
						t.Errorf("%s: %v", name, found)
					}
				} else if len(found) > 0 {
					t.Errorf("%s: %v", name, found)
				}
			}
		})
	}
}
