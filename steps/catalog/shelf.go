package catalog

import (
	"context"
	"sync"

	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// shelf is what is known of the app in the catalogue: from the application's
// tags, from this machine's ledger, and from the catalogue itself where nobody
// has to sign in for it. The steps of one [Publishing] share it.
type shelf struct {
	Publishing

	deciding sync.Once
	own      tenant.Catalog // by the sign-in of this run, for looking; nil: none

	looking sync.Mutex // one look at a time
	mu      sync.Mutex // guards what follows
	fresh   bool
	opened  tenant.Catalog
	seen    *sighting
	blind   error  // why the catalogue could not be looked at
	keptID  string // put into the answers in this run
	emptied bool   // the answers' id was taken out in this run
}

// sighting is what the catalogue showed of the app.
type sighting struct {
	app   tenant.CatalogApp
	there bool
}

// look reads what the application tells, and the catalogue where it is at hand.
func (s *shelf) look(ctx context.Context) error {
	if err := s.Registration.Look(ctx); err != nil {
		return err
	}
	if !s.answers().Publish.Enabled {
		return nil
	}
	return s.glance(ctx)
}

// glance looks the app up where nobody has to be asked for it. Where this
// sign-in may not, the tags alone tell.
func (s *shelf) glance(ctx context.Context) error {
	if s.isFresh() || s.looker(ctx) == nil {
		return nil
	}
	_, err := s.again(ctx)
	if tenant.Is(err, tenant.Denied) {
		return nil
	}
	return err
}

// looker gives the catalogue for looking; nil where somebody would have to be
// asked. The first look decides: a later sign-in is for those who need it.
func (s *shelf) looker(ctx context.Context) tenant.Catalog {
	s.deciding.Do(func() {
		if c, ok := s.Door.Look(ctx); ok {
			s.own = c
		}
	})
	return s.own
}

// visible tells whether the catalogue could be looked at in this run.
func (s *shelf) visible(ctx context.Context) bool {
	own := s.looker(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	return (own != nil || s.opened != nil) && !tenant.Is(s.blind, tenant.Denied)
}

func (s *shelf) isFresh() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fresh
}

// atHand tells whether the catalogue can be written to without asking a person.
func (s *shelf) atHand() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened != nil || s.Door.Ready()
}

// forget lets the next look read again.
func (s *shelf) forget() {
	s.mu.Lock()
	s.fresh = false
	s.mu.Unlock()
	s.Registration.Forget()
}

// open makes the catalogue be at hand; a person may be asked for it, once.
func (s *shelf) open(ctx context.Context) (tenant.Catalog, error) {
	s.mu.Lock()
	opened := s.opened
	s.mu.Unlock()
	if opened != nil {
		return opened, nil
	}
	c, err := s.Door.Open(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opened = c
	return c, nil
}

// reading gives the catalogue for looking, a person being asked at the worst.
func (s *shelf) reading(ctx context.Context) (tenant.Catalog, error) {
	s.mu.Lock()
	opened := s.opened
	s.mu.Unlock()
	if own := s.looker(ctx); opened == nil && own != nil {
		return own, nil
	}
	return s.open(ctx)
}

// signIn has the person sign in where that takes a sign-in of its own.
func (s *shelf) signIn(ctx context.Context) error {
	_, err := s.open(ctx)
	return err
}

// again looks the app up anew and tells what the catalogue shows; nil when
// nothing.
func (s *shelf) again(ctx context.Context) (*sighting, error) {
	s.looking.Lock()
	defer s.looking.Unlock()
	c, err := s.reading(ctx)
	if err != nil {
		return nil, err
	}
	one, err := s.find(ctx, c)
	if err != nil {
		one = nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen, s.blind, s.fresh = one, err, true
	return one, err
}

// find reads the entry by its id where one is known. Without, it looks into the
// list, where an empty answer says nothing: then nothing was seen.
func (s *shelf) find(ctx context.Context, c tenant.Catalog) (*sighting, error) {
	id := s.knownID()
	if id != "" {
		app, ok, err := c.CatalogApp(ctx, id)
		if err != nil || ok || !s.confirmedGone(id) {
			return &sighting{app, ok}, err
		}
	}
	manifestID, known := s.Edition.app().Get()
	if !known {
		return nil, nil
	}
	list, err := c.FindCatalogApps(ctx, manifestID)
	if err != nil {
		return nil, err
	}
	for _, listed := range list {
		// The list also shows for a day what was taken out.
		app, ok, err := c.CatalogApp(ctx, listed.ID)
		if err != nil || ok {
			return &sighting{app, ok}, err
		}
	}
	if id != "" {
		return &sighting{}, nil
	}
	return nil, nil
}

// sight is what the catalogue showed last; nil when it was not looked at or
// showed nothing.
func (s *shelf) sight() *sighting {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// has tells whether the entry has a version, and in which state.
func (g *sighting) has(version string) (state string, ok bool) {
	if g == nil || !g.there {
		return "", false
	}
	for _, d := range g.app.Definitions {
		if d.Version == version {
			return d.State, true
		}
	}
	return "", false
}

// highest is the highest version of the entry; "" when there is none.
func (g *sighting) highest() string {
	if g == nil || !g.there {
		return ""
	}
	top := ""
	for _, d := range g.app.Definitions {
		if versionForm.MatchString(d.Version) && (top == "" || rises(top, d.Version)) {
			top = d.Version
		}
	}
	return top
}

// pending is a version that waits for approval; "" when none does.
func (g *sighting) pending() string {
	if g == nil || !g.there {
		return ""
	}
	for _, d := range g.app.Definitions {
		if d.State == tenant.StateSubmitted {
			return d.Version
		}
	}
	return ""
}

func (s *shelf) answers() answers.Answers { return s.Edition.answers }
