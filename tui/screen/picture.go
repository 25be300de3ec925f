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

// Teams' own backgrounds, and the colours that it gives an outline on them.
func darkGround() color.RGBA  { return color.RGBA{41, 40, 40, 255} }
func lightGround() color.RGBA { return color.RGBA{245, 245, 245, 255} }
func darkInk() color.RGBA     { return color.RGBA{255, 255, 255, 255} }
func lightInk() color.RGBA    { return color.RGBA{66, 66, 66, 255} }

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
	lines = append(lines, beside(p.blocks(p.icons.color, rows, darkGround(), none), p.blocks(p.icons.color, rows, lightGround(), none))...)
	lines = append(lines, faint().Render("Outline icon"))
	return append(lines, beside(p.blocks(p.icons.outline, rows, darkGround(), darkInk()), p.blocks(p.icons.outline, rows, lightGround(), lightInk()))...)
}

func beside(left, right []string) []string {
	out := make([]string, len(left))
	for i := range left {
		out[i] = left[i] + "  " + right[i]
	}
	return out
}

// blocks draws a picture in half blocks, rows lines high and twice as wide,
// on a ground; with an ink, as Teams does with an outline.
func (p *picture) blocks(src image.Image, rows int, ground, ink color.RGBA) []string {
	side := rows * 2
	dst := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
	var lines []string
	for y := 0; y < side; y += 2 {
		var b strings.Builder
		for x := range side {
			up, down := over(dst.RGBAAt(x, y), ground, ink), over(dst.RGBAAt(x, y+1), ground, ink)
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

// over lays a pixel, whose colours count as much as it is opaque, on a ground.
// An ink other than none takes the place of its colour.
func over(c, ground, ink color.RGBA) color.RGBA {
	mix := func(from, to, ink uint8, inked bool) uint8 {
		rest := int(from) * (255 - int(c.A)) / 255
		if inked {
			return uint8(rest + int(ink)*int(c.A)/255)
		}
		return uint8(min(rest+int(to), 255))
	}
	inked := ink.A != 0
	return color.RGBA{mix(ground.R, c.R, ink.R, inked), mix(ground.G, c.G, ink.G, inked), mix(ground.B, c.B, ink.B, inked), 255}
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
