package schema_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"teamwright/manifest/schema"
	"teamwright/manifest/schema/official"
)

// schemas is where the official files lie beside a checkout of the project.
const schemas = "../../../shared/schemas/teams"

func officialJudge(t testing.TB) *official.Judge {
	t.Helper()
	if _, err := os.Stat(schemas); err != nil {
		t.Skip("the official schemas are not beside this checkout")
	}
	judge, err := official.Open(schemas)
	if err != nil {
		t.Fatal(err)
	}
	return judge
}

// TestAgreement mutates every property of every version in every way that its
// bounds allow, and holds the tables against the official schema each time.
func TestAgreement(t *testing.T) {
	t.Parallel()
	second := officialJudge(t)
	facts := schema.Load()
	var mu sync.Mutex
	total, refused, paths := 0, 0, 0
	t.Cleanup(func() {
		t.Logf("%d paths, %d documents, %d of them refused: all verdicts alike", paths, total, refused)
	})
	for _, kind := range []schema.Kind{schema.Manifest, schema.Localization} {
		for _, v := range schema.Versions() {
			if kind == schema.Localization && v < schema.Oldest {
				continue
			}
			if testing.Short() && v != schema.Oldest && v != schema.Default && v != schema.Newest {
				continue
			}
			t.Run(string(kind)+" "+v.String(), func(t *testing.T) {
				t.Parallel()
				root := readSchema(t, kind, v)
				g := newGenerator(root, kind)
				documents, bad, differ := 0, 0, 0
				places := g.places()
				for _, p := range places {
					valid := false
					g.mutations(p, func(doc any) {
						node := nodeOf(doc)
						mine := facts.Judge(kind, v, node)
						theirs, err := second.Judge(kind, v, node)
						if err != nil {
							t.Fatal(err)
						}
						documents++
						if len(theirs) > 0 {
							bad++
						} else {
							valid = true
						}
						if (len(mine) == 0) != (len(theirs) == 0) {
							if differ++; differ <= 5 {
								text, _ := json.Marshal(doc)
								t.Errorf("%s: tables say %v, the schema says %v, of %.600s", p, mine, theirs, text)
							}
						}
					})
					if !valid {
						t.Errorf("%s: no document with it is valid, so nothing was learnt", p)
					}
				}
				mu.Lock()
				defer mu.Unlock()
				total, refused, paths = total+documents, refused+bad, paths+len(places)
			})
		}
	}
}

func readSchema(t testing.TB, kind schema.Kind, v schema.Version) map[string]any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(schemas, "v"+v.String(), kind.SchemaFile()))
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	return root
}
