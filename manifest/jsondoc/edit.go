package jsondoc

import (
	"bytes"
	"encoding/json"
)

// NewString is a string that stands nowhere yet.
func NewString(text string) *Node { return &Node{Kind: String, Text: text} }

// Set gives the member called key a value: the last one where it comes twice, a
// new one at the end where there is none. On anything but an object it does
// nothing.
func (n *Node) Set(key string, value *Node) {
	if n == nil || n.Kind != Object {
		return
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if n.Members[i].Key == key {
			n.Members[i].Value = value
			return
		}
	}
	n.Members = append(n.Members, Member{Key: key, Value: value})
}

// SetFirst is Set, but puts a new member before all others.
func (n *Node) SetFirst(key string, value *Node) {
	if _, there := n.Member(key); there || n == nil || n.Kind != Object {
		n.Set(key, value)
		return
	}
	n.Members = append([]Member{{Key: key, Value: value}}, n.Members...)
}

// Remove takes out every member called key.
func (n *Node) Remove(key string) {
	if n == nil {
		return
	}
	kept := n.Members[:0]
	for _, m := range n.Members {
		if m.Key != key {
			kept = append(kept, m)
		}
	}
	n.Members = kept
}

// Bytes writes the tree as plain JSON in UTF-8, four spaces a level, members in
// their order, of duplicates the last one.
func (n *Node) Bytes() []byte {
	var b bytes.Buffer
	n.write(&b, "\n")
	b.WriteByte('\n')
	return b.Bytes()
}

func (n *Node) write(b *bytes.Buffer, newline string) {
	switch n.Kind {
	case Null:
		b.WriteString("null")
	case Bool, Number:
		b.WriteString(n.Text)
	case String:
		writeText(b, n.Text)
	case Array:
		if len(n.Items) == 0 {
			b.WriteString("[]")
			return
		}
		inner := newline + "    "
		for i, item := range n.Items {
			b.WriteByte("[,"[min(i, 1)])
			b.WriteString(inner)
			item.write(b, inner)
		}
		b.WriteString(newline + "]")
	case Object:
		n.writeObject(b, newline)
	}
}

func (n *Node) writeObject(b *bytes.Buffer, newline string) {
	last := make(map[string]int, len(n.Members))
	for i, m := range n.Members {
		last[m.Key] = i
	}
	inner := newline + "    "
	written := 0
	for i, m := range n.Members {
		if last[m.Key] != i {
			continue
		}
		b.WriteByte("{,"[min(written, 1)])
		b.WriteString(inner)
		writeText(b, m.Key)
		b.WriteString(": ")
		m.Value.write(b, inner)
		written++
	}
	if written == 0 {
		b.WriteString("{}")
		return
	}
	b.WriteString(newline + "}")
}

func writeText(b *bytes.Buffer, text string) {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	// A string always encodes; the encoder's line break is taken back.
	_ = enc.Encode(text)
	b.Truncate(b.Len() - 1)
}
