package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"

	"golang.org/x/term"

	"teamwright/steps/wire"
)

// Surroundings are everything that the program takes from outside.
type Surroundings struct {
	Args  []string
	Env   func(string) string
	In    *os.File
	Out   *os.File
	Err   *os.File
	Clock wire.Clock
}

// program is one run of the command line.
type program struct {
	Surroundings
	flags  globals
	handed outside
	spoken spoken
	// interrupt ends the job as a signal would: the person wants to leave, or
	// their terminal is gone.
	interrupt func(hangup bool)
	// before is how the terminal was before a screen was drawn on it.
	before atomic.Pointer[term.State]
}

// Main runs one command line and returns its exit code.
func Main(s Surroundings) int {
	p := &program{Surroundings: s, spoken: spoken{w: s.Out}}
	ctx, interrupt, stop := withSignals(context.Background(), p.rescue)
	defer stop()
	p.interrupt = interrupt
	root := p.root()
	root.SetArgs(s.Args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	err := root.ExecuteContext(ctx)
	if complaint(ctx, err) == "" && p.spoken.lost != nil {
		err = p.spoken.lost
	}
	code := exitCode(ctx, err)
	if text := complaint(ctx, err); text != "" {
		p.beside().Text("teamwright: " + text)
	}
	return code
}

// complaint is what is said about an error; nothing where all was said.
func complaint(ctx context.Context, err error) string {
	var done *exitError
	var sig *signalled
	switch {
	case err == nil:
		return ""
	case errors.As(err, &done) && done.err == nil:
		return ""
	case errors.Is(err, context.Canceled) && errors.As(context.Cause(ctx), &sig):
		return sig.Error()
	}
	text := err.Error()
	if cure := cureOf(err); cure != "" && !strings.Contains(text, cure) {
		text += "\n  " + cure
	}
	return text
}
