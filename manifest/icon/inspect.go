package icon

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// inspected is up to how many pixels a picture is looked at pixel by pixel: far
// more than an icon has, and little to hold.
const inspected = 1 << 20

// Info is what can be said of a picture in a package.
type Info struct {
	// Format is PNG, JPEG, GIF or WebP, "" for no picture.
	Format string
	// Width and Height as the header claims.
	Width, Height int
	// Broken says why the picture cannot be read, "" when it can.
	Broken string

	// Pixels reports whether the rest is known: the picture could be read and is
	// not so large that nobody should.
	Pixels bool
	// Visible is the part that is not clear.
	Visible image.Rectangle
	// Opaque and Full report whether every pixel is; Full ignores traces.
	Opaque, Full bool
	// ClearCorners reports whether all four corners are clear.
	ClearCorners bool
	// Tinted is the first pixel that is neither fully clear nor pure white.
	Tinted *Pixel
}

// Pixel is one pixel of a picture.
type Pixel struct {
	X, Y  int
	Color color.NRGBA
}

// ARGB is the pixel as the publishing service names it: alpha,red,green,blue.
func (p Pixel) ARGB() string {
	return fmt.Sprintf("%d,%d,%d,%d", p.Color.A, p.Color.R, p.Color.G, p.Color.B)
}

// Inspect looks at a picture. It reads the pixels only of one that is small, so
// that a header that claims billions of them costs nothing.
func Inspect(src []byte) Info {
	f, known := formatOf(src)
	if !known {
		return Info{}
	}
	info := Info{Format: f.name}
	config, err := f.config(src)
	if err != nil {
		info.Broken = err.Error()
		return info
	}
	info.Width, info.Height = config.Width, config.Height
	if config.Width <= 0 || config.Height <= 0 || int64(config.Width)*int64(config.Height) > inspected {
		return info
	}
	img, err := f.decode(src)
	if err != nil {
		info.Broken = err.Error()
		return info
	}
	info.look(nrgba(img))
	return info
}

// nrgba gives the pixels as they stand in the file, not multiplied by their
// opacity, which would lose the tint of faint ones.
func nrgba(img image.Image) *image.NRGBA {
	switch img := img.(type) {
	case *image.NRGBA:
		return img
	case *image.RGBA:
		if img.Opaque() {
			return &image.NRGBA{Pix: img.Pix, Stride: img.Stride, Rect: img.Rect}
		}
	}
	b := img.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Bounds(), img, b.Min, draw.Src)
	return out
}

func (i *Info) look(img *image.NRGBA) {
	i.Pixels, i.Opaque, i.Full = true, true, true
	b := img.Bounds()
	low, high := b.Max, b.Min
	for y := b.Min.Y; y < b.Max.Y; y++ {
		row := img.Pix[img.PixOffset(b.Min.X, y):][:4*b.Dx()]
		for x := b.Min.X; len(row) > 0; x, row = x+1, row[4:] {
			a := row[3]
			i.Opaque = i.Opaque && a == 255
			i.Full = i.Full && a > 255-faint
			if a == 0 {
				continue
			}
			low.X, high.X = min(low.X, x), max(high.X, x+1)
			low.Y, high.Y = min(low.Y, y), max(high.Y, y+1)
			if i.Tinted == nil && (row[0] != 255 || row[1] != 255 || row[2] != 255) {
				i.Tinted = &Pixel{x, y, color.NRGBA{row[0], row[1], row[2], a}}
			}
		}
	}
	i.Visible = image.Rectangle{Min: low, Max: high}
	if i.Visible.Dx() <= 0 || i.Visible.Dy() <= 0 {
		i.Visible = image.Rectangle{}
	}
	i.ClearCorners = true
	for _, corner := range []image.Point{{X: b.Min.X, Y: b.Min.Y}, {X: b.Max.X - 1, Y: b.Min.Y}, {X: b.Min.X, Y: b.Max.Y - 1}, {X: b.Max.X - 1, Y: b.Max.Y - 1}} {
		i.ClearCorners = i.ClearCorners && img.NRGBAAt(corner.X, corner.Y).A == 0
	}
}
