package steps

import "time"

// EventKind says what happened to a step.
type EventKind string

// The kinds of events, in the order in which a step meets them.
const (
	Reading  EventKind = "reading"
	ReadDone EventKind = "read"
	Found    EventKind = "found" // what an interrupted run left behind
	Applying EventKind = "applying"
	Waiting  EventKind = "waiting"
	Applied  EventKind = "applied"
	Failed   EventKind = "failed"
	Held     EventKind = "held" // not done: something it needs was not done
	Moved    EventKind = "moved"
	Checking EventKind = "checking"
	Checked  EventKind = "checked"
)

// Event is one moment of a run, for whoever shows it.
type Event struct {
	Time    time.Time
	Step    ID
	Title   string
	Kind    EventKind
	Text    string
	Results []Result // of Checked
}
