package catalog

import (
	"context"

	"teamwright/steps"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Publishing is what putting an edition into the catalogue takes.
type Publishing struct {
	Edition      *Edition
	Registration Registration
	Ledger       Ledger
	Clock        wire.Clock
	Cloud        tenant.Cloud
	TenantID     string
	Door         Door
	// After are the steps that read the applications whose ids the package
	// holds.
	After []steps.ID
	// Gates are the steps none of whose checks may have failed before anything
	// is published.
	Gates []steps.ID
	// Versioned keeps a raised app.version in the answers; may be nil.
	Versioned func(version string) error
	// Published keeps the catalogue's id in the answers, under ids.catalog, or
	// empties that key; may be nil.
	Published func(catalogID string) error
	// Waiting names the rows that have to hold before anybody sees the app and
	// that, as far as is known at this moment, neither pass, nor are skipped,
	// nor were ticked; nil: none.
	Waiting func() []string
}

// Door leads to the catalogue.
type Door struct {
	// Open gives the catalogue. It is not called before the plan is confirmed
	// unless Ready: it may ask a person to sign in.
	Open func(ctx context.Context) (tenant.Catalog, error)
	// Ready says that Open asks nobody.
	Ready func() bool
	// Look gives the catalogue for reading, where nobody has to be asked.
	Look func(ctx context.Context) (tenant.Catalog, bool)
	// AppOnly says that a program is signed in. Microsoft lets only people
	// publish.
	AppOnly bool
	// Shut says that the person goes on without the second sign-in.
	Shut bool
	// As is the name that the browser shows at the second sign-in.
	As string
}

// Registration is the single sign-on application, whose tags tell what was
// published.
type Registration interface {
	// Look reads the application, unless that was done since the last Forget.
	// Before there is one it reads nothing.
	Look(ctx context.Context) error
	// Forget lets the next Look read again.
	Forget()
	// Tags are those that were seen, with what was written since; none while
	// there is no application.
	Tags() []string
	// SetTag puts a tag in the place of all that begin with prefix.
	SetTag(ctx context.Context, prefix, tag string) error
	// DropTag takes away all tags that begin with prefix. Where there is no
	// application, or no such tag, it does nothing.
	DropTag(ctx context.Context, prefix string) error
}

// Ledger is the record of what this machine published; the journal keeps it.
type Ledger interface {
	steps.Journal
	Note(step, key string, detail map[string]string) error
	Facts(step, key string) (facts map[string]string, known bool)
}

// Steps are the step that settles the version, and the one that publishes.
func (p Publishing) Steps() (*Version, *Publish) {
	s := &shelf{Publishing: p}
	return &Version{shelf: s}, &Publish{shelf: s}
}

// impossible says why a program cannot publish in this cloud; empty where it
// can.
func (p Publishing) impossible() string {
	switch {
	case !p.Cloud.Has(tenant.LacksTeams):
		return "this cloud has no Microsoft Teams"
	case !p.Cloud.Has(tenant.LacksCatalog):
		return "this cloud does not let programs publish apps: upload the package by hand"
	}
	return ""
}
