package answers

import (
	"slices"
	"strings"
)

// unknownKey is the problem of a key that the table does not have.
func unknownKey(full string) *Problem {
	p := &Problem{Key: clean(full, 80), Wrong: "is no key of this file", Right: "teamwright help answers lists all keys"}
	leaf := full[strings.LastIndex(full, ".")+1:]
	if looksSecretName(leaf) && nearest(full, keyNames()) == "" || looksSecret(full) {
		p.Wrong, p.Right = "looks like a secret", noSecret
		if looksSecret(full) {
			p.Key = "a key"
		}
		return p
	}
	if best := nearestKey(full); best != "" {
		p.Right = "did you mean " + best + "?"
	}
	return p
}

// nearestKey is the key or section that full was probably meant to be.
func nearestKey(full string) string {
	names := keyNames()
	if best := nearest(full, names); best != "" {
		return best
	}
	leaf := full[strings.LastIndex(full, ".")+1:]
	leaves := make([]string, len(names))
	for i, n := range names {
		leaves[i] = n[strings.LastIndex(n, ".")+1:]
	}
	if best := nearest(leaf, leaves); best != "" {
		return names[slices.Index(leaves, best)]
	}
	return ""
}

// keyNames are the names of all keys and of the sections that hold them.
func keyNames() []string {
	var names []string
	for _, k := range table() {
		if section, _, nested := strings.Cut(k.Name, "."); nested && !slices.Contains(names, section) {
			names = append(names, section)
		}
		names = append(names, k.Name)
	}
	return names
}
