// Package sandbox is the rehearsal cloud: one TLS server on loopback that
// speaks Microsoft Entra's device-code and token endpoints and the Microsoft
// Graph v1.0 paths that a set-up of an Entra application uses. A program talks
// to it through the same code, clients and libraries as to Microsoft.
//
// # What it promises
//
// It is as strict and as moody as the real service; where it is kinder, that
// is a defect.
//
//   - State. What is written can be read, by another client and, with a memory
//     file, by another process. Secrets are remembered as digests only.
//   - Replication. For Options.Lag after a write, a read may show the old
//     state, and flips between old and new. Dependent writes are refused as
//     Entra refuses them (see package graph for the list).
//   - Refusal. By the token's scp, by the person's roles, by the tenant's
//     policies, by the rules of the application's sign-in audience; by AADSTS
//     number at the sign-in host.
//   - Faults. The n-th request after sign-in goes wrong as Options.Faults says.
//     429 carries Retry-After when n is odd and none when it is even. lost and
//     hold do the work and log it; reset, 429, 500, 503 and html502 do not.
//     Besides those of the command's documentation, "claims" revokes all
//     sessions first, so that a client is answered with a claims challenge.
//   - Record. Every request is one line of Options.Log, written in one write
//     before the answer leaves. Requests of the sign-in host are of kind token,
//     but an application that asks for itself after somebody else has signed
//     in is a probe: that is how a new secret is proven. GET of Microsoft
//     Graph is a read, anything else a write; an address of no API a probe.
//
// # What it refuses
//
// It listens on loopback alone, and imports nothing of the program it
// rehearses: a fake that shared its beliefs could not contradict them. It
// asks nobody to type a code; a device code approves itself after
// Options.Approve, or never. It does not rehearse $batch, delta queries,
// $expand and the authorization-code flow; the first three are refused.
//
// # Where it must guess
//
// Microsoft does not document all it does. Where sources disagree the stricter
// reading is taken: an enabled scope cannot be changed in any of its texts; a
// deleted application keeps its uniqueName busy; a logo without an image type
// is refused; a removePassword before an earlier change has settled is a
// conflict; of two writes to one object at the same time the second one is.
//
// # The tenant file
//
// YAML or JSON; every key may be absent, an unknown key is an error. Objects
// are Microsoft Graph's own, completed with what is missing (ids are derived
// from the tenant's, so that two runs agree). A prepared secret may carry its
// secretText. clientId and resourceId of a grant may be client ids; resourceId
// defaults to Microsoft Graph, consentType to AllPrincipals.
//
//	id: 5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42
//	name: Contoso
//	domains: [{name: contoso.onmicrosoft.com}, {name: example.org}, {name: later.example.net, unverified: true}]
//	person: {name: Robin Admin, upn: robin@contoso.onmicrosoft.com, roles: [Cloud Application Administrator]}
//	policies:
//	  secret_max_days: 180           # passwordLifetime
//	  secrets_forbidden: false       # passwordAddition
//	  uri_needs_tenant_id: false     # uriAdditionWithoutUniqueTenantIdentifier
//	  uri_default_only: false        # nonDefaultUriAddition
//	  uri_strict_for_v2: false       # both apply to applications with version 2 tokens too
//	  user_consent_off: false
//	  users_may_not_create: false
//	sign_in:
//	  refuse: 53003                  # AADSTS number that the token endpoint answers
//	  declined: false                # the person declines
//	  in_browser: false              # the refusal shows in the browser only: the code stays pending
//	applications:
//	  - displayName: Old LMS
//	    appId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f
//	    identifierUris: ["api://learn.example.org/2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"]
//	    passwordCredentials: [{displayName: by hand, endDateTime: 2027-03-01T00:00:00Z}]
//	service_principals: [{appId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f}]
//	grants: [{clientId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f, scope: User.Read openid}]
//	deleted: [{displayName: Older LMS, uniqueName: older-lms}]
//	app_permissions: {2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f: [Application.Read.All]}
//
// The default tenant has those first two domains, a person with every role and
// no restricting policy.
//
// # The house
//
// store keeps the state and knows the replicas; token makes and reads access
// tokens; entra and graph answer for their hosts; judge, for tests alone,
// holds Microsoft's description of Graph against both sides. This package puts
// them behind one address: gate (latency, faults, log), server, authority,
// cloud file.
//
//	cloud, err := sandbox.New(sandbox.Options{Lag: time.Second, Approve: time.Second})
//	server, err := cloud.Start("127.0.0.1:8443")
//	defer server.Close()
//	err = server.WriteCloudFile("cloud.yaml")
package sandbox
