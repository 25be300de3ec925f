// Package site asks a Totara site through PHP on its own server.
//
// A [Site] takes one [Request] at a time and brings back one [Answer]. Between
// them lies a [Transport]: [Exec], a command of the admin's that runs PHP
// there (php, ssh lms sudo -u www-data php, kubectl exec -i …), or the
// stand-in of a rehearsal. Nothing is installed on the server.
//
// # What it promises
//
// Exec feeds one script to PHP on its standard input. The script is made of
// the files in the folder php; it loads the site's config.php, runs one
// operation, and prints one JSON document between two copies of a random
// marker. Warnings, a login banner, a byte order mark or carriage returns
// around it do no harm: they come back as notes.
//
// The request travels inside that input, its secrets too, as base64. Nothing
// of it stands in an argument, in the environment or in a file. Before the
// first secret goes out the site must have answered once, so that a command
// that turns out to be something else never sees one. Texts that come back
// are cleared of every secret that went in.
//
// The size of what comes back and the time it takes are bounded. What goes
// wrong ends in one [*Error]: what, why, and what the admin does next.
//
// # What it refuses
//
// It runs no shell, asks no questions (ssh and sudo find no terminal to ask
// for a password on), and repeats nothing: an operation that may have been
// done is the caller's to look for.
//
// # Operations
//
// An operation named group.verb is the PHP function op_group_verb in any file
// of the folder php. It takes two arrays, the arguments and the secrets, and
// returns the result; to refuse, it throws refuse(CODE, TEXT, CURE); to hand
// out a secret it calls give_secret(NAME, TEXT). A new group of operations is
// a new file there and nothing else. The scripts are written for PHP 7.4 to
// 8.4.
//
// # Example
//
//	s := site.New(site.Exec{Argv: a.Totara.Command}, site.Options{Config: a.Totara.Config})
//	answer, err := s.Ask(ctx, site.Request{Op: "site.hello"})
//	if err != nil { … }
//	var hello site.Hello
//	err = answer.Into(&hello)
package site
