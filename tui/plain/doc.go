// Package plain is the front end that says one thing a line: for screen
// readers, for logs, for TERM=dumb and for pipes.
//
// It promises no escape codes, no boxes, no colour, no redrawing: what was
// said stays said, in the order in which it happened, and every state is a
// word. Text that came from a cloud or a site is stripped of control
// characters before it is written ([Clean]).
//
// Conversation goes to standard error, results to standard output, so that a
// pipe gets the checklist and nothing else.
package plain
