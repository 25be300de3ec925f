// Package connector is a Teams connector of one's own for Mobile Flows: how its
// container is started, and what can be proven of it from outside.
//
// [Recipe] writes the start as a docker command, a compose file or a Kubernetes
// manifest: plain ASCII, because guides on web pages turned its hyphens and
// quotes into others that no shell takes, and always in UTC, because the
// connector compares times in its own zone. [Outside] looks at a running one:
//
//	health       it answers
//	discovery    its description is JSON, and no sign-in page stands before it
//	addresses    every address in it is the public https one
//	guarded      it gives nothing to whoever has no token
//	stranger     nor to whoever signed a token himself
//
// In self-test mode the connector is started with a public key of our own in
// place of the Mobile Flows service's. Then we can sign tokens that it takes,
// and [Outside.SelfTest] proves the rest of the way without any service of the
// vendor's: the address in the token is compared with the one that the reverse
// proxy forwards, and Microsoft Graph is reached through the base address. The
// private key lives in memory for one run and is never written.
//
// # What it refuses
//
// It does not recommend the container. The image's parts are of 2021, nobody
// mends them, and it has to face the internet. A recipe says so in its first
// lines.
//
// Facts about the connector are those of its archived source
// (vmware-archive/connectors-workspace-one, hub-ms-teams-connector) and of the
// card connectors guide (vmware-samples/card-connectors-guide).
package connector
