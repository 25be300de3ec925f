// Package preflight proves, before anything of Workspace ONE is involved, that a
// person can use the registered application as the Teams connector will.
//
// [Door.SignIn] signs a test user in to that very application, by device code
// and with the application's own secret: the token that comes back holds exactly
// what was consented to. [Replay] then makes the connector's own calls of
// Microsoft Graph, in its own batches and against the base address that UEM gets,
// and gives a row for each.
//
// # What it refuses
//
// It writes nothing: the connector's one write, a reply to a message, is judged
// by the token's permissions alone. It keeps no token beyond the run, asks for no
// refresh token, and shows nothing of what it reads but counts.
//
// Calls and their order are those of the connector's archived source
// (vmware-archive/connectors-workspace-one, hub-ms-teams-connector), permissions
// those of the Microsoft Graph permissions reference.
package preflight
