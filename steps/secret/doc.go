// Package secret holds the one type that a secret lives in, and the places a
// secret may go.
//
// [Text] masks itself in every form that code reaches for by habit: printing
// with any verb, JSON, YAML, slog, Go syntax. The one way to the text is
// [Text.Reveal], whose callers are few and easy to review.
//
// A Text can be wiped once it has arrived. From the first one on, the process
// leaves no core dump, where the system lets it choose.
//
// A secret leaves the program through a [Sink] and through nothing else: a
// new file, a descriptor, a terminal, the clipboard, or Totara itself. A sink
// says beforehand whether it can take a secret, so that none is made that
// nobody can receive.
package secret
