package icon

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// Limits of a picture that icons are made from.
const (
	MaxBytes  = 20 << 20
	MaxPixels = 40_000_000
	MaxSide   = 10_000 // in pixels; what is longer is no logo
)

// Error says why a picture cannot be used and what to do about it.
type Error struct {
	Problem string
	Cure    string
}

func (e *Error) Error() string { return e.Problem + "; " + e.Cure }

// format is one kind of picture, found by how it begins. The decoders are
// called by name: image.Decode would depend on what else the program imports.
type format struct {
	name   string
	begins func([]byte) bool
	config func([]byte) (image.Config, error)
	decode func([]byte) (image.Image, error)
}

func formats() []format {
	starts := func(prefixes ...string) func([]byte) bool {
		return func(b []byte) bool {
			for _, p := range prefixes {
				if bytes.HasPrefix(b, []byte(p)) {
					return true
				}
			}
			return false
		}
	}
	return []format{
		{
			"PNG", starts("\x89PNG\r\n\x1a\n"),
			func(b []byte) (image.Config, error) { return png.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) },
		},
		{
			"JPEG", starts("\xff\xd8\xff"),
			func(b []byte) (image.Config, error) { return jpeg.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) },
		},
		{
			"GIF", starts("GIF87a", "GIF89a"),
			func(b []byte) (image.Config, error) { return gif.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return gif.Decode(bytes.NewReader(b)) },
		},
		{
			"WebP", func(b []byte) bool { return len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP" },
			func(b []byte) (image.Config, error) { return webp.DecodeConfig(bytes.NewReader(b)) },
			func(b []byte) (image.Image, error) { return webp.Decode(bytes.NewReader(b)) },
		},
	}
}

func formatOf(src []byte) (format, bool) {
	for _, f := range formats() {
		if f.begins(src) {
			return f, true
		}
	}
	return format{}, false
}

// decode reads src within the limits.
func decode(src []byte) (image.Image, error) {
	if len(src) == 0 {
		return nil, &Error{"the picture is empty", "give a PNG, JPEG, GIF or WebP file"}
	}
	if len(src) > MaxBytes {
		return nil, &Error{
			fmt.Sprintf("the picture has %.1f MB", float64(len(src))/(1<<20)),
			fmt.Sprintf("give one of at most %d MB; 512×512 pixels are plenty", MaxBytes>>20),
		}
	}
	f, known := formatOf(src)
	if !known {
		return nil, &Error{"this file is no PNG, JPEG, GIF or WebP picture", "save the logo as PNG and give that file"}
	}
	config, err := f.config(src)
	if err != nil {
		return nil, broken(f, err)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return nil, broken(f, fmt.Errorf("it is %d×%d pixels", config.Width, config.Height))
	}
	if max(config.Width, config.Height) > MaxSide || int64(config.Width)*int64(config.Height) > MaxPixels {
		return nil, &Error{
			fmt.Sprintf("the picture is %d pixels wide and %d high", config.Width, config.Height),
			fmt.Sprintf("give one of at most %d pixels a side and %d megapixels; 512×512 pixels are plenty", MaxSide, MaxPixels/1_000_000),
		}
	}
	img, err := f.decode(src)
	if err != nil {
		return nil, broken(f, err)
	}
	if img.Bounds().Empty() {
		return nil, broken(f, fmt.Errorf("it has no pixels"))
	}
	return img, nil
}

func broken(f format, err error) error {
	return &Error{fmt.Sprintf("the %s picture cannot be read (%v)", f.name, err), "save the logo again as PNG and give that file"}
}
