// Package graph answers the questions of [tenant.Directory], and those of
// [tenant.Catalog], [tenant.Remover], [tenant.SignIns] and [tenant.Timepiece],
// through Microsoft Graph v1.0. It is the one importer of Microsoft's Graph SDK;
// nothing of the SDK leaves it.
//
// What it promises above the SDK:
//
//   - Changes are always sent from a fresh model that holds just the fields of
//     the patch: the SDK silently drops changes made to a fetched one.
//   - The SDK's own retries, compression and client timeout are off; the
//     round-tripper below decides what is repeated (package wire).
//   - Every failure is a [*tenant.Error] with Microsoft's code, words and
//     request id, and with what the admin does next (refusals.go). Nothing the
//     service sends reaches a terminal unstripped.
//   - Entra copies a new object to its replicas in its own time. Answers that
//     only say that a copy is not there yet are waited out, by the table in
//     replication.go and for objects that are young; the same answer about an
//     old object is an error.
//   - What is wanted away is believed to be gone only when several answers
//     agree and it is old enough that they cannot all come from replicas that
//     have not heard of it; a secret is looked for once more by reading.
//   - A request that creates something is never repeated blind. When its
//     answer is lost the error is of kind [tenant.Lost], and the caller looks
//     by key.
//
// Reads ask for the properties that the structs of package tenant hold and no
// others, and follow pages up to a limit.
//
//	g, err := graph.New(graph.Options{Cloud: cloud, Credential: session.Credential, Transport: transport})
//	…
//	app, created, err := g.UpsertApplication(ctx, "totara-learn-example-org-1a2b3c4d", patch)
//
// Tokens are asked for with continuous access evaluation, as the sign-in asks
// for them, so that the one sign-in's token is used and nobody is prompted
// again. What fails silently later is of kind [tenant.SignIn].
package graph
