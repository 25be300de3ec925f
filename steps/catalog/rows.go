package catalog

import (
	"context"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// Check tells where the app stands in the catalogue, and what people will see of
// it.
func (p *Publish) Check(ctx context.Context) []steps.Result {
	c := p.plan()
	row := steps.Result{ID: string(publishStep), Group: "catalog", Title: "App in the organisation's catalogue", Source: steps.FromGraph}
	switch {
	case c.Action == steps.Manual && p.gone():
		row.ID, row.Source = goneRow(p.knownID()), steps.FromPerson
		fallthrough
	case c.Action == steps.Manual:
		row.Status, row.Detail, row.Fix = steps.ToDo, c.Summary, c.Cure
		return []steps.Result{row}
	case c.Action.Writes():
		row.Status, row.Detail, row.Fix = steps.Fail, "not as the answers have it: to do is to "+c.Summary, "run setup"
		return []steps.Result{row}
	}
	m, _ := p.published()
	row.Status, row.Detail = steps.Pass, "version "+m.Version+" was handed to the catalogue with this content"
	if p.facts()[factUntagged] == m.tag() {
		row.Detail += "; this account may not note that on the application, so other machines do not know"
		row.Fix = "have an administrator of applications run setup with this answers file on this machine, or carry the answers file on"
	}
	rows := []steps.Result{row}
	switch visible := p.visible(ctx); {
	case visible || m.State == "":
		rows = append(rows, p.state(ctx, m))
	case m.State == tenant.StateSubmitted:
		rows = append(rows, p.approved(m))
	default:
		rows[0].Detail += fmt.Sprintf(" and published on %s; what became of it since, this sign-in may not see (--client-id graph may)", m.On)
	}
	if p.done.Version != "" && len(p.done.added()) > 0 || len(p.why) > 0 {
		rows = append(rows, p.consented())
	}
	if added := m.added(); len(added) > 0 {
		rows = append(rows, upgrade(m.Version, added, p.appLink(m.ID)))
	}
	return rows
}

// takes is how long it takes, in words.
const takes = "people see it within hours, at times within a day, on phones later"

// approved is the row about a version that was submitted, where this sign-in may
// not see what became of it. The next version has a row of its own.
func (p *Publish) approved(m mark) steps.Result {
	return steps.Result{
		ID: "catalog.approved." + m.Version, Group: "catalog", Title: "Approval in the catalogue", Source: steps.FromPerson, Status: steps.ToDo,
		Detail: "version " + m.Version + " was submitted on " + m.On + " for the approval of a Teams administrator; this sign-in may not see what became of it",
		Fix:    "look at " + p.adminPage() + " and tick this row when it is published; --client-id graph looks by itself",
	}
}

// state is the row about what became of the version in the catalogue.
func (p *Publish) state(ctx context.Context, m mark) steps.Result {
	row := steps.Result{ID: "catalog.state", Group: "catalog", Title: "State in the catalogue", Source: steps.FromGraph, Status: steps.Unseen}
	row.Fix = "look at " + p.adminPage()
	seen := p.sight()
	_, shows := seen.has(m.Version)
	switch {
	case !p.visible(ctx):
		row.Detail = "this sign-in may not look into the catalogue"
		row.Fix += "; or sign in with --client-id graph"
		return row
	case p.done.Version != "" && !shows:
		var err error
		seen, err = p.await(ctx, lookAgain, m.Version)
		if err != nil {
			row.Detail = "the catalogue could not be looked at: " + err.Error()
			return row
		}
	}
	switch state, ok := seen.has(m.Version); {
	case !ok:
		row.Detail = "the catalogue does not show version " + m.Version + " yet, which can take a day"
		row.Fix = "run check tomorrow, or " + row.Fix
	case state == tenant.StatePublished:
		row.Status, row.Fix = steps.Pass, ""
		row.Detail = fmt.Sprintf("version %s is published; %s", m.Version, takes)
		if link := p.appLink(m.ID); link != "" {
			row.Detail += ": " + link
		}
	case state == tenant.StateSubmitted:
		row.Status, row.Detail = steps.ToDo, "version "+m.Version+" waits for the approval of a Teams administrator"
		row.Fix = "have it approved: " + p.adminPage()
	case state == tenant.StateRejected:
		row.Status, row.Detail = steps.Fail, "version "+m.Version+" was rejected"
		row.Fix = "ask the Teams administrator why, correct the answers, and run setup: it submits a raised version"
	default:
		row.Detail = "version " + m.Version + " is in the state " + tenant.Plain(state, 40)
	}
	return row
}

// consented is the row about who is asked for consent after this update.
func (p *Publish) consented() steps.Result {
	row := steps.Result{ID: "catalog.consent", Group: "catalog", Title: "Consent of people who have the app", Source: steps.FromAnswers, Status: steps.Pass}
	row.Detail = "nobody is asked again: the update comes by itself"
	if len(p.why) > 0 {
		row.Detail = "everybody who has the app is asked once, and keeps the version before until then: " + strings.Join(p.why, ", ")
	}
	return row
}

// upgrade is the row about the banner that people see when an app can do more
// than before; nobody here can see it.
func upgrade(version string, added []string, link string) steps.Result {
	if link != "" {
		link = " (" + link + ")"
	}
	return steps.Result{
		ID: "catalog.upgrade." + version, Group: "catalog", Title: "Upgrade banner", Source: steps.FromPerson, Status: steps.ToDo,
		Detail: "version " + version + " brings " + strings.Join(added, " and ") + ": Teams does not update it by itself where people have the app",
		Fix:    "open the app in Teams" + link + " and choose Update or Upgrade where it is offered, tell people to do the same, and tick this row",
	}
}
