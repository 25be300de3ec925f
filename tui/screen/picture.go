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
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"golang.org/x/image/draw"

	"teamwright/manifest/icon"
	"teamwright/tui/pages"
)

// pictureWidth is the width of the column that shows the icons.
const pictureWidth = 22

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

// column is the icons one above the other, in at most height lines.
func (p *picture) column(height int) []string {
	switch {
	case p.icons.color == nil || p.icons.outline == nil:
		return []string{"", faint().Render("The icons appear here"), faint().Render("once a logo is named.")}
	case p.m.profile < colorprofile.ANSI256 && p.m.profile > colorprofile.ASCII:
		return []string{"", faint().Render("This terminal has too"), faint().Render("few colours for icons.")}
	}
	rows := min(8, (height-3)/2*2)
	if rows < 4 {
		return nil
	}
	lines := []string{faint().Render("Colour icon")}
	lines = append(lines, p.blocks(p.icons.color, rows, color.RGBA{}, color.RGBA{})...)
	if height >= rows+8 {
		lines = append(lines, faint().Render("Outline: dark, light"))
		dark := p.blocks(p.icons.outline, 4, color.RGBA{41, 40, 40, 255}, color.RGBA{255, 255, 255, 255})
		light := p.blocks(p.icons.outline, 4, color.RGBA{235, 235, 235, 255}, color.RGBA{66, 66, 66, 255})
		for i := range dark {
			lines = append(lines, dark[i]+"  "+light[i])
		}
	}
	return lines
}

// blocks draws a picture in half blocks, rows lines high and twice as wide. A
// tint other than none colours what is opaque, as Teams does with an outline.
func (p *picture) blocks(src image.Image, rows int, back, tint color.RGBA) []string {
	side := rows * 2
	dst := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
	var lines []string
	for y := 0; y < side; y += 2 {
		var b strings.Builder
		for x := range side {
			up, down := over(dst.RGBAAt(x, y), back, tint), over(dst.RGBAAt(x, y+1), back, tint)
			if p.m.profile <= colorprofile.ASCII {
				b.WriteString(shade(up, down))
				continue
			}
			b.WriteString(lipgloss.NewStyle().Foreground(hex(up)).Background(hex(down)).Render("▀"))
		}
		lines = append(lines, b.String())
	}
	return lines
}

// over lays a pixel on a background; without one it stays as it is.
func over(c, back, tint color.RGBA) color.RGBA {
	if back.A == 0 {
		return c
	}
	mix := func(from, to uint8) uint8 { return uint8((int(from)*(255-int(c.A)) + int(to)*int(c.A)) / 255) }
	return color.RGBA{mix(back.R, tint.R), mix(back.G, tint.G), mix(back.B, tint.B), 255}
}

func hex(c color.RGBA) color.Color {
	return lipgloss.Color(fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B))
}

// shade is a cell without colours: the brighter, the fuller.
func shade(up, down color.RGBA) string {
	light := 0
	for _, c := range []color.RGBA{up, down} {
		light += (int(c.R)*30 + int(c.G)*59 + int(c.B)*11) / 100
	}
	return []string{" ", "░", "▒", "▓", "█"}[min(light*5/511, 4)]
}
