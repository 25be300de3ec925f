package icon

import (
	"image"
	"image/color"
)

// OutlineSide is the width and height of the outline icon in pixels.
const OutlineSide = 32

// Outline makes the outline icon: the shape of the picture in white. The shape
// is its opacity or, where the picture fills its frame (a photograph of a logo,
// an app icon with a ground of its own), what stands out from the ground. A
// picture in which nothing stands out gets a plain frame.
func Outline(src []byte) ([]byte, error) {
	img, err := decode(src)
	if err != nil {
		return nil, err
	}
	small := shrink(img)
	frame := visible(small)
	if frame.Empty() {
		return nil, &Error{"the picture is fully clear", "give one that shows the logo"}
	}
	if whiteOnClear(small) && small.Bounds().Dx() == OutlineSide && small.Bounds().Dy() == OutlineSide {
		return encode(clean(small))
	}
	mask := byOpacity(small)
	if fills(small, frame) {
		mask = byGround(small, frame)
	}
	shape := visible(mask)
	if shape.Empty() {
		return encode(plainFrame())
	}
	w, h := within(shape.Dx(), shape.Dy(), OutlineSide, OutlineSide)
	scaled := scale(mask, shape, w, h)
	at := center(OutlineSide, w, h).Min
	out := image.NewNRGBA(image.Rect(0, 0, OutlineSide, OutlineSide))
	for y := range h {
		for x := range w {
			out.SetNRGBA(at.X+x, at.Y+y, white(scaled.NRGBAAt(x, y).A))
		}
	}
	return encode(out)
}

// white is pure white at the opacity a, or nothing at all.
func white(a uint8) color.NRGBA {
	if a == 0 {
		return color.NRGBA{}
	}
	return color.NRGBA{255, 255, 255, a}
}

// whiteOnClear reports whether img is an outline already, apart from tinted
// pixels at its edges: all that is well visible is white, and some of it clear.
func whiteOnClear(img *image.NRGBA) bool {
	for i := 0; i < len(img.Pix); i += 4 {
		p := color.NRGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3]}
		if p.A >= 128 && distance(p, white(255)) > 16 {
			return false
		}
	}
	return !opaque(img)
}

// clean keeps the opacity of every pixel and makes its colour white.
func clean(img *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(img.Bounds())
	for i := 0; i < len(img.Pix); i += 4 {
		if a := img.Pix[i+3]; a > 0 {
			copy(out.Pix[i:], []uint8{255, 255, 255, a})
		}
	}
	return out
}

// byOpacity takes the opacity of each pixel as the shape.
func byOpacity(img *image.NRGBA) *image.NRGBA { return clean(img) }

// fills reports whether the pixels inside frame are nearly all opaque, so that
// their opacity alone would give a blank square.
func fills(img *image.NRGBA, frame image.Rectangle) bool {
	solid := 0
	for y := frame.Min.Y; y < frame.Max.Y; y++ {
		for x := frame.Min.X; x < frame.Max.X; x++ {
			if img.NRGBAAt(x, y).A > 255-faint {
				solid++
			}
		}
	}
	return solid*100 > frame.Dx()*frame.Dy()*85
}

// byGround takes what stands out from the ground as the shape. The ground is
// the colour at the rim of the frame.
func byGround(img *image.NRGBA, frame image.Rectangle) *image.NRGBA {
	ground := rim(img, frame)
	far := 0
	each(frame, func(x, y int) {
		if p := img.NRGBAAt(x, y); p.A > 128 {
			far = max(far, distance(p, ground))
		}
	})
	out := image.NewNRGBA(img.Bounds())
	if far < 24 {
		return out
	}
	each(frame, func(x, y int) {
		p := img.NRGBAAt(x, y)
		// A tenth of the contrast is noise of the compression.
		d := max(0, distance(p, ground)*10-far) * 255 / (far * 9)
		out.SetNRGBA(x, y, white(uint8(min(255, d)*int(p.A)/255)))
	})
	return out
}

// rim is the median colour, channel by channel, of the opaque pixels along the
// border of frame.
func rim(img *image.NRGBA, frame image.Rectangle) color.NRGBA {
	var counts [3][256]int
	total := 0
	each(frame, func(x, y int) {
		edge := x == frame.Min.X || y == frame.Min.Y || x == frame.Max.X-1 || y == frame.Max.Y-1
		if p := img.NRGBAAt(x, y); edge && p.A > 128 {
			counts[0][p.R]++
			counts[1][p.G]++
			counts[2][p.B]++
			total++
		}
	})
	var median [3]uint8
	for channel, values := range counts {
		sum := 0
		for value, n := range values {
			if sum += n; 2*sum >= total {
				median[channel] = uint8(value)
				break
			}
		}
	}
	return color.NRGBA{median[0], median[1], median[2], 255}
}

// plainFrame is a rounded square of two pixels' width.
func plainFrame() *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, OutlineSide, OutlineSide))
	each(out.Bounds(), func(x, y int) {
		edge := min(x, y, OutlineSide-1-x, OutlineSide-1-y)
		corner := min(x, OutlineSide-1-x)+min(y, OutlineSide-1-y) < 3
		if edge < 2 && !corner {
			out.SetNRGBA(x, y, white(255))
		}
	})
	return out
}

func each(r image.Rectangle, visit func(x, y int)) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			visit(x, y)
		}
	}
}
