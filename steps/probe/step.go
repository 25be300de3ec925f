package probe

import (
	"context"
	"net/url"
	"strings"

	"teamwright/steps"
	"teamwright/steps/wire"
)

// Options say what is looked at.
type Options struct {
	// Site is the site's address; TabConfig and BotEndpoint are its pages for
	// Teams.
	Site, TabConfig, BotEndpoint string
	// Privacy and Terms are the publisher's pages; those of the site itself
	// are not looked at twice.
	Privacy, Terms string
	// Bot says that Microsoft has to reach the site.
	Bot bool
	// Ancestors are the origins in which the site is shown; see [Ancestors].
	Ancestors []string
	// Skip says why nothing is looked at; empty: it is.
	Skip    string
	Network Network
	Clock   wire.Clock
	// After are the steps behind which the site is as it shall be.
	After []steps.ID
}

// Step looks at a site from outside. It changes nothing.
type Step struct {
	o Options
	c *client
}

// New is the step for one site.
func New(o Options) *Step {
	var named []string
	for _, address := range []string{o.Site, o.Privacy, o.Terms} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			named = append(named, u.Hostname())
		}
	}
	return &Step{o: o, c: newClient(o.Network, named)}
}

// About says that the site is looked at last.
func (s *Step) About() steps.About {
	return steps.About{ID: "totara.probes", Title: "The site from outside", Needs: s.o.After}
}

// Read looks at nothing: what was written has to be seen afterwards.
func (s *Step) Read(context.Context) error { return nil }

// Plan changes nothing.
func (s *Step) Plan() steps.Change {
	if s.o.Skip != "" {
		return steps.Change{Action: steps.Skip, Summary: s.o.Skip}
	}
	return steps.Change{Action: steps.None, Summary: "the site is looked at from outside"}
}

// Apply is never called: nothing is planned.
func (s *Step) Apply(context.Context, steps.Change) error { return nil }

// Check looks.
func (s *Step) Check(ctx context.Context) []steps.Result {
	l := &look{Step: s}
	defer s.c.http.CloseIdleConnections()
	l.address(ctx)
	if l.site(ctx) {
		l.tab(ctx)
		l.bot(ctx)
	}
	l.publisher(ctx, "privacy", "Privacy policy page", s.o.Privacy)
	l.publisher(ctx, "terms", "Terms of use page", s.o.Terms)
	return l.rows
}

// look is one round of probes.
type look struct {
	*Step
	rows []steps.Result
}

func (l *look) row(id, title string, status steps.Status, detail, fix string) {
	if status == steps.Pass || status == steps.Skipped {
		fix = ""
	}
	l.rows = append(l.rows, steps.Result{
		ID: "probe." + id, Group: "probe", Title: title, Status: status, Detail: detail, Fix: fix, Source: steps.FromProbe,
	})
}

// ofSite tells whether a page is the site's own.
func (l *look) ofSite(address string) bool {
	return address == "" || address == l.o.Site || strings.HasPrefix(address, l.o.Site+"/")
}
