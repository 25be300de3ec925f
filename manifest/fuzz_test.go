package manifest_test

import (
	"strings"
	"testing"

	"teamwright/manifest"
)

// FuzzRead gives any bytes to everything that reads packages: nothing may
// panic, every finding must be whole and fit for a terminal, and what was mended
// must not get worse.
func FuzzRead(f *testing.F) {
	base := good(f, "1.12")
	f.Add(base.zip())
	f.Add(marshal(f, base.manifest))
	for _, c := range hostileCases(f) {
		if c.content == nil || c.code == "zip-bomb" || c.code == "zip-too-large" {
			continue
		}
		if content := c.content(); len(content) < 64<<10 {
			f.Add(content)
		}
	}
	known := map[string]bool{}
	for _, rule := range manifest.Rules() {
		known[rule.Code] = true
	}
	validator := manifest.NewValidator(manifest.Options{})
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := manifest.ReadBytes("a", content)
		if err != nil {
			t.Fatal(err)
		}
		findings := validator.Judge(p)
		for _, one := range findings {
			if !known[one.Code] && !strings.HasPrefix(one.Code, "SchemaError_") || one.Message == "" || one.Severity == "" {
				t.Fatalf("finding %+v", one)
			}
			if strings.ContainsFunc(one.Message+one.Fix+one.File+one.Target+one.Value, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
				t.Fatalf("not fit for a terminal: %+v", one)
			}
		}
		mended, done := manifest.Fix(p)
		if len(done) > 0 && manifest.Valid(findings) && !manifest.Valid(validator.Judge(mended)) {
			t.Fatalf("valid before %+v", done)
		}
		if _, err := mended.Zip(); err != nil {
			t.Fatal(err)
		}
		manifest.Compare(p, mended)
		if in, err := manifest.Describe(mended); err == nil && in.Site == "" {
			t.Fatal("described without a site")
		}
	})
}
