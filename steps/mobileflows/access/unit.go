package access

import "strings"

// Unit is how many of Access's own units of time make a minute: 1 where it
// counts in minutes, 60 where it counts in seconds, 0 where that cannot be told.
type Unit int

// The units.
const (
	UnknownUnit Unit = 0
	Minutes     Unit = 1
	Seconds     Unit = 60
)

// builtIn begins the id of the template of the product's own app, whose times
// are documented: three hours, 90 days, ten days idle. One page of the
// documentation spells the whole id differently.
const builtIn = "greenbox-template"

// UnitOf finds out the unit from the template that every tenant has. Sources
// contradict each other: the reference says minutes, the help of VMware's own
// program says seconds.
func UnitOf(list []Template) Unit {
	for _, t := range list {
		if !strings.HasPrefix(strings.ToLower(t.ID), builtIn) {
			continue
		}
		for _, u := range []Unit{Minutes, Seconds} {
			if t.AccessTTL == 180*int(u) && t.RefreshTTL == 129600*int(u) && (t.IdleTTL == 0 || t.IdleTTL == 14400*int(u)) {
				return u
			}
		}
	}
	return UnknownUnit
}

// String is the unit in words.
func (u Unit) String() string {
	switch u {
	case Minutes:
		return "minutes"
	case Seconds:
		return "seconds"
	}
	return "an unknown unit"
}
