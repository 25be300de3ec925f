package entra

import (
	"context"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

// deleted asks, before an application is made, whether deleted ones hold an
// address of the site. The program's own is taken back by itself; what becomes
// of another is a person's decision.
func (p Preflight) deleted() *Deleted {
	d := &Deleted{}
	d.question = &question{id: "entra.deleted", title: "Deleted applications of this site", read: d.read(p), judge: func() finding {
		switch {
		case p.Answers.IDs.App != "":
			return skipped("the answers name the application")
		case d.unread != nil:
			return unseen(d.unread, "look in Entra under App registrations, Deleted applications")
		case len(d.found) == 0:
			return passes("none")
		}
		var names []string
		for _, app := range d.found {
			names = append(names, application.Named(app))
		}
		return finding{
			steps.ToDo, "deleted, and kept by Entra for 30 days: " + strings.Join(names, ", "),
			"run setup on a terminal, which asks whether to restore it, to remove it for good, or to leave it; or do so in Entra under App registrations, Deleted applications; or tick this row to leave it there",
			steps.FromPerson,
		}
	}}
	return d
}

// Deleted is the question about deleted applications, for whoever asks the
// person what is to become of them.
type Deleted struct {
	*question
	found  []tenant.Application
	unread error
}

// Found are the deleted applications that hold an address of the site and that
// nothing takes back by itself.
func (d *Deleted) Found() []tenant.Application { return d.found }

func (d *Deleted) read(p Preflight) func(context.Context) error {
	return func(ctx context.Context) error {
		if p.Answers.IDs.App != "" {
			return nil
		}
		var all []tenant.Application
		all, d.unread = p.Ground.DeletedApplications(ctx, tenant.Key{IdentifierURIPrefix: p.Answers.Addresses().IdentifierPrefix()})
		ours := application.UniqueName(p.Answers.Site, "")
		d.found = slices.DeleteFunc(all, func(app tenant.Application) bool { return app.UniqueName == ours })
		return nil
	}
}
