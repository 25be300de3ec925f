// Package replay answers from a trace: the JSON lines in which a program kept,
// without secrets, every request it sent and every answer it got. A run against
// a real tenant can so be repeated in a test, by whoever has no tenant.
//
// It promises to be strict about what changes something, and easy about what
// only looks:
//
//   - What is asked of one address (method and path) comes in the order of the
//     trace. A write is answered once; it is never skipped, never repeated.
//   - A read may be left out. A read that comes once more than in the trace is
//     answered as the last time, as long as nothing was written there since.
//     Tokens count as reads, each kind for itself.
//   - A connection that broke in the trace breaks again.
//   - A request that the trace does not have is refused with 501 and
//     RequestNotInTrace, and the message says what the trace has next at this
//     address. Strangers lists them.
//
// What was masked becomes usable again: a client secret is a made-up text with
// its hint, tokens are made up of what the trace still tells about the person
// and the scopes, codes are made up. Hosts in addresses that a client follows
// (next page, where to ask for a result, endpoints of the sign-in host) become
// the player's own. Waits that an answer asks for are cut to a second.
//
// It refuses to guess a body that the trace kept as length or digest alone.
//
//	player, err := replay.Read(file, replay.Options{Now: time.Now})
//	http.ListenAndServe(addr, player)
package replay
