package manifest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"teamwright/manifest/jsondoc"
	"teamwright/manifest/schema"
)

// Change is one difference between two packages.
type Change struct {
	// Path is the dotted path in manifest.json, or the name of a file. Entries of
	// lists are named by what tells them apart: staticTabs[catalog].name.
	Path string `json:"path"`
	// Kind is added, removed, changed or reordered.
	Kind string `json:"kind"`
	// From and To are the values, shortened; "" for none.
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
	// Consent says why Teams asks users for consent again, "" when it does not.
	Consent string `json:"consent,omitempty"`
}

// Comparison is what an update from one package to another means.
type Comparison struct {
	Format     int    `json:"format"`
	OldVersion string `json:"old_version"`
	NewVersion string `json:"new_version"`
	// VersionRises is needed for an update to be taken, unless nothing changes.
	VersionRises bool `json:"version_rises"`
	// SameID is needed too: another id is another app.
	SameID bool `json:"same_id"`
	// Consent reports whether users are asked for consent again.
	Consent bool     `json:"consent"`
	Changes []Change `json:"changes"`
}

// Acceptable reports whether Teams would take the new package as an update of
// the old one.
func (c Comparison) Acceptable() bool {
	return c.SameID && (c.VersionRises || len(c.Changes) == 0)
}

// Compare tells what an update of older by newer changes. Packages whose
// manifest cannot be read are compared as if it were empty: judge them first.
func Compare(older, newer *Package) Comparison {
	a, b := tree(older), tree(newer)
	c := Comparison{
		Format:     1,
		OldVersion: schema.Printable(a.Get("version").Str()),
		NewVersion: schema.Printable(b.Get("version").Str()),
		SameID:     strings.EqualFold(a.Get("id").Str(), b.Get("id").Str()),
		Changes:    []Change{},
	}
	c.VersionRises = rises(a.Get("version").Str(), b.Get("version").Str())
	d := differ{team: teamScope(&subject{root: a}) || teamScope(&subject{root: b})}
	d.objects("", a, b)
	if !older.lone && !newer.lone {
		d.files(older, newer)
	}
	c.Changes = append(c.Changes, d.changes...)
	c.Consent = slices.ContainsFunc(c.Changes, func(one Change) bool { return one.Consent != "" })
	return c
}

// HasManifest reports whether there is a manifest that can be compared.
func (p *Package) HasManifest() bool {
	data, _ := p.File(ManifestFile)
	root, _ := jsondoc.Parse(data)
	return root != nil && root.Kind == jsondoc.Object
}

// tree reads the manifest; an empty object where there is none.
func tree(p *Package) *jsondoc.Node {
	data, _ := p.File(ManifestFile)
	if root, _ := jsondoc.Parse(data); root != nil && root.Kind == jsondoc.Object {
		return root
	}
	return &jsondoc.Node{Kind: jsondoc.Object}
}

// rises compares versions number by number.
func rises(older, newer string) bool {
	a, b := strings.Split(older, "."), strings.Split(newer, ".")
	for i := range max(len(a), len(b)) {
		x, y := part(a, i), part(b, i)
		if len(x) != len(y) {
			return len(y) > len(x)
		}
		if x != y {
			return y > x
		}
	}
	return false
}

// part is a number of a version without leading zeros, so that longer is larger.
func part(numbers []string, i int) string {
	if i >= len(numbers) {
		return ""
	}
	return strings.TrimLeft(numbers[i], "0")
}

type differ struct {
	// team reports whether the app is for teams, which some consent hangs on.
	team    bool
	changes []Change
}

// maxChanges is how many changes are told.
const maxChanges = 1000

func (d *differ) add(path string, from, to *jsondoc.Node) {
	if len(d.changes) >= maxChanges {
		return
	}
	one := Change{Path: schema.Printable(path), Kind: "changed"}
	if from == nil {
		one.Kind = "added"
	} else {
		one.From = schema.Show(from)
	}
	if to == nil {
		one.Kind = "removed"
	} else {
		one.To = schema.Show(to)
	}
	// A switch that is not there is off.
	if unset := one.From == "false" && to == nil || one.To == "false" && from == nil; !unset {
		one.Consent = consent(path, one.Kind, d.team)
	}
	d.changes = append(d.changes, one)
}

func (d *differ) objects(path string, a, b *jsondoc.Node) {
	old, keys := members(a)
	fresh, more := members(b)
	for _, key := range union(keys, more) {
		d.values(schema.Join(path, key), old[key], fresh[key])
	}
}

// members gives the values of an object by key, and the keys in their order.
func members(n *jsondoc.Node) (map[string]*jsondoc.Node, []string) {
	out := make(map[string]*jsondoc.Node, len(n.Members))
	var keys []string
	for _, m := range n.Members {
		if _, twice := out[m.Key]; !twice {
			keys = append(keys, m.Key)
		}
		out[m.Key] = m.Value
	}
	return out, keys
}

// union is keys with those of more that it lacks.
func union(keys, more []string) []string {
	seen := make(map[string]bool, len(keys))
	for _, key := range keys {
		seen[key] = true
	}
	for _, key := range more {
		if !seen[key] {
			keys = append(keys, key)
		}
	}
	return keys
}

func (d *differ) values(path string, a, b *jsondoc.Node) {
	switch {
	case a == nil || b == nil:
		d.missing(path, a, b)
	case a.Canonical() == b.Canonical():
	case a.Kind == jsondoc.Object && b.Kind == jsondoc.Object:
		d.objects(path, a, b)
	case a.Kind == jsondoc.Array && b.Kind == jsondoc.Array:
		d.lists(path, a, b)
	default:
		d.add(path, a, b)
	}
}

// missing tells a list that came or went entry by entry.
func (d *differ) missing(path string, a, b *jsondoc.Node) {
	if there := cmpOr(a, b); there.Kind == jsondoc.Array && len(there.Items) > 0 {
		empty := &jsondoc.Node{Kind: jsondoc.Array}
		d.lists(path, cmpOr(a, empty), cmpOr(b, empty))
		return
	}
	d.add(path, a, b)
}

func cmpOr(a, b *jsondoc.Node) *jsondoc.Node {
	if a != nil {
		return a
	}
	return b
}

// lists compares by what tells entries apart, so that a new tab in front does
// not change all the others.
func (d *differ) lists(path string, a, b *jsondoc.Node) {
	old, keys := keyed(a)
	fresh, more := keyed(b)
	before := len(d.changes)
	for _, key := range union(keys, more) {
		d.values(path+"["+key+"]", old[key], fresh[key])
	}
	if len(d.changes) == before {
		d.changes = append(d.changes, Change{Path: schema.Printable(path), Kind: "reordered"})
	}
}

// keyed names the entries of a list: by their id where they have one, scalars by
// themselves, all else by number.
func keyed(list *jsondoc.Node) (map[string]*jsondoc.Node, []string) {
	out := map[string]*jsondoc.Node{}
	var keys []string
	for i, item := range list.Items {
		key := fmt.Sprint(i)
		if item.Kind == jsondoc.String {
			key = item.Text
		}
		for _, name := range []string{"entityId", "id", "languageTag", "type", "name", "title"} {
			if s := item.Get(name).Str(); s != "" {
				key = s
				break
			}
		}
		if out[key] != nil {
			key = fmt.Sprintf("%s #%d", key, i)
		}
		out[key] = item
		keys = append(keys, key)
	}
	return out, keys
}

func (d *differ) files(older, newer *Package) {
	names := map[string]bool{}
	for _, p := range []*Package{older, newer} {
		for _, f := range p.Files {
			if f.Name == ManifestFile || names[f.Name] {
				continue
			}
			names[f.Name] = true
			a, had := older.File(f.Name)
			b, has := newer.File(f.Name)
			one := Change{Path: schema.Printable(f.Name), Kind: "changed", From: size(a, had), To: size(b, has)}
			switch {
			case !had:
				one.Kind = "added"
			case !has:
				one.Kind = "removed"
			case bytes.Equal(a, b):
				continue
			}
			d.changes = append(d.changes, one)
		}
	}
}

func size(data []byte, there bool) string {
	if !there {
		return ""
	}
	return fmt.Sprintf("%d bytes", len(data))
}

// consent says why a change makes Teams ask users again. The list is Microsoft's
// ("Teams platform: maintaining and supporting your published app").
func consent(path, kind string, team bool) string {
	whole := func(list string) bool {
		rest, ok := strings.CutPrefix(path, list+"[")
		return ok && strings.HasSuffix(rest, "]") && !strings.Contains(rest, "].")
	}
	inBot := strings.HasPrefix(path, "bots[")
	switch {
	case whole("bots") && kind != "changed":
		return "a bot is " + kind
	case inBot && strings.HasSuffix(path, "].botId"):
		return "the bot has another id"
	case inBot && (strings.HasSuffix(path, "].isNotificationOnly") || strings.HasSuffix(path, "].supportsFiles") || strings.HasSuffix(path, "].supportsCalling")):
		return "the bot can do something else"
	case whole("composeExtensions") && kind != "changed":
		return "a message extension is " + kind
	case whole("connectors") && kind == "added":
		return "a connector is added"
	case whole("staticTabs") && kind == "added", whole("configurableTabs") && kind == "added":
		return "a tab is added"
	case team && (path == "webApplicationInfo" || strings.HasPrefix(path, "webApplicationInfo.")):
		return "single sign-on of an app for teams changes"
	}
	return ""
}
