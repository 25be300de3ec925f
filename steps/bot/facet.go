package bot

import (
	"context"

	"teamwright/steps"
)

// facet is a step of the bot's application. While nobody knows which
// application that is, because a person has to decide about Azure first, it
// waits.
type facet struct {
	steps.Step
	bot *Bot
}

// Forget passes on.
func (f *facet) Forget() {
	if s, ok := f.Step.(steps.Forgetter); ok {
		s.Forget()
	}
}

// Plan waits for the decision which application it is.
func (f *facet) Plan() steps.Change {
	if !f.bot.azure.undecided() {
		return f.Step.Plan()
	}
	if f.bot.azure.state().byHand != "" {
		return steps.Change{
			Action:  steps.Manual,
			Summary: "the Teams Developer Portal makes the bot's application",
			Cure:    "see " + string(idAzure),
		}
	}
	if len(f.bot.azure.state().rival) > 0 {
		return seeThere(idAzure)
	}
	return seeThere(idProvider)
}

// Check is one row while it waits.
func (f *facet) Check(ctx context.Context) []steps.Result {
	if !f.bot.azure.undecided() {
		return f.Step.Check(ctx)
	}
	c, r := f.Plan(), row(f.About())
	r.Source = steps.FromGraph
	r.Status, r.Detail, r.Fix = steps.ToDo, c.Summary, c.Cure
	return []steps.Result{r}
}
