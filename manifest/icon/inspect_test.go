package icon

import (
	"image"
	"image/color"
	"testing"
)

func TestInspect(t *testing.T) {
	t.Parallel()
	tinted := drawing(32, 32, color.NRGBA{}, paper)
	tinted.SetNRGBA(20, 5, color.NRGBA{250, 240, 230, 12})
	for name, c := range map[string]struct {
		src  []byte
		want Info
		argb string
	}{
		"no picture":   {[]byte("hello"), Info{}, ""},
		"clean shape":  {pngOf(t, drawing(32, 32, color.NRGBA{}, paper)), Info{Format: "PNG", Width: 32, Height: 32, Pixels: true, Visible: image.Rect(8, 10, 24, 22), ClearCorners: true}, ""},
		"tinted pixel": {pngOf(t, tinted), Info{Format: "PNG", Width: 32, Height: 32, Pixels: true, Visible: image.Rect(8, 5, 24, 22), ClearCorners: true}, "12,250,240,230"},
		"full white":   {pngOf(t, drawing(32, 32, paper, paper)), Info{Format: "PNG", Width: 32, Height: 32, Pixels: true, Visible: image.Rect(0, 0, 32, 32), Opaque: true, Full: true}, ""},
		"empty":        {pngOf(t, image.NewNRGBA(image.Rect(0, 0, 4, 4))), Info{Format: "PNG", Width: 4, Height: 4, Pixels: true, ClearCorners: true}, ""},
		"huge claim":   {header(60000, 60000), Info{Format: "PNG", Width: 60000, Height: 60000}, ""},
		"grey opaque":  {pngOf(t, image.NewGray(image.Rect(0, 0, 8, 8))), Info{Format: "PNG", Width: 8, Height: 8, Pixels: true, Visible: image.Rect(0, 0, 8, 8), Opaque: true, Full: true}, "255,0,0,0"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Inspect(c.src)
			argb := ""
			if got.Tinted != nil {
				argb = got.Tinted.ARGB()
				got.Tinted = nil
			}
			if got != c.want || argb != c.argb {
				t.Errorf("got  %+v %s\nwant %+v %s", got, argb, c.want, c.argb)
			}
		})
	}
	if got := Inspect(pngOf(t, tinted)[:60]); got.Broken == "" {
		t.Errorf("cut off: %+v", got)
	}
}

// FuzzIcons: any bytes give two right icons or an error with a cure.
func FuzzIcons(f *testing.F) {
	img := drawing(20, 12, paper, red)
	for _, seed := range [][]byte{pngOf(f, img), webpOf(img), header(60000, 60000), []byte("GIF89a"), []byte("\xff\xd8\xff"), pngOf(f, image.NewGray(image.Rect(0, 0, 3, 3)))} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		info := Inspect(src)
		if int64(info.Width)*int64(info.Height) > 1<<18 {
			return // nothing new, only slow
		}
		got, err := Outline(src)
		if err == nil {
			if made := Inspect(got); made.Width != OutlineSide || made.Height != OutlineSide || made.Tinted != nil || made.Visible.Empty() {
				t.Fatalf("outline %+v", made)
			}
		}
		if _, bad := err.(*Error); err != nil && !bad {
			t.Fatalf("error %v", err)
		}
		got, err = Color(src, "#0B5CAB")
		if err == nil {
			if made := Inspect(got); made.Width != ColorSide || made.Height != ColorSide {
				t.Fatalf("colour %+v", made)
			}
		}
	})
}
