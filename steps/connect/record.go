package connect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"teamwright/steps"
)

// gift is one thing that the server gives a client, of a record there.
type gift struct {
	title string // as Totara's page names it
	flag  string // the column of a box to tick; empty: another kind
	on    bool
}

// gifts are the boxes of the client's page on the server.
func (p *pair) gifts() []gift {
	g := p.given.Given
	return []gift{
		{"Sync custom profile fields", "syncprofilefields", g.SyncProfileFields},
		{"Sync job assignments", "syncjobs", g.SyncJobs},
		{"Add new courses", "addnewcourses", g.AddNewCourses},
		{"Add new audiences", "addnewcohorts", g.AddNewAudiences},
		{"Allow plugin service requests", "allowpluginsepservices", g.AllowPluginServices},
	}
}

// list is a list of the client's page on the server.
type list struct {
	title string
	name  string // of the script's argument
	kind  string // of what is looked for
	refs  []string
	has   func(clientRow) []int
}

func (p *pair) lists() []list {
	return []list{
		{"Synchronised audiences", "cohorts", "audiences", p.given.Given.Audiences, func(r clientRow) []int { return r.Cohorts }},
		{"Synchronised courses", "courses", "courses", p.given.Given.Courses, func(r clientRow) []int { return r.Courses }},
		{"Sync position frameworks", "positions", "positions", p.given.Given.PositionFrameworks, func(r clientRow) []int { return r.Positions }},
		{"Sync organisation frameworks", "organisations", "organisations", p.given.Given.OrganisationFrameworks, func(r clientRow) []int { return r.Organisations }},
	}
}

// wanted is the record that the answers ask for: the fields that differ from
// what is there, the script's arguments for it, and what is left alone.
type wanted struct {
	fields []steps.Field
	args   map[string]any
	kept   []string
}

// record compares the answers with what the server keeps. now is nil for a
// client that it does not have yet.
func (p *pair) record(l *look, now *clientRow) (wanted, error) {
	w := wanted{args: map[string]any{}}
	fresh := now == nil
	if fresh {
		now = &clientRow{}
	}
	g := p.given.Given
	w.text("name", now.Name, g.Name, g.Name != "")
	w.text("comment", now.Comment, g.Comment, g.Comment != "")
	flags := map[string]int{}
	for _, b := range p.gifts() {
		want := 0
		if b.on {
			want = 1
		}
		if now.Flags[b.flag] != want {
			w.fields = append(w.fields, steps.Field{Path: "client." + b.flag, From: now.Flags[b.flag], To: want})
			flags[b.flag] = want
		}
	}
	if len(flags) > 0 {
		w.args["flags"] = flags
	}
	if err := p.audience(&w, l, now); err != nil {
		return w, err
	}
	for _, one := range p.lists() {
		if err := w.add(one, l, one.has(*now)); err != nil {
			return w, err
		}
	}
	return w, nil
}

// text compares one text.
func (w *wanted) text(name, now, want string, asked bool) {
	if asked && now != want {
		w.fields = append(w.fields, steps.Field{Path: "client." + name, From: orNothing(now), To: want})
		w.args[name] = want
	}
}

// audience compares whose accounts the client takes. An audience that somebody
// chose stays where the answers name none: everybody is a great deal more.
func (p *pair) audience(w *wanted, l *look, now *clientRow) error {
	ref := p.given.Given.Audience
	if ref == "" {
		if now.Audience != 0 {
			w.kept = append(w.kept, fmt.Sprintf("the restriction to the audience with the id %d, because the answers name none", now.Audience))
		}
		return nil
	}
	found, err := pick(l, "audiences", ref)
	if err != nil {
		return err
	}
	if !found.System {
		return &trouble{fmt.Sprintf("the audience %q belongs to a category, and a client can only be restricted to an audience of the whole site", ref), "name a system audience"}
	}
	if found.ID != now.Audience {
		w.fields = append(w.fields, steps.Field{Path: "client.audience", From: number(now.Audience), To: labelled(found)})
		w.args["audience"] = found.ID
	}
	return nil
}

// add compares one list. What is there stays.
func (w *wanted) add(one list, l *look, now []int) error {
	var all, more []int
	var names []string
	for _, ref := range one.refs {
		found, err := pick(l, one.kind, ref)
		if err != nil {
			return err
		}
		all = append(all, found.ID)
		if !slices.Contains(now, found.ID) && !slices.Contains(more, found.ID) {
			more = append(more, found.ID)
			names = append(names, labelled(found))
		}
	}
	extra := 0
	for _, id := range now {
		if !slices.Contains(all, id) {
			extra++
		}
	}
	if extra > 0 {
		w.kept = append(w.kept, fmt.Sprintf("%s: %d that the answers do not name", one.title, extra))
	}
	if len(more) > 0 {
		w.fields = append(w.fields, steps.Field{Path: "client." + one.name, From: nil, To: names})
		w.args[one.name] = append(slices.Clone(now), more...)
	}
	return nil
}

// pick is the one thing that a name, an id number or an id leads to.
func pick(l *look, kind, ref string) (thing, error) {
	all := l.Found[kind][ref]
	words := strings.TrimSuffix(kind, "s")
	if kind == "positions" || kind == "organisations" {
		words += " framework"
	}
	byName := slices.DeleteFunc(slices.Clone(all), func(t thing) bool { return t.Name != ref && t.IDNumber != ref })
	switch {
	case len(byName) == 1:
		return byName[0], nil
	case len(all) == 0:
		return thing{}, &trouble{fmt.Sprintf("the server has no %s %q", words, ref), "write its name, its id number or its id as the server shows them"}
	case len(all) == 1:
		return all[0], nil
	}
	var ids []string
	for _, t := range all {
		ids = append(ids, strconv.Itoa(t.ID))
	}
	return thing{}, &trouble{fmt.Sprintf("the server has several %ss %q", words, ref), "write the id of the one that is meant: " + strings.Join(ids, ", ")}
}

// labelled is a thing in a plan.
func labelled(t thing) string { return fmt.Sprintf("%s (id %d)", plain(t.Name), t.ID) }

// number is an id, or nothing.
func number(id int) any {
	if id == 0 {
		return nil
	}
	return id
}
