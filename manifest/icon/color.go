package icon

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// ColorSide is the width and height of the colour icon in pixels.
const ColorSide = 192

// Microsoft sets the symbol of a colour icon into the middle 96×96 pixels; a
// wide or tall logo may be as long as symbolLong, or nobody could read it.
const (
	symbolShort = 96
	symbolLong  = 144
)

// Color makes the colour icon. A picture of 192×192 pixels is taken as it is.
// Any other one is fitted in: an opaque one fills the icon, what it leaves free
// gets the accent; one on clear ground is trimmed and set on the accent. With
// accent "", or where the logo would vanish on it, the ground stays clear.
func Color(src []byte, accent string) ([]byte, error) {
	var ground color.NRGBA
	if accent != "" {
		c, err := parseColor(accent)
		if err != nil {
			return nil, err
		}
		ground = c
	}
	img, err := decode(src)
	if err != nil {
		return nil, err
	}
	small := shrink(img)
	if b := small.Bounds(); b.Dx() == ColorSide && b.Dy() == ColorSide {
		return encode(small)
	}
	symbol := visible(small)
	if symbol.Empty() {
		return nil, &Error{"the picture is fully clear", "give one that shows the logo"}
	}
	solid := opaque(small)
	if !solid && vanishes(small, ground) {
		ground = color.NRGBA{}
	}
	w, h := 0, 0
	if solid {
		w, h = within(symbol.Dx(), symbol.Dy(), ColorSide, ColorSide)
	} else {
		w, h = symbolSize(symbol.Dx(), symbol.Dy())
	}
	out := image.NewNRGBA(image.Rect(0, 0, ColorSide, ColorSide))
	draw.Draw(out, out.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	draw.Draw(out, center(ColorSide, w, h), scale(small, symbol, w, h), image.Point{}, draw.Over)
	return encode(out)
}

// symbolSize fits w×h so that the shorter side is at most symbolShort and the
// longer at most symbolLong.
func symbolSize(w, h int) (int, int) {
	if w >= h {
		return within(w, h, symbolLong, symbolShort)
	}
	return within(w, h, symbolShort, symbolLong)
}

// vanishes reports whether almost nothing of img would be seen on ground.
func vanishes(img *image.NRGBA, ground color.NRGBA) bool {
	if ground.A == 0 {
		return false
	}
	seen, lost := 0, 0
	for i := 0; i < len(img.Pix); i += 4 {
		p := color.NRGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]}
		if p.A < 128 {
			continue
		}
		if distance(p, ground) > 40 {
			seen++
		} else {
			lost++
		}
	}
	return lost > 20*seen
}

// distance is the largest difference between two colours in one channel.
func distance(a, b color.NRGBA) int {
	far := func(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }
	return max(far(a.R, b.R), far(a.G, b.G), far(a.B, b.B))
}
