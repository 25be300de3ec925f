package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"teamwright/manifest/schema"
)

// keyword notes what one keyword says. Keywords that only explain are skipped;
// what there is no place for goes to Unjudged.
func (r *reader) keyword(n *schema.Node, key string, value any) (err error) {
	held := true
	switch key {
	case "$schema", "$ref", "$comment", "title", "description", "default", "examples", "definitions":
	case "type":
		n.Types, held = names(value)
	case "const":
		var literal string
		if literal, held = r.literal(value); held {
			n.Const = &literal
		}
	case "enum":
		values, _ := value.([]any)
		n.Enum = nil
		for _, v := range values {
			literal, ok := r.literal(v)
			held = held && ok
			n.Enum = append(n.Enum, literal)
		}
	case "minLength":
		n.MinLength, held = whole(value)
	case "maxLength":
		n.MaxLength, held = whole(value)
	case "minItems":
		n.MinItems, held = whole(value)
	case "maxItems":
		n.MaxItems, held = whole(value)
	case "minProperties":
		n.MinProperties, held = whole(value)
	case "minimum":
		n.Minimum, held = number(value)
	case "maximum":
		n.Maximum, held = number(value)
	case "uniqueItems":
		n.Unique, held = value.(bool)
	case "pattern":
		n.Pattern, held = classOf(value)
	case "format":
		n.URI = value == "uri"
		held = n.URI
	case "required":
		n.Required, held = names(value)
		slices.Sort(n.Required)
	case "additionalProperties":
		allowed, isBool := value.(bool)
		n.Closed, held = isBool && !allowed, isBool
	case "properties":
		n.Properties = map[string]*schema.Node{}
		err = r.each(value, func(name string, part *schema.Node) { n.Properties[name] = part })
	case "patternProperties":
		err = r.each(value, func(pattern string, part *schema.Node) {
			_, bad := regexp.Compile(pattern)
			// The tables have no form for what would lie below such a key.
			held = held && bad == nil && part.Properties == nil && part.Items == nil && part.Keys == nil
			n.Keys = append(n.Keys, schema.KeyNode{Pattern: pattern, Node: part})
		})
	case "dependencies":
		n.Dependencies = map[string]*schema.Node{}
		err = r.each(value, func(name string, part *schema.Node) { n.Dependencies[name] = part })
	case "items":
		n.Items, err = r.one(value)
	case "not":
		n.Not, err = r.one(value)
	case "if":
		n.If, err = r.one(value)
	case "then":
		n.Then, err = r.one(value)
	case "anyOf":
		n.AnyOf, err = r.list(value)
	case "oneOf":
		n.OneOf, err = r.list(value)
	default:
		held = false
	}
	if !held {
		n.Unjudged = append(n.Unjudged, key)
	}
	return err
}

func (r *reader) one(value any) (*schema.Node, error) {
	m, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("is no schema")
	}
	return r.node(m)
}

func (r *reader) list(value any) ([]*schema.Node, error) {
	values, _ := value.([]any)
	var nodes []*schema.Node
	for _, v := range values {
		n, err := r.one(v)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

func (r *reader) each(value any, take func(string, *schema.Node)) error {
	m, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("is no object")
	}
	for _, key := range sortedKeys(m) {
		n, err := r.one(m[key])
		if err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		take(key, n)
	}
	return nil
}

// literal is the form of a value in the tables, see [schema.Literal]. The
// version itself becomes the word "version", so that one line serves all.
func (r *reader) literal(value any) (string, bool) {
	if value == r.version.String() {
		return "version", true
	}
	if s, ok := value.(string); ok {
		return schema.Literal(s)
	}
	text, err := json.Marshal(value)
	return string(text), err == nil && regexp.MustCompile(`^[a-z0-9.-]+$`).Match(text)
}

func names(value any) ([]string, bool) {
	if s, ok := value.(string); ok {
		return []string{s}, true
	}
	values, ok := value.([]any)
	var out []string
	for _, v := range values {
		s, isString := v.(string)
		ok = ok && isString
		out = append(out, s)
	}
	return out, ok
}

func whole(value any) (*int, bool) {
	number, ok := value.(json.Number)
	i, err := number.Int64()
	n := int(i)
	return &n, ok && err == nil
}

func number(value any) (*float64, bool) {
	number, ok := value.(json.Number)
	f, err := number.Float64()
	return &f, ok && err == nil
}

func classOf(value any) (string, bool) {
	for _, class := range schema.PatternClasses() {
		if expression, ok := value.(string); ok && slices.Contains(class.Expressions, expression) {
			return class.Name, true
		}
	}
	return "", false
}
