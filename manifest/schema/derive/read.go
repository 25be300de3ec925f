package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"teamwright/manifest/schema"
)

// reader turns one schema file into nodes.
type reader struct {
	root    map[string]any
	kind    schema.Kind
	version schema.Version
	// following are the references that lead here; none of the schemas leads
	// into itself, and the tables could not hold one that did.
	following []string
}

func read(data []byte, kind schema.Kind, v schema.Version) (*schema.Node, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	r := &reader{kind: kind, version: v}
	if err := dec.Decode(&r.root); err != nil {
		return nil, err
	}
	if dec.More() {
		return nil, errors.New("two documents in one file")
	}
	return r.node(r.root)
}

func (r *reader) node(s map[string]any) (*schema.Node, error) {
	n := &schema.Node{}
	if ref, ok := s["$ref"].(string); ok {
		if slices.Contains(r.following, ref) {
			n.Unjudged = append(n.Unjudged, "$ref")
			return n, nil
		}
		target, err := r.resolve(ref)
		if err != nil {
			return nil, err
		}
		r.following = append(r.following, ref)
		if n, err = r.node(target); err != nil {
			return nil, err
		}
		r.following = r.following[:len(r.following)-1]
		if r.kind == schema.Manifest {
			return n, nil
		}
	}
	for _, key := range sortedKeys(s) {
		if err := r.keyword(n, key, s[key]); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	if (s["if"] == nil) != (s["then"] == nil) || s["else"] != nil {
		n.Unjudged = append(n.Unjudged, "if")
	}
	return n, nil
}

func (r *reader) resolve(ref string) (map[string]any, error) {
	path, ok := strings.CutPrefix(ref, "#/")
	if !ok {
		return nil, fmt.Errorf("reference %q leads out of the file", ref)
	}
	var at any = r.root
	for _, step := range strings.Split(path, "/") {
		m, _ := at.(map[string]any)
		at = m[step]
	}
	m, ok := at.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("reference %q leads nowhere", ref)
	}
	return m, nil
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
