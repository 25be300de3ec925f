// Package totara is the Totara side of the set-up: the rows of Totara's own
// page "Totara app installation" and what has to be entered for them.
//
// Totara judges 21 rows, and its installation page refuses the package while
// one fails. This package keeps exactly their conditions (as read in Totara
// 17.3) and their class names as row ids. Where a person enters the settings
// by hand nobody here can look at Totara, so a row is
//
//   - fail, when the answers already break its condition,
//   - skip, when Totara would skip it for these answers,
//   - manual otherwise, until a person ticks it; its detail is the value to
//     enter and its fix the page to enter it on.
//
// It writes nothing and asks nobody.
package totara
