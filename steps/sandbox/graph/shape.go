package graph

import (
	"slices"
	"strings"

	"teamwright/steps/sandbox/store"
)

// merge applies a checked body: collections and primitive values replace,
// complex values merge by property. into is changed.
func (t *complexType) merge(into, body store.Object) {
	for name, value := range body {
		p, ok := t.properties[name]
		if !ok {
			continue // annotations
		}
		if value == nil && p.kind == object && !p.many {
			delete(into, name)
			continue
		}
		patch, isObject := value.(map[string]any)
		if p.kind != object || p.many || !isObject {
			into[name] = t.normal(p, value)
			continue
		}
		have, _ := into[name].(map[string]any)
		merged := store.Object{}
		for k, v := range have {
			merged[k] = v
		}
		p.of.merge(merged, patch)
		into[name] = merged
	}
}

// normal drops annotations from values that are kept, and writes GUIDs as the
// directory does: in lower case.
func (t *complexType) normal(p property, value any) any {
	if text, ok := value.(string); ok && p.kind == guid {
		return strings.ToLower(text)
	}
	list, ok := value.([]any)
	if ok && p.kind == guid {
		kept := make([]any, len(list))
		for i, e := range list {
			kept[i] = t.normal(property{kind: guid}, e)
		}
		return kept
	}
	if !ok || p.kind != object {
		return value
	}
	kept := make([]any, len(list))
	for i, e := range list {
		item := store.Object{}
		if o, ok := e.(map[string]any); ok {
			p.of.merge(item, o)
		}
		kept[i] = item
	}
	return kept
}

// render returns what a read shows of an object: every property of the type,
// with initial values where nothing was set, and collections without the order
// in which they were written where the directory does not promise to keep it. A complex value that is null is
// left out, because Microsoft's description of the API does not allow null
// there.
func (t *complexType) render(o store.Object) store.Object {
	shown := store.Object{}
	for name, p := range t.properties {
		value, set := o[name]
		if !set {
			value = p.initial
		}
		switch {
		case p.many:
			list, _ := value.([]any)
			all := make([]any, 0, len(list))
			if p.loose {
				list = slices.Clone(list)
				slices.Reverse(list)
			}
			for _, e := range list {
				if item, ok := e.(map[string]any); ok && p.kind == object {
					e = p.of.render(item)
				}
				all = append(all, e)
			}
			shown[name] = all
		case p.kind == object:
			if inner, ok := value.(map[string]any); ok {
				shown[name] = p.of.render(inner)
			}
		case value != nil || p.null:
			shown[name] = value
		}
	}
	return shown
}
