package catalog

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"teamwright/steps"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Apply puts the package of this edition into the catalogue and notes it.
func (p *Publish) Apply(ctx context.Context, _ steps.Change) error {
	pkg, by, err := p.Edition.build()
	if err == nil && by != "" {
		err = errNoApp
	}
	if err != nil {
		return &notAsked{err}
	}
	before, marked := p.published()
	if p.holds(before, marked) {
		return p.remember(ctx, p.located(before))
	}
	zip, err := pkg.Zip()
	if err != nil {
		return &notAsked{err}
	}
	want := markOf(pkg, p.answers(), p.Edition.bot().Or(standIn), p.Edition.version(), before, p.Clock.Now())
	want.ID = p.entryID()
	p.why = p.Edition.consent(before, pkg)
	there, err := p.put(ctx, want, before, marked, zip)
	if err != nil {
		return err
	}
	return p.remember(ctx, there)
}

// notAsked is an error from before any request that could have published: there
// is nothing to look for.
type notAsked struct{ error }

func (e *notAsked) Unwrap() error   { return e.error }
func (*notAsked) NothingDone() bool { return true }

// CureText passes on what the cause advises, a refused sign-in too.
func (e *notAsked) CureText() string {
	var cured steps.Cured
	if errors.As(e.error, &cured) {
		return cured.CureText()
	}
	var advice interface{ Advice() (code, cure string) }
	if errors.As(e.error, &advice) {
		_, cure := advice.Advice()
		return cure
	}
	return ""
}

// notNow is what the catalogue showed before the first request: it is not the
// state that the plan was made for.
type notNow struct{ text string }

func (e *notNow) Error() string { return e.text }
func (*notNow) Unwrap() error   { return steps.ErrMoved }

// put sends the package, unless the catalogue shows that this is not the moment,
// or that an interrupted run has done it. It returns what is there then.
func (p *Publish) put(ctx context.Context, want, before mark, marked bool, zip []byte) (mark, error) {
	c, err := p.open(ctx)
	if err != nil {
		return mark{}, &notAsked{err}
	}
	asked, asking := p.asked()
	var seen *sighting
	// Nobody can have published an app under an id that this run has made.
	if !p.newborn || asking || marked || want.ID != "" {
		if seen, err = p.search(ctx, asked, asking); err != nil {
			return mark{}, &notAsked{err}
		}
	}
	if _, done := seen.has(asked.Version); done && asking {
		asked.ID = seen.app.ID
		return p.took(ctx, asked, want)
	}
	if _, ours := seen.has(before.Version); ours && marked {
		want.ID = seen.app.ID
	}
	if err := p.timely(seen, want, marked); err != nil {
		return mark{}, err
	}
	return p.send(ctx, c, want, asked, zip)
}

// took is the mark of what an interrupted run put there. Where another package
// is wanted by now, that is all there is for this time.
func (p *Publish) took(ctx context.Context, asked, want mark) (mark, error) {
	if asked.Hash == want.Hash && asked.Version == want.Version {
		return asked, nil
	}
	if err := p.remember(ctx, asked); err != nil {
		return mark{}, err
	}
	return mark{}, &notNow{"an interrupted run had published version " + asked.Version + ", and the answers have changed since"}
}

// search looks the app up. After an interrupted run it looks several times: the
// catalogue shows what it took with delay.
func (p *Publish) search(ctx context.Context, asked mark, asking bool) (*sighting, error) {
	tries := 1
	if asking {
		tries = lookAgain
	}
	return p.await(ctx, tries, asked.Version)
}

// lookAgain is how many looks it takes to believe that a request, whose answer
// nobody heard, put nothing there that shows already.
const lookAgain = 5

// await looks until the catalogue shows a version, or often enough.
func (p *Publish) await(ctx context.Context, tries int, version string) (*sighting, error) {
	begun := p.Clock.Now()
	for try := 1; ; try++ {
		seen, err := p.again(ctx)
		if _, shows := seen.has(version); err != nil || shows || try >= tries {
			return seen, err
		}
		pause := p.Clock.Pause(try)
		wire.Report(ctx, wire.Wait{What: "Teams is taking the app into its catalogue", Try: try, Elapsed: p.Clock.Now().Sub(begun), Next: pause})
		if p.Clock.Sleep(ctx, pause) != nil || steps.Stopping(ctx) != nil {
			return seen, nil
		}
	}
}

// timely tells whether the catalogue is as the plan takes it to be.
func (p *Publish) timely(seen *sighting, want mark, marked bool) error {
	switch {
	case want.ID != "" && (seen == nil || !seen.there):
		return p.missing(want.ID)
	case want.ID == "" && seen != nil && seen.there:
		// Somebody else put it there; the next plan is an update.
		if err := p.adopt(seen); err != nil {
			return &notAsked{err}
		}
		return &notNow{fmt.Sprintf("the catalogue has the app already, version %s, catalogue id %s: it is updated, not published anew", seen.highest(), seen.app.ID)}
	case want.ID == "" && marked:
		return &notNow{"the app was published, but the catalogue does not list it yet, which can take a day: its id is not known, and nothing is published twice"}
	case seen.pending() != "":
		return &notNow{"version " + seen.pending() + " still waits for approval, and takes no update before that: " + p.adminPage()}
	case seen.highest() != "" && !rises(seen.highest(), want.Version):
		if err := p.adopt(seen); err != nil {
			return &notAsked{err}
		}
		return &notNow{"the catalogue has version " + seen.highest() + " already: the version is raised above it"}
	}
	return nil
}

// adopt remembers an entry whose content is not known.
func (p *Publish) adopt(seen *sighting) error {
	m := mark{Version: seen.highest(), ID: seen.app.ID}
	if m.Version == "" {
		m.Version = "0.0.0"
	}
	if err := p.note(factMark, m.tag()); err != nil {
		return err
	}
	return p.keep(m.ID)
}

// missing is what there is to say of an entry that is not there any more.
func (p *Publish) missing(id string) error {
	if p.recent() {
		return &notNow{"the catalogue does not show its entry " + id + " of this day yet"}
	}
	if err := p.note(factGone, id); err != nil {
		return &notAsked{err}
	}
	return &notNow{"the catalogue has no entry " + id + ": somebody deleted it"}
}

// remember notes what was published: here, in the answers, and on the
// application for every other machine.
func (p *Publish) remember(ctx context.Context, m mark) error {
	if err := p.note(factMark, m.tag()); err != nil {
		return err
	}
	if err := p.keep(m.ID); err != nil {
		return fmt.Errorf("keep ids.catalog in the answers: %w", err)
	}
	if err := p.note(factAsked, ""); err != nil {
		return err
	}
	p.done = m
	if tag, found := p.tagged(); found && tag.tag() == m.tag() {
		return nil
	}
	var beside sync.WaitGroup
	if p.atHand() {
		beside.Go(func() { _, _ = p.again(ctx) }) // what became of it; the check looks again where it must
	}
	err := p.Registration.SetTag(ctx, markTag, m.tag())
	beside.Wait()
	if tenant.Is(err, tenant.Denied) {
		// Who may publish need not be one who may change applications.
		return p.note(factUntagged, m.tag())
	}
	if err != nil {
		return err
	}
	return p.tagWritten(m)
}
