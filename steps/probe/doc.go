// Package probe looks at a Totara site from outside, as a browser and as
// Microsoft would.
//
// [New] makes a step without changes. Its rows say whether the certificate
// holds, whether the site's address leads to another host, whether Teams may
// show the site in a frame, how its session cookie is marked, which TeamsJS
// its pages load, whether the pages of the publisher answer, and whether the
// bot's endpoint does.
//
// # What it promises
//
// A pass means "seen from here". What Microsoft's servers reach cannot be seen
// from an admin's machine: that row stays unknown, and fails where the site's
// name leads to private addresses although a bot is on, for then nobody
// outside can reach it.
//
// Few requests, one after the other, each with a deadline, none repeated;
// answers are read up to a megabyte. The bot's endpoint gets one request
// without a body, which Totara refuses with 400 and stores nothing of: made-up
// activities would leave rows behind.
//
// # What it refuses
//
// It connects to a private address only where the answers name that host, so
// that a redirect or a name cannot send it into somebody's network. The
// address that was judged is the address that is dialled. It follows no
// redirect of the site to another host.
//
// # Example
//
//	step := probe.New(probe.Options{Site: a.Site, Bot: a.Bot.Needed(), …})
package probe
