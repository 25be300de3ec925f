// Package graph is the Microsoft Graph of the rehearsal cloud: the v1.0 paths
// around Entra applications, with the manners of the directory behind them, the
// catalogue of Teams apps with those of the Teams service, and the sign-in log.
//
// It promises to judge in Microsoft Graph's order (token, path, permission,
// role, body, directory), to answer in its form (OData JSON, request ids, gzip
// where asked) and to refuse what it refuses:
//
//   - A property that the type does not have, that is read-only or of another
//     type. Lists are replaced whole, complex values merged by property.
//   - A permission that the token's scp does not carry, a role that the person
//     does not hold.
//   - A value that breaks the rules of the sign-in audience: lengths, counts,
//     schemes, uniqueness, the tenant's policies for URIs and secrets.
//   - A query that only the eventually consistent index can answer, without
//     the header that asks for it.
//
// A request reaches one replica, which may be behind: it does not know a fresh
// object, still shows a scope as enabled, does not accept a scope id that was
// written a moment ago. Uniqueness is judged by the newest state. So a client
// that survives here waits, retries by status and code, and trusts the answer
// of a write more than a read after it.
//
// The catalogue lists late and reads an entry at once, judges a package by the
// publishing service's rules, and lets nobody but a person write.
//
// It refuses, with 501, what is not rehearsed: batches, delta queries, $expand
// of anything but a Teams app's definitions.
//
// Sources of the rules, in our own words: Microsoft Graph v1.0 reference
// (application, servicePrincipal, oAuth2PermissionGrant, directory deleted
// items), "Validation differences by supported account types", "Redirect URI
// (reply URL) restrictions and limitations", "Restrictions on identifier URIs
// of Microsoft Entra applications", "Advanced query capabilities on Microsoft
// Entra ID objects", teamsApp (list, publish, update, delete), signIn, and the
// Microsoft Graph permissions reference.
package graph
