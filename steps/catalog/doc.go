// Package catalog makes the app package and sees to where it goes.
//
// [Input] turns answers into what a package is built from, [Package] is the
// step that writes the zip. It comes last in a set-up: a package is only
// written when nothing that was checked before it has failed, because whoever
// holds a package uploads it. The same answers and ids give the same bytes, so
// a second run finds the file as it should be and writes nothing.
//
// # Into the catalogue
//
// [Publishing] puts that package into the organisation's catalogue, or submits
// it for review, through two steps that share one [Edition]:
//
//	catalog.version   raises app.version, only when the content has changed
//	catalog.publish   publishes, or updates the entry with the raised version
//
// [Publishing.Withdrawal] takes out what was published from here, once the entry
// was seen to be this app's.
//
// The catalogue gives no package back, and its list can lag by a day. So what
// was published (version, hash of the content, capabilities, catalogue id, and
// whether the entry was made or only updated from here) stands as a tag on the single sign-on application, where any machine finds
// it; the id stands in the answers too, and is read directly.
//
// # What it promises
//
//   - An empty list is never a reason to publish again once a tag, the answers
//     or this machine's record say that the app was published.
//   - A request whose answer was lost is looked for. It is made again only as a
//     new entry of the same manifest id, or a new version of the same entry,
//     which the catalogue takes once: a refusal then says that it was heard.
//   - A conflict is told apart: published by somebody else (the next plan is an
//     update above that version), staged and not approved (it waits), neither
//     to be seen (the error says where to look).
//   - An entry that somebody deleted is published anew only when a person
//     confirms the deletion.
//   - Nothing is published before the rows that [Publishing.Waiting] names hold.
//   - Signing in a second time, where that is needed, comes after the plan is
//     confirmed, announces itself in it, and can come before anything is written
//     ([steps.SecondSignIn]). Without the right to look, the
//     plan is made from the tag alone, and the rows tell what the catalogue said
//     when it took the package, with the day; an approval that nobody here can
//     see is a person's to tick.
//
// # What people do
//
// [Preparation] lists the three switches of a tenant that let people use a
// custom app, [Upload] guides through the admin center where no program
// publishes, [Edition.HandOver] is a note for the administrator who may.
package catalog
