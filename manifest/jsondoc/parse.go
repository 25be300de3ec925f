package jsondoc

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Parse reads a document. The tree is nil when a problem is fatal.
func Parse(src []byte) (*Node, []Problem) {
	p := &parser{line: 1, column: 1}
	if len(src) > MaxBytes {
		p.problem(TooLarge, fmt.Sprintf("%d bytes", len(src)))
		return nil, p.problems
	}
	p.src = p.decode(src)
	root, err := p.document()
	if err != nil {
		return nil, p.problems
	}
	return root, p.problems
}

// errFatal ends the reading; the problem has been noted.
var errFatal = errors.New("not readable")

type parser struct {
	src          []byte
	pos          int
	line, column int
	values       int
	problems     []Problem
	told         [Syntax + 1]int
}

// problem notes a problem at the present place.
func (p *parser) problem(kind ProblemKind, detail string) {
	p.problemAt(kind, p.line, p.column, detail)
}

func (p *parser) problemAt(kind ProblemKind, line, column int, detail string) {
	most := 1
	if kind == DuplicateKey {
		most = 10
	}
	if p.told[kind]++; p.told[kind] <= most {
		p.problems = append(p.problems, Problem{kind, line, column, detail})
	}
}

func (p *parser) fatal(kind ProblemKind, detail string) error {
	p.problem(kind, detail)
	return errFatal
}

// expected ends the reading with what stands here instead of want.
func (p *parser) expected(want string) error {
	if p.pos >= len(p.src) {
		return p.fatal(Syntax, "the file ends where "+want+" belongs")
	}
	r, _ := utf8.DecodeRune(p.src[p.pos:])
	return p.fatal(Syntax, fmt.Sprintf("%s stands where %s belongs", strconv.QuoteRune(r), want))
}

func (p *parser) document() (*Node, error) {
	if err := p.space(); err != nil {
		return nil, err
	}
	root, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if err := p.space(); err != nil {
		return nil, err
	}
	if p.pos < len(p.src) {
		return nil, p.expected("the end of the file")
	}
	return root, nil
}

// peek is the byte at the present place, 0 at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

// next steps over one character.
func (p *parser) next() {
	switch c := p.src[p.pos]; {
	case c == '\n':
		p.line++
		p.column = 1
		p.pos++
	case c < utf8.RuneSelf:
		p.column++
		p.pos++
	default:
		r, size := utf8.DecodeRune(p.src[p.pos:])
		if r == utf8.RuneError && size == 1 {
			p.problem(InvalidUTF8, fmt.Sprintf("the byte 0x%02X", c))
		}
		p.column++
		p.pos += size
	}
}

// space steps over white space and comments.
func (p *parser) space() error {
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			p.next()
		case c == '/' && p.pos+1 < len(p.src) && p.src[p.pos+1] == '/':
			p.problem(Comment, "//")
			for p.pos < len(p.src) && p.src[p.pos] != '\n' {
				p.next()
			}
		case c == '/' && p.pos+1 < len(p.src) && p.src[p.pos+1] == '*':
			p.problem(Comment, "/*")
			if err := p.blockComment(); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

func (p *parser) blockComment() error {
	p.next()
	p.next()
	for p.pos+1 < len(p.src) {
		if p.src[p.pos] == '*' && p.src[p.pos+1] == '/' {
			p.next()
			p.next()
			return nil
		}
		p.next()
	}
	p.pos = len(p.src)
	return p.expected("the end of a comment")
}

func (p *parser) value(depth int) (*Node, error) {
	if depth > MaxDepth {
		return nil, p.fatal(TooDeep, fmt.Sprintf("more than %d levels", MaxDepth))
	}
	if p.values++; p.values > MaxValues {
		return nil, p.fatal(TooManyValues, fmt.Sprintf("more than %d values", MaxValues))
	}
	n := &Node{Line: p.line, Column: p.column}
	switch c := p.peek(); {
	case c == '{':
		return n, p.object(n, depth)
	case c == '[':
		return n, p.array(n, depth)
	case c == '"':
		n.Kind = String
		text, err := p.text()
		n.Text = text
		return n, err
	case c == '-' || c >= '0' && c <= '9':
		n.Kind = Number
		return n, p.number(n)
	case c >= 'a' && c <= 'z':
		return n, p.word(n)
	}
	return nil, p.expected("a value")
}

func (p *parser) word(n *Node) error {
	for _, w := range []struct {
		text string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		end := p.pos + len(w.text)
		if end <= len(p.src) && string(p.src[p.pos:end]) == w.text && !letter(p.src, end) {
			n.Kind = w.kind
			if w.kind == Bool {
				n.Text = w.text
			}
			p.pos = end
			p.column += len(w.text)
			return nil
		}
	}
	return p.expected("a value")
}

func letter(src []byte, at int) bool {
	return at < len(src) && (src[at] >= 'a' && src[at] <= 'z' || src[at] >= 'A' && src[at] <= 'Z')
}
