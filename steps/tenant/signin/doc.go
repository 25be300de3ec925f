// Package signin opens the doors to Microsoft: it signs a person or a program
// in, says who it is now, and explains a refusal.
//
// There are six doors, all of Microsoft's own library: a device code, a
// browser, the Azure CLI's sign-in, and for programs a client secret, a
// certificate or a workload identity. Nothing falls from one door to the next
// by itself; the admin chooses.
//
// What it promises:
//
//   - One sign-in. [Open] authenticates once, with continuous access
//     evaluation, for Microsoft Graph; later tokens (for Azure too) come
//     silently from it. Where that fails there is no hidden prompt but an
//     error, and [Session.Again] signs the same person in once more, for the
//     claims that were asked for; clients and plan stay.
//   - Over SSH no browser is opened in front of nobody: the browser's door
//     shows the address and the ssh line that leads its answer here.
//   - A sign-in is remembered only when asked for ([Options.Remember]), by the
//     system's own store of tokens; we write down who it was and no secret.
//   - A device code has 15 minutes by our own clock, and a fresh one follows
//     while the caller wants one.
//   - A refusal by Entra is a [*Refused] with its AADSTS code, its meaning and
//     what the admin does (codes.go), although the libraries between lose the
//     answer: an own ear on the wire keeps it (ear.go).
//   - A clock that is wrong by more than five minutes is told, by the date of
//     the sign-in host's answers.
//   - The account and the tenant are read from the token that came, and a
//     sign-in to another tenant than the one asked for is refused.
//   - No secret is read from an argument or a variable; whoever needs one asks
//     through [Options.Secret].
//
// [Lacking] compares the permissions of a token with what a plan needs, and
// [BlockedWays] is what a person does whose browser is blocked.
//
// [Prover] proves a client secret by using it, with one request.
//
//	s, err := signin.Open(ctx, signin.Options{
//		Door: signin.Device, Cloud: cloud, Tenant: "contoso.onmicrosoft.com", Transport: transport,
//		Prompt: func(p signin.DevicePrompt) { fmt.Println(p.URL); fmt.Println(p.Code) },
//	})
//	var no *signin.Refused
//	if errors.As(err, &no) { fmt.Println(no.Cure) }
package signin
