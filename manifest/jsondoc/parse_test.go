package jsondoc_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"teamwright/manifest/jsondoc"
)

func TestPlacesAreExact(t *testing.T) {
	t.Parallel()
	root, problems := jsondoc.Parse([]byte("{\n  \"é\": \"a\\u00e9\\ud83d\\ude00\",\n  \"ü😀\": [1, -2.5e3,\n\ttrue]\n}"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := root.Get("é").Text; got != "aé😀" {
		t.Errorf("text %q", got)
	}
	m, _ := root.Member("ü😀")
	for name, c := range map[string]struct{ line, column, wantLine, wantColumn int }{
		"root":               {root.Line, root.Column, 1, 1},
		"first value":        {root.Get("é").Line, root.Get("é").Column, 2, 8},
		"second key":         {m.Line, m.Column, 3, 3},
		"array":              {m.Value.Line, m.Value.Column, 3, 9},
		"second item":        {m.Value.Items[1].Line, m.Value.Items[1].Column, 3, 13},
		"item after newline": {m.Value.Items[2].Line, m.Value.Items[2].Column, 4, 2},
	} {
		if c.line != c.wantLine || c.column != c.wantColumn {
			t.Errorf("%s at %d:%d, want %d:%d", name, c.line, c.column, c.wantLine, c.wantColumn)
		}
	}
}

func utf16Of(s string, little bool) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if little {
			out = append(out, byte(u), byte(u>>8))
		} else {
			out = append(out, byte(u>>8), byte(u))
		}
	}
	return out
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		src      string
		kind     jsondoc.ProblemKind
		line, at int
	}{
		"byte order mark":       {"\ufeff{\"a\":1}", jsondoc.ByteOrderMark, 1, 1},
		"UTF-16 little":         {string(utf16Of("\ufeff{\"a\":1}", true)), jsondoc.UTF16, 1, 1},
		"UTF-16 big":            {string(utf16Of("\ufeff{\"a\":1}", false)), jsondoc.UTF16, 1, 1},
		"UTF-16 without a mark": {string(utf16Of("{\"a\":1}", true)), jsondoc.UTF16, 1, 1},
		"invalid UTF-8":         {"{\"a\":\"\xff\"}", jsondoc.InvalidUTF8, 1, 7},
		"half a pair":           {`{"a":"\ud83dx"}`, jsondoc.InvalidUTF8, 1, 8},
		"line comment":          {"{\n// one\n\"a\":1}", jsondoc.Comment, 2, 1},
		"block comment":         {"{\"a\": /* one */ 1}", jsondoc.Comment, 1, 7},
		"comma in object":       {"{\"a\":1,\n}", jsondoc.TrailingComma, 1, 7},
		"comma in array":        {"{\"a\":[1,]}", jsondoc.TrailingComma, 1, 8},
		"duplicate key":         {"{\"a\":1,\n \"a\":2}", jsondoc.DuplicateKey, 2, 2},
		"too deep":              {strings.Repeat("[", 100), jsondoc.TooDeep, 1, 66},
		"too large":             {strings.Repeat(" ", jsondoc.MaxBytes+1), jsondoc.TooLarge, 1, 1},
		"too many values":       {"[" + strings.Repeat("1,", jsondoc.MaxValues) + "1]", jsondoc.TooManyValues, 1, 2 * jsondoc.MaxValues},
		"empty":                 {"", jsondoc.Syntax, 1, 1},
		"cut off":               {"{\"a\":", jsondoc.Syntax, 1, 6},
		"single quotes":         {"{'a':1}", jsondoc.Syntax, 1, 2},
		"no comma":              {"{\"a\":1 \"b\":2}", jsondoc.Syntax, 1, 8},
		"no colon":              {"{\"a\" 1}", jsondoc.Syntax, 1, 6},
		"leading zero":          {"[01]", jsondoc.Syntax, 1, 3},
		"two documents":         {"{}\n{}", jsondoc.Syntax, 2, 1},
		"newline in string":     {"[\"a\n\"]", jsondoc.Syntax, 1, 4},
		"unknown word":          {"[nul]", jsondoc.Syntax, 1, 2},
		"word that goes on":     {"[nulls]", jsondoc.Syntax, 1, 2},
		"bad escape":            {`["\x"]`, jsondoc.Syntax, 1, 4},
		"open comment":          {"{} /*", jsondoc.Syntax, 1, 6},
		"only a comma":          {"[,]", jsondoc.Syntax, 1, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, problems := jsondoc.Parse([]byte(c.src))
			if len(problems) == 0 {
				t.Fatal("no problem")
			}
			last := problems[len(problems)-1]
			if last.Kind != c.kind || last.Line != c.line || last.Column != c.at {
				t.Errorf("problem %+v, want kind %d at %d:%d", last, c.kind, c.line, c.at)
			}
			if (root == nil) != (c.kind >= jsondoc.TooManyValues) {
				t.Errorf("tree %v after kind %d", root, c.kind)
			}
		})
	}
}

func TestLastDuplicateCounts(t *testing.T) {
	t.Parallel()
	root, _ := jsondoc.Parse([]byte(`{"a":1,"a":2}`))
	if got := root.Get("a").Text; got != "2" {
		t.Errorf("a = %s", got)
	}
}

// plain turns a tree into what encoding/json gives.
func plain(n *jsondoc.Node) any {
	switch n.Kind {
	case jsondoc.Bool:
		return n.Text == "true"
	case jsondoc.Number:
		return n.Float()
	case jsondoc.String:
		return n.Text
	case jsondoc.Array:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			out[i] = plain(item)
		}
		return out
	case jsondoc.Object:
		out := map[string]any{}
		for _, m := range n.Members {
			out[m.Key] = plain(m.Value)
		}
		return out
	}
	return nil
}

// FuzzParse holds the reader against encoding/json: what that reads, this reads
// alike and without a problem that would end it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5e-3,true,null,"x\u00e9\ud83d\ude00"]}`, "\ufeff{}", `{"a":1,}`, "{/*c*/}", "[[[[", "\"\\ud800\"", "{\"a\":1,\"a\":2}", "\xff\xfe{\x00}\x00", "-0", "1e400",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		root, problems := jsondoc.Parse(src)
		fatal := false
		for _, p := range problems {
			fatal = fatal || p.Kind >= jsondoc.TooManyValues
			if p.Line < 1 || p.Column < 1 || !utf8.ValidString(p.Detail) {
				t.Fatalf("problem %+v", p)
			}
		}
		if (root == nil) != fatal {
			t.Fatalf("tree %v, problems %v", root, problems)
		}
		if root == nil || len(problems) > 0 || !json.Valid(src) {
			if json.Valid(src) && len(problems) == 0 {
				t.Fatal("refused without a problem")
			}
			return
		}
		var want any
		if err := json.Unmarshal(src, &want); err != nil {
			return
		}
		if got := plain(root); !reflect.DeepEqual(got, want) {
			t.Fatalf("read %v, encoding/json reads %v", got, want)
		}
	})
}
