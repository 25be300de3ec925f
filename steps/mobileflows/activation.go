package mobileflows

import (
	"context"
	"fmt"

	"teamwright/steps"
	"teamwright/steps/mobileflows/access"
	"teamwright/steps/mobileflows/connector"
)

// own is a connector of one's own.
type own struct {
	idle
	connector.Outside
}

func (*own) About() steps.About {
	return steps.About{ID: group + ".connector", Title: "Own connector"}
}

func (s *own) Plan() steps.Change {
	return steps.Change{
		Action: steps.Manual, Summary: "run the connector's container at " + s.Base + "; its parts are of 2021 and nobody mends them",
		Cure: "mobileflows plan --connector docker (or compose, kubernetes) writes its start",
	}
}

func (s *own) Check(ctx context.Context) []steps.Result {
	return append(s.Look(ctx), connector.Untested()...)
}

// trial stands for the test user's sign-in where none was asked for.
type trial struct{ idle }

func (*trial) About() steps.About {
	return steps.About{ID: group + ".preflight", Title: "Test user"}
}

func (*trial) Plan() steps.Change {
	return steps.Change{
		Action: steps.Manual, Summary: "let a test user sign in to the application, and make the connector's calls as that user",
		Cure: "run mobileflows check --user robin@example.org",
	}
}

func (*trial) Check(context.Context) []steps.Result {
	r := row("preflight", "Test user", steps.FromGraph)
	r.Status, r.Detail = steps.ToDo, "nobody has signed in to the application in this run"
	r.Fix = "run mobileflows check --user with a test user's name and the secret, named mobileflows, from --secrets-from: it makes the connector's own calls"
	return []steps.Result{r}
}

// activation is what people do: sign in under Account in Hub, mention, reply.
type activation struct {
	Job
	template *template
	devices  []access.Dynamic
	counted  bool
	uncount  error
}

func (*activation) About() steps.About {
	return steps.About{ID: group + ".activation", Title: "People", Reads: []steps.ID{group + ".template"}}
}

// Read counts the devices that became clients of the template.
func (s *activation) Read(ctx context.Context) error {
	s.counted = false
	if !s.Access.HasClient() || !s.template.found {
		return nil
	}
	s.devices, s.uncount = s.Access.Clients(ctx, TemplateID)
	s.counted = s.uncount == nil
	return ctx.Err()
}

func (*activation) Plan() steps.Change {
	return steps.Change{Action: steps.Manual, Summary: "people sign in under Account in Hub; then a mention and a reply prove the whole way", Cure: "the checklist says how, at the end"}
}

// Apply is never called: nothing is planned.
func (*activation) Apply(context.Context, steps.Change) error { return nil }

func (s *activation) Check(context.Context) []steps.Result {
	const how = "in Hub's portal: Account, Microsoft Teams, sign in"
	r := row("activation", "People have signed in", steps.FromProbe)
	switch {
	case s.uncount != nil:
		r.Status, r.Detail, r.Fix = wrong(s.uncount)
		r.Status = steps.Unseen
	case s.counted && len(s.devices) > 0:
		r.Status, r.Detail = steps.Pass, fmt.Sprintf("%d dynamic clients of the template", len(s.devices))
		if len(s.devices) == 1 {
			r.Detail = "1 dynamic client of the template"
		}
	case s.Access.HasClient():
		r.Status, r.Detail, r.Fix = steps.ToDo, "the template has no dynamic client yet", how+"; then run mobileflows check: the number of clients rises"
	default:
		r = told("activation", r.Title, how, "sign in and tick this row; with a service client of Access the program counts by itself")
	}
	return []steps.Result{r,
		told("mention", "First mention became a card", "a colleague writes @ and a person's name in a channel, not in a chat, not @team or @channel",
			"wait up to 60 minutes and some more for the card in Hub and tick this row; a mention from before the activation never shows, and one message of a bot on the same page can hide it"),
		told("reply", "First reply came through", "reply from the card in Hub", "see the reply under the message in Teams and tick this row"),
	}
}
