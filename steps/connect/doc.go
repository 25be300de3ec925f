// Package connect joins Totara sites with Totara Connect: one server that owns
// the accounts, any number of clients that take them.
//
// # What it promises
//
// [Steps] lists the work for one server and its clients. Each end of a link is
// reached in its own way: by exec, or by hand. Where both are by exec the
// handshake is made by the program. Where one is, the setup secret travels
// through a person: the program hands it over or asks for it, and proves it
// before anything is written. Where none is, every value is shown with its
// page. The parts are
//
//   - connect.server: the server's own settings;
//   - connect.NAME.settings: the client's plugin and settings;
//   - connect.NAME.link: the handshake, and what the server gives the client;
//   - connect.NAME.auto_sso: sending people to the server to sign in;
//   - connect.NAME.state: nothing but rows: both ends compared, each called
//     from the other, tasks, locked fields, the first sign-in.
//
// Plans are field by field, and a second run writes nothing. A link is looked
// for by the ids of both ends, never made twice. What an interrupted run left
// is found by those ids: a setup secret that waits is used, a record that the
// client never answered is replaced.
//
// # Order
//
// The client's settings come before the handshake, because its tasks may run
// the minute after. Automatic sign-in comes last and only once somebody has
// signed in through the server: it can shut everybody out.
//
// # What it refuses
//
// A combination by which accounts can be taken over or records are destroyed
// ([Risk]) is not set before a person has confirmed it by its name in the
// answers. Audiences, courses and frameworks that a person added stay. An
// account's data is never touched: where a link has to be taken apart on the
// client, a person does it, because Totara asks there what happens to the
// accounts. Totara Social as a client is left out: its side is not Totara's.
//
// # Example
//
//	list, err := connect.Steps(connect.Job{
//		Server:  connect.End{Answers: a, Site: server},
//		Clients: []connect.Client{{Given: a.Connect.Clients[0], End: connect.End{Answers: partner, Site: client}}},
//		Ledger:  journal, Sink: sink, Secret: ask,
//	})
package connect
