package graph

import (
	"encoding/base64"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

// kind is a primitive type of Microsoft Graph's metadata, or a complex one.
type kind int

const (
	text kind = iota
	flag
	whole
	guid
	moment
	binary
	object
)

// property is one property of a complex type.
type property struct {
	kind     kind
	of       *complexType // with kind object
	many     bool         // a collection
	null     bool         // may be null
	readOnly bool
	loose    bool // a collection whose order the directory does not keep
	initial  any  // what a read shows while nothing was set; nil shows null, or [] for a collection
	longest  int  // in UTF-16 units; 0 means no limit of its own
	values   []string
}

// complexType is a structured type of Microsoft Graph's metadata.
type complexType struct {
	name       string // as messages call it: Application, ApiApplication
	properties map[string]property
}

// check judges a body against the type: names, types, read-only properties.
func (t *complexType) check(body store.Object) *problem { return t.inspect(body, false) }

// inspect is check, where entire says that read-only properties may be given.
func (t *complexType) inspect(body store.Object, entire bool) *problem {
	for _, name := range sortedNames(body) {
		value := body[name]
		if name == "@odata.type" {
			if kind, _ := value.(string); !strings.EqualFold(strings.TrimPrefix(kind, "#"), "microsoft.graph."+t.name) {
				return malformed("The type '%s' is not the one that is expected here, 'microsoft.graph.%s'.", clip(kind), strings.ToLower(t.name[:1])+t.name[1:])
			}
		}
		if strings.Contains(name, "@odata.") {
			continue
		}
		p, ok := t.properties[name]
		if !ok {
			return &problem{status: 400, code: badRequest, target: name,
				message: "Invalid property '" + clip(name) + "'."}
		}
		if p.readOnly && !entire {
			return &problem{status: 400, code: badRequest, target: name,
				message: "Property '" + name + "' is read-only and cannot be set."}
		}
		if why := t.value(name, p, value, entire); why != nil {
			return why
		}
	}
	return nil
}

func (t *complexType) value(name string, p property, value any, entire bool) *problem {
	if value == nil {
		if p.null || p.kind == object && !p.many {
			return nil
		}
		return t.invalid(name)
	}
	if !p.many {
		return t.single(name, p, value, entire)
	}
	list, ok := value.([]any)
	if !ok {
		return t.invalid(name)
	}
	for _, e := range list {
		if e == nil {
			return t.invalid(name)
		}
		if why := t.single(name, p, e, entire); why != nil {
			return why
		}
	}
	return nil
}

func (t *complexType) single(name string, p property, value any, entire bool) *problem {
	if p.kind == object {
		o, ok := value.(map[string]any)
		if !ok {
			return t.invalid(name)
		}
		return p.of.inspect(o, entire)
	}
	if p.kind == flag {
		if _, ok := value.(bool); !ok {
			return t.invalid(name)
		}
		return nil
	}
	if p.kind == whole {
		n, ok := value.(float64)
		if !ok || n != math.Trunc(n) || math.Abs(n) > math.MaxInt32 {
			return t.invalid(name)
		}
		return nil
	}
	s, ok := value.(string)
	if !ok {
		return t.invalid(name)
	}
	switch p.kind {
	case guid:
		if len(s) != 36 || uuid.Validate(s) != nil {
			return t.invalid(name)
		}
	case moment:
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			return t.invalid(name)
		}
	case binary:
		if _, err := base64.StdEncoding.DecodeString(s); err != nil {
			return t.invalid(name)
		}
	}
	if p.longest > 0 && units(s) > p.longest {
		return t.tooLong(name, p.longest)
	}
	if len(p.values) > 0 && !slices.Contains(p.values, s) {
		return t.invalid(name)
	}
	return nil
}

func (t *complexType) invalid(name string) *problem {
	return &problem{status: 400, code: badRequest, target: name,
		message: "Invalid value specified for property '" + name + "' of resource '" + t.name + "'.",
		details: []detail{{Code: "InvalidValue", Message: "The value is not of the type or set that the property takes.", Target: name}}}
}

func (t *complexType) tooLong(name string, longest int) *problem {
	p := bad("The value of property '%s' of resource '%s' is longer than %d characters.", name, t.name, longest)
	p.target, p.details = name, []detail{{Code: "InvalidLength", Message: p.message, Target: name}}
	return p
}

// Prepared judges an object that a tenant's description prepares: whether the
// properties and their types are those of its set.
func Prepared(set store.Set, prepared store.Object) error {
	o, err := store.Plain(prepared)
	if err != nil {
		return err
	}
	t := applicationType()
	switch set {
	case store.ServicePrincipals:
		t = servicePrincipalType()
	case store.Grants:
		t = grantType()
	}
	delete(o, ownersKey)
	if why := t.inspect(o, true); why != nil {
		return errors.New(why.message)
	}
	return nil
}

// units counts UTF-16 code units, the directory's measure of length.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

func sortedNames(o store.Object) []string {
	names := make([]string, 0, len(o))
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Readers for JSON values whose type was checked or does not matter.

func str(o store.Object, name string) string {
	s, _ := o[name].(string)
	return s
}

func inner(o store.Object, name string) store.Object {
	v, _ := o[name].(map[string]any)
	return v
}

func objects(o store.Object, name string) []store.Object {
	list, _ := o[name].([]any)
	var all []store.Object
	for _, e := range list {
		if v, ok := e.(map[string]any); ok {
			all = append(all, v)
		}
	}
	return all
}

func texts(o store.Object, name string) []string {
	list, _ := o[name].([]any)
	var all []string
	for _, e := range list {
		if s, ok := e.(string); ok {
			all = append(all, s)
		}
	}
	return all
}
