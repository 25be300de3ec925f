package icon

import (
	"encoding/binary"
	"image"
	"image/color"
)

// bits collects values of some bits each, the lowest bit first.
type bits struct {
	out  []byte
	used uint
}

func (b *bits) put(value uint32, n uint) {
	for i := range n {
		if b.used%8 == 0 {
			b.out = append(b.out, 0)
		}
		b.out[len(b.out)-1] |= byte(value>>i&1) << (b.used % 8)
		b.used++
	}
}

// webpOf writes a lossless WebP of two greens: what is opaque and dark in img
// and all the rest. No library here writes WebP, and this is all of it that
// such a picture needs: no transform, no cache, a code of one bit for green
// and of none for the other channels.
func webpOf(img *image.NRGBA) []byte {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	var b bits
	b.put(0x2f, 8)
	b.put(uint32(w-1), 14)
	b.put(uint32(h-1), 14)
	b.put(0, 1+3)   // no alpha, version 0
	b.put(0, 1+1+1) // no transform, no colour cache, one set of codes
	b.put(0b111, 3) // green: simple code, two symbols, eight bits each
	b.put(40, 8)
	b.put(230, 8)
	for _, symbol := range []uint32{20, 60, 255} { // red, blue, alpha
		b.put(0b101, 3)
		b.put(symbol, 8)
	}
	b.put(0b001, 3) // distance: the symbol 0
	b.put(0, 1)
	each(img.Bounds(), func(x, y int) {
		bright := uint32(1)
		if p := img.NRGBAAt(x, y); p.A > 0 && distance(p, color.NRGBA{255, 255, 255, 255}) > 128 {
			bright = 0
		}
		b.put(bright, 1)
	})
	if len(b.out)%2 == 1 {
		b.out = append(b.out, 0)
	}
	file := []byte("RIFF\x00\x00\x00\x00WEBPVP8L")
	binary.LittleEndian.PutUint32(file[4:], uint32(len(b.out)+12))
	file = binary.LittleEndian.AppendUint32(file, uint32(len(b.out)))
	return append(file, b.out...)
}
