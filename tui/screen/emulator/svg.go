package emulator

import (
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// The size of a cell in a picture, in pixels.
const (
	cellWidth  = 8.4
	cellHeight = 17
	margin     = 10
)

// SVG is a picture of the screen: a text element for each run of cells of one
// style, set to the width of its columns, so that it is straight in any font.
func (g *Glass) SVG() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var b strings.Builder
	w, h := float64(g.width)*cellWidth+2*margin, g.height*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %d" font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="14" xml:space="preserve">`+"\n", w, h)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="6" fill="%s"/>`+"\n", hex(background()))
	for y := range g.height {
		for x := 0; x < g.width; {
			run := g.run(x, y)
			g.paint(&b, run, x, y)
			x += run.cells
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// run is cells of one style in a row.
type run struct {
	text   string
	cells  int
	fg, bg color.Color
	attrs  uint8
}

func (g *Glass) run(x, y int) run {
	var r run
	for ; x < g.width; x += max(1, r.step(g.vt.CellAt(x, y))) {
		c := g.vt.CellAt(x, y)
		fg, bg, attrs, text := look(c)
		if r.cells > 0 && (hex(fg) != hex(r.fg) || hex(bg) != hex(r.bg) || attrs != r.attrs) {
			break
		}
		r.fg, r.bg, r.attrs = fg, bg, attrs
		r.text += text
		r.cells += max(1, r.step(c))
	}
	return r
}

func (run) step(c *uv.Cell) int {
	if c == nil {
		return 1
	}
	return c.Width
}

// look is the style and the text of a cell.
func look(c *uv.Cell) (fg, bg color.Color, attrs uint8, text string) {
	fg, bg, text = foreground(), background(), " "
	if c == nil {
		return fg, bg, 0, text
	}
	if c.Content != "" {
		text = c.Content
	}
	attrs = c.Style.Attrs
	if c.Style.Fg != nil {
		fg = palette(c.Style.Fg)
	}
	if c.Style.Bg != nil {
		bg = palette(c.Style.Bg)
	}
	if attrs&uv.AttrReverse != 0 {
		fg, bg = bg, fg
	}
	if attrs&uv.AttrFaint != 0 {
		fg = middle(fg, bg)
	}
	return fg, bg, attrs & uv.AttrBold, text
}

func (g *Glass) paint(b *strings.Builder, r run, x, y int) {
	left, top := margin+float64(x)*cellWidth, margin+y*cellHeight
	wide := float64(r.cells) * cellWidth
	if hex(r.bg) != hex(background()) {
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", left, top, wide+0.2, cellHeight, hex(r.bg))
	}
	if strings.Trim(r.text, " ") == "" {
		return
	}
	if blocks(r.text) {
		// Half blocks are drawn, not written: no font has them without seams.
		fmt.Fprintf(b, `<path d="%s" fill="%s"/>`+"\n", blockPath(r.text, left, top), hex(r.fg))
		return
	}
	weight := ""
	if r.attrs&uv.AttrBold != 0 {
		weight = ` font-weight="bold"`
	}
	lead := len(r.text) - len(strings.TrimLeft(r.text, " "))
	text := strings.Trim(r.text, " ")
	cells := ansi.StringWidth(text)
	fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f" fill="%s"%s>%s</text>`+"\n",
		left+float64(lead)*cellWidth, top+cellHeight-4, float64(cells)*cellWidth, hex(r.fg), weight, escape(text))
}

// blocks tells whether a text is made of blocks alone.
func blocks(text string) bool { return strings.Trim(text, " ▀▄█") == "" }

func blockPath(text string, left float64, top int) string {
	var b strings.Builder
	for i, r := range []rune(text) {
		x := left + float64(i)*cellWidth
		y, h := float64(top), float64(cellHeight)/2
		switch r {
		case '▄':
			y += h
		case '█':
			h = cellHeight
		case '▀':
		default:
			continue
		}
		fmt.Fprintf(&b, "M%.1f %.1fh%.1fv%.1fh-%.1fz", x, y, cellWidth+0.1, h+0.1, cellWidth+0.1)
	}
	return b.String()
}

// The colours of text without a colour.
func background() color.Color { return color.RGBA{0x16, 0x18, 0x1d, 0xff} }
func foreground() color.Color { return color.RGBA{0xd8, 0xda, 0xdf, 0xff} }

// palette gives the sixteen colours the values of this picture.
func palette(c color.Color) color.Color {
	basic, ok := c.(ansi.BasicColor)
	if !ok {
		return c
	}
	return [...]color.RGBA{
		{0x16, 0x18, 0x1d, 0xff}, {0xe0, 0x6c, 0x75, 0xff}, {0x7f, 0xc0, 0x7a, 0xff}, {0xe0, 0xb8, 0x5c, 0xff},
		{0x61, 0xaf, 0xef, 0xff}, {0xc6, 0x78, 0xdd, 0xff}, {0x5c, 0xc8, 0xd0, 0xff}, {0xd8, 0xda, 0xdf, 0xff},
		{0x7a, 0x80, 0x8c, 0xff}, {0xf0, 0x80, 0x80, 0xff}, {0x98, 0xd8, 0x90, 0xff}, {0xf0, 0xd0, 0x80, 0xff},
		{0x80, 0xc0, 0xff, 0xff}, {0xd8, 0x90, 0xe8, 0xff}, {0x80, 0xe0, 0xe8, 0xff}, {0xff, 0xff, 0xff, 0xff},
	}[basic%16]
}

func middle(a, b color.Color) color.Color {
	ar, ag, ab, _ := a.RGBA()
	br, bg, bb, _ := b.RGBA()
	mix := func(x, y uint32) uint8 { return uint8((x*6 + y*4) / 10 >> 8) }
	return color.RGBA{mix(ar, br), mix(ag, bg), mix(ab, bb), 0xff}
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}
