package screen

import "teamwright/steps"

// event takes one moment of a run to the screen that shows it: the one of this
// moment, or the one beneath a question. A question stays until it is answered,
// whatever goes on meanwhile.
func (m *model) event(e steps.Event) {
	m.titles[e.Step] = clean(e.Title)
	if over, ok := m.at.(*entrance); ok && over.behind != nil {
		m.at = over.behind
	}
	at := m.at
	question, asked := at.(interface{ beneath() view })
	if asked {
		at = question.beneath()
	}
	switch v := at.(type) {
	case *checklist:
		v.event(e)
		return
	case *reading:
		v.event(e)
		return
	}
	switch {
	case asked:
	case e.Kind == steps.Reading:
		r := newReading(m)
		r.event(e)
		m.at = r
	case e.Kind == steps.Applying: // a sign-in came between the plan and its run
		c := newChecklist(m, m.told)
		c.event(e)
		m.at = c
	}
}
