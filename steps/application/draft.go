package application

import (
	"slices"
	"sort"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// draft collects the fields of a change together with the patch that writes
// them, so that what is shown and what is sent cannot differ.
type draft struct {
	fields []steps.Field
	patch  tenant.ApplicationPatch
	kept   []string
}

// text wants a property to have a value; an empty want is not managed.
func (d *draft) text(path, from, want string, to **string) {
	if want == "" || from == want {
		return
	}
	d.add(path, orNil(from), want)
	*to = &want
}

// list wants a list to hold some entries beside those it has.
func (d *draft) list(path string, from, want []string, same func(a, b string) bool, to **[]string) {
	all := merged(from, want, same)
	if len(all) == len(from) {
		return
	}
	d.add(path, sorted(from), sorted(all))
	*to = &all
}

// keep says what is there beside the wanted and is left alone. what is the kind
// of thing, such as "redirect URI".
func (d *draft) keep(what string, list []string) {
	list = slices.Clone(list)
	sort.Strings(list)
	for _, x := range list {
		d.kept = append(d.kept, what+" "+x)
	}
}

// paths are the properties that differ.
func (d draft) paths() []string {
	var out []string
	for _, f := range d.fields {
		out = append(out, f.Path)
	}
	return out
}

func (d *draft) add(path string, from, to any) {
	d.fields = append(d.fields, steps.Field{Path: path, From: from, To: to})
}

// orNil shows an empty value as "not there".
func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// sorted is a list as a set to show; nil when empty.
func sorted(list []string) any {
	if len(list) == 0 {
		return nil
	}
	out := slices.Clone(list)
	sort.Strings(out)
	return out
}
