package official

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// value turns a tree into what the library takes.
func value(n *jsondoc.Node) any {
	switch n.Kind {
	case jsondoc.Bool:
		return n.True()
	case jsondoc.Number:
		// The library computes exactly, which a foreign 1e999999999 must not
		// make it do.
		f := n.Float()
		return json.Number(strconv.FormatFloat(max(-math.MaxFloat64, min(math.MaxFloat64, f)), 'g', -1, 64))
	case jsondoc.String:
		return n.Text
	case jsondoc.Array:
		out := make([]any, len(n.Items))
		for i, item := range n.Items {
			out[i] = value(item)
		}
		return out
	case jsondoc.Object:
		out := make(map[string]any, len(n.Members))
		for _, m := range n.Members {
			out[m.Key] = value(m.Value)
		}
		return out
	}
	return nil
}

// violations takes the leaves of the library's tree of errors. A failed anyOf,
// oneOf or not is told as one, without what each branch missed.
func violations(e *jsonschema.ValidationError, root *jsondoc.Node) []schema.Violation {
	var found []schema.Violation
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(found) >= schema.MaxViolations {
			return
		}
		told := describe(e.ErrorKind)
		if len(told) == 0 {
			for _, cause := range e.Causes {
				walk(cause)
			}
		}
		for _, v := range told {
			found = append(found, locate(v, e.InstanceLocation, root))
		}
	}
	walk(e)
	return found
}

// describe names what one error says, nil for one that only has causes. A
// violation about a property carries its name in Target until it is located.
func describe(k jsonschema.ErrorKind) []schema.Violation {
	one := func(keyword schema.Keyword, limit string, size int) []schema.Violation {
		return []schema.Violation{{Keyword: keyword, Limit: limit, Size: size}}
	}
	properties := func(keyword schema.Keyword, names []string) []schema.Violation {
		out := make([]schema.Violation, len(names))
		for i, name := range names {
			out[i] = schema.Violation{Keyword: keyword, Target: name}
		}
		return out
	}
	switch k := k.(type) {
	case *kind.Type:
		return one(schema.Type, strings.Join(k.Want, " or "), 0)
	case *kind.Const:
		return one(schema.Const, show(k.Want), 0)
	case *kind.Enum:
		words := make([]string, len(k.Want))
		for i, w := range k.Want {
			words[i] = show(w)
		}
		return one(schema.Enum, strings.Join(words, ", "), 0)
	case *kind.MinLength:
		return one(schema.MinimumLength, strconv.Itoa(k.Want), k.Got)
	case *kind.MaxLength:
		return one(schema.MaximumLength, strconv.Itoa(k.Want), k.Got)
	case *kind.MinItems:
		return one(schema.MinimumItems, strconv.Itoa(k.Want), k.Got)
	case *kind.MaxItems:
		return one(schema.MaximumItems, strconv.Itoa(k.Want), k.Got)
	case *kind.MinProperties:
		return one(schema.MinimumProperties, strconv.Itoa(k.Want), k.Got)
	case *kind.Minimum:
		return one(schema.Minimum, k.Want.RatString(), 0)
	case *kind.Maximum:
		return one(schema.Maximum, k.Want.RatString(), 0)
	case *kind.Pattern:
		return one(schema.Pattern, form(k.Want), 0)
	case *kind.Format:
		return one(schema.Format, "a "+k.Want, 0)
	case *kind.UniqueItems:
		return one(schema.UniqueItems, "", 0)
	case *kind.Required:
		return properties(schema.Required, k.Missing)
	case *kind.AdditionalProperties:
		return properties(schema.AdditionalProperties, k.Properties)
	case *kind.AnyOf:
		return one(schema.AnyOf, "the forms that the schema allows", 0)
	case *kind.OneOf:
		return one(schema.OneOf, "the forms that the schema allows", len(k.Subschemas))
	case *kind.Not:
		return one(schema.Not, "what the schema forbids here", 0)
	}
	return nil
}

func show(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	text, _ := json.Marshal(v)
	return string(text)
}

// form puts a known expression into words.
func form(expression string) string {
	for _, class := range schema.PatternClasses() {
		for _, e := range class.Expressions {
			if e == expression {
				return class.Form
			}
		}
	}
	return "of the form " + expression
}

// locate finds the place in the document.
func locate(v schema.Violation, steps []string, root *jsondoc.Node) schema.Violation {
	property := v.Target
	at := root
	target := ""
	line, column := root.Line, root.Column
	for _, step := range steps {
		switch at.Kind {
		case jsondoc.Array:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at.Items) {
				continue
			}
			target += "[" + step + "]"
			at = at.Items[i]
		case jsondoc.Object:
			m, ok := at.Member(step)
			if !ok {
				continue
			}
			target = schema.Join(target, step)
			at = m.Value
		}
		line, column = at.Line, at.Column
	}
	if property != "" {
		target = schema.Join(target, property)
		if m, ok := at.Member(property); ok {
			line, column, at = m.Line, m.Column, m.Value
		} else {
			at = nil
		}
	}
	v.Target, v.Line, v.Column = schema.Printable(target), line, column
	if at != nil {
		v.Value = schema.Show(at)
	}
	return v
}
