package catalog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"teamwright/steps"
	"teamwright/steps/wholefile"
)

// packageStep is the id of the step that writes the package.
const packageStep steps.ID = "package.write"

// Package is the step that writes the app package.
type Package struct {
	edition *Edition
	path    func() string
	gates   []steps.ID

	there []byte // what lies at path; nil when nothing does
	wall  string // why nothing can be written there; empty when something can
}

// Package is the step that writes the package of this edition once its ids are
// known and no check of the gates has failed. path is asked again and again: a
// name that holds the version follows it.
func (e *Edition) Package(path func() string, gates []steps.ID) *Package {
	return &Package{edition: e, path: path, gates: gates}
}

// About says that the package comes behind every check that can fail.
func (p *Package) About() steps.About {
	return steps.About{ID: packageStep, Title: "App package", Reads: []steps.ID{versionStep}, Gates: p.gates}
}

// Path is where the package goes.
func (p *Package) Path() string { return p.path() }

// Read looks at what lies at the path, and whether a file can lie there.
func (p *Package) Read(context.Context) error {
	p.there, p.wall = nil, ""
	path := p.path()
	if path == "-" {
		p.wall = "standard output takes the package from teamwright package alone"
		return nil
	}
	dir := filepath.Dir(path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		p.wall = "there is no folder " + dir
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		p.wall = path + " is no regular file"
		return nil
	case info.Size() > maxFile: // no package of ours
		p.there = []byte{}
		return nil
	}
	p.there, err = os.ReadFile(path)
	return err
}

// Plan compares what lies there with what the answers give.
func (p *Package) Plan() steps.Change {
	if p.wall != "" {
		return steps.Change{Action: steps.Blocked, Summary: p.wall, Cure: "name another place for the app package with --out"}
	}
	pkg, by, err := p.edition.build()
	if err != nil {
		return obstacle(err)
	}
	if by != "" {
		return p.write(steps.Field{Path: p.path(), Unknown: by})
	}
	zip, err := pkg.Zip()
	if err != nil {
		return obstacle(err)
	}
	if bytes.Equal(zip, p.there) {
		return steps.Change{Action: steps.None, Summary: p.path() + " is as it should be"}
	}
	return p.write(steps.Field{Path: p.path(), To: "version " + p.edition.version() + ", id " + p.edition.app().Or("")})
}

func (p *Package) write(f steps.Field) steps.Change {
	c := steps.Change{Action: steps.Create, Summary: "write the app package " + p.path(), Fields: []steps.Field{f}, Key: p.path()}
	if p.there != nil {
		c.Action, c.Summary = steps.Replace, "write the app package anew: "+p.path()
		c.Fields[0].From = "another file"
	}
	return c
}

// Apply puts the package in place as a whole or not at all.
func (p *Package) Apply(context.Context, steps.Change) error {
	pkg, by, err := p.edition.build()
	if err != nil {
		return err
	}
	if by != "" {
		return fmt.Errorf("app package: %w", errNoApp)
	}
	zip, err := pkg.Zip()
	if err != nil {
		return err
	}
	if err := wholefile.Replace(p.path(), zip, 0o644); err != nil {
		return err
	}
	p.there = zip
	return nil
}

// Check says where the package lies.
func (p *Package) Check(context.Context) []steps.Result {
	row := steps.Result{ID: string(packageStep), Group: "package", Title: "App package", Source: steps.FromAnswers}
	if c := p.Plan(); c.Action != steps.None {
		row.Status, row.Detail, row.Fix = steps.Unseen, "not written yet: "+c.Summary, "run setup"
		return []steps.Result{row}
	}
	row.Status = steps.Pass
	row.Detail = fmt.Sprintf("%s, %d bytes, version %s", p.path(), len(p.there), p.edition.version())
	return []steps.Result{row}
}
