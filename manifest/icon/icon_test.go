package icon

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

var (
	red   = color.NRGBA{200, 30, 30, 255}
	paper = color.NRGBA{255, 255, 255, 255}
	blue  = color.NRGBA{0x0B, 0x5C, 0xAB, 255}
)

// drawing has a bar of ink in the middle of ground.
func drawing(w, h int, ground, ink color.NRGBA) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	each(img.Bounds(), func(x, y int) {
		c := ground
		if x >= w/4 && x < w-w/4 && y >= h/3 && y < h-h/3 {
			c = ink
		}
		img.SetNRGBA(x, y, c)
	})
	return img
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func decodePNG(t testing.TB, b []byte) *image.NRGBA {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return scale(img, img.Bounds(), img.Bounds().Dx(), img.Bounds().Dy())
}

// header is a PNG that claims w×h pixels and holds none.
func header(w, h uint32) []byte {
	chunk := make([]byte, 17)
	copy(chunk, "IHDR")
	binary.BigEndian.PutUint32(chunk[4:], w)
	binary.BigEndian.PutUint32(chunk[8:], h)
	copy(chunk[12:], []byte{8, 6, 0, 0, 0})
	out := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d")
	out = append(out, chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

func TestEveryFormatIsRead(t *testing.T) {
	t.Parallel()
	img := drawing(90, 60, paper, red)
	var jpg, gf bytes.Buffer
	if err := jpeg.Encode(&jpg, img, nil); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&gf, img, nil); err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string][]byte{"png": pngOf(t, img), "jpeg": jpg.Bytes(), "gif": gf.Bytes(), "webp": webpOf(img)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := Color(src, "#0B5CAB")
			if err != nil {
				t.Fatal(err)
			}
			if b := decodePNG(t, c).Bounds(); b.Dx() != ColorSide || b.Dy() != ColorSide {
				t.Errorf("colour icon %v", b)
			}
			o, err := Outline(src)
			if err != nil {
				t.Fatal(err)
			}
			checkOutline(t, o)
		})
	}
}

// checkOutline demands what Teams demands, and a shape.
func checkOutline(t testing.TB, b []byte) {
	t.Helper()
	img := decodePNG(t, b)
	if img.Bounds().Dx() != OutlineSide || img.Bounds().Dy() != OutlineSide {
		t.Fatalf("outline icon %v", img.Bounds())
	}
	shown := 0
	each(img.Bounds(), func(x, y int) {
		p := img.NRGBAAt(x, y)
		if p.A == 0 {
			return
		}
		if p.A > 128 {
			shown++
		}
		if p.R != 255 || p.G != 255 || p.B != 255 {
			t.Fatalf("pixel %d,%d is %v", x, y, p)
		}
	})
	if shown == 0 || shown == OutlineSide*OutlineSide {
		t.Errorf("%d of %d pixels are shown: no shape", shown, OutlineSide*OutlineSide)
	}
}

func TestOutlineFindsTheShape(t *testing.T) {
	t.Parallel()
	framed := drawing(120, 120, blue, paper)
	each(image.Rect(0, 0, 4, 4), func(x, y int) { framed.SetNRGBA(x, y, color.NRGBA{}) })
	for name, img := range map[string]image.Image{
		"clear ground":                     drawing(120, 120, color.NRGBA{}, red),
		"dark on white":                    drawing(120, 120, paper, red),
		"white on blue":                    drawing(120, 120, blue, paper),
		"white on blue, clear at corners":  framed,
		"one colour only":                  drawing(50, 50, red, red),
		"nearly one colour":                drawing(50, 50, red, color.NRGBA{205, 30, 30, 255}),
		"one pixel":                        drawing(1, 1, red, red),
		"very wide":                        drawing(2000, 3, paper, red),
		"tinted outline of the right size": drawing(32, 32, color.NRGBA{250, 240, 255, 12}, paper),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Outline(pngOf(t, img))
			if err != nil {
				t.Fatal(err)
			}
			checkOutline(t, got)
		})
	}
}

func TestOutlineTakesTheBarNotTheGround(t *testing.T) {
	t.Parallel()
	got, err := Outline(pngOf(t, drawing(120, 120, paper, red)))
	if err != nil {
		t.Fatal(err)
	}
	img := decodePNG(t, got)
	if img.NRGBAAt(16, 16).A < 250 || img.NRGBAAt(16, 0).A != 0 {
		t.Errorf("middle %v, top %v", img.NRGBAAt(16, 16), img.NRGBAAt(16, 0))
	}
}

func TestColor(t *testing.T) {
	t.Parallel()
	nothing := color.NRGBA{}
	for name, c := range map[string]struct {
		img            image.Image
		accent         string
		corner, middle color.NRGBA
	}{
		"clear ground on accent":     {drawing(300, 300, nothing, red), "#0B5CAB", blue, red},
		"clear ground kept":          {drawing(300, 300, nothing, red), "", nothing, red},
		"would vanish, kept clear":   {drawing(300, 300, nothing, blue), "#0B5CAB", nothing, blue},
		"opaque and wide, padded":    {drawing(300, 100, paper, red), "#0B5CAB", blue, red},
		"right size, taken as it is": {drawing(192, 192, nothing, red), "#0B5CAB", nothing, red},
		"small, made larger":         {drawing(16, 16, paper, red), "#0B5CAB", paper, red},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Color(pngOf(t, c.img), c.accent)
			if err != nil {
				t.Fatal(err)
			}
			img := decodePNG(t, got)
			if img.Bounds() != image.Rect(0, 0, ColorSide, ColorSide) {
				t.Fatalf("size %v", img.Bounds())
			}
			if p := img.NRGBAAt(0, 0); distance(p, c.corner) > 2 || p.A != c.corner.A {
				t.Errorf("corner %v, want %v", p, c.corner)
			}
			if p := img.NRGBAAt(96, 96); distance(p, c.middle) > 2 {
				t.Errorf("middle %v, want %v", p, c.middle)
			}
		})
	}
}

func TestBadPicturesSayWhatToDo(t *testing.T) {
	t.Parallel()
	whole := pngOf(t, drawing(64, 64, paper, red))
	for name, c := range map[string]struct {
		src  []byte
		want string
	}{
		"empty":           {nil, "empty"},
		"text":            {[]byte("<svg xmlns=\"x\"/>"), "no PNG, JPEG, GIF or WebP"},
		"20,000 wide":     {header(20000, 20000), "20000 pixels wide"},
		"60,000 wide":     {header(60000, 60000), "60000 pixels wide"},
		"no pixels":       {header(0, 10), "cannot be read"},
		"cut off":         {whole[:len(whole)/2], "cannot be read"},
		"header alone":    {[]byte("\x89PNG\r\n\x1a\n"), "cannot be read"},
		"more than 20 MB": {make([]byte, MaxBytes+1), "20.0 MB"},
		"fully clear":     {pngOf(t, image.NewNRGBA(image.Rect(0, 0, 9, 9))), "fully clear"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for kind, err := range map[string]error{"color": second(Color(c.src, "")), "outline": second(Outline(c.src))} {
				var bad *Error
				if !errors.As(err, &bad) || !strings.Contains(err.Error(), c.want) || bad.Cure == "" {
					t.Errorf("%s: %v, want an Error about %q with a cure", kind, err, c.want)
				}
			}
		})
	}
	if _, err := Color(whole, "purple"); err == nil || !strings.Contains(err.Error(), "#0B5CAB") {
		t.Errorf("colour by name: %v", err)
	}
}

func second(_ []byte, err error) error { return err }

func TestSameBytes(t *testing.T) {
	t.Parallel()
	src := pngOf(t, drawing(301, 211, paper, red))
	first, err := Outline(src)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Outline(src)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("outline differs (%v)", err)
	}
}
