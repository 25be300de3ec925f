package plain

import (
	"fmt"
	"time"

	"teamwright/steps"
)

// Event shows what changes: reads and passing checks stay silent, the
// checklist at the end has them.
func (f *Front) Event(e steps.Event) {
	say := func(text string) { f.Say(line(fmt.Sprintf("%s: %s", e.Step, text))) }
	if e.Kind == steps.Waiting && !f.lasts(e) {
		return
	}
	switch e.Kind {
	case steps.Applying:
		say(e.Text + " …")
	case steps.Applied:
		say("done")
	case steps.Failed:
		say("FAILED: " + e.Text)
	case steps.Waiting, steps.Found, steps.Held, steps.Moved:
		say(e.Text)
	}
}

// A wait is worth a line once it lasts, and another one now and then.
const (
	firstWord = 3 * time.Second
	nextWord  = 15 * time.Second
)

// lasts tells whether it is time to say that a step waits.
func (f *Front) lasts(e steps.Event) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	w, known := f.waits[e.Step]
	if !known || e.Time.Sub(w.last) > time.Minute {
		w = pause{since: e.Time}
	}
	w.last = e.Time
	now := e.Time.Sub(w.since) >= firstWord && (w.said.IsZero() || e.Time.Sub(w.said) >= nextWord)
	if now {
		w.said = e.Time
	}
	if f.waits == nil {
		f.waits = map[steps.ID]pause{}
	}
	f.waits[e.Step] = w
	return now
}

// pause is a step that waits for something.
type pause struct{ since, last, said time.Time }
