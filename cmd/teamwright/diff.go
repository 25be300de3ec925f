package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"teamwright/manifest"
	"teamwright/tui/plain"
)

func (p *program) diffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "What an update of the app changes, and what asks users for consent again",
		Long: `diff compares two app packages (zip, folder or manifest.json). It ends with 0 when
Teams would take the new one as an update of the old one, else with 1.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage(fmt.Errorf("name the old and the new package"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.diff(args[0], args[1]) },
	}
}

func (p *program) diff(older, newer string) error {
	var pair [2]*manifest.Package
	for i, path := range []string{older, newer} {
		var err error
		if pair[i], err = manifest.Read(path); err != nil {
			return usage(err)
		}
		if !pair[i].HasManifest() {
			return usage(fmt.Errorf("%s has no manifest.json that can be read: teamwright validate says what is wrong with it", path))
		}
	}
	c := manifest.Compare(pair[0], pair[1])
	if p.flags.json {
		if err := p.document(c); err != nil {
			return err
		}
	} else {
		p.showComparison(c)
	}
	if !c.Acceptable() {
		return said(exitFailed)
	}
	return nil
}

func (p *program) showComparison(c manifest.Comparison) {
	say := func(format string, args ...any) { fmt.Fprintln(p.words(), plain.Clean(fmt.Sprintf(format, args...))) }
	for _, one := range c.Changes {
		switch one.Kind {
		case "added":
			say("+ added %s: %s", one.Path, one.To)
		case "removed":
			say("- removed %s: %s", one.Path, one.From)
		default:
			say("~ %s %s: %s becomes %s", one.Kind, one.Path, one.From, one.To)
		}
		if one.Consent != "" {
			say("    asks for consent again: %s", one.Consent)
		}
	}
	switch {
	case len(c.Changes) == 0:
		say("Nothing changes.")
	case !c.SameID:
		say("Another id: Teams takes it for another app.")
	case !c.VersionRises:
		say("The version does not rise (%s, %s): Teams refuses the update. Raise it.", c.OldVersion, c.NewVersion)
	case c.Consent:
		say("Version %s becomes %s. Users are asked for consent again.", c.OldVersion, c.NewVersion)
	default:
		say("Version %s becomes %s. Nobody is asked for consent again.", c.OldVersion, c.NewVersion)
	}
}
