package tui

import (
	"slices"

	"teamwright/steps"
)

// Section is the part of a plan or of a checklist that is read together.
type Section struct {
	Title string
	Rows  []int // places in the plan or the checklist
}

// PlanSections is a plan in the order in which a person reads it: first what
// would be written, by group; then what cannot be, what is for a person, what
// is as it should be and what is left out. Inside a section the order of the
// steps stays.
func PlanSections(changes []steps.Change) []Section {
	var s sections
	for i, c := range changes {
		if c.Action.Writes() {
			s.add(GroupTitle(c.Step.Group()), i)
		}
	}
	for _, part := range []struct {
		action steps.Action
		title  string
	}{
		{steps.Blocked, "Blocked"},
		{steps.Manual, "By hand"},
		{steps.None, "As it should be"},
		{steps.Skip, "Left out"},
	} {
		for i, c := range changes {
			if c.Action == part.action {
				s.add(part.title, i)
			}
		}
	}
	return s.all
}

// Idle tells whether a change is none: it stands in a plan for completeness.
func Idle(a steps.Action) bool { return a == steps.None || a == steps.Skip }

// RowSections is a checklist in the order in which a person works it off:
// first what failed, what waits for them and what could not be looked at;
// then what passes, by group, and what does not apply.
func RowSections(rows []steps.Result) []Section {
	var s sections
	for _, part := range []struct {
		status steps.Status
		title  string
	}{
		{steps.Fail, "Failed"},
		{steps.ToDo, "For a person"},
		{steps.Unseen, "Could not be looked at"},
	} {
		for i, r := range rows {
			if r.Status == part.status {
				s.add(part.title, i)
			}
		}
	}
	for i, r := range rows {
		if r.Status == steps.Pass {
			s.add(GroupTitle(r.Group), i)
		}
	}
	for i, r := range rows {
		if r.Status == steps.Skipped {
			s.add("Left out", i)
		}
	}
	return s.all
}

// sections puts together what has one title, wherever it stands.
type sections struct{ all []Section }

func (s *sections) add(title string, row int) {
	i := slices.IndexFunc(s.all, func(x Section) bool { return x.Title == title })
	if i < 0 {
		i = len(s.all)
		s.all = append(s.all, Section{Title: title})
	}
	s.all[i].Rows = append(s.all[i].Rows, row)
}
