package catalog

import (
	"context"
	"errors"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// send asks for the publication. Before it does, it notes for the next run what
// it asks for; where an earlier request for another package may still have been
// heard, only the version. After a refusal nothing new is left to look for.
func (p *Publish) send(ctx context.Context, c tenant.Catalog, want, earlier mark, zip []byte) (mark, error) {
	do := p.update
	if want.ID == "" {
		do, want.Made = p.create, true
	}
	asks := want
	if earlier.Version != "" && earlier.Hash != want.Hash {
		asks.Hash, asks.Parts = "", nil
	}
	if err := p.note(factAsked, asks.tag()); err != nil {
		return mark{}, &notAsked{err}
	}
	if err := steps.Stopping(ctx); err != nil {
		return mark{}, &notAsked{errors.Join(err, p.unasked(earlier))}
	}
	there, err := do(ctx, c, want, earlier, zip)
	var e *tenant.Error
	heard := errors.As(err, &e) && e.NothingDone() || errors.Is(err, steps.ErrMoved)
	if _, asked := p.asked(); heard && asked {
		err = errors.Join(err, p.unasked(earlier))
	}
	return there, err
}

// unasked notes that only what an earlier run asked for is still to be looked
// for.
func (p *Publish) unasked(earlier mark) error {
	if earlier.Version == "" {
		return p.note(factAsked, "")
	}
	return p.note(factAsked, earlier.tag())
}

// create publishes the app as a new entry. The catalogue takes a manifest's id
// only once, so a request whose answer was lost can be made again: if it was
// heard, the second is refused as a conflict. earlier is what an interrupted run
// asked for.
func (p *Publish) create(ctx context.Context, c tenant.Catalog, want, earlier mark, zip []byte) (mark, error) {
	for try := 1; ; try++ {
		app, err := c.PublishApp(ctx, zip, p.answers().Publish.Review)
		switch {
		case err == nil:
			want.ID = app.ID
			return want, nil
		case tenant.Is(err, tenant.Lost):
			seen, lookErr := p.await(ctx, lookAgain, want.Version)
			if _, ok := seen.has(want.Version); ok && lookErr == nil {
				want.ID = seen.app.ID
				return want, nil
			}
			if try == 2 || steps.Stopping(ctx) != nil {
				return mark{}, err
			}
		case tenant.Is(err, tenant.Conflict) && try > 1:
			return p.identified(ctx, want, err), nil
		case tenant.Is(err, tenant.Conflict) && earlier.Version != "":
			return p.took(ctx, p.identified(ctx, earlier, err), want)
		case tenant.Is(err, tenant.Conflict):
			return mark{}, p.tellApart(ctx, err)
		default:
			return mark{}, err
		}
	}
}

// identified is the mark with the id of the entry that a conflict speaks of.
// Where it names none, the id shows once the catalogue lists the app.
func (p *Publish) identified(ctx context.Context, m mark, conflict error) mark {
	if seen, _ := p.named(ctx, conflict); seen != nil {
		m.ID = seen.app.ID
	}
	return m
}

// update gives the entry a new version. An entry takes a version only once, so
// what holds for create holds here.
func (p *Publish) update(ctx context.Context, c tenant.Catalog, want, earlier mark, zip []byte) (mark, error) {
	for try := 1; ; try++ {
		err := c.UpdateApp(ctx, want.ID, zip, p.answers().Publish.Review)
		switch {
		case err == nil:
			return want, nil
		case tenant.Is(err, tenant.Lost):
			seen, lookErr := p.await(ctx, lookAgain, want.Version)
			if _, ok := seen.has(want.Version); ok && lookErr == nil {
				return want, nil
			}
			if try == 2 || steps.Stopping(ctx) != nil {
				return mark{}, err
			}
		case tenant.Is(err, tenant.Conflict) && try > 1:
			return want, nil
		case tenant.Is(err, tenant.Conflict) && earlier.Version == want.Version:
			earlier.ID = want.ID
			return p.took(ctx, earlier, want)
		case tenant.Is(err, tenant.Conflict):
			return mark{}, p.tellApart(ctx, err)
		case tenant.Is(err, tenant.NotFound):
			return mark{}, p.missing(want.ID)
		default:
			return mark{}, err
		}
	}
}
