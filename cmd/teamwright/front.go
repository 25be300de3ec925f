package main

import (
	"golang.org/x/term"

	"teamwright/tui"
	"teamwright/tui/plain"
)

// interactive tells whether a person can answer.
func (p *program) interactive() bool {
	return term.IsTerminal(int(p.In.Fd())) && term.IsTerminal(int(p.Err.Fd()))
}

// front is the front end of this run.
func (p *program) front() tui.Front {
	return &plain.Front{
		Lines: plain.NewLines(p.In), Out: p.Out, Err: p.Err,
		Terminal: p.interactive(), Clock: p.Clock, Device: terminal,
	}
}
