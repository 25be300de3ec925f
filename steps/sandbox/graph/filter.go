package graph

import (
	"slices"
	"strings"

	"teamwright/steps/sandbox/store"
)

// condition is a parsed $filter: it judges an object.
type condition func(store.Object) bool

// filterable says how a property may be filtered. Source: Advanced query
// capabilities on Microsoft Entra ID objects.
type filterable struct {
	eq, startsWith, order support // by operator: ge and le go with order
	null                  bool    // can be compared with null, in advanced queries
	collection            bool    // needs any()
}

type support int

const (
	unsupported  support = iota
	byDefault            // works without advanced query parameters
	advancedOnly         // needs ConsistencyLevel: eventual and $count=true
)

// filterParser reads the part of OData's $filter that the directory supports.
type filterParser struct {
	resource   string // as messages call it
	properties map[string]filterable
	advanced   bool // the request carries the advanced query parameters

	tokens []string
}

// parseFilter returns the condition that a $filter describes.
func parseFilter(text, resource string, properties map[string]filterable, advanced bool) (condition, *problem) {
	p := &filterParser{resource: resource, properties: properties, advanced: advanced}
	var why *problem
	if p.tokens, why = scan(text); why != nil {
		return nil, why
	}
	c, why := p.or()
	if why != nil {
		return nil, why
	}
	if len(p.tokens) > 0 {
		return nil, malformed("Invalid filter clause: there is something left at '%s'.", clip(p.tokens[0]))
	}
	return c, nil
}

// scan cuts a filter into words, quoted texts and signs.
func scan(text string) ([]string, *problem) {
	if len(text) > 4096 {
		return nil, malformed("Invalid filter clause: it is too long.")
	}
	var tokens []string
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\t':
			i++
		case strings.IndexByte("(),:/", c) >= 0:
			tokens = append(tokens, string(c))
			i++
		case c == '\'':
			end := i + 1
			for {
				j := strings.IndexByte(text[end:], '\'')
				if j < 0 {
					return nil, malformed("There is an unterminated string literal at position %d in the filter.", i)
				}
				end += j + 1
				if end >= len(text) || text[end] != '\'' {
					break
				}
				end++ // a doubled quote stands for one
			}
			tokens = append(tokens, text[i:end])
			i = end
		default:
			stops := " \t(),:/'"
			if c >= '0' && c <= '9' {
				stops = " \t(),/'" // a time has colons
			}
			j := i
			for j < len(text) && strings.IndexByte(stops, text[j]) < 0 {
				j++
			}
			tokens = append(tokens, text[i:j])
			i = j
		}
	}
	return tokens, nil
}

func (p *filterParser) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	return p.tokens[0]
}

func (p *filterParser) take() string {
	t := p.next()
	if t != "" {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *filterParser) expect(sign string) *problem {
	if got := p.take(); got != sign {
		return malformed("Invalid filter clause: '%s' expected, found '%s'.", sign, clip(got))
	}
	return nil
}

func (p *filterParser) or() (condition, *problem) {
	left, why := p.and()
	for why == nil && strings.EqualFold(p.next(), "or") {
		p.take()
		var right condition
		if right, why = p.and(); why == nil {
			a := left
			left = func(o store.Object) bool { return a(o) || right(o) }
		}
	}
	return left, why
}

func (p *filterParser) and() (condition, *problem) {
	left, why := p.unary()
	for why == nil && strings.EqualFold(p.next(), "and") {
		p.take()
		var right condition
		if right, why = p.unary(); why == nil {
			a := left
			left = func(o store.Object) bool { return a(o) && right(o) }
		}
	}
	return left, why
}

func (p *filterParser) unary() (condition, *problem) {
	switch word := p.next(); {
	case strings.EqualFold(word, "not"):
		p.take()
		if !p.advanced {
			return nil, unsupportedQuery("Operator 'not' is not supported because the 'ConsistencyLevel:eventual' header is missing.")
		}
		c, why := p.unary()
		if why != nil {
			return nil, why
		}
		return func(o store.Object) bool { return !c(o) }, nil
	case word == "(":
		p.take()
		c, why := p.or()
		if why == nil {
			why = p.expect(")")
		}
		return c, why
	case slices.Contains([]string{"startswith", "endswith", "contains"}, strings.ToLower(word)):
		return p.function("")
	}
	return p.comparison()
}

// function reads startswith(path,'text'); variable is the one of the any()
// around it.
func (p *filterParser) function(variable string) (condition, *problem) {
	name := strings.ToLower(p.take())
	if why := p.expect("("); why != nil {
		return nil, why
	}
	path, why := p.path(variable)
	if why == nil {
		why = p.expect(",")
	}
	if why != nil {
		return nil, why
	}
	want, ok := literal(p.take())
	if !ok {
		return nil, malformed("Invalid filter clause: a text in quotes expected in %s.", name)
	}
	if why := p.expect(")"); why != nil {
		return nil, why
	}
	if name != "startswith" {
		return nil, p.refused(path) // none of the properties here supports the others
	}
	if variable == "" {
		if why := p.allowed(path, func(f filterable) support { return f.startsWith }, false); why != nil {
			return nil, why
		}
	}
	want = strings.ToLower(want)
	return func(o store.Object) bool {
		s, ok := lookup(o, path).(string)
		return ok && strings.HasPrefix(strings.ToLower(s), want)
	}, nil
}

// comparison reads path eq literal, path in (...), path/any(...).
func (p *filterParser) comparison() (condition, *problem) {
	path, why := p.path("")
	if why != nil {
		return nil, why
	}
	if strings.HasSuffix(path, "/any") {
		return p.any(strings.TrimSuffix(path, "/any"))
	}
	op := strings.ToLower(p.take())
	if op == "in" {
		return p.in(path)
	}
	want := p.take()
	compare, need, why := comparator(op, want)
	if why != nil {
		return nil, why
	}
	if why := p.allowed(path, need, false); why != nil {
		return nil, why
	}
	return func(o store.Object) bool { return compare(lookup(o, path)) }, nil
}

func (p *filterParser) in(path string) (condition, *problem) {
	if why := p.expect("("); why != nil {
		return nil, why
	}
	var wanted []string
	for {
		want, ok := literal(p.take())
		if !ok {
			return nil, malformed("Invalid filter clause: texts in quotes expected after 'in'.")
		}
		wanted = append(wanted, want)
		if sign := p.take(); sign == ")" {
			break
		} else if sign != "," {
			return nil, malformed("Invalid filter clause: the list after 'in' has no end.")
		}
	}
	if len(wanted) > 15 {
		return nil, bad("Too many values in the 'in' clause: at most 15 are allowed.")
	}
	if why := p.allowed(path, func(f filterable) support { return f.eq }, false); why != nil {
		return nil, why
	}
	return func(o store.Object) bool {
		s, _ := lookup(o, path).(string)
		return slices.ContainsFunc(wanted, func(w string) bool { return strings.EqualFold(w, s) })
	}, nil
}

// any reads (x:x eq 'text') and (x:startswith(x,'text')).
func (p *filterParser) any(path string) (condition, *problem) {
	if why := p.expect("("); why != nil {
		return nil, why
	}
	variable := p.take()
	if why := p.expect(":"); why != nil {
		return nil, why
	}
	var each condition
	var why *problem
	need := func(f filterable) support { return f.startsWith }
	if strings.EqualFold(p.next(), "startswith") || strings.EqualFold(p.next(), "endswith") || strings.EqualFold(p.next(), "contains") {
		if !strings.EqualFold(p.next(), "startswith") {
			return nil, p.refused(path)
		}
		each, why = p.function(variable)
	} else {
		var inner string
		if inner, why = p.path(variable); why == nil {
			op := strings.ToLower(p.take())
			var compare func(any) bool
			if compare, need, why = comparator(op, p.take()); why == nil {
				each = func(o store.Object) bool { return compare(lookup(o, inner)) }
			}
		}
	}
	if why == nil {
		why = p.expect(")")
	}
	if why == nil {
		why = p.allowed(path, need, true)
	}
	if why != nil {
		return nil, why
	}
	return func(o store.Object) bool {
		list, _ := lookup(o, path).([]any)
		return slices.ContainsFunc(list, func(e any) bool { return each(store.Object{variable: e}) })
	}, nil
}

// path reads a/b/c. Within any() it must begin with the variable.
func (p *filterParser) path(variable string) (string, *problem) {
	parts := []string{p.take()}
	for p.next() == "/" {
		p.take()
		parts = append(parts, p.take())
	}
	path := strings.Join(parts, "/")
	if parts[0] == "" || strings.ContainsAny(parts[0], "'(),:") {
		return "", malformed("Invalid filter clause: a property expected, found '%s'.", clip(path))
	}
	if variable != "" && parts[0] != variable {
		return "", malformed("Could not find a property named '%s' in the lambda expression.", clip(parts[0]))
	}
	return path, nil
}

// allowed judges whether the directory answers this operator on this path.
func (p *filterParser) allowed(path string, need func(filterable) support, any bool) *problem {
	f, ok := p.properties[path]
	if !ok || f.collection != any {
		return p.refused(path)
	}
	switch need(f) {
	case byDefault:
		return nil
	case advancedOnly:
		if p.advanced {
			return nil
		}
	}
	return p.refused(path)
}

func (p *filterParser) refused(path string) *problem {
	return unsupportedQuery("Unsupported or invalid query filter clause specified for property '" + clip(path) + "' of resource '" + p.resource + "'.")
}

func unsupportedQuery(message string) *problem {
	return &problem{status: 400, code: "Request_UnsupportedQuery", message: message}
}
