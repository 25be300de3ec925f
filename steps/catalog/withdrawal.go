package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// withdrawStep is the id of the step that takes the app out.
const withdrawStep steps.ID = "catalog.remove"

// Withdrawal is the step that takes the app out of the organisation's catalogue
// again, where this program put it there. An entry that somebody else made, or
// that belongs to another app, stays for a person to judge.
type Withdrawal struct {
	*shelf
	after    []steps.ID
	denied   bool   // this account may not
	removed  string // the id of the entry that this run took out
	outdated bool   // the application's note could not be taken away
}

// Withdrawal is the step that takes the app out again, when the steps after are
// done.
func (p Publishing) Withdrawal(after ...steps.ID) *Withdrawal {
	return &Withdrawal{shelf: &shelf{Publishing: p}, after: after}
}

// About says what comes before.
func (w *Withdrawal) About() steps.About {
	return steps.About{ID: withdrawStep, Title: "Teams app out of the catalogue", Reads: w.After, Needs: w.after}
}

// Forget drops what was read.
func (w *Withdrawal) Forget() { w.forget() }

// Read looks at what the application and, where nobody has to sign in for it,
// the catalogue tell.
func (w *Withdrawal) Read(ctx context.Context) error {
	if err := w.Registration.Look(ctx); err != nil {
		return err
	}
	if w.impossible() != "" {
		return nil
	}
	return w.glance(ctx)
}

// SignsIn is the name that the browser shows at the second sign-in which this
// takes; empty where it takes none.
func (w *Withdrawal) SignsIn() string {
	if w.atHand() || w.gone() || !w.Plan().Action.Writes() {
		return ""
	}
	return w.Door.As
}

// SignIn has the person sign in for the catalogue.
func (w *Withdrawal) SignIn(ctx context.Context) error { return w.signIn(ctx) }

// Plan says whether the entry goes.
func (w *Withdrawal) Plan() steps.Change {
	id := w.knownID()
	m, marked := w.published()
	entry := id
	if id == "" {
		entry = "of the app " + w.Edition.app().Or("")
	}
	switch why := w.stays(id, m); {
	case id == "" && !marked:
		return steps.Change{Action: steps.None, Summary: "nobody knows of an entry; if you have uploaded the app by hand, delete it in the Teams admin center under Manage apps"}
	case w.gone():
		return w.clear(steps.Change{Action: steps.Update, Key: id, Summary: fmt.Sprintf("forget the entry %s: the catalogue has it no more", id)}, id)
	case why != "":
		return steps.Change{Action: steps.Manual, Summary: fmt.Sprintf("the entry %s stays until a person deletes it: %s", entry, why), Cure: w.byHand()}
	}
	c := steps.Change{
		Action: steps.Delete, Key: entry,
		Summary: fmt.Sprintf("delete the entry %s from the organisation's catalogue: the app goes from everybody's Teams, and nothing brings this entry back", entry),
		Fields:  []steps.Field{{Path: "appCatalogs/teamsApps/" + entry, From: "version " + m.Version}},
	}
	if !w.Door.Ready() {
		c.Summary += fmt.Sprintf("; you sign in a second time for it, and the browser will show %s", w.Door.As)
	}
	return w.clear(c, id)
}

// clear adds to a change what the answers and the application tell of the entry.
func (w *Withdrawal) clear(c steps.Change, id string) steps.Change {
	if w.answeredID() != "" {
		c.Fields = append(c.Fields, steps.Field{Path: "ids.catalog", From: id})
	}
	if tag, found := w.tagged(); found {
		c.Fields = append(c.Fields, steps.Field{Path: "tags[" + strings.TrimSuffix(markTag, "=") + "]", From: strings.TrimPrefix(tag.tag(), markTag)})
	}
	if len(c.Fields) == 0 {
		c.Action, c.Summary = steps.None, "the catalogue has the entry no more"
	}
	return c
}

// stays tells why an entry is a person's to delete; empty when this program may.
func (w *Withdrawal) stays(id string, m mark) string {
	seen := w.sight()
	switch {
	case w.denied:
		return "this account may not delete it"
	case w.impossible() != "":
		return w.impossible()
	case !m.Made || m.ID != "" && m.ID != id:
		return "nothing says that it was made from here"
	case id != "" && w.facts()[factForeign] == id, seen != nil && seen.there && !w.ourApp(seen):
		return "it is another app's"
	case w.Door.AppOnly:
		return "Microsoft lets only people change the catalogue, and a program is signed in"
	case w.Door.Shut:
		return "you went on without the second sign-in"
	}
	return ""
}

// ourApp tells whether an entry is of the app of these answers.
func (w *Withdrawal) ourApp(seen *sighting) bool {
	return strings.EqualFold(seen.app.ManifestID, w.Edition.app().Or(""))
}

// byHand is how a person deletes the entry.
func (w *Withdrawal) byHand() string {
	return "a Teams Administrator opens " + w.adminPage() + " (" + w.answers().App.ShortName + "), chooses Delete and empties ids.catalog in the answers file; until then people keep a dead tab"
}

// Apply deletes the entry, once it was seen to be this app's, and then what the
// answers, the application and this machine tell of it.
func (w *Withdrawal) Apply(ctx context.Context, _ steps.Change) error {
	id := w.knownID()
	if w.gone() {
		return w.forgetEntry(ctx, id)
	}
	c, err := w.open(ctx)
	if err != nil {
		return &notAsked{err}
	}
	seen, err := w.again(ctx)
	switch {
	case tenant.Is(err, tenant.Denied):
		return w.forPerson(err)
	case err != nil:
		return &notAsked{err}
	case seen == nil:
		return &notAsked{errUnlisted}
	case seen.there && !w.ourApp(seen):
		if err := w.note(factForeign, seen.app.ID); err != nil {
			return &notAsked{err}
		}
		return &notNow{fmt.Sprintf("the entry %s is another app's, with the id %s in its manifest", seen.app.ID, tenant.Plain(seen.app.ManifestID, 40))}
	case seen.there:
		id = seen.app.ID
		if err := w.take(ctx, c, seen); tenant.Is(err, tenant.Denied) {
			return w.forPerson(err)
		} else if err != nil {
			return err
		}
	}
	w.removed = id
	return w.forgetEntry(ctx, id)
}

// errUnlisted is an entry whose id nobody knows.
var errUnlisted = unlisted{errors.New("the app was published, but its id is not known and the catalogue does not list it")}

type unlisted struct{ error }

func (unlisted) CureText() string {
	return "an app of today is listed within a day: run remove again then, or delete it in the Teams admin center under Manage apps"
}

// take deletes an entry. One that waits for its first approval is withdrawn,
// which whoever submitted it may. Source: Microsoft Graph: "Delete teamsApp".
func (w *Withdrawal) take(ctx context.Context, c tenant.Catalog, seen *sighting) error {
	if definition, only := seen.submission(); only {
		return c.WithdrawApp(ctx, seen.app.ID, definition)
	}
	return c.DeleteApp(ctx, seen.app.ID)
}

// submission is the definition that waits for approval, where no other one of
// the entry is published.
func (g *sighting) submission() (id string, only bool) {
	for _, d := range g.app.Definitions {
		switch d.State {
		case tenant.StatePublished:
			return "", false
		case tenant.StateSubmitted:
			id = d.ID
		}
	}
	return id, id != ""
}

// forPerson leaves the entry to a person, for want of rights.
func (w *Withdrawal) forPerson(err error) error {
	w.denied = true
	return &personal{err}
}

// personal is a refusal after which a person does what was planned.
type personal struct{ error }

func (e *personal) Unwrap() error     { return e.error }
func (*personal) NothingDone() bool   { return true }
func (*personal) LeftToAPerson() bool { return true }

// forgetEntry takes the entry out of the answers, off the application, and out
// of this machine's memory, in this order: what is left of an interrupted run
// leads here again.
func (w *Withdrawal) forgetEntry(ctx context.Context, id string) error {
	if err := w.empty(); err != nil {
		return err
	}
	err := w.Registration.DropTag(ctx, markTag)
	if w.outdated = tenant.Is(err, tenant.Denied); err != nil && !w.outdated {
		return err
	}
	return w.Ledger.Note(string(publishStep), w.Edition.app().Or(""), map[string]string{
		factWithdrawn: id, factMark: "", factAsked: "", factGone: "", factUntagged: "", factTagged: "",
	})
}

// Check tells whether the entry is gone.
func (w *Withdrawal) Check(ctx context.Context) []steps.Result {
	row := steps.Result{ID: string(withdrawStep), Group: withdrawStep.Group(), Title: "Teams app out of the catalogue", Source: steps.FromGraph, Status: steps.Pass}
	if w.removed != "" {
		return []steps.Result{w.seenGone(ctx, row)}
	}
	switch c := w.Plan(); {
	case c.Action == steps.Manual:
		row.Status, row.Detail, row.Fix, row.Source = steps.ToDo, c.Summary, c.Cure, steps.FromPerson
	case c.Action.Writes():
		row.Status, row.Detail, row.Fix = steps.Fail, "it is still there: to do is to "+c.Summary, "run remove again"
	default:
		row.Status, row.Detail = steps.Skipped, c.Summary
	}
	return []steps.Result{row}
}

// seenGone judges by reading the entry that was deleted.
func (w *Withdrawal) seenGone(ctx context.Context, row steps.Result) steps.Result {
	row.Detail = "the entry " + w.removed + " is out of the catalogue; it goes from people's Teams within hours, and setup can publish the app anew a day later"
	if w.outdated {
		row.Detail += "; this account may not take the note of it off the application"
	}
	c, err := w.open(ctx)
	for try := 1; err == nil; try++ {
		var there bool
		if _, there, err = c.CatalogApp(ctx, w.removed); err == nil && !there {
			return row
		}
		if try == lookAgain || steps.Stopping(ctx) != nil {
			break
		}
		if w.Clock.Sleep(ctx, w.Clock.Pause(try)) != nil {
			break
		}
	}
	row.Status, row.Detail, row.Fix = steps.Unseen, "the entry "+w.removed+" was deleted, and still shows", "look in some minutes at "+w.adminPage()
	if err != nil {
		row.Detail = "the entry " + w.removed + " was deleted; whether it is gone could not be looked at: " + err.Error()
	}
	return row
}
