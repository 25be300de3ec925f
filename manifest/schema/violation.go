package schema

import (
	"fmt"
	"strconv"
	"strings"

	"teamwright/manifest/jsondoc"
)

// Keyword names what a document breaks, by the names of the publishing service,
// which puts "SchemaError_" before them.
type Keyword string

// The keywords. Unjudged is no violation: the tables could not hold what the
// schema says here.
const (
	Type                 Keyword = "Type"
	Const                Keyword = "Const"
	Enum                 Keyword = "Enum"
	MinimumLength        Keyword = "MinimumLength"
	MaximumLength        Keyword = "MaximumLength"
	Pattern              Keyword = "Pattern"
	Format               Keyword = "Format"
	Minimum              Keyword = "Minimum"
	Maximum              Keyword = "Maximum"
	MinimumItems         Keyword = "MinimumItems"
	MaximumItems         Keyword = "MaximumItems"
	UniqueItems          Keyword = "UniqueItems"
	MinimumProperties    Keyword = "MinimumProperties"
	Required             Keyword = "Required"
	AdditionalProperties Keyword = "AdditionalProperties"
	AnyOf                Keyword = "AnyOf"
	OneOf                Keyword = "OneOf"
	Not                  Keyword = "Not"
	Unjudged             Keyword = "Unjudged"
)

// Violation is one place where a document breaks its schema.
type Violation struct {
	Keyword Keyword
	// Target is the dotted path: staticTabs[0].name.
	Target       string
	Line, Column int
	// Limit is what the schema asks for, Size what was counted.
	Limit string
	Size  int
	// Value is what was found, fit for a terminal; empty for what is missing.
	Value string
	// For AdditionalProperties: which versions know the property, and the
	// nearest name that this version knows.
	KnownIn, Near string
}

func (j *judge) report(at place, d *jsondoc.Node, v Violation) {
	if j.full() {
		return
	}
	v.Target, v.Line, v.Column = Printable(at.target), at.line, at.column
	if d != nil {
		v.Value = Show(d)
	}
	j.found = append(j.found, v)
}

// Message is one sentence that says what is wrong.
func (v Violation) Message() string {
	target := v.Target
	if target == "" {
		target = "the document"
	}
	switch v.Keyword {
	case Type:
		return fmt.Sprintf("%s is %s, not %s", target, v.Value, v.Limit)
	case Const:
		return fmt.Sprintf("%s is %s, not %s", target, v.Value, v.Limit)
	case Enum:
		return fmt.Sprintf("%s is %s, which is none of %s", target, v.Value, v.Limit)
	case MinimumLength:
		return fmt.Sprintf("%s has %s, at least %s are needed", target, several(v.Size, "character"), v.Limit)
	case MaximumLength:
		return fmt.Sprintf("%s has %s, at most %s are allowed", target, several(v.Size, "character"), v.Limit)
	case Pattern, Format:
		return fmt.Sprintf("%s is %s, not %s", target, v.Value, v.Limit)
	case Minimum:
		return fmt.Sprintf("%s is %s, less than %s", target, v.Value, v.Limit)
	case Maximum:
		return fmt.Sprintf("%s is %s, more than %s", target, v.Value, v.Limit)
	case MinimumItems:
		return fmt.Sprintf("%s has %s, at least %s are needed", target, several(v.Size, "entry"), v.Limit)
	case MaximumItems:
		return fmt.Sprintf("%s has %s, at most %s are allowed", target, several(v.Size, "entry"), v.Limit)
	case UniqueItems:
		return fmt.Sprintf("%s says the same as an entry before it", target)
	case MinimumProperties:
		return fmt.Sprintf("%s has %s, at least %s are needed", target, several(v.Size, "property"), v.Limit)
	case Required:
		return target + " is missing"
	case AdditionalProperties:
		if v.KnownIn != "" {
			return fmt.Sprintf("this manifest version does not know %s; known in %s", target, v.KnownIn)
		}
		return "no manifest version knows " + target
	case AnyOf:
		return fmt.Sprintf("%s has none of %s", target, v.Limit)
	case OneOf:
		return fmt.Sprintf("%s has %d of %s, exactly one is needed", target, v.Size, v.Limit)
	case Not:
		return fmt.Sprintf("%s must not have %s", target, v.Limit)
	}
	return fmt.Sprintf("%s was not judged: the keyword %s is not in the built-in tables", target, v.Limit)
}

// Fix is one sentence that says what to do.
func (v Violation) Fix() string {
	switch v.Keyword {
	case Type, Const, Pattern, Format:
		return "write " + v.Limit
	case Enum:
		return "write one of " + v.Limit
	case MinimumLength:
		return "write at least " + v.Limit + " characters"
	case MaximumLength:
		return "shorten it to " + v.Limit + " characters"
	case Minimum:
		return "write at least " + v.Limit
	case Maximum:
		return "write at most " + v.Limit
	case MinimumItems, MinimumProperties:
		return "have at least " + v.Limit
	case MaximumItems:
		return "remove entries until " + v.Limit + " are left"
	case UniqueItems:
		return "remove this entry"
	case Required:
		return "add it"
	case AdditionalProperties:
		switch {
		case v.Near != "":
			return "write " + v.Near + ", or remove it"
		case v.KnownIn != "":
			return "remove it, or declare a manifest version that knows it"
		}
		return "remove it"
	case AnyOf, OneOf:
		return "have " + v.Limit
	case Not:
		return "remove " + v.Limit
	}
	return "judge the package with the official schema too"
}

func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if stem, ok := strings.CutSuffix(what, "y"); ok {
		return strconv.Itoa(n) + " " + stem + "ies"
	}
	return strconv.Itoa(n) + " " + what + "s"
}
