package mobileflows

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Removal takes one thing back. It is a step, so that it is planned, journaled,
// done once and checked like any other.
type Removal struct {
	// Name names it for a person who chooses by name, such as
	// "app:2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f".
	Name string
	// What says what would be removed, Ends what comes of that.
	What, Ends string
	// Irreversible says that nobody can bring it back; ask twice.
	Irreversible bool
	// With names what goes with it.
	With []string

	after []steps.ID
	from  steps.Source
	clock wire.Clock
	note  func() error // keeps where to look for it later; may be nil
	there func(context.Context) (bool, error)
	away  func(context.Context) error

	seen  bool
	wrote bool
}

// id is the step of a removal.
func removalID(name string) steps.ID {
	return group + ".remove." + steps.ID(strings.ReplaceAll(name, ":", "."))
}

// Question asks a person whether to remove it.
func (r *Removal) Question() string { return "Remove " + r.What + "? " + sentence(r.Ends) + "." }

// About puts what hangs on a thing before the thing.
func (r *Removal) About() steps.About {
	return steps.About{ID: removalID(r.Name), Title: "Remove " + r.Name, Needs: r.after}
}

// Read looks whether it is still there.
func (r *Removal) Read(ctx context.Context) error {
	var err error
	r.seen, err = r.there(ctx)
	return err
}

// Plan removes what is there.
func (r *Removal) Plan() steps.Change {
	if !r.seen {
		return steps.Change{Action: steps.None, Summary: "it is gone: " + r.What}
	}
	return steps.Change{Action: steps.Delete, Summary: "remove " + r.What + "; " + r.Ends, Key: r.Name, Fields: []steps.Field{{Path: r.Name, From: "there"}}}
}

// Apply removes it.
func (r *Removal) Apply(ctx context.Context, _ steps.Change) error {
	if r.note != nil {
		if err := r.note(); err != nil {
			return err
		}
	}
	r.wrote = true
	return r.away(ctx)
}

// lookPatience bounds how long a removed thing may still show.
const lookPatience = 120 * time.Second

// Check looks until it is gone twice in a row: Entra answers from copies that
// lag behind.
func (r *Removal) Check(ctx context.Context) []steps.Result {
	row := steps.Result{ID: string(removalID(r.Name)), Group: string(group), Title: "Remove " + r.Name, Source: r.from}
	if !r.wrote && r.seen {
		row.Status, row.Detail, row.Fix = steps.ToDo, "still there", "run mobileflows audit and remove it"
		return []steps.Result{row}
	}
	begun := r.clock.Now()
	for try, gone := 1, 0; gone < 2; try++ {
		there, err := r.there(ctx)
		switch {
		case err != nil:
			row.Status, row.Detail, row.Fix = steps.Unseen, "removed, but not seen yet: "+err.Error(), "run mobileflows audit in some minutes"
			return []steps.Result{row}
		case !there:
			gone++
			continue
		}
		gone = 0
		pause, elapsed := r.clock.Pause(try), r.clock.Now().Sub(begun)
		if elapsed+pause > lookPatience || r.clock.Sleep(ctx, pause) != nil {
			row.Status, row.Detail, row.Fix = steps.Unseen, "removed, but it still shows", "run mobileflows audit in some minutes: Entra may still be copying the change"
			return []steps.Result{row}
		}
	}
	row.Status, row.Detail = steps.Pass, "gone"
	return []steps.Result{row}
}

// Removals are what a person may take back, in the order in which that is wise:
// consents and secrets before their application, devices before their template.
func (a *Audit) Removals() []*Removal {
	var out []*Removal
	for _, r := range a.registrations {
		out = append(out, a.removalsOf(r)...)
	}
	return append(out, a.removalsInAccess()...)
}

func (a *Audit) removalsOf(r registration) []*Removal {
	dir, app := a.job.Directory, r.app
	name := fmt.Sprintf("%q (client id %s)", tenant.Plain(app.DisplayName, 60), app.AppID)
	var out []*Removal
	var before []steps.ID
	var with []string
	add := func(m *Removal) {
		m.clock, m.from = a.job.Clock, steps.FromGraph
		m.note = func() error {
			return a.job.Ledger.Note(string(removalID(m.Name)), m.Name, map[string]string{factApp: app.AppID})
		}
		before, with = append(before, removalID(m.Name)), append(with, m.Name)
		out = append(out, m)
	}
	for _, g := range r.grants {
		add(&Removal{
			Name: "consent:" + g.ID, What: "the consent of " + name + " to " + tenant.Plain(strings.Join(g.Scopes, ", "), 300), Ends: "it can be given again",
			there: func(ctx context.Context) (bool, error) {
				list, err := dir.Grants(ctx, g.ClientID, g.ResourceID)
				return slices.ContainsFunc(list, func(x tenant.Grant) bool { return x.ID == g.ID }), err
			},
			away: func(ctx context.Context) error { return a.remove.DeleteGrant(ctx, g.ID) },
		})
	}
	for _, p := range app.Passwords {
		add(&Removal{
			Name: "secret:" + p.KeyID, Irreversible: true,
			What: fmt.Sprintf("the secret %q of %s, valid until %s", tenant.Plain(p.Name, 60), name, p.End.Format(time.DateOnly)),
			Ends: "whoever uses it stops working",
			there: func(ctx context.Context) (bool, error) {
				seen, ok, err := dir.ApplicationByAppID(ctx, app.AppID)
				return ok && slices.ContainsFunc(seen.Passwords, func(x tenant.Password) bool { return x.KeyID == p.KeyID }), err
			},
			away: func(ctx context.Context) error { return dir.RemovePassword(ctx, app.ObjectID, p.KeyID) },
		})
	}
	if len(r.leads) > 0 {
		// Without them an audit no longer finds the application.
		m := a.withoutRedirects(r, name)
		m.after = slices.Clone(before)
		add(m)
	}
	ends := "Entra keeps it for 30 days, in which it can be restored"
	if r.ours && a.job.Answers.MobileFlows.Enabled {
		ends = "it is the one in use, and Mobile Flows ends with it; " + ends
	}
	last := &Removal{
		Name: "app:" + app.AppID, What: "the application " + name + " with all its secrets and consents", Ends: ends,
		after: slices.Clone(before), With: slices.Clone(with),
		there: func(ctx context.Context) (bool, error) { return a.shows(ctx, r) },
		away:  func(ctx context.Context) error { return a.remove.DeleteApplication(ctx, app.ObjectID) },
	}
	add(last)
	return out
}

// withoutRedirects takes away where an application leads, and leaves it else as it
// is.
func (a *Audit) withoutRedirects(r registration, name string) *Removal {
	dir := a.job.Directory
	look := func(ctx context.Context) (leads, others []string, err error) {
		app, ok, err := dir.ApplicationByAppID(ctx, r.app.AppID)
		if err != nil || !ok {
			return nil, nil, err
		}
		leads, others = a.leads(app)
		return leads, others, nil
	}
	return &Removal{
		Name: "redirect:" + r.app.AppID, What: "from " + name + " only where it leads, " + strings.Join(r.leads, ", "), Ends: "it can be entered again",
		there: func(ctx context.Context) (bool, error) {
			leads, _, err := look(ctx)
			return len(leads) > 0, err
		},
		away: func(ctx context.Context) error {
			leads, others, err := look(ctx)
			if err != nil || len(leads) == 0 {
				return err
			}
			if others == nil {
				others = []string{}
			}
			return dir.UpdateApplication(ctx, r.app.ObjectID, tenant.ApplicationPatch{RedirectURIs: &others})
		},
	}
}

// shows tells whether a registration can still be seen. It is looked for by
// where it leads: asked for by its client id, a young one that is gone looks
// like one that a copy has not heard of yet.
func (a *Audit) shows(ctx context.Context, r registration) (bool, error) {
	if len(r.leads) == 0 {
		_, ok, err := a.job.Directory.ApplicationByAppID(ctx, r.app.AppID)
		return ok, err
	}
	list, err := a.job.Directory.FindApplications(ctx, tenant.Key{RedirectURI: r.leads[0]})
	return slices.ContainsFunc(list, func(x tenant.Application) bool { return x.AppID == r.app.AppID }), err
}

func (a *Audit) removalsInAccess() []*Removal {
	var out []*Removal
	devices := steps.ID("")
	if n := len(a.clients); n > 0 {
		m := &Removal{
			Name: "devices:" + TemplateID, Irreversible: true,
			What:  fmt.Sprintf("the clients of the template %s, %d in all, one for each device of a person", TemplateID, n),
			Ends:  "each person has to sign in again, if ever",
			clock: a.job.Clock, from: steps.FromProbe,
			there: func(ctx context.Context) (bool, error) {
				list, err := a.job.Access.Clients(ctx, TemplateID)
				return len(list) > 0, err
			},
			away: a.removeClients,
		}
		devices = removalID(m.Name)
		out = append(out, m)
	}
	if a.found {
		out = append(out, &Removal{
			Name: "template:" + TemplateID, Irreversible: true,
			What: "the OAuth template " + TemplateID + " in Access", Ends: "all its tokens end",
			after: []steps.ID{devices}, clock: a.job.Clock, from: steps.FromProbe,
			there: func(ctx context.Context) (bool, error) {
				_, ok, err := a.job.Access.Template(ctx, TemplateID)
				return ok, err
			},
			away: func(ctx context.Context) error { return a.job.Access.DeleteTemplate(ctx, TemplateID) },
		})
	}
	return out
}

// removeClients removes those devices that were shown, and no other that came
// since.
func (a *Audit) removeClients(ctx context.Context) error {
	for _, c := range a.clients {
		if err := steps.Stopping(ctx); err != nil {
			return err
		}
		if err := a.job.Access.DeleteClient(ctx, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// Asked is the order in which a person is asked: first about the things with
// which others go.
func Asked(list []*Removal) []*Removal {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(x, y *Removal) int { return cmp.Compare(len(y.With), len(x.With)) })
	return out
}

// factApp notes about a removal whose application it is.
const factApp = "app"

// Chosen are the removals of these names, without those that go with another one
// of them, and the names that fit none. What an earlier run began to remove is
// looked for again, so that the same command goes on from where it stopped.
func (a *Audit) Chosen(ctx context.Context, names []string) (chosen []*Removal, unknown []string, err error) {
	list := a.Removals()
	for _, name := range names {
		named := func(r *Removal) bool { return strings.EqualFold(r.Name, name) }
		if !slices.ContainsFunc(list, named) {
			begun, err := a.begun(ctx, name)
			if err != nil {
				return nil, nil, err
			}
			list = append(list, begun...)
		}
		switch i := slices.IndexFunc(list, named); {
		case i < 0:
			unknown = append(unknown, name)
		case !slices.Contains(chosen, list[i]):
			chosen = append(chosen, list[i])
		}
	}
	return slices.DeleteFunc(chosen, func(r *Removal) bool { return covered(r, chosen) }), unknown, nil
}

// begun is the removal of what an audit does not show and an earlier run began
// to remove; none where no run did.
func (a *Audit) begun(ctx context.Context, name string) ([]*Removal, error) {
	facts, known := a.job.Ledger.Facts(string(removalID(name)), name)
	if !known || a.noAccess != nil {
		return nil, nil
	}
	if id := facts[factApp]; id != "" {
		app, ok, err := a.job.Directory.ApplicationByAppID(ctx, id)
		if err != nil {
			return nil, err
		}
		if ok {
			r, err := a.registration(ctx, app)
			if err != nil {
				return nil, err
			}
			for _, m := range a.removalsOf(r) {
				if m.Name == name {
					return []*Removal{m}, nil
				}
			}
		}
	}
	return []*Removal{{
		Name: name, What: name, clock: a.job.Clock, from: steps.FromProbe,
		there: func(context.Context) (bool, error) { return false, nil },
	}}, nil
}

// covered tells whether a thing goes with another one that was chosen.
func covered(r *Removal, chosen []*Removal) bool {
	return slices.ContainsFunc(chosen, func(x *Removal) bool { return slices.Contains(x.With, r.Name) })
}
