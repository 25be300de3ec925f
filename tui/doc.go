// Package tui is what a person sees.
//
// A [Front] is one way of showing a job and of asking about it. The package
// plain says one thing a line, fit for screen readers, logs and pipes; the
// package screen draws on the whole terminal. Both walk the same pages, show
// the same plan and the same checklist, and neither knows how any of it is
// done: they import the engine's data and never a client of a cloud.
//
// Which front end is used is decided before anything is drawn: by --plain,
// ACCESSIBLE, TERM=dumb, or because standard input or output is no terminal.
package tui
