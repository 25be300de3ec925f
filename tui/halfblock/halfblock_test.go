package halfblock

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"testing"
)

func solid(c color.NRGBA) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 32, 32))
	for i := range 32 * 32 {
		img.SetNRGBA(i%32, i/32, c)
	}
	return img
}

func TestDraw(t *testing.T) {
	t.Parallel()
	hex := func(up, down color.RGBA) string {
		return fmt.Sprintf("[%02x%02x%02x %02x%02x%02x]", up.R, up.G, up.B, down.R, down.G, down.B)
	}
	none := color.RGBA{}
	tests := map[string]struct {
		src         color.NRGBA
		ground, ink color.RGBA
		want        string
	}{
		"opaque keeps its colour":      {color.NRGBA{255, 0, 0, 255}, DarkGround(), none, "[ff0000 ff0000]"},
		"clear shows the ground":       {color.NRGBA{255, 0, 0, 0}, LightGround(), none, "[f5f5f5 f5f5f5]"},
		"an outline takes Teams' ink":  {color.NRGBA{255, 255, 255, 255}, LightGround(), LightInk(), "[424242 424242]"},
		"half clear lets ground shine": {color.NRGBA{255, 255, 255, 128}, color.RGBA{0, 0, 0, 255}, none, "[808080 808080]"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lines := Draw(solid(tt.src), 2, tt.ground, tt.ink, hex)
			if len(lines) != 2 || lines[0] != lines[1] {
				t.Fatalf("lines %q", lines)
			}
			if want := tt.want + tt.want + tt.want + tt.want; lines[0] != want {
				t.Errorf("line %s, want %s", lines[0], want)
			}
		})
	}
}

func TestShadeAndBeside(t *testing.T) {
	t.Parallel()
	white, black := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}
	for want, c := range map[string]color.RGBA{"█": white, " ": black} {
		if got := Shade(c, c); got != want {
			t.Errorf("shade %q, want %q", got, want)
		}
	}
	if got := Beside([]string{"a", "b"}, []string{"c", "d"}); !slices.Equal(got, []string{"a  c", "b  d"}) {
		t.Errorf("beside %q", got)
	}
}
