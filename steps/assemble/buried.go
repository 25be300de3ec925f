package assemble

import (
	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

// Buried is a deleted application of somebody else's that stands in the way of
// the set-up, or that it hangs on: a person decides what becomes of it.
type Buried struct {
	App tenant.Application
	// Why is what it has to do with the site, such as "It holds an address of
	// this site".
	Why string
	// Needed says that the answers name it: without it nothing goes on.
	Needed bool

	group steps.ID
	key   string // of the answers, for its client id
}

// Buried are the deleted applications to ask about. What a person has ticked to
// be left there is not asked again.
func (w *Work) Buried() []Buried {
	var out []Buried
	for _, app := range w.App.Buried() {
		out = append(out, Buried{App: app, Why: "It is the application that ids.app in the answers names", Needed: true, group: "entra", key: "ids.app"})
	}
	for _, app := range w.Bot.App().Buried() {
		out = append(out, Buried{App: app, Why: "It is the application of the bot", Needed: true, group: "bot", key: "ids.bot"})
	}
	if _, known := w.App.AppID().Get(); known || len(w.App.Candidates()) > 0 {
		return out
	}
	if tick, ok := w.job.Answers.Confirmed[string(w.deleted.About().ID)]; ok && !tick.Stale(w.job.Clock.Now()) {
		return out
	}
	for _, app := range w.deleted.Found() {
		out = append(out, Buried{App: app, Why: "It holds an address of this site", group: "entra", key: "ids.app"})
	}
	return out
}

// Restore takes a deleted application back: it is the site's from then on, and
// the answers say so.
func (w *Work) Restore(b Buried) steps.Step {
	return application.NewRecovery(b.App, b.group, w.job.env(b.key))
}

// Purge removes a deleted application for good.
func (w *Work) Purge(b Buried) steps.Step {
	return application.NewPurge(b.App, b.group, w.job.env(b.key), w.job.Session.Purger)
}
