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
}

// Declared is an application as setup declares it.
type Declared struct {
	Desired application.Desired
	Env     application.Env
}

// The steps beside those of the applications.
const (
	idByHand  steps.ID = "totara.off"
	idCatalog steps.ID = "catalog.remove"
	idAzure   steps.ID = "bot.remove_azure"
	idGroup   steps.ID = "bot.remove_group"
)

// Steps are the steps of a removal in their order.
func Steps(p Parts) []steps.Step {
	off := p.Off
	if off == nil {
		off = &byHand{answers: p.Answers}
	}
	first := []steps.ID{off.About().ID}
	sso := application.NewRemoval(p.SSO.Desired, p.SSO.Env, p.Remover, first, nil)
	list := []steps.Step{off, &listing{parts: p, sso: sso}}
	list = append(list, sso.Steps()...)
	if !p.Answers.Bot.Needed() && p.Answers.IDs.Bot == "" {
		return list
	}
	bot := application.NewRemoval(p.Bot.Desired, p.Bot.Env, p.Remover, first, []steps.ID{idAzure, idGroup})
	cloud := &azure{parts: p, secrets: bot.SecretsGone()}
	removals := bot.Steps()
	list = append(list, removals[:2]...)
	list = append(list, &botGone{cloud}, &groupGone{azure: cloud})
	return append(list, removals[2:]...)
}
