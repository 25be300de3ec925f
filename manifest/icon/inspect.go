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
	if n, ok := img.(*image.NRGBA); ok && n.Rect.Min == (image.Point{}) {
		return n
	}
	b := img.Bounds()
	out := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Bounds(), img, b.Min, draw.Src)
	return out
}

func (i *Info) look(img *image.NRGBA) {
	i.Pixels, i.Opaque, i.Full = true, true, true
	b := img.Bounds()
	each(b, func(x, y int) {
		p := img.NRGBAAt(x, y)
		if p.A > 0 {
			i.Visible = i.Visible.Union(image.Rect(x, y, x+1, y+1))
		}
		i.Opaque = i.Opaque && p.A == 255
		i.Full = i.Full && p.A > 255-faint
		if i.Tinted == nil && p.A > 0 && (p.R != 255 || p.G != 255 || p.B != 255) {
			i.Tinted = &Pixel{x, y, p}
		}
	})
	i.ClearCorners = true
	for _, corner := range []image.Point{{X: b.Min.X, Y: b.Min.Y}, {X: b.Max.X - 1, Y: b.Min.Y}, {X: b.Min.X, Y: b.Max.Y - 1}, {X: b.Max.X - 1, Y: b.Max.Y - 1}} {
		i.ClearCorners = i.ClearCorners && img.NRGBAAt(corner.X, corner.Y).A == 0
	}
}
