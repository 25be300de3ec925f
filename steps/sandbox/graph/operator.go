package graph

import (
	"strconv"
	"strings"

	"teamwright/steps/sandbox/store"
)

// comparator returns what an operator does with a value, and what support it
// needs.
func comparator(op, token string) (func(any) bool, func(filterable) support, *problem) {
	quoted, isText := literal(token)
	same := func(v any) bool {
		switch v := v.(type) {
		case nil:
			return token == "null"
		case bool:
			return token == "true" && v || token == "false" && !v
		case float64:
			n, err := strconv.ParseFloat(token, 64)
			return err == nil && n == v
		case string:
			return isText && strings.EqualFold(v, quoted) || !isText && strings.EqualFold(v, token)
		}
		return false
	}
	if token == "" || !isText && strings.ContainsAny(token, "(),/") {
		return nil, nil, malformed("Invalid filter clause: a value expected after '%s'.", clip(op))
	}
	equality := func(f filterable) support {
		if token != "null" {
			return f.eq
		}
		if f.null {
			return advancedOnly
		}
		return unsupported
	}
	switch op {
	case "eq":
		return same, equality, nil
	case "ne":
		return func(v any) bool { return !same(v) }, func(f filterable) support {
			if equality(f) == unsupported {
				return unsupported
			}
			return advancedOnly
		}, nil
	case "ge", "le":
		bound := quoted
		if !isText {
			bound = token
		}
		return func(v any) bool {
			s, ok := v.(string)
			return ok && (op == "ge" && s >= bound || op == "le" && s <= bound)
		}, func(f filterable) support { return f.order }, nil
	}
	return nil, nil, malformed("Invalid filter clause: the operator '%s' is not known.", clip(op))
}

// literal returns the text between quotes.
func literal(token string) (string, bool) {
	if len(token) < 2 || token[0] != '\'' || token[len(token)-1] != '\'' {
		return "", false
	}
	return strings.ReplaceAll(token[1:len(token)-1], "''", "'"), true
}

// lookup follows a path of properties.
func lookup(o store.Object, path string) any {
	var v any = o
	for _, name := range strings.Split(path, "/") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}
