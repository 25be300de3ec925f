// Package catalog makes the app package and sees to where it goes.
//
// [Input] turns answers into what a package is built from, [Package] is the
// step that writes the zip. It comes last in a set-up: a package is only
// written when nothing that was checked before it has failed, because whoever
// holds a package uploads it.
//
// The same answers and ids give the same bytes, so a second run finds the file
// as it should be and writes nothing.
package catalog
