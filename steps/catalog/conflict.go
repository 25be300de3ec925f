package catalog

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"teamwright/steps/tenant"
)

// anyGUID finds the ids in a refusal's words.
var anyGUID = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

// maxNamed bounds how many of the ids that a refusal names are looked up.
const maxNamed = 4

// named looks for the entry that a conflict speaks of: the catalogue names its
// id among others, and an entry can be read by its id long before the list shows
// it. spoken tells whether any id was named.
func (p *Publish) named(ctx context.Context, refusal error) (seen *sighting, spoken bool) {
	var e *tenant.Error
	if !errors.As(refusal, &e) {
		return nil, false
	}
	manifestID := p.Edition.app().Or("")
	tried := map[string]bool{strings.ToLower(manifestID): true}
	for _, id := range anyGUID.FindAllString(e.Message, -1) {
		if id = strings.ToLower(id); tried[id] || len(tried) > maxNamed {
			continue
		}
		tried[id], spoken = true, true
		c, err := p.open(ctx)
		if err != nil {
			return nil, spoken
		}
		app, ok, err := c.CatalogApp(ctx, id)
		if err == nil && ok && strings.EqualFold(app.ManifestID, manifestID) {
			return p.show(&sighting{app, true}), true
		}
	}
	return nil, spoken
}

// show takes over what the catalogue shows.
func (p *Publish) show(g *sighting) *sighting {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen, p.blind, p.fresh = g, nil, true
	return g
}

// tellApart says what a conflict means that no request of ours explains:
// published by somebody else, staged and not approved, or deleted.
func (p *Publish) tellApart(ctx context.Context, refusal error) error {
	seen, err := p.again(ctx)
	spoken := false
	if err != nil || seen == nil || !seen.there {
		seen, spoken = p.named(ctx, refusal)
	}
	switch {
	case seen == nil && spoken:
		return &deletedBefore{refusal}
	case seen == nil:
		return refusal
	case seen.pending() != "":
		if err := p.keep(seen.app.ID); err != nil {
			return errors.Join(refusal, err)
		}
		return &notNow{"the app was submitted before: version " + seen.pending() + " waits for approval, and takes no update before that: " + p.adminPage()}
	}
	if err := p.adopt(seen); err != nil {
		return errors.Join(refusal, err)
	}
	return &notNow{"the catalogue has the app already, version " + seen.highest() + ": it is updated with a version above that"}
}

// deletedBefore is a conflict with an entry that is not there any more: the
// catalogue remembers its id for a while.
type deletedBefore struct{ error }

func (e *deletedBefore) Unwrap() error { return e.error }

func (e *deletedBefore) CureText() string {
	return "the app was deleted from the catalogue a while ago, which still remembers its id, for up to a day: run the same command again later"
}
