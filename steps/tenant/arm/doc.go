// Package arm answers the questions of [tenant.Azure] through Azure Resource
// Manager. It is the one importer of Microsoft's ARM SDKs; nothing of them
// leaves it.
//
// What it promises above the SDKs:
//
//   - Their own retries, their automatic registration of providers, their
//     telemetry and their pollers, which sleep on a clock of their own, are
//     off. The round-tripper below decides what is repeated (package wire).
//   - Every failure is a [*tenant.Error] with Azure's code, words and request
//     id, and with what the admin does next (refusals.go). Nothing the service
//     sends reaches a terminal unstripped.
//   - Azure needs its time after a registration, a new group or a new bot.
//     Answers that only say so are waited out, by the table in patience.go and
//     for things that are young; the same answer about an old thing is an
//     error.
//   - What Azure does in the background (a provider "Registering", a bot
//     "Accepted", a group "Deleting") is looked at until it has ended, on the
//     clock handed in and within a budget.
//   - Every write here sets a state, so a lost answer is no harm: the request
//     is sent again. When no answer comes at all the error is of kind
//     [tenant.Lost].
//   - The token goes to the cloud's Resource Manager and to nobody else, also
//     when a list says that it goes on elsewhere.
//
// An existing bot is changed with PATCH: PUT would reset what a person set by
// hand. Deleting a resource group deletes what is in it; whoever asks for that
// has looked.
//
//	a, err := arm.New(arm.Options{Cloud: cloud, Credential: session.Credential, Transport: transport})
//	…
//	list, err := a.Subscriptions(ctx)
//
// What fails for want of a token is of kind [tenant.SignIn]: not every sign-in
// gives one for Azure.
package arm
