// Package halfblock draws pictures with the characters of a terminal: a cell is
// two pixels, the upper in the colour of the text, the lower in that of its
// ground. Where there are no colours a cell is a shade.
//
// It knows nothing of terminals; whoever calls it paints the cells.
package halfblock

import (
	"image"
	"image/color"
	"strings"

	"golang.org/x/image/draw"
)

// Paint is a cell with an upper and a lower pixel.
type Paint func(up, down color.RGBA) string

// Teams' own backgrounds, and the colours that it gives an outline on them.
func DarkGround() color.RGBA  { return color.RGBA{41, 40, 40, 255} }
func LightGround() color.RGBA { return color.RGBA{245, 245, 245, 255} }
func DarkInk() color.RGBA     { return color.RGBA{255, 255, 255, 255} }
func LightInk() color.RGBA    { return color.RGBA{66, 66, 66, 255} }

// Draw draws a square picture on a ground, rows lines high and twice as wide.
// An ink that is not clear takes the place of the picture's colours, as Teams
// does with an outline.
func Draw(src image.Image, rows int, ground, ink color.RGBA, paint Paint) []string {
	side := rows * 2
	dst := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
	var lines []string
	for y := 0; y < side; y += 2 {
		var b strings.Builder
		for x := range side {
			b.WriteString(paint(over(dst.RGBAAt(x, y), ground, ink), over(dst.RGBAAt(x, y+1), ground, ink)))
		}
		lines = append(lines, b.String())
	}
	return lines
}

// over lays a pixel, whose colours count as much as it is opaque, on a ground.
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

// Shade paints without colours: the brighter, the fuller.
func Shade(up, down color.RGBA) string {
	light := 0
	for _, c := range []color.RGBA{up, down} {
		light += (int(c.R)*30 + int(c.G)*59 + int(c.B)*11) / 100
	}
	return []string{" ", "░", "▒", "▓", "█"}[min(light*5/511, 4)]
}

// Beside puts two drawings of the same height side by side.
func Beside(left, right []string) []string {
	out := make([]string, len(left))
	for i := range left {
		out[i] = left[i] + "  " + right[i]
	}
	return out
}
