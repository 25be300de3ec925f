package assemble

import (
	"cmp"
	"sync"

	"teamwright/steps/application"
	"teamwright/steps/secret"
)

// oneFile is where the secrets of a set-up go. A run that was stopped between
// two of them has left the first one there: the run that goes on from there
// takes the same file for its own and adds the second one.
type oneFile struct {
	secret.Sink
	begun func() string // asked once, before anything is made
}

func newOneFile(w *Work) *oneFile {
	return &oneFile{Sink: w.Sink, begun: sync.OnceValue(func() string { return begunAt(w.App, w.Bot.App()) })}
}

// Ready answers as the sink does, with what is known of the other secret.
func (f *oneFile) Ready(resumed string) error {
	if begun := f.begun(); resumed == "" {
		resumed = begun
	}
	return f.Sink.Ready(resumed)
}

// begunAt is where a hand-over of one of two applications was interrupted, or
// where one has handed over its secret while the other one, which never had any,
// still needs its own. Where the one that needs a secret has handed one over
// before, no run is being gone on with.
func begunAt(a, b *application.Application) string {
	place := cmp.Or(a.Interrupted(), b.Interrupted())
	if place != "" {
		return place
	}
	for app, other := range map[*application.Application]*application.Application{a: b, b: a} {
		if !app.NeedsSecret() {
			continue
		}
		if app.HandedOver() != "" {
			return ""
		}
		place = other.HandedOver()
	}
	return place
}
