package jsondoc

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// decode takes off a byte order mark and turns UTF-16 into UTF-8.
func (p *parser) decode(src []byte) []byte {
	switch {
	case bytes.HasPrefix(src, []byte("\xef\xbb\xbf")):
		p.problem(ByteOrderMark, "U+FEFF")
		return src[3:]
	case bytes.HasPrefix(src, []byte("\xff\xfe")):
		p.problem(UTF16, "UTF-16, low byte first")
		return fromUTF16(src[2:], binary.LittleEndian)
	case bytes.HasPrefix(src, []byte("\xfe\xff")):
		p.problem(UTF16, "UTF-16, high byte first")
		return fromUTF16(src[2:], binary.BigEndian)
	case len(src) >= 4 && src[0] != 0 && src[1] == 0 && src[2] != 0 && src[3] == 0:
		p.problem(UTF16, "UTF-16, low byte first, without a mark")
		return fromUTF16(src, binary.LittleEndian)
	case len(src) >= 4 && src[0] == 0 && src[1] != 0 && src[2] == 0 && src[3] != 0:
		p.problem(UTF16, "UTF-16, high byte first, without a mark")
		return fromUTF16(src, binary.BigEndian)
	}
	return src
}

func fromUTF16(src []byte, order binary.ByteOrder) []byte {
	out := make([]byte, 0, len(src))
	for len(src) >= 2 {
		r := rune(order.Uint16(src))
		src = src[2:]
		if utf16.IsSurrogate(r) && len(src) >= 2 {
			if pair := utf16.DecodeRune(r, rune(order.Uint16(src))); pair != utf8.RuneError {
				r = pair
				src = src[2:]
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
