// Package rotate exchanges the client secrets of a site's applications for new
// ones, without an outage.
//
// A [Job] has one [application.Renewal] for each application: single sign-on,
// the bot, Mobile Flows. Each makes a new secret beside the old one, waits
// until Entra shows it, proves it by a token request, hands it over, and waits
// for the word that Totara works with it. Only then is the old one removed, by
// its key id.
//
// # What it promises
//
// At no instant is Totara left without a secret that works, wherever a run is
// stopped or killed. The next run goes on: it neither leaves a secret that
// nobody has nor makes a second new one. An exchange that ended less than a day
// ago is found done.
//
// # What it refuses
//
// Nothing but Totara itself, or a person, can say that Totara works with a
// secret. A confirmed plan does not, a token does not, and neither does a word
// given before the secret was there. A secret that somebody else made is
// removed only when it is the one that was replaced: the one that Totara said
// it used, the only one there was, or one that a person chose.
//
// # Example
//
//	job, err := rotate.New(targets, rotate.Options{Works: []string{"sso"}, By: "a@example.org"})
//	runner := steps.Runner{Steps: job.Steps(), Journal: j, Clock: clock}
//	… read, plan, confirm …
//	report := runner.Apply(ctx, plan)
//	for _, sentence := range job.Closing() { … }
package rotate
