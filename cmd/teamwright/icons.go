package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"teamwright/manifest"
	"teamwright/steps/answers"
	"teamwright/steps/catalog"
)

func (p *program) iconsCommand() *cobra.Command {
	var accent string
	cmd := &cobra.Command{
		Use:   "icons LOGO -o DIR",
		Short: "color.png and outline.png from one picture",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage(errors.New("name one picture: PNG, JPEG, GIF or WebP"))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return p.icons(args[0], accent) },
	}
	cmd.Flags().StringVar(&accent, "accent", "#FFFFFF", "colour behind a logo that does not fill the square")
	return cmd
}

func (p *program) icons(logo, accent string) error {
	if err := answers.CheckValue("app.accent_color", accent); err != nil {
		return usage(fmt.Errorf("--accent: %w", err))
	}
	src, err := catalog.ReadPicture(logo)
	if err != nil {
		return usage(fmt.Errorf("%s: %w", logo, err))
	}
	color, err := manifest.Color(src, accent)
	if err != nil {
		return usage(fmt.Errorf("%s: %w", logo, err))
	}
	outline, err := manifest.Outline(src)
	if err != nil {
		return usage(fmt.Errorf("%s: %w", logo, err))
	}
	dir := p.flags.out
	if dir == "" {
		dir = "."
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usage(err)
	}
	for _, one := range []struct {
		name string
		data []byte
	}{{manifest.ColorFile, color}, {manifest.OutlineFile, outline}} {
		path := filepath.Join(dir, one.name)
		if err := catalog.Place(path, one.data); err != nil {
			return err
		}
		p.front().Say("Written: " + path)
	}
	return nil
}
