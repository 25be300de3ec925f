package screen

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"teamwright/manifest/icon"
	"teamwright/tui/halfblock"
	"teamwright/tui/pages"
)

// picture is the icons that would be made of the logo. A half block is two
// pixels: its upper half in the text's colour, its lower one in the
// background's.
type picture struct {
	m     *model
	asked string // what is being made, or was
	icons pictured
}

// pictured is what became of a logo.
type pictured struct {
	of             string
	color, outline image.Image
	err            error
}

func newPicture(m *model) *picture { return &picture{m: m} }

func (p *picture) take(got pictured) {
	if got.of == p.asked {
		p.icons = got
	}
}

// preview starts to make the icons of the logo that the answers name now.
func (f *form) preview() tea.Cmd {
	if f.page.ID != "branding" || f.picture == nil {
		return nil
	}
	path, _ := f.w.Text("app.icon")
	accent, _ := f.w.Text("app.accent_color")
	own, _ := f.w.Text("app.icon_outline")
	return f.picture.look(f.w, path, own, accent)
}

func (p *picture) look(w *pages.Wizard, path, own, accent string) tea.Cmd {
	of := path + "\x00" + own + "\x00" + accent
	if of == p.asked {
		return nil
	}
	p.asked = of
	if path == "" {
		p.icons = pictured{of: of}
		return nil
	}
	path = w.File().Path(path)
	if own == "" {
		own = path
	} else {
		own = w.File().Path(own)
	}
	return func() tea.Msg { return paint(of, path, own, accent) }
}

// paint reads a picture and makes the icons of it.
func paint(of, path, own, accent string) pictured {
	got := pictured{of: of}
	src, err := bounded(path)
	if err == nil {
		var data []byte
		if data, err = icon.Color(src, accent); err == nil {
			got.color, err = png.Decode(bytes.NewReader(data))
		}
	}
	if err == nil && own != path {
		src, err = bounded(own)
	}
	if err == nil {
		var data []byte
		if data, err = icon.Outline(src); err == nil {
			got.outline, err = png.Decode(bytes.NewReader(data))
		}
	}
	got.err = err
	return got
}

// bounded reads a regular file that is no larger than a picture may be.
func bounded(path string) ([]byte, error) {
	r, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if info, err := r.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("no regular file")
	}
	return io.ReadAll(io.LimitReader(r, icon.MaxBytes+1))
}

// column is both icons on dark and on light, in a column of this width and at
// most height lines.
func (p *picture) column(width, height int) []string {
	switch {
	case p.icons.err != nil:
		return []string{"", faint().Render("No icons of this yet.")}
	case p.icons.color == nil || p.icons.outline == nil:
		return []string{"", faint().Render("The icons appear here"), faint().Render("once a logo is named.")}
	case p.m.profile < colorprofile.ANSI256 && p.m.profile > colorprofile.ASCII:
		return []string{"", faint().Render("This terminal has too"), faint().Render("few colours for icons.")}
	}
	rows := min((width-2)/4, (height-2)/2)
	if rows < 4 {
		return nil
	}
	none := color.RGBA{}
	lines := []string{faint().Render("Colour icon")}
	lines = append(lines, halfblock.Beside(p.blocks(p.icons.color, rows, halfblock.DarkGround(), none), p.blocks(p.icons.color, rows, halfblock.LightGround(), none))...)
	lines = append(lines, faint().Render("Outline icon"))
	return append(lines, halfblock.Beside(p.blocks(p.icons.outline, rows, halfblock.DarkGround(), halfblock.DarkInk()), p.blocks(p.icons.outline, rows, halfblock.LightGround(), halfblock.LightInk()))...)
}

// blocks draws a picture in half blocks, rows lines high and twice as wide, on a
// ground.
func (p *picture) blocks(src image.Image, rows int, ground, ink color.RGBA) []string {
	if p.m.profile <= colorprofile.ASCII {
		return halfblock.Draw(src, rows, ground, ink, halfblock.Shade)
	}
	return halfblock.Draw(src, rows, ground, ink, func(up, down color.RGBA) string {
		return lipgloss.NewStyle().Foreground(hex(up)).Background(hex(down)).Render("▀")
	})
}

func hex(c color.RGBA) color.Color {
	return lipgloss.Color(fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B))
}
