package main

import (
	"errors"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"teamwright/manifest"
	"teamwright/steps/answers"
	"teamwright/steps/catalog"
	"teamwright/steps/wholefile"
)

func (p *program) packageCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "package",
		Short: "The app package from the answers alone; no sign-in, no network",
		Args:  noArgs,
		RunE:  func(*cobra.Command, []string) error { return p.packageFromAnswers() },
	}
}

func (p *program) packageFromAnswers() error {
	file, err := p.load()
	if err != nil {
		return err
	}
	a := p.effective(file)
	if err := p.need(file, a, nil, answers.PartPackage); err != nil {
		return err
	}
	assets, err := catalog.ReadAssets(file)
	if err != nil {
		return err
	}
	pkg, err := manifest.Build(catalog.Input(a, a.IDs.App, assets))
	if err != nil {
		return usage(err)
	}
	zip, err := pkg.Zip()
	if err != nil {
		return err
	}
	if p.flags.out == "-" {
		return p.packageOut(zip)
	}
	path := catalog.Place(p.flags.out, catalog.FileName(a, p.flags.sandbox))
	if err := wholefile.Replace(path, zip, 0o644); err != nil {
		return err
	}
	if p.flags.json {
		return p.document(written{Format: 1, Rehearsal: p.flags.sandbox, Path: path, ID: a.IDs.App, Version: a.App.Version, SHA256: pkg.Hash(), Bytes: len(zip)})
	}
	p.front().Say("App package: " + path)
	return nil
}

// packageOut writes the package itself on standard output.
func (p *program) packageOut(zip []byte) error {
	switch {
	case p.flags.json:
		return usage(errors.New("--out - and --json both want standard output: choose one"))
	case term.IsTerminal(int(p.Out.Fd())):
		return usage(errors.New("--out - writes the zip on standard output, and that is a terminal: lead it into a file"))
	}
	_, err := p.Out.Write(zip)
	return err
}

// written says which package lies where.
type written struct {
	Format    int    `json:"format"`
	Rehearsal bool   `json:"rehearsal"`
	Path      string `json:"path"`
	ID        string `json:"id"`
	Version   string `json:"version"`
	SHA256    string `json:"sha256"`
	Bytes     int    `json:"bytes"`
}
