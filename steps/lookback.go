package steps

import "fmt"

// lookBack tells, for every intent that an earlier run left without outcome,
// what the reads found of it, and closes those that are done.
func (r *Runner) lookBack() {
	if r.Journal == nil {
		return
	}
	for _, s := range r.ordered {
		a := s.About()
		for _, key := range r.Journal.Open(string(a.ID)) {
			c := r.planOf(s)
			text := fmt.Sprintf("an earlier run was stopped here (%s); what is left of it is in the plan", key)
			switch {
			case c.Action == None:
				text = fmt.Sprintf("an earlier run was stopped here (%s); it had been done", key)
				_ = r.Journal.Done(string(a.ID), key, "found done")
			case c.Action == Create:
				text = fmt.Sprintf("an earlier run was stopped here (%s); nothing of it is there", key)
			}
			r.tell(a, Found, text, nil)
		}
	}
}
