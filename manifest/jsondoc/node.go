package jsondoc

import (
	"sort"
	"strconv"
	"strings"
)

// Kind is the JSON type of a value.
type Kind uint8

// The JSON types.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String is the name that JSON Schema uses.
func (k Kind) String() string {
	return [...]string{"null", "boolean", "number", "string", "array", "object"}[k]
}

// Node is one value.
type Node struct {
	Kind Kind
	// Line and Column, from 1, of the value's first character. Columns count
	// characters, not bytes.
	Line, Column int
	// Text is the content of a String, the literal of a Number, "true" or
	// "false" for a Bool.
	Text string
	// Items of an Array.
	Items []*Node
	// Members of an Object, in their order, with duplicates.
	Members []Member
}

// Member is one key of an object with its value.
type Member struct {
	Key          string
	Line, Column int
	Value        *Node
}

// Member finds the member called key, the last one where the key comes twice,
// as most readers do. It takes a nil node.
func (n *Node) Member(key string) (Member, bool) {
	if n != nil && n.Kind == Object {
		for i := len(n.Members) - 1; i >= 0; i-- {
			if n.Members[i].Key == key {
				return n.Members[i], true
			}
		}
	}
	return Member{}, false
}

// Values counts the values of the tree, n included.
func (n *Node) Values() int {
	if n == nil {
		return 0
	}
	count := 1
	for _, item := range n.Items {
		count += item.Values()
	}
	for _, m := range n.Members {
		count += m.Value.Values()
	}
	return count
}

// Get is the value of the member called key, or nil.
func (n *Node) Get(key string) *Node {
	m, _ := n.Member(key)
	return m.Value
}

// Elements are the items of an array, nil for every other node.
func (n *Node) Elements() []*Node {
	if n == nil || n.Kind != Array {
		return nil
	}
	return n.Items
}

// Str is the content of a string, "" for every other node.
func (n *Node) Str() string {
	if n == nil || n.Kind != String {
		return ""
	}
	return n.Text
}

// True reports whether n is the value true.
func (n *Node) True() bool { return n != nil && n.Kind == Bool && n.Text == "true" }

// Float is the value of a number, infinite where it is too large.
func (n *Node) Float() float64 {
	f, _ := strconv.ParseFloat(n.Text, 64)
	return f
}

// Canonical writes n so that two values are equal for JSON exactly when their
// texts are: members sorted, numbers by value, nothing but the last duplicate.
func (n *Node) Canonical() string {
	var b strings.Builder
	n.canonical(&b)
	return b.String()
}

func (n *Node) canonical(b *strings.Builder) {
	switch n.Kind {
	case Null:
		b.WriteString("null")
	case Bool:
		b.WriteString(n.Text)
	case Number:
		b.WriteString(strconv.FormatFloat(n.Float(), 'g', -1, 64))
	case String:
		b.WriteString(strconv.Quote(n.Text))
	case Array:
		b.WriteByte('[')
		for _, item := range n.Items {
			item.canonical(b)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case Object:
		last := make(map[string]*Node, len(n.Members))
		keys := make([]string, 0, len(n.Members))
		for _, m := range n.Members {
			if _, twice := last[m.Key]; !twice {
				keys = append(keys, m.Key)
			}
			last[m.Key] = m.Value
		}
		sort.Strings(keys)
		b.WriteByte('{')
		for _, key := range keys {
			b.WriteString(strconv.Quote(key))
			b.WriteByte(':')
			last[key].canonical(b)
			b.WriteByte(',')
		}
		b.WriteByte('}')
	}
}
