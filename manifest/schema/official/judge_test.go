package official_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
	"teamwright/manifest/schema/official"
)

const small = `{
	"$schema": "http://json-schema.org/draft-04/schema#",
	"type": "object", "additionalProperties": false,
	"properties": {
		"manifestVersion": {"const": "1.12"},
		"text": {"type": "string", "pattern": "^(?!x).*$", "maxLength": 3},
		"list": {"type": "array", "maxItems": 1, "items": {"enum": ["a", "b"]}}
	},
	"required": ["manifestVersion"]
}`

// folder writes schema files into a folder of their own.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestJudge(t *testing.T) {
	t.Parallel()
	judge, err := official.Open(folder(t, map[string]string{"teams/v1.12/MicrosoftTeams.schema.json": "\ufeff" + small}))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ doc, want string }{
		"taken":           {`{"manifestVersion":"1.12","text":"abc","list":["a"]}`, ""},
		"const counts":    {`{"manifestVersion":"1.13"}`, "Const manifestVersion 1:20"},
		"look-ahead":      {`{"manifestVersion":"1.12","text":"x"}`, "Pattern text 1:34"},
		"missing":         {`{}`, "Required manifestVersion 1:1"},
		"unknown":         {`{"manifestVersion":"1.12","b":1}`, "AdditionalProperties b 1:27"},
		"deep":            {`{"manifestVersion":"1.12","list":["c"]}`, "Enum list[0] 1:35"},
		"number too long": {`{"manifestVersion":"1.12","text":1e999999999}`, "Type text 1:34"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, _ := jsondoc.Parse([]byte(c.doc))
			violations, err := judge.Judge(schema.Manifest, 12, root)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range violations {
				got = append(got, strings.Join([]string{string(v.Keyword), v.Target, place(v)}, " "))
				if v.Message() == "" || v.Fix() == "" {
					t.Errorf("no words for %+v", v)
				}
			}
			if strings.Join(got, "|") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func place(v schema.Violation) string {
	digits := func(n int) string {
		if n < 10 {
			return string(rune('0' + n))
		}
		return string(rune('0'+n/10)) + string(rune('0'+n%10))
	}
	return digits(v.Line) + ":" + digits(v.Column)
}

func TestBadSchemaFiles(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"two documents": small + small,
		"not JSON":      "nope",
		"a list":        "[]",
		"leads outside": `{"$ref": "https://example.org/schema.json"}`,
		"leads to disk": `{"$ref": "file:///etc/passwd"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			judge, err := official.Open(folder(t, map[string]string{"v1.12/MicrosoftTeams.schema.json": text}))
			if err != nil {
				t.Fatal(err)
			}
			root, _ := jsondoc.Parse([]byte("{}"))
			if _, err := judge.Judge(schema.Manifest, 12, root); err == nil {
				t.Error("no error")
			}
			if official.Check(schema.Manifest, []byte(text)) == nil {
				t.Error("would be kept")
			}
		})
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	dir := folder(t, map[string]string{"v1.12/MicrosoftTeams.schema.json": small, "empty/x": ""})
	judge, err := official.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !judge.Has(schema.Manifest, 12) || judge.Has(schema.Localization, 12) || judge.Has(schema.Manifest, 13) {
		t.Error("has the wrong schemas")
	}
	for _, bad := range []string{filepath.Join(dir, "empty"), filepath.Join(dir, "none")} {
		if _, err := official.Open(bad); err == nil {
			t.Errorf("%s was opened", bad)
		}
	}
}
