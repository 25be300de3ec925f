package jsondoc

import "strconv"

func (p *parser) object(n *Node, depth int) error {
	n.Kind = Object
	p.next()
	seen := map[string]bool{}
	for first := true; ; first = false {
		if err := p.space(); err != nil {
			return err
		}
		if p.peek() == '}' {
			p.next()
			return nil
		}
		if !first {
			if ended, err := p.comma('}'); ended || err != nil {
				return err
			}
		}
		if p.peek() != '"' {
			return p.expected("a key in double quotes")
		}
		m := Member{Line: p.line, Column: p.column}
		key, err := p.text()
		if err != nil {
			return err
		}
		m.Key = key
		if seen[key] {
			p.problemAt(DuplicateKey, m.Line, m.Column, quote(key))
		}
		seen[key] = true
		if err := p.space(); err != nil {
			return err
		}
		if p.peek() != ':' {
			return p.expected("a colon")
		}
		p.next()
		if err := p.space(); err != nil {
			return err
		}
		if m.Value, err = p.value(depth + 1); err != nil {
			return err
		}
		n.Members = append(n.Members, m)
	}
}

func (p *parser) array(n *Node, depth int) error {
	n.Kind = Array
	p.next()
	for first := true; ; first = false {
		if err := p.space(); err != nil {
			return err
		}
		if p.peek() == ']' {
			p.next()
			return nil
		}
		if !first {
			if ended, err := p.comma(']'); ended || err != nil {
				return err
			}
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
}

// comma steps over the comma before a further element. A comma that stands
// before end is noted, and the list has ended.
func (p *parser) comma(end byte) (ended bool, err error) {
	if p.peek() != ',' {
		return false, p.expected("a comma or " + strconv.QuoteRune(rune(end)))
	}
	line, column := p.line, p.column
	p.next()
	if err := p.space(); err != nil {
		return false, err
	}
	if p.peek() == end {
		p.problemAt(TrailingComma, line, column, ",")
		p.next()
		return true, nil
	}
	return false, nil
}

// quote makes a key fit for a terminal and not too long.
func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}
