// Package sandbox is the rehearsal cloud: one TLS server on loopback that
// speaks Microsoft Entra's sign-in endpoints, the Microsoft Graph v1.0 paths
// that a set-up of an Entra application and the catalogue of Teams apps use,
// and Azure Resource Manager as far as an Azure Bot needs it; beside them stands
// Workspace ONE Access (package access). A program talks to it through the same
// code, clients and libraries as to Microsoft.
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
//     Entra refuses them (see package graph for the list). Azure registers a
//     provider and deletes a resource group for as long in the background. The
//     list of the app catalogue is behind by Options.CatalogLag, for as long
//     it remembers what was taken out; an entry itself can be read at once.
//   - Refusal. By the token's scp and audience, by the person's roles in the
//     directory and in each subscription, by the tenant's policies, by the
//     rules of the application's sign-in audience, by the rules of the app
//     package; by AADSTS number at the sign-in host. Of two writes to one
//     object at the same time the second is refused, as each service does it.
//   - Faults. The n-th request after sign-in goes wrong as Options.Faults says.
//     429 carries Retry-After when n is odd, in turn as seconds and as a date,
//     and none when it is even. lost and hold do the work and log it; reset,
//     429, 500, 503 and html502 do not. Besides those of the command's
//     documentation: "claims" revokes all sessions first, so that a client is
//     answered with a claims challenge; "504" and "cut" do the work and lose the
//     answer to a gateway, or half of it; "page" is the page of something on the
//     way, with status 200.
//   - Record. Every request is one line of Options.Log, written in one write
//     before the answer leaves. Requests of the sign-in host are of kind token,
//     but an application that asks for itself after somebody else has signed
//     in is a probe: that is how a new secret is proven. GET of an API is a
//     read, and so is the question whether a bot's name is free; anything else
//     is a write, an address of no API a probe.
//
// # What it refuses
//
// It listens on loopback alone, and imports nothing of the program it
// rehearses: a fake that shared its beliefs could not contradict them. It
// asks nobody to type a code: a device code approves itself after
// Options.Approve, or never, and the page of the browser's door sends the
// browser back by itself. It does not rehearse $batch, delta queries and, the
// definitions of the catalogue apart, $expand; they are refused.
//
// # Where it must guess
//
// Microsoft does not document all it does. Where sources disagree the stricter
// reading is taken: an enabled scope cannot be changed in any of its texts; a
// deleted application keeps its uniqueName busy; a logo without an image type
// is refused; a removePassword before an earlier change has settled is a
// conflict; of two writes to one object at the same time the second one is.
// Without a word from Microsoft: a command line client's redirect is
// http://localhost alone; Graph's own command line client gets no tokens for
// Azure; the Bot Framework's directory knows every application of more than one
// tenant; an update of an app answers without a body; the newest version in the
// catalogue must be exceeded, one that waits for a review too. What the bot
// service refuses in which words stands in package arm.
//
// The catalogue has one code for three conflicts (AppDefinitionAlreadyExists):
// an entry that only waits for a review is refused with the bare word Conflict,
// a published one and one that was taken out a while ago with "App with same id
// already exists in the tenant …". Only reading the entry tells the last two
// apart. The texts are those of public reports; the entry's id stands there as
// entitlementId, and what stands as AppId cannot be read.
//
// # The tenant file
//
// YAML or JSON; every key may be absent, an unknown key is an error. Objects
// are Microsoft Graph's own, completed with what is missing (ids are derived
// from the tenant's, so that two runs agree). A prepared secret may carry its
// secretText, a certificate (keyCredentials) its key in base64. clientId and
// resourceId of a grant may be client ids; resourceId
// defaults to Microsoft Graph, consentType to AllPrincipals.
//
//	id: 5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42
//	name: Contoso
//	domains: [{name: contoso.onmicrosoft.com}, {name: example.org}, {name: later.example.net, unverified: true}]
//	person:
//	  name: Robin Admin
//	  upn: robin@contoso.onmicrosoft.com
//	  roles: [Cloud Application Administrator]
//	  eligible: [Teams Administrator]   # shown nowhere; Cloud.Activate activates it
//	  unlicensed: false                 # without Microsoft 365: no catalogue
//	policies:
//	  secret_max_days: 180           # passwordLifetime
//	  secrets_forbidden: false       # passwordAddition
//	  uri_needs_tenant_id: false     # uriAdditionWithoutUniqueTenantIdentifier
//	  uri_default_only: false        # nonDefaultUriAddition
//	  uri_strict_for_v2: false       # both apply to applications with version 2 tokens too
//	  user_consent_off: false
//	  users_may_not_create: false
//	  person_quota: 250              # objects of a person without an administrative role
//	  tenant_quota: 0                # objects of the directory, deleted ones a quarter; 0: no limit
//	sign_in:
//	  refuse: 53003                  # AADSTS number that the token endpoint answers
//	  declined: false                # the person declines
//	  in_browser: false              # the refusal shows in the browser only: the code stays pending
//	  refuse_azure: 0                # AADSTS number that a silent refresh for Azure answers
//	applications:
//	  - displayName: Old LMS
//	    appId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f
//	    identifierUris: ["api://learn.example.org/2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"]
//	    passwordCredentials: [{displayName: by hand, endDateTime: 2027-03-01T00:00:00Z}]
//	service_principals: [{appId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f}]
//	grants: [{clientId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f, scope: User.Read openid}]
//	deleted: [{displayName: Older LMS, uniqueName: older-lms}]   # since now; deletedDateTime says else: kept for 30 days
//	deleted_principals: [{appId: 3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10}]
//	app_permissions: {2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f: [Application.Read.All]}
//	federated:                       # whose tokens applications take for their own; audience is api://AzureADTokenExchange
//	  2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f: [{issuer: "https://token.example.org", subject: "repo:lms:main"}]
//	catalog:
//	  list_lag: 24h                  # else that of the cloud
//	  apps:                          # state: published, submitted, rejected; deleted: taken out just now
//	    - {manifest_id: 4f4c0e6a-8c1d-4a57-9d0e-2f2b8f0f6a11, name: Learn, version: 1.2.0, state: submitted}
//	subscriptions:                   # an empty list: none
//	  - id: 11111111-1111-4111-8111-111111111111
//	    name: Production
//	    state: Enabled               # Warned, PastDue, Disabled, Deleted
//	    bot_provider: Registered     # NotRegistered
//	    role: Contributor            # Owner, Reader, none: the person's
//	    applications: {2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f: Reader}
//	    allowed_locations: []        # Azure policies on resource groups
//	    required_tags: []
//	    forbidden_types: []          # types of resources that no policy allows
//	    resource_groups: [{name: rg-learn, location: uksouth, tags: {team: lms}, role: Contributor, locked: false, read_only: false}]
//	    bots:                        # msaAppType is MultiTenant where it is left out
//	      - {name: old-learn, resource_group: rg-learn, sku: S1, msaAppId: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f,
//	         endpoint: "https://learn.example.org/b", teams: CommercialDeployment}
//	bot_names_taken: [learn]         # by strangers, somewhere in Azure
//	sign_ins: [{app: 2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f, user: sam@example.org, error: 50011, ago: 1h}]
//	no_premium: false                # no licence to read the sign-in log
//	small_pages: false               # lists of Microsoft Graph in pages of one, the first empty
//	access: {legacy: false, seconds: false, old: false, page: false, denied: false}   # Workspace ONE Access
//
// AADSTS numbers about the client, the tenant or the cloud are answered before
// anybody signs in, those about a session at a refresh, those about a secret to
// an application that asks for itself, all others when the code is used.
//
// The default tenant has those first two domains, a person with every role, no
// restricting policy, an empty catalogue, and one subscription, the person's
// own, in which Microsoft.BotService is not registered yet.
//
// # Replay
//
// ReadReplay answers from a trace instead; see package replay.
//
// # The house
//
// store keeps the state and knows the replicas; token makes and reads access
// tokens; entra, graph, arm and access answer for their hosts; replay answers from a
// trace; judge, for tests alone, holds Microsoft's descriptions of Graph and of
// the bot service against both sides. This package puts them behind one
// address: gate (latency, faults, log), server, authority, cloud file.
//
//	cloud, err := sandbox.New(sandbox.Options{Lag: time.Second, Approve: time.Second})
//	server, err := cloud.Start("127.0.0.1:8443")
//	defer server.Close()
//	err = server.WriteCloudFile("cloud.yaml")
package sandbox
