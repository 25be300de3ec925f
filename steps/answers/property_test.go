package answers_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"teamwright/steps/answers"
)

// layouts are files of the same meaning written by different hands.
func layouts(t testing.TB) map[string]string {
	full, err := os.ReadFile("testdata/full.yaml")
	if err != nil {
		t.Fatal(err)
	}
	odd, err := os.ReadFile("testdata/odd.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"full":  string(full),
		"odd":   string(odd),
		"CRLF":  strings.ReplaceAll(string(odd), "\n", "\r\n"),
		"empty": "",
		"new":   string(answers.New("a.yaml").Bytes()),
	}
}

// anyValue is some value that key may have.
func anyValue(rnd *rand.Rand, k answers.Key) any {
	pick := func(all ...string) string { return all[rnd.IntN(len(all))] }
	switch k.Kind {
	case answers.Choice:
		// Without personal accounts, which one of the layouts cannot take.
		return strings.TrimSuffix(strings.Replace(pick(k.Choices...), "personal", "", 1), "+")
	case answers.Path:
		return pick("logo.png", "a b/c#1.png", "#x", "- x", "täst: x.png", "")
	case answers.Toggle:
		return rnd.IntN(2) == 0
	case answers.Number:
		return k.Min + rnd.IntN(k.Max-k.Min)
	case answers.List:
		if k.Name == "sso.allowed_domains" {
			return []string{"a.example", "b.example", "c.example"}[:rnd.IntN(4)]
		}
		return []string{"ssh", "a, b", "'x'", "it's: #1", "yes"}[:rnd.IntN(6)]
	case answers.Map:
		return []map[string]string{{}, {"fr": "fr.yaml"}, {"fr": "x, y", "de": "#1"}, {"pt-BR": "pt.yaml"}}[rnd.IntN(4)]
	case answers.Ticks:
		day := time.Date(2026, 1, 1+rnd.IntN(300), 0, 0, 0, 0, time.UTC)
		return []map[string]answers.Tick{{}, {"teams.custom_apps": {By: "a@example.org", On: day}}, {"a.b": {By: "y: #", On: day}, "c.d-e": {By: "no", On: day}}}[rnd.IntN(3)]
	case answers.Clients:
		return []answers.ConnectClient{
			{Name: pick("A", "B, C", "it's"), Profile: "a.yaml", SyncJobs: rnd.IntN(2) == 0},
			{Name: "D", Profile: pick("d.yaml", "e.yaml"), Audiences: []string{"x", "y, z"}[:rnd.IntN(3)], Comment: pick("", "# no", "a: b")},
			{Name: "E", Profile: "e.yaml"},
		}[:rnd.IntN(4)]
	}
	for _, all := range [][]string{
		{"Learn", "It's: me", "#1", "yes", "1.5", "null", "a, b", "- x", "Größe", "{x}", "😀", ""},
		{"1.0.1", "2.10.0"}, {"1.12", "1.16"}, {"https://a.example", "https://b.example/c#d?e=f"}, {"org.example.x", "com.a-b.c"},
		{"#0B5CAB", "#ffffff"}, {"0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77", "11111111-2222-3333-4444-555555555555"},
		{"a.example", "b.example"}, {"usgov", "./cloud.yaml"}, {"/a/config.php", "/b c/config.php"}, {"westus", "northeurope"}, {"ab", "bc-d"}, {"hosted"},
	} {
		if s := pick(all...); answers.CheckValue(k.Name, s) == nil && s == strings.TrimSpace(s) {
			return s
		}
	}
	return ""
}

// Whatever is set, in whatever file and order: the value is there afterwards, no
// other value has changed, and no line that belongs to another key has.
func TestSetProperties(t *testing.T) {
	t.Parallel()
	keys := answers.Keys()
	for name, text := range layouts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seed := uint64(len(text))
			rnd := rand.New(rand.NewPCG(seed, 7))
			f, err := answers.Parse("a.yaml", []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			for range 200 {
				k := keys[rnd.IntN(len(keys))]
				v := anyValue(rnd, k)
				before, was := string(f.Bytes()), f.Answers()
				what := fmt.Sprintf("Set(%s, %#v)", k.Name, v)
				if err := f.Set(k.Name, v); err != nil {
					t.Fatalf("%s: %v\n%s", what, err, before)
				}
				after, is := string(f.Bytes()), f.Answers()
				if got := is.Value(k.Name); !sameValue(got, v) && !(v == "" && got == k.Default) {
					t.Fatalf("%s: is %#v\n%s", what, got, after)
				}
				for _, o := range keys {
					if o.Name != k.Name && !reflect.DeepEqual(was.Value(o.Name), is.Value(o.Name)) {
						t.Fatalf("%s has changed %s\n%s\n--- became\n%s", what, o.Name, before, after)
					}
				}
				if lost := lostLines(before, after, k.Name); lost != "" {
					t.Fatalf("%s has changed the line %q\n%s\n--- became\n%s", what, lost, before, after)
				}
				if err := f.Set(k.Name, v); err != nil || string(f.Bytes()) != after {
					t.Fatalf("%s a second time is no no-op: %v", what, err)
				}
			}
		})
	}
}

func sameValue(a, b any) bool {
	if reflect.ValueOf(a).Kind() != reflect.String && reflect.ValueOf(a).Kind() != reflect.Bool && reflect.ValueOf(a).Kind() != reflect.Int {
		if reflect.ValueOf(a).Len() == 0 && reflect.ValueOf(b).Len() == 0 {
			return true
		}
	}
	return reflect.DeepEqual(normal(a), normal(b))
}

// normal makes empty lists of clients comparable.
func normal(v any) any {
	if list, ok := v.([]answers.ConnectClient); ok {
		list = append([]answers.ConnectClient{}, list...)
		for i := range list {
			if len(list[i].Audiences) == 0 {
				list[i].Audiences = nil
			}
		}
		return list
	}
	return v
}

// lostLines is a line of before that is missing from after, in order, although it
// does not stand in the entry of key.
func lostLines(before, after, key string) string {
	section, _, _ := strings.Cut(key, ".")
	lines := strings.SplitAfter(after, "\n")
	inside, at := "", 0
	for _, line := range strings.SplitAfter(before, "\n") {
		trimmed := strings.TrimSpace(line)
		if line == trimmed+"\n" || line == trimmed+"\r\n" || line == trimmed {
			if !strings.HasPrefix(trimmed, "#") && trimmed != "" && trimmed[0] != '-' && trimmed[0] != '}' {
				inside, _, _ = strings.Cut(strings.ReplaceAll(trimmed, `"`, ""), ":")
			}
		}
		if inside == section && (trimmed == "" || trimmed[0] != '#' || strings.Contains(key, "languages") || strings.Contains(key, "clients") || key == "confirmed" || key == "sso.allowed_domains" || key == "totara.command") {
			continue
		}
		found := false
		for i := at; i < len(lines); i++ {
			if strings.TrimRight(lines[i], "\r\n") == strings.TrimRight(line, "\r\n") {
				at, found = i+1, true
				break
			}
		}
		if !found {
			return line
		}
	}
	return ""
}

// FuzzParse: no input may end the program; what is taken can be written back,
// setting what is there already changes nothing, and one changed value changes no
// other.
func FuzzParse(f *testing.F) {
	for _, text := range layouts(f) {
		f.Add(text, "a: b")
	}
	f.Add("app: {accent_color: '#FFF000', short_name: \"x\\\"y\"} # z", "it's")
	f.Add("app:\n  full_description: |2\n     x\n    y\n  version: 1.0.0", "\n")
	f.Add("? site\n: https://a.example\n", "x")
	f.Add("confirmed:\n a.b: {by: x, 'on': 2026-01-01,}\n", "x")
	f.Add("app: {languages: {fr: a, }, version: 1.0.0 ,\n# c\n}", "x")
	f.Add("ids: {app, \"bot\": }", "x")
	f.Fuzz(func(t *testing.T, text, value string) {
		file, err := answers.Parse("a.yaml", []byte(text))
		if err != nil {
			if len(answers.AsProblems(err)) == 0 || err.Error() == "" {
				t.Fatalf("no problems: %v", err)
			}
			return
		}
		if string(file.Bytes()) != text {
			t.Fatal("bytes have changed")
		}
		was := file.Answers()
		for _, k := range answers.Keys() {
			if !file.IsSet(k.Name) {
				continue
			}
			if err := file.Set(k.Name, was.Value(k.Name)); err != nil {
				t.Fatalf("Set(%s) to what it is: %v", k.Name, err)
			}
			if string(file.Bytes()) != text {
				t.Fatalf("Set(%s) to what it is has changed the text:\n%q\n%q", k.Name, text, file.Bytes())
			}
		}
		for _, key := range []string{"app.full_description", "publisher.name", "ids.app", "sso.enabled", "tenant"} {
			before := file.Answers()
			var v any = value
			switch key {
			case "ids.app":
				v = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
			case "sso.enabled":
				v = false
			case "tenant":
				v = "contoso.onmicrosoft.com"
			}
			if file.Set(key, v) != nil {
				continue
			}
			if again, err := answers.Parse("a.yaml", file.Bytes()); err != nil || !reflect.DeepEqual(again.Answers(), file.Answers()) {
				t.Fatalf("Set(%s) gives a file that says something else: %v\n%q", key, err, file.Bytes())
			}
			for _, o := range answers.Keys() {
				if o.Name != key && !reflect.DeepEqual(before.Value(o.Name), file.Answers().Value(o.Name)) {
					t.Fatalf("Set(%s) has changed %s\n%q", key, o.Name, file.Bytes())
				}
			}
		}
	})
}
