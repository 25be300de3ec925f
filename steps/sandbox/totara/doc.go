// Package totara is a Totara site for rehearsals: it takes the request that a
// PHP script would get on the server and gives the answer that the script
// would print.
//
// # What it promises
//
// A site keeps its settings, its OAuth 2 services, its icons and the outputs of
// its messages, and with a memory file also from one run to the next. It judges
// the 21 rows of Totara's installation page by conditions of its own, read in
// Totara 17.3, and makes the app package that Totara would make (manifest 1.5).
// A fresh site has Totara's defaults: the feature off, no service, all-zero
// ids. Secrets are remembered as digests only.
//
// A site can be one in Totara's own cloud, one without Engage, one whose
// config.php holds settings, or one that waits for its upgrade; see [Options].
//
// # What it refuses
//
// What Totara or the script refuses: settings that are held, services that have
// one client id between them, pictures that are no PNG, unknown operations. It
// imports nothing of the program it rehearses but the app package's model: a
// fake that shared its beliefs could not contradict them.
//
// # Example
//
//	s, err := totara.New(totara.Options{WWWRoot: "https://learn.example.org", Memory: "totara.json"})
//	answer, beside, err := s.Answer(ctx, request)
package totara
