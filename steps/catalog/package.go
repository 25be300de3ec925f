package catalog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/answers"
)

// Package is the step that writes the app package.
type Package struct {
	answers answers.Answers
	assets  Assets
	appID   func() steps.Value[string]
	path    string
	gates   []steps.ID

	there []byte // what lies at path; nil when nothing does
	wall  string // why nothing can be written there; empty when something can
}

// NewPackage writes the package of these answers to path once appID is known
// and no check of the gates has failed.
func NewPackage(a answers.Answers, assets Assets, appID func() steps.Value[string], path string, gates []steps.ID) *Package {
	return &Package{answers: a, assets: assets, appID: appID, path: path, gates: gates}
}

// About says that the package comes behind every check that can fail.
func (p *Package) About() steps.About {
	return steps.About{ID: "package.write", Title: "App package", Gates: p.gates}
}

// Path is where the package goes.
func (p *Package) Path() string { return p.path }

// Read looks at what lies at the path, and whether a file can lie there.
func (p *Package) Read(context.Context) error {
	p.there, p.wall = nil, ""
	dir := filepath.Dir(p.path)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		p.wall = "there is no folder " + dir
		return nil
	}
	info, err := os.Stat(p.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		p.wall = p.path + " is no regular file"
		return nil
	case info.Size() > maxFile: // no package of ours
		p.there = []byte{}
		return nil
	}
	p.there, err = os.ReadFile(p.path)
	return err
}

// id is the app's id. Where this run does not look at the application, the
// answers' counts.
func (p *Package) id() steps.Value[string] {
	id := p.appID()
	if id.Absent() && p.answers.IDs.App != "" {
		return steps.Known(p.answers.IDs.App)
	}
	return id
}

// standIn is built into a package that is only judged, before the app has an
// id.
const standIn = "00000000-0000-4000-8000-000000000000"

// Plan compares what lies there with what the answers give.
func (p *Package) Plan() steps.Change {
	appID, known := p.id().Get()
	by, unknown := p.id().By()
	switch {
	case p.wall != "":
		return steps.Change{Action: steps.Blocked, Summary: p.wall, Cure: "name another place for the app package with --out"}
	case p.answers.Bot.Needed() && p.answers.IDs.Bot == "":
		return steps.Change{
			Action: steps.Blocked, Summary: "the answers want a bot, and the bot has no application yet",
			Cure: "put the client id of the bot's application under ids.bot, or set bot.enabled and bot.messaging_extension to false",
		}
	case !known && !unknown:
		return steps.Change{Action: steps.Blocked, Summary: "the app has no id yet", Cure: "see the app registration"}
	case !known:
		appID = standIn
	}
	zip, err := p.build(appID)
	if err != nil {
		return steps.Change{Action: steps.Blocked, Summary: err.Error(), Cure: "correct the answers"}
	}
	if !known {
		return p.write(steps.Field{Path: p.path, Unknown: by})
	}
	if bytes.Equal(zip, p.there) {
		return steps.Change{Action: steps.None, Summary: p.path + " is as it should be"}
	}
	return p.write(steps.Field{Path: p.path, To: "version " + p.answers.App.Version + ", id " + appID})
}

func (p *Package) write(f steps.Field) steps.Change {
	c := steps.Change{Action: steps.Create, Summary: "write the app package " + p.path, Fields: []steps.Field{f}, Key: p.path}
	if p.there != nil {
		c.Action, c.Summary = steps.Replace, "write the app package anew: "+p.path
		c.Fields[0].From = "another file"
	}
	return c
}

func (p *Package) build(appID string) ([]byte, error) {
	pkg, err := manifest.Build(Input(p.answers, appID, p.assets))
	if err != nil {
		return nil, err
	}
	return pkg.Zip()
}

// Apply puts the package in place as a whole or not at all.
func (p *Package) Apply(context.Context, steps.Change) error {
	appID, known := p.id().Get()
	if !known {
		return errors.New("the app has no id yet")
	}
	zip, err := p.build(appID)
	if err != nil {
		return err
	}
	if err := Place(p.path, zip); err != nil {
		return err
	}
	p.there = zip
	return nil
}

// Place writes a file through a temporary one beside it, so that a reader
// never sees half of it.
func Place(path string, data []byte) error {
	w, err := os.CreateTemp(filepath.Dir(path), ".teamwright-*")
	if err != nil {
		return fmt.Errorf("app package: %w", err)
	}
	_, err = w.Write(data)
	err = errors.Join(err, w.Chmod(0o644), w.Sync(), w.Close())
	if err == nil {
		err = os.Rename(w.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("app package: %w", err), os.Remove(w.Name()))
	}
	return nil
}

// Check says where the package lies.
func (p *Package) Check(context.Context) []steps.Result {
	row := steps.Result{ID: "package.write", Group: "package", Title: "App package", Source: steps.FromAnswers}
	if c := p.Plan(); c.Action != steps.None {
		row.Status, row.Detail, row.Fix = steps.Unseen, "not written yet: "+c.Summary, "run setup"
		return []steps.Result{row}
	}
	row.Status = steps.Pass
	row.Detail = fmt.Sprintf("%s, %d bytes, version %s", p.path, len(p.there), p.answers.App.Version)
	return []steps.Result{row}
}
