package steps

// Plan is what a run would change, in the order of the steps.
type Plan struct {
	Format    int      `json:"format"`
	Rehearsal bool     `json:"rehearsal"`
	Changes   []Change `json:"changes"`
}

// Empty tells whether nothing would be written.
func (p Plan) Empty() bool { return p.Writes() == 0 }

// Writes counts the changes that write something.
func (p Plan) Writes() int {
	n := 0
	for _, c := range p.Changes {
		if c.Action.Writes() {
			n++
		}
	}
	return n
}

// Of is the change of one step; ok is false when the plan has none.
func (p Plan) Of(id ID) (c Change, ok bool) {
	for _, c := range p.Changes {
		if c.Step == id {
			return c, true
		}
	}
	return Change{}, false
}

// Blocked lists the changes that cannot be planned.
func (p Plan) Blocked() []Change {
	var out []Change
	for _, c := range p.Changes {
		if c.Action == Blocked {
			out = append(out, c)
		}
	}
	return out
}
