package remove

import (
	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

// Parts are what a removal is made of.
type Parts struct {
	Answers answers.Answers
	// SSO and Bot are the applications as setup declares them.
	SSO, Bot Declared
	Remover  tenant.Remover
	// Azure is where the bot lives; nil: the sign-in gives no access to it.
	Azure tenant.Azure
	// Off switches Totara's service off; nil: a person does.
	Off steps.Step
	// Catalog makes the step that takes the app out of the catalogue of Teams
	// apps. It is given the application, whose tags tell what was published,
	// and the step whose read and apply come before.
	Catalog func(app *application.Removal, after steps.ID) steps.Step
}

// Declared is an application as setup declares it.
type Declared struct {
	Desired application.Desired
	Env     application.Env
}

// The steps beside those of the applications.
const (
	idByHand steps.ID = "totara.off"
	idAzure  steps.ID = "bot.remove_azure"
	idGroup  steps.ID = "bot.remove_group"
)

// Steps are the steps of a removal in their order.
func Steps(p Parts) []steps.Step {
	off := p.Off
	if off == nil {
		off = &byHand{answers: p.Answers}
	}
	first := []steps.ID{off.About().ID}
	sso := application.NewRemoval(p.SSO.Desired, p.SSO.Env, p.Remover, first)
	listing := p.Catalog(sso, sso.SecretsGone())
	sso.Behind(listing.About().ID)
	list := append([]steps.Step{off, listing}, sso.Steps()...)
	if !p.Answers.Bot.Needed() && p.Answers.IDs.Bot == "" {
		return list
	}
	bot := application.NewRemoval(p.Bot.Desired, p.Bot.Env, p.Remover, first)
	bot.Behind(idAzure, idGroup, listing.About().ID)
	cloud := &azure{parts: p, secrets: bot.SecretsGone()}
	removals := bot.Steps()
	list = append(list, removals[:2]...)
	list = append(list, &botGone{cloud}, &groupGone{azure: cloud})
	return append(list, removals[2:]...)
}
