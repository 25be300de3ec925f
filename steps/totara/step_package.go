package totara

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"teamwright/manifest"
	"teamwright/steps"
)

// packageStep looks at the app package that Totara itself would make. Ours is
// the one that is uploaded; Totara's must agree with it in what the rest of
// the world knows the app by.
type packageStep struct {
	*Totara
	after []steps.ID
}

func (s *packageStep) About() steps.About {
	return steps.About{ID: "totara.package", Title: "Totara's own app package", Needs: s.after}
}

func (s *packageStep) Read(ctx context.Context) error { return s.view.read(ctx) }

func (s *packageStep) Plan() steps.Change {
	if err := s.view.obstacle(s.view.now()); err != nil {
		why, _ := asObstacle(err)
		return steps.Change{Action: steps.Skip, Summary: "not looked at: " + why}
	}
	return steps.Change{Action: steps.None, Summary: "Totara is asked for its own package"}
}

// Apply is never called: nothing is planned.
func (s *packageStep) Apply(context.Context, steps.Change) error { return nil }

func (s *packageStep) Check(ctx context.Context) []steps.Result {
	r := steps.Result{ID: "totara.package", Group: "totara", Title: s.About().Title, Source: steps.FromTotara}
	if err := s.view.settled(ctx); err != nil {
		return []steps.Result{unseen(r, err)}
	}
	theirs, err := s.Package()
	if err != nil {
		r.Status, r.Detail, r.Fix = steps.Unseen, err.Error(), "look at "+s.Answers.Addresses().Checklist
		return []steps.Result{r}
	}
	if s.Ours != nil {
		if ours := s.Ours(); ours != nil {
			if split := disagreement(theirs, ours); split != "" {
				r.Status, r.Detail, r.Fix = steps.Fail, "it is another app than ours: "+split, "mend the rows of Totara that fail; then run the same command again"
				return []steps.Result{r}
			}
		}
	}
	if bad := firstError(theirs); bad != "" {
		r.Status, r.Detail = steps.Skipped, "Teams would refuse it, and ours is used instead: "+bad
		return []steps.Result{r}
	}
	r.Status, r.Detail = steps.Pass, "Totara's own download is sound too"
	return []steps.Result{r}
}

// errNoPackage says that Totara made none.
var errNoPackage = errors.New("no package of its own was made by Totara")

// Package is the app package that Totara itself would make, as it was seen
// last. Whoever wants it judged hands it to manifest.Judge.
func (t *Totara) Package() (*manifest.Package, error) {
	files := t.view.now().Package
	if len(files) == 0 {
		return nil, errNoPackage
	}
	p := &manifest.Package{}
	names := slices.Sorted(maps.Keys(files))
	if i := slices.Index(names, "manifest.json"); i > 0 {
		names = append([]string{"manifest.json"}, slices.Delete(names, i, i+1)...)
	}
	for _, name := range names {
		data, err := base64.StdEncoding.DecodeString(files[name])
		if err != nil {
			return nil, fmt.Errorf("file %q of Totara's package: %w", name, err)
		}
		p.Files = append(p.Files, manifest.File{Name: name, Data: data})
	}
	zip, err := p.Zip()
	if err != nil {
		return nil, fmt.Errorf("package of Totara: %w", err)
	}
	// Read it as any foreign package is read, with its bounds.
	return manifest.ReadBytes("manifest.zip", zip)
}

// disagreement names what must not differ between two packages of one app.
func disagreement(theirs, ours *manifest.Package) string {
	identity := []string{"id", "webApplicationInfo.id", "webApplicationInfo.resource", "webApplicationInfo"}
	var out []string
	for _, c := range manifest.Compare(theirs, ours).Changes {
		if slices.Contains(identity, c.Path) || strings.HasSuffix(c.Path, ".botId") {
			out = append(out, fmt.Sprintf("%s is %s there and %s here", c.Path, cmp.Or(c.From, "none"), cmp.Or(c.To, "none")))
		}
	}
	return strings.Join(out, "; ")
}

// firstError is the first reason for which Teams would refuse a package.
func firstError(p *manifest.Package) string {
	for _, f := range manifest.Check(p) {
		if f.Severity == manifest.Error {
			return f.Message
		}
	}
	return ""
}
