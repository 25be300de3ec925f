package jsondoc

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string in double quotes.
func (p *parser) text() (string, error) {
	p.next()
	// The common string has nothing to decode.
	for i := p.pos; i < len(p.src); i++ {
		c := p.src[i]
		if c == '"' {
			s := string(p.src[p.pos:i])
			p.column += i - p.pos + 1
			p.pos = i + 1
			return s, nil
		}
		if c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			break
		}
	}
	var out []byte
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == '"':
			p.next()
			return string(out), nil
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		case c < ' ':
			return "", p.expected("a letter (a line break or control character must be escaped)")
		default:
			r, _ := utf8.DecodeRune(p.src[p.pos:])
			p.next()
			out = utf8.AppendRune(out, r)
		}
	}
	return "", p.expected("a closing quote")
}

func (p *parser) escape() (rune, error) {
	p.next()
	c := p.peek()
	plain := map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}
	if r, ok := plain[c]; ok {
		p.next()
		return r, nil
	}
	if c != 'u' {
		return 0, p.expected("an escape such as \\n")
	}
	line, column := p.line, p.column
	p.next()
	first, err := p.hex4()
	if err != nil {
		return 0, err
	}
	if !utf16.IsSurrogate(first) {
		return first, nil
	}
	if p.pos+1 < len(p.src) && p.src[p.pos] == '\\' && p.src[p.pos+1] == 'u' {
		p.next()
		p.next()
		second, err := p.hex4()
		if err != nil {
			return 0, err
		}
		if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
			return r, nil
		}
	}
	p.problemAt(InvalidUTF8, line, column, "half a surrogate pair")
	return utf8.RuneError, nil
}

func (p *parser) hex4() (rune, error) {
	if p.pos+4 > len(p.src) {
		p.pos = len(p.src)
		return 0, p.expected("four hex digits")
	}
	v, err := strconv.ParseUint(string(p.src[p.pos:p.pos+4]), 16, 16)
	if err != nil {
		return 0, p.expected("four hex digits")
	}
	p.pos += 4
	p.column += 4
	return rune(v), nil
}

func (p *parser) number(n *Node) error {
	start := p.pos
	digits := func() bool {
		from := p.pos
		for c := p.peek(); c >= '0' && c <= '9'; c = p.peek() {
			p.next()
		}
		return p.pos > from
	}
	if p.peek() == '-' {
		p.next()
	}
	if p.peek() == '0' {
		p.next()
		if c := p.peek(); c >= '0' && c <= '9' {
			return p.expected("a number without leading zeros")
		}
	} else if !digits() {
		return p.expected("a digit")
	}
	if p.peek() == '.' {
		p.next()
		if !digits() {
			return p.expected("a digit")
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.next()
		if c := p.peek(); c == '+' || c == '-' {
			p.next()
		}
		if !digits() {
			return p.expected("a digit")
		}
	}
	n.Text = string(p.src[start:p.pos])
	return nil
}
