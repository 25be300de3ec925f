// Package totara is the Totara side of the set-up: Totara's own settings for
// Teams, by hand or by machine, and the rows of its page "Totara app
// installation".
//
// # By machine
//
// [New] makes the steps of one site that is reached through package site:
//
//	totara.service        one OAuth 2 service: client id, secret, endpoints
//	totara.settings       every setting, both icons, the message output
//	totara.notifications  messages and events that may go to Teams
//	totara.checklist      Totara's own 21 rows, and ours beside them
//	totara.package        the app package that Totara itself would make
//
// All of them plan by one look at the site, and each writes only what differs.
// What a write answers is the look of the next step, so a run asks few times.
// What can be done is decided by what the site has (classes, settings, what
// holds them), never by its version.
//
// [Totara.Sink] takes new secrets straight into Totara. They travel inside the
// script's input and are verified by a digest that Totara's server makes.
//
// # By hand
//
// [Sheet] lists every value in the order of Totara's pages, as data, text,
// Markdown and one printable page. [Checklist] keeps exactly the conditions of
// Totara's 21 rows (as read in Totara 17.3), with their class names as ids.
// Nobody here can look at Totara then, so a row is
//
//   - fail, when the answers already break its condition,
//   - skip, when Totara would skip it for these answers,
//   - manual otherwise, until a person ticks it; its detail is the value to
//     enter and its fix the page to enter it on.
//
// # What it refuses
//
// It writes into no other site than that of the answers, and into none that
// cannot take it: behind Totara's own cloud gateway, without Engage, waiting
// for an upgrade. It makes no second service with one client id and touches
// none of another application. What config.php or the edition holds is named,
// not fought. What the answers leave empty stays as it is. The texts of a
// secret come back from nowhere.
//
// # Example
//
//	t := totara.New(totara.Parts{Answers: a, Site: s, Clock: clock, NewID: uuid.NewString, …})
//	runner := steps.Runner{Steps: t.Steps(), Journal: j, Clock: clock}
package totara
