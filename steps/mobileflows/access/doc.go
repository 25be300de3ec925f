// Package access is a client of Workspace ONE Access (today Omnissa Access) for
// the little that Mobile Flows needs of it: OAuth templates and the dynamic
// clients that people's devices become under them.
//
// # What it promises
//
// It signs in as a service client that a person made once by hand (Settings,
// OAuth 2.0 Management, Clients, Add Client: Service Client Token, scope Admin)
// and asks for a new token when the old one ends or is refused. Addresses lead
// to one tenant only; no redirect is followed.
//
// Access spoke in media types of its own until 2025 and speaks plain JSON since.
// The client says JSON first, the product's own type after a 406 or 415, and
// remembers which was understood.
//
// Everything that comes back in place of data has a clear word: 401, 403, an
// older or newer version without the interface ([ErrNoInterface]), a sign-in
// page, a certificate that this machine does not trust.
//
// # What it refuses
//
// It repeats no creation. Access answers a creation of something that exists
// with 500, so after any unclear answer the error is of kind [tenant.Lost] and
// the caller looks.
//
// It takes no administrator's password, though Access would allow that: a
// service client can be revoked by itself.
//
// # Where it comes from
//
// The interface of clients is documented (Omnissa Access API reference, "OAuth2
// clients"). The one of templates is not: paths, fields and media types are
// those of priam, VMware's own command line program for Access. That a template
// can be changed by PUT is an analogy.
package access
