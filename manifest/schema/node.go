package schema

import (
	"regexp"
	"slices"
)

// Node is what one version of a schema says of one place: the part of JSON
// Schema that the Teams schemas use, and no more. A nil pointer or empty slice
// says nothing.
type Node struct {
	// Types by their JSON Schema names.
	Types []string
	// Const and Enum hold JSON literals; strings stand without quotes where
	// nothing else could be meant. Const "version" stands for the version.
	Const *string
	Enum  []string

	MinLength, MaxLength *int
	// Pattern is the name of a class, see [PatternClass].
	Pattern string
	// URI asks for an absolute address, as the format uri does.
	URI bool

	Minimum, Maximum   *float64
	MinItems, MaxItems *int
	Unique             bool
	Items              *Node

	MinProperties *int
	// Closed refuses every key that is neither in Properties nor matched by
	// Keys.
	Closed     bool
	Properties map[string]*Node
	Keys       []KeyNode
	Required   []string

	AnyOf, OneOf []*Node
	Not          *Node
	If, Then     *Node
	// Dependencies hold for the object when it has the key.
	Dependencies map[string]*Node

	// Unjudged names keywords that this model has no place for.
	Unjudged []string
}

// KeyNode is a node for every key that a pattern matches.
type KeyNode struct {
	Pattern string
	// Match is the compiled pattern, nil while facts are derived.
	Match *regexp.Regexp
	Node  *Node
}

// Names lists the properties, sorted.
func (n *Node) Names() []string {
	names := make([]string, 0, len(n.Properties))
	for name := range n.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
