package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/wholefile"
	"teamwright/tui/plain"
)

func (p *program) validateCommand() *cobra.Command {
	var schemas string
	var fetch, fix bool
	cmd := &cobra.Command{
		Use:   "validate PATH…",
		Short: "Judges any app packages: zip, folder or manifest.json",
		Long: `validate says everything that is wrong with app packages, whoever made them:
where, why, and how to mend it, in Microsoft's own codes. It needs no network.

With --schemas, TEAMWRIGHT_SCHEMAS or a folder "schemas" among the XDG data
folders the official JSON schemas are asked too.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage(fmt.Errorf("name at least one zip, folder or manifest.json"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			official, err := p.officialSchemas(cmd.Context(), schemas, fetch, args)
			if err != nil {
				return err
			}
			return p.validate(args, manifest.NewValidator(manifest.Options{Schemas: official}), fix)
		},
	}
	cmd.Flags().StringVar(&schemas, "schemas", "", "`DIR` of the official JSON schemas, asked beside the built-in tables")
	cmd.Flags().BoolVar(&fetch, "fetch-schemas", false, "download a missing official schema once and keep it in the cache")
	cmd.Flags().BoolVar(&fix, "fix", false, "write a mended copy of what can be mended without asking")
	return cmd
}

// verdict is what is said about one package, and what --fix did to it.
type verdict struct {
	manifest.Verdict
	Fixed  string          `json:"fixed,omitempty"`
	Mended []manifest.Mend `json:"mended,omitempty"`

	err error // the system refused the path
}

// validate judges packages side by side and tells of them in their order.
func (p *program) validate(paths []string, v *manifest.Validator, fix bool) error {
	verdicts := make([]chan verdict, len(paths))
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range paths {
		verdicts[i] = make(chan verdict, 1)
	}
	go func() {
		for i, path := range paths {
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				verdicts[i] <- p.judge(path, v, fix)
			}()
		}
	}()
	code := 0
	for i := range paths {
		one := <-verdicts[i]
		switch {
		case one.err != nil:
			code = exitUsage
			fmt.Fprintf(p.Err, "teamwright: %s\n", plain.Clean(one.err.Error()))
			continue
		case !one.Valid && code == 0:
			code = exitFailed
		}
		if err := p.showVerdict(one, len(paths) > 1); err != nil {
			return err
		}
	}
	return said(code)
}

func (p *program) judge(path string, v *manifest.Validator, fix bool) verdict {
	pkg, err := manifest.Read(path)
	if err != nil {
		return verdict{err: err}
	}
	var one verdict
	if fix {
		mended, done := manifest.Fix(pkg)
		if len(done) > 0 {
			one.Mended, one.Fixed = done, fixedName(path, pkg)
			if one.err = write(one.Fixed, mended); one.err != nil {
				return one
			}
			pkg = mended
		}
	}
	one.Verdict = manifest.NewVerdict(path, v.Judge(pkg))
	return one
}

// fixedName is where the mended copy goes: beside the original, never over it.
func fixedName(path string, pkg *manifest.Package) string {
	clean := filepath.Clean(path)
	if pkg.Lone() {
		return strings.TrimSuffix(clean, filepath.Ext(clean)) + "-fixed.json"
	}
	return strings.TrimSuffix(clean, ".zip") + "-fixed.zip"
}

// write writes a package, or the manifest that came alone.
func write(path string, pkg *manifest.Package) error {
	data, err := pkg.Zip()
	if pkg.Lone() {
		data, _ = pkg.File(manifest.ManifestFile)
		err = nil
	}
	if err != nil {
		return err
	}
	err = wholefile.Create(path, data, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("the mended copy: %w; move that file away first", err)
	}
	return err
}

// showVerdict writes one verdict: as a document, as a line among several, or
// in words.
func (p *program) showVerdict(v verdict, several bool) error {
	if p.flags.json && !several {
		return p.document(v)
	}
	if p.flags.json {
		enc := json.NewEncoder(p.Out)
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	}
	for _, m := range v.Mended {
		fmt.Fprintln(p.words(), plain.Clean(fmt.Sprintf("%s: mended: %s %s: %s", v.Path, m.File, m.Code, m.Done)))
	}
	if v.Fixed != "" {
		fmt.Fprintln(p.words(), plain.Clean("The mended copy is "+v.Fixed+"; this is what is left in it:"))
	}
	for _, f := range v.Findings {
		fmt.Fprintln(p.words(), plain.Clean(fmt.Sprintf("%s: %s", v.Path, f)))
		if f.Fix != "" {
			fmt.Fprintln(p.words(), plain.Clean("    what to do: "+f.Fix))
		}
	}
	word := "Teams would take it"
	if !v.Valid {
		word = "Teams would refuse it"
	}
	errors, warnings := tally(v.Findings)
	_, err := fmt.Fprintln(p.words(), plain.Clean(fmt.Sprintf("%s: %s: %s, %s.", v.Path, word, steps.Count(errors, "error", "errors"), steps.Count(warnings, "warning", "warnings"))))
	return err
}

func tally(list []manifest.Finding) (errors, warnings int) {
	for _, f := range list {
		if f.Severity == manifest.Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}
