// Package mobileflows sets up Workspace ONE Mobile Flows with Microsoft Teams,
// and helps those who leave it.
//
// # What it is about
//
// Mobile Flows shows cards about Teams mentions in Workspace ONE Intelligent
// Hub. Its service signs people in to an Entra application, holds their tokens,
// and lets a connector ask Microsoft Graph. It is an old product: the connectors
// have not changed since 2021, the guides of Hub Services stopped naming it
// between their third and fourth versions (2021 to 2024), and no notice with a
// date was ever found. So everything here begins with a gate:
//
//	viability    the callback's host answers and serves the service's key
//	console      a person has seen that the menus are still there
//
// A redirect URI on a name that its owner gave up is a hole: whoever gets the
// name receives sign-ins. Where the gate fails nothing is written, unless the
// host is told by name ([Job].TrustHost).
//
// # What it does
//
//	access       the tenant of Access, and the service client made by hand
//	permissions  what the chosen set costs
//	application  the Entra application: package application with other values
//	template     the OAuth template in Access, made and compared
//	uem          the connector in UEM, by hand, with every value ready
//	connector    an own connector, looked at from outside (package connector)
//	preflight    a test user's sign-in and calls (package preflight)
//	activation   how many devices have signed in; the first mention and reply
//
// UEM and Hub have no published interface for connectors, so those parts are
// rows that wait for a person's word. Without a service client the template
// waits for a person too.
//
// [Audit] finds what is left of older set-ups and takes back what a person
// names, each thing confirmed by itself.
//
// # What it refuses
//
// It never lengthens the life of tokens that somebody shortened, never drops a
// redirect URI or a scope that somebody added, and never counts a row as passed
// that nobody and nothing has seen.
package mobileflows
