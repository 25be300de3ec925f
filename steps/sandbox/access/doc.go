// Package access rehearses what Workspace ONE Mobile Flows with Microsoft
// Teams is made of beside Entra: Workspace ONE Access (Omnissa Access), the
// host of the Mobile Flows service, a Teams connector of one's own, and the few
// calls of Microsoft Graph that the connector makes.
//
// # What it promises
//
//   - Access asks for a token by HTTP Basic and form, forgets it after its
//     expires_in, and serves the OAuth templates and clients under
//     /SAAS/jersey/manager/api/. A template or client that exists already is
//     answered with 500, as the product does, not with 409. A body in a media
//     type that it does not know is 415, an Accept that it cannot serve 406.
//     It accepts any service client but one whose secret is "wrong".
//   - The Mobile Flows host serves its public key as PEM, and answers its
//     callback. A host whose name begins with "gone." serves neither.
//   - The connector builds its addresses from the forwarded headers, checks
//     signature and audience of the token, and answers as the product does: 401
//     for a bad signature, 403 for another audience, 400 with X-Backend-Status
//     for a refused Graph token. The first label of its public name chooses a
//     defect (see [Service.connector]).
//   - Graph under /beta/ refuses by the token's scopes, one reading stricter
//     than the documentation where that disagrees with itself.
//
// What is written is remembered in Options.Memory, between runs too. Nothing in
// that file is secret: tokens live in memory and client secrets are not kept.
//
// # What it refuses
//
// It imports nothing of the program that it rehearses. It does not rehearse a
// person signing in under Account in Hub; a prepared memory file holds clients
// as if people had.
//
// # Where it must guess
//
// The templates' interface is undocumented; paths, fields and media types are
// those of VMware's own command line program for Access (priam). That PUT
// changes a template is a guess by analogy with the clients.
package access
