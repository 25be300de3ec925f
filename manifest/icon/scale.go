package icon

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"

	"golang.org/x/image/draw"
)

// working is the longest side, in pixels, of the copy that is looked at pixel
// by pixel. It is far above both icons and bounds time and memory.
const working = 768

// shrink gives img as NRGBA at its own size, or at the working size if larger.
func shrink(img image.Image) *image.NRGBA {
	b := img.Bounds()
	w, h := within(b.Dx(), b.Dy(), min(working, max(b.Dx(), b.Dy())), working)
	return scale(img, b, w, h)
}

// scale gives the part r of img at w×h pixels.
func scale(img image.Image, r image.Rectangle, w, h int) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	if r.Dx() == w && r.Dy() == h {
		draw.Draw(out, out.Bounds(), img, r.Min, draw.Src) // not a bit may change
		return out
	}
	full := image.NewRGBA(out.Bounds())
	draw.CatmullRom.Scale(full, full.Bounds(), img, r, draw.Src, nil)
	draw.Draw(out, out.Bounds(), full, image.Point{}, draw.Src)
	return out
}

// within fits w×h into a box of boxW×boxH, never below one pixel.
func within(w, h, boxW, boxH int) (int, int) {
	if w*boxH >= h*boxW {
		return boxW, max(1, (h*boxW+w/2)/w)
	}
	return max(1, (w*boxH+h/2)/h), boxH
}

// center is where a w×h picture starts in the middle of a side×side one.
func center(side, w, h int) image.Rectangle {
	x, y := (side-w)/2, (side-h)/2
	return image.Rect(x, y, x+w, y+h)
}

// visible is the smallest rectangle that holds every pixel that is not clear.
func visible(img *image.NRGBA) image.Rectangle {
	var r image.Rectangle
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if img.NRGBAAt(x, y).A > faint {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// faint is the opacity up to which a pixel counts as clear: traces of scaling
// and of sloppy exports.
const faint = 8

func opaque(img *image.NRGBA) bool {
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] < 255-faint {
			return false
		}
	}
	return true
}

// parseColor reads "#RRGGBB".
func parseColor(s string) (color.NRGBA, error) {
	c := color.NRGBA{A: 255}
	if len(s) == 7 && s[0] == '#' {
		if _, err := fmt.Sscanf(s[1:], "%02x%02x%02x", &c.R, &c.G, &c.B); err == nil {
			return c, nil
		}
	}
	return c, &Error{fmt.Sprintf("%q is no accent colour", s), "write it as # and six hex digits, such as #0B5CAB"}
}

func encode(img image.Image) ([]byte, error) {
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return nil, fmt.Errorf("encode icon: %w", err)
	}
	return buf.Bytes(), nil
}
