package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/manifest/schema"
)

// TestTablesAreUpToDate derives the tables anew and compares.
func TestTablesAreUpToDate(t *testing.T) {
	t.Parallel()
	const from = "../../../../shared/schemas/teams"
	if _, err := os.Stat(from); err != nil {
		t.Skip("the official schemas are not beside this checkout")
	}
	folder := t.TempDir()
	if err := run(from, folder); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"manifest.facts", "localization.facts"} {
		want, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is out of date; run derive", name)
		}
	}
}

// TestUnheldIsKept: what the tables have no form for is named, not dropped.
func TestUnheldIsKept(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"unknown keyword":        `{"properties": {"a": {"contains": {"type": "string"}}}}`,
		"unknown pattern":        `{"properties": {"a": {"pattern": "^(?<x>.)\\k<x>$"}}}`,
		"unknown format":         `{"properties": {"a": {"format": "email"}}}`,
		"value with a separator": `{"properties": {"a": {"enum": ["x|y"]}}}`,
		"schema for the rest":    `{"properties": {"a": {"additionalProperties": {"type": "string"}}}}`,
		"else":                   `{"properties": {"a": {"if": {}, "then": {}, "else": {}}}}`,
		"reference to itself":    `{"properties": {"a": {"$ref": "#/definitions/b"}}, "definitions": {"b": {"items": {"$ref": "#/definitions/b"}}}}`,
		"keys that look ahead":   `{"properties": {"a": {"patternProperties": {"^(?!x)": {}}}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			node, err := read([]byte(text), schema.Manifest, 12)
			if err != nil {
				t.Fatal(err)
			}
			table := newTable(schema.Manifest)
			table.add(12, node)
			if len(table.unjudged()) == 0 {
				t.Errorf("nothing is unjudged in\n%s", table.bytes())
			}
		})
	}
}

func TestTableWritesRanges(t *testing.T) {
	t.Parallel()
	table := newTable(schema.Manifest)
	// Versions are added from the oldest to the newest, as the program does.
	for _, one := range []struct {
		version schema.Version
		text    string
	}{
		{16, `{"properties": {"a": {"type": "string", "maxLength": 5}}}`},
		{17, `{"properties": {"a": {"type": "string", "maxLength": 6}}, "required": ["a"]}`},
		{19, `{"properties": {"a": {"type": "string", "maxLength": 6}}}`},
		{30, `{"properties": {"b": {"const": "1.30"}}, "required": ["c"]}`},
	} {
		node, err := read([]byte(one.text), schema.Manifest, one.version)
		if err != nil {
			t.Fatal(err)
		}
		table.add(one.version, node)
	}
	got := string(table.bytes())
	for _, line := range []string{
		"\t@16-19,30-\trequires=c@30-\n",
		"a\t@16-19\ttype=string\trequired@17\tmaxLength=5@16\tmaxLength=6@17-19\n",
		"b\t@30-\tconst=version\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("%q is not in\n%s", line, got)
		}
	}
}

func TestBadSchemas(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"two documents":         `{} {}`,
		"reference to nowhere":  `{"$ref": "#/definitions/none"}`,
		"reference out of file": `{"$ref": "https://example.org/schema"}`,
		"not JSON":              `nope`,
		"items that are none":   `{"items": 1}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if node, err := read([]byte(text), schema.Manifest, 12); err == nil {
				t.Errorf("read %+v", node)
			}
		})
	}
}
