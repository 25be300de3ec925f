// Package entra is the sign-in host of the rehearsal cloud: the endpoints of
// Microsoft Entra ID that a sign-in by device code or browser, a refresh, a
// proof of a client secret, an administrator's consent and a bot's token use.
//
// It promises Entra's order of judgement and its form of refusal: an OAuth
// error, an AADSTS number in error_codes, trace and correlation id. The texts
// are our own; a client must decide by error and number.
//
//   - Tenants are addressed by GUID, by any of their domains, or as
//     "organizations" and "common".
//   - Microsoft's own command line clients have a fixed set of permissions on
//     Microsoft Graph and may not ask for another one by name.
//   - Any other client gets what was consented to. Whoever signs in consents
//     to what the client asks, as far as role and tenant policy allow.
//   - A client secret is looked up on a replica: a new one is refused for a
//     while, a removed one accepted for a while.
//
// It refuses nothing on purpose that Entra accepts, except what nobody here
// uses: implicit flow, resource-owner passwords, SAML.
package entra
