package main

import (
	"context"

	"teamwright/steps/answers"
	"teamwright/steps/bot"
)

// acceptTerms asks for what only a person can accept: --yes never stands for
// it. Their word is kept in the answers, with name and day.
func (run *running) acceptTerms(ctx context.Context) error {
	if run.terms || !run.work.Bot.TermsAwaited() {
		return nil
	}
	ok, err := run.front.Confirm(ctx, "Who switches on the bot's Teams channel accepts "+bot.Terms+". "+
		"Do you accept them? With no, everything else goes on and the channel waits.")
	if err != nil || !ok {
		return err
	}
	run.work.Bot.AcceptTerms()
	run.terms = true
	if err := run.file.Set("confirmed."+bot.TermsRow, answers.NewTick(run.Account.Username, run.Clock.Now())); err != nil {
		return err
	}
	run.answers.Confirmed = run.file.Answers().Confirmed
	return run.file.Save(run.file.Name())
}

// withoutBot offers to go on without the bot where Entra gives no token for it
// in the place where this Totara asks. It tells whether that was chosen.
func (run *running) withoutBot(ctx context.Context) (chosen bool, err error) {
	if !run.work.Bot.TokenRefused() || !run.asks() {
		return false, nil
	}
	ok, err := run.front.Confirm(ctx, "Entra gives no token for the bot where this Totara asks for it, so its messages would not arrive. "+
		"Go on with the bot off? The package is then made without it; what was made for the bot stays.")
	if err != nil || !ok {
		return false, err
	}
	for _, key := range []string{"bot.enabled", "bot.messaging_extension"} {
		if err := run.keep(key, false); err != nil {
			return false, err
		}
	}
	return true, nil
}
