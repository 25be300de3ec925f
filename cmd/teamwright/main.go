// Command teamwright takes an admin from nothing to a working Microsoft Teams
// app for the Totara learning platform.
//
// This package turns flags into answers, answers into steps, and results into
// exit codes; one file a command. What is done lives in the packages under
// steps, what a person sees in those under tui. Nothing here decides anything
// about a tenant.
//
// [Main] is the whole program with its surroundings handed in, so that tests
// run it without a process of its own.
package main

import (
	"os"

	"teamwright/steps/wire"
)

func main() {
	os.Exit(Main(Surroundings{
		Args:  os.Args[1:],
		Env:   os.Getenv,
		In:    os.Stdin,
		Out:   os.Stdout,
		Err:   os.Stderr,
		Clock: wire.System(),
	}))
}
