package bot

import (
	"context"
	"errors"
	"fmt"

	"teamwright/steps"
)

// TotaraAuthority is the directory that Totara asks for the bot's token, at
// Microsoft's public sign-in host. It is fixed in Totara 17; it has no setting
// for another one. Source: Totara's plugin totara_msteams, as read in 17.3.
const TotaraAuthority = "botframework.com"

// Scope is what the bot's token is for: the bot connector. Source: Azure Bot
// Service, "Authentication with the Bot Connector API".
const Scope = "https://api.botframework.com/.default"

// token is whether Entra gives a token for the bot where Totara asks for it.
type token struct{ *Bot }

func (s *token) About() steps.About {
	return steps.About{
		ID: idToken, Title: "Token for the bot",
		Reads: []steps.ID{idSecret},
		// The secret is tried when it is checked; the outcome is told here.
		Gates: []steps.ID{idSecret},
	}
}

// Read has nothing to look at: the new secret is tried when it is there.
func (s *token) Read(context.Context) error { return nil }

func (s *token) Plan() steps.Change {
	if s.azure.undecided() {
		return steps.Change{Action: steps.Manual, Summary: "tried once the bot has a client secret", Cure: "see " + string(idAzure)}
	}
	return steps.Change{Action: steps.None, Summary: "a new client secret is tried where Totara will use it"}
}

func (s *token) Apply(context.Context, steps.Change) error { return nil }

// reachable tells whether the cloud's sign-in host is the one that Totara asks.
// The government clouds have hosts and a connector of their own.
func (b *Bot) reachable() bool { return b.parts.Cloud.BotChannel == "" }

func (s *token) Check(ctx context.Context) []steps.Result {
	r := row(s.About())
	r.Source = steps.FromProbe
	tried, there, home := s.trial.result()
	switch {
	case !s.reachable():
		r.Status = steps.Fail
		r.Detail = "Totara asks login.microsoftonline.com for the bot's token and trusts the public bot connector alone; a bot of this cloud belongs to " + s.parts.Cloud.BotChannel
		r.Fix = goOn("ask Totara which release knows this cloud")
	case s.parts.Token == nil:
		r.Status, r.Detail = steps.Unseen, "this sign-in host cannot be asked"
	case tried:
		s.judge(ctx, &r, there, home)
	default:
		s.recall(&r)
	}
	return []steps.Result{r}
}

// judge is the row of a run that has tried a new secret.
func (s *token) judge(ctx context.Context, r *steps.Result, there, home error) {
	switch verdict(there) {
	case given:
		r.Status = steps.Pass
		r.Detail = fmt.Sprintf("%s, where Totara asks, issued a token for %s. That does not prove that the bot connector accepts it: send the bot a message in Teams", s.address(TotaraAuthority), Scope)
	case refused:
		r.Status, r.Detail = steps.Fail, fmt.Sprintf("%s, where Totara asks, issues no token: %v", s.address(TotaraAuthority), there)
		if home == nil {
			r.Detail += "; this tenant itself issues one, but Totara 17 has no setting to ask here"
		}
		r.Fix = s.cure(there)
	default:
		r.Status, r.Detail = steps.Unseen, "not tried to the end: "+there.Error()
		r.Fix = "send the bot a message in Teams: its answer proves it too; or run rotate, which tries a new secret"
		if steps.Stopping(ctx) != nil {
			r.Detail = "not tried to the end: " + steps.ErrStopped.Error()
		}
	}
}

// recall is the row of a run that has no secret to try: nobody but Totara
// knows the text of one that was handed over.
func (s *token) recall(r *steps.Result) {
	if len(s.app.Passwords()) == 0 {
		r.Status, r.Detail, r.Fix = steps.Unseen, "there is no client secret to try", "run setup: it makes one and tries it"
		return
	}
	facts := s.recalled()
	if facts[factOutcome] == refused {
		r.Status = steps.Fail
		r.Detail = fmt.Sprintf("%s, where Totara asks, issued no token when that was last tried, on %s", s.address(TotaraAuthority), facts[factOn])
		r.Fix = goOn("if that was mended, run rotate: it tries a new secret")
		return
	}
	if p, told := s.app.InUse(); told && p.KeyID == facts[factKey] && facts[factOutcome] == given {
		r.Status, r.Source = steps.Pass, steps.FromTotara
		r.Detail = fmt.Sprintf("Totara uses the secret that begins with %s…, for which %s, where Totara asks, issued a token on %s. That does not prove that the bot connector accepts it: send the bot a message in Teams",
			p.Hint, s.address(TotaraAuthority), facts[factOn])
		return
	}
	r.Status, r.Source = steps.ToDo, steps.FromPerson
	r.Detail = "only Totara knows the text of a secret that was handed over, so nothing can be tried now"
	if facts[factOutcome] == given {
		r.Detail += "; " + s.address(TotaraAuthority) + " issued a token when the secret was made, on " + facts[factOn]
	}
	r.Fix = "send the bot the word help in Teams; tick this row when it answers. If it does not, run rotate: it tries a new secret"
}

// cure is what to do about a refusal.
func (s *token) cure(err error) string {
	code := ""
	var says interface{ Advice() (code, cure string) }
	if errors.As(err, &says) {
		code, _ = says.Advice()
	}
	if code == "AADSTS700016" {
		return goOn(fmt.Sprintf("in the Entra admin center, under App registrations, %s, Authentication, let accounts in any organizational directory sign in, then run rotate, which tries a new secret; if it is so already, ask Totara which release asks the bot's own tenant", s.app.AppID().Or("the bot's application")))
	}
	return goOn("run rotate: it tries a new secret")
}

// goOn adds to a cure how to do without the bot.
func goOn(cure string) string {
	return cure + "; or go on without the bot: set bot.enabled and bot.messaging_extension to false"
}

// address is an authority as a person knows it.
func (s *token) address(authority string) string {
	return s.parts.Cloud.Authority + "/" + authority
}

// TokenRefused tells, after checking, whether Entra gives no token where Totara
// asks for it: then one can go on with the bot off.
func (b *Bot) TokenRefused() bool {
	tried, there, _ := b.trial.result()
	switch {
	case b.Off() != "":
		return false
	case !b.reachable():
		return true
	case tried:
		return verdict(there) == refused
	}
	return b.recalled()[factOutcome] == refused
}

// recalled is what the ledger knows of the last trial.
func (b *Bot) recalled() map[string]string {
	id, known := b.AppID().Get()
	if !known {
		return nil
	}
	facts, _ := b.env.Ledger.Facts(string(idToken), id)
	return facts
}
