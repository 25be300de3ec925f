package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"teamwright/manifest"
	"teamwright/steps/answers"
	"teamwright/steps/catalog"
	"teamwright/steps/wholefile"
	"teamwright/tui/halfblock"
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
		RunE: func(cmd *cobra.Command, args []string) error { return p.icons(cmd.Context(), args[0], accent) },
	}
	cmd.Flags().StringVar(&accent, "accent", "#FFFFFF", "`COLOUR` behind a logo that does not fill the square")
	return cmd
}

func (p *program) icons(ctx context.Context, logo, accent string) error {
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
	if ok, err := p.showIcons(ctx, color, outline); err != nil || !ok {
		return err
	}
	dir := p.flags.out
	if dir == "" {
		dir = "."
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return usage(err)
	}
	made := iconFiles{1, filepath.Join(dir, manifest.ColorFile), filepath.Join(dir, manifest.OutlineFile)}
	for path, data := range map[string][]byte{made.Color: color, made.Outline: outline} {
		if err := wholefile.Replace(path, data, 0o644); err != nil {
			return err
		}
	}
	if p.flags.json {
		return p.document(made)
	}
	p.front().Say("Written: " + made.Color)
	p.front().Say("Written: " + made.Outline)
	return nil
}

// iconFiles says where the icons lie.
type iconFiles struct {
	Format  int    `json:"format"`
	Color   string `json:"color"`
	Outline string `json:"outline"`
}

// previewRows is how many lines a picture takes on the terminal.
const previewRows = 12

// showIcons shows both icons on Teams' dark and light grounds where a person
// can see them, and asks whether they will do.
func (p *program) showIcons(ctx context.Context, colorPNG, outlinePNG []byte) (bool, error) {
	if !p.drawn() || p.flags.yes {
		return true, nil
	}
	paint := painter(colorprofile.Detect(p.Err, os.Environ()))
	none := color.RGBA{}
	for _, one := range []struct {
		name            string
		data            []byte
		onDark, onLight color.RGBA
	}{
		{manifest.ColorFile, colorPNG, none, none},
		{manifest.OutlineFile, outlinePNG, halfblock.DarkInk(), halfblock.LightInk()},
	} {
		img, err := png.Decode(bytes.NewReader(one.data))
		if err != nil {
			return false, err
		}
		fmt.Fprintf(p.Err, "%s\n%s\n", one.name, strings.Join(pair(img, one.onDark, one.onLight, paint), "\n"))
	}
	return p.front().Confirm(ctx, "Write these two icons?")
}

// pair is a picture on Teams' dark and light grounds.
func pair(img image.Image, onDark, onLight color.RGBA, paint halfblock.Paint) []string {
	return halfblock.Beside(
		halfblock.Draw(img, previewRows, halfblock.DarkGround(), onDark, paint),
		halfblock.Draw(img, previewRows, halfblock.LightGround(), onLight, paint))
}

// painter paints cells in the colours that the terminal has.
func painter(profile colorprofile.Profile) halfblock.Paint {
	if profile <= colorprofile.ASCII {
		return halfblock.Shade
	}
	return func(up, down color.RGBA) string {
		return lipgloss.NewStyle().Foreground(profile.Convert(up)).Background(profile.Convert(down)).Render("▀")
	}
}
