// Package application brings one Entra application to a desired state, facet
// by facet.
//
// [Desired] says what the application shall be: its name and audience, its
// addresses, what it exposes, which clients are pre-authorised, which
// permissions it declares and which of them everyone's consent covers, its
// client secret and its logo. [New] turns that into steps, one a facet, which
// whoever declares the application adds to a run:
//
//	application   identity, addresses, declared permissions, site key
//	sso           identifier URI and the scope that clients ask for
//	clients       pre-authorised clients of that scope
//	principal     the service principal
//	consent       the admin's grant for everyone
//	secret        the client secret, handed over and proven
//	logo          the picture on the consent page
//
// The order is Entra's: an identifier URI that names the client id needs the
// application, a pre-authorised client needs the scope, a grant needs the
// principal. Writes to one application come one after another; the principal
// and the grant run beside them.
//
// # What it promises
//
// A new application is made by an upsert on its unique name, so a repeated
// request cannot make a second one. An existing one is found by its client
// id, else by its unique name, else by an identifier URI or a redirect URI of
// the site; when several are found, the person chooses. One that was made by
// somebody else is adopted: it is never renamed, and its audience is never
// changed. Lists are merged; what a person added by hand stays, and the plan
// says so. One of ours that was deleted is taken back; about one of somebody
// else's a person decides, through [NewRecovery] or [NewPurge]. A deleted service
// principal comes back with its application.
//
// No read-back stands between two writes. Reading comes afterwards, several
// agreeing reads, because Entra answers from copies that lag behind.
//
// A secret whose hand-over was never recorded is dead: nobody has it. It is
// removed and replaced. One that was handed over, or that this machine's
// journal knows nothing of, is never touched by these steps. A new one lives no
// longer than the tenant's policy allows.
//
// # Renewal and removal
//
// [NewRenewal] declares the exchange of the secret for a new one, [NewRemoval]
// that what was made of an application is taken back. Both find the application
// as its facets do, so they speak of the same one, and the same ledger tells
// them which secrets are whose.
package application
