package tui

import (
	"context"
	"slices"
	"time"

	"teamwright/steps"
	"teamwright/steps/fleet"
	"teamwright/steps/secret"
	"teamwright/steps/tenant/signin"
	"teamwright/tui/pages"
)

// Front shows a job to a person and asks about it.
type Front interface {
	// Asks tells whether somebody is there to answer.
	Asks() bool
	// Banner says once that nothing of what follows is real.
	Banner()
	// Fill walks the pages until the answers are complete and confirmed.
	Fill(ctx context.Context, w *pages.Wizard) error
	// SignIn runs open, which shows codes through Code, and gives the person
	// the means to leave it or to begin it anew.
	SignIn(ctx context.Context, open func(context.Context) error) error
	// Code shows where to sign in and with which code.
	Code(p signin.DevicePrompt)
	// Browse shows what a person needs to sign in with a browser.
	Browse(p signin.BrowserPrompt)
	// Password asks for a secret that comes in from outside.
	Password(ctx context.Context, name string) (secret.Text, error)
	// Account shows who signed in and where, and asks whether that is meant.
	Account(ctx context.Context, a Account) (bool, error)
	// Choose asks for one of several; it returns its index.
	Choose(ctx context.Context, question string, options []string) (int, error)
	// Plan shows what would be done.
	Plan(p steps.Plan)
	// Offer shows a plan that may also be kept for setup --plan.
	Offer(s steps.Saved)
	// Confirm asks whether to go on; the default is no.
	Confirm(ctx context.Context, question string) (bool, error)
	// Event shows one moment of a run.
	Event(e steps.Event)
	// Checklist shows the rows.
	Checklist(rows []steps.Result)
	// Attend goes through the finished rows with a person, who ticks what they
	// have seen. It returns the rows as they are then, and whether the whole
	// run is wanted again.
	Attend(ctx context.Context, e Ending) (again bool, rows []steps.Result, err error)
	// Watch looks at the checklist again and again and shows what changes,
	// until the person leaves or ctx ends. It returns the rows as they were
	// last.
	Watch(ctx context.Context, w Watch) ([]steps.Result, error)
	// Patrol looks at many sites and shows how far it is. Where there is a
	// screen the table stays until the person leaves.
	Patrol(ctx context.Context, p Patrol) fleet.Report
	// Sites shows the sites of a finished report, those of the patrol's table.
	Sites(r fleet.Report, p Patrol)
	// Screen is the sink that shows a secret to the person.
	Screen() secret.Sink
	// Say tells one sentence.
	Say(text string)
	// Close gives the terminal back. What is said afterwards is plain text.
	Close() error
}

// Ending is a run that has ended.
type Ending struct {
	Rows []steps.Result
	Next []string // what comes next, a sentence each
	// Tick keeps that a person has seen a row hold, and gives all rows anew.
	Tick func(row steps.Result) ([]steps.Result, error)
}

// Watch is a checklist that is looked at again and again.
type Watch struct {
	Every time.Duration
	Look  func(ctx context.Context) ([]steps.Result, error)
	// Tick keeps that a person has seen one of these rows hold, and gives all
	// of them anew.
	Tick func(rows []steps.Result) func(row steps.Result) ([]steps.Result, error)
}

// Patrol is a look at many sites.
type Patrol struct {
	Sites  int         // how many
	Order  fleet.Order // of the table, to begin with
	Filter string      // keeps the sites in whose line it occurs; empty: all
	// Look looks at all of them, tells how far it is, one call at a time, and
	// has kept what was found when it returns.
	Look func(ctx context.Context, progress func(fleet.Progress)) fleet.Report
}

// Changed lists the rows of now that are new or no longer as they were before.
func Changed(before, now []steps.Result) []steps.Result {
	was := map[string]steps.Result{}
	for _, r := range before {
		was[r.ID] = r
	}
	return slices.DeleteFunc(slices.Clone(now), func(r steps.Result) bool { return was[r.ID] == r })
}

// Account is who signed in and where.
type Account struct {
	User     string // user principal name, or the client id of an app
	TenantID string
	Tenant   string // the organisation's name, when it could be read
	Expected string // what the answers name
	Roles    []string
}
