package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/journal"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
	"teamwright/tui"
	"teamwright/tui/plain"
)

// The exit codes of the contract.
const (
	exitFailed  = 1
	exitUsage   = 2
	exitSignIn  = 3
	exitStopped = 4
	exitWaiting = 5
	exitChanges = 6
)

// exitError carries an exit code; without err everything has been said.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usage marks an error as wrong usage.
func usage(err error) error { return &exitError{exitUsage, err} }

// said ends the command with a code and no further word.
func said(code int) error {
	if code == 0 {
		return nil
	}
	return &exitError{code, nil}
}

// signalled is the cause of a context that a signal ended.
type signalled struct{ sig syscall.Signal }

func (s *signalled) Error() string {
	switch s.sig {
	case syscall.SIGHUP:
		return "ended by SIGHUP"
	case syscall.SIGINT:
		return "stopped by Ctrl-C (SIGINT)"
	case syscall.SIGTERM:
		return "ended by SIGTERM"
	}
	return "ended by " + s.sig.String()
}

// withSignals is a context that SIGHUP, SIGINT and SIGTERM end, each with its
// cause, and a function that ends it as the first two would. A second signal
// ends the program at once, after rescue; the journal is whole at every
// instant.
func withSignals(parent context.Context, rescue func()) (ctx context.Context, interrupt func(hangup bool), stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	ch := make(chan os.Signal, 2)
	signal.Notify(ch, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM)
	quit := make(chan struct{})
	go func() {
		for again := false; ; again = true {
			select {
			case <-quit:
				return
			case got := <-ch:
				sig, _ := got.(syscall.Signal)
				if again {
					rescue()
					os.Exit(128 + int(sig))
				}
				cancel(&signalled{sig})
			}
		}
	}()
	interrupt = func(hangup bool) {
		sig := syscall.SIGINT
		if hangup {
			sig = syscall.SIGHUP
		}
		cancel(&signalled{sig})
	}
	return ctx, interrupt, func() {
		signal.Stop(ch)
		close(quit)
		cancel(nil)
	}
}

// exitCode is the contract's code for how a command ended.
func exitCode(ctx context.Context, err error) int {
	var sig *signalled
	if errors.As(context.Cause(ctx), &sig) {
		return 128 + int(sig.sig)
	}
	var coded *exitError
	var refused *signin.Refused
	var expired *signin.Expired
	var incomplete *signin.Incomplete
	var misset *wire.Misset
	var locked *journal.Locked
	var left *tui.Left
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		return coded.code
	case len(answers.AsProblems(err)) > 0:
		return exitUsage
	case errors.As(err, &refused), errors.As(err, &expired):
		return exitSignIn
	case errors.As(err, &incomplete), errors.As(err, &misset):
		return exitUsage
	case errors.As(err, &locked), errors.As(err, &left), errors.Is(err, plain.ErrNobody), errors.Is(err, steps.ErrStopped), errors.Is(err, context.Canceled):
		return exitStopped
	}
	return exitFailed
}

// cureOf is what an error says an admin does next.
func cureOf(err error) string {
	var cured steps.Cured
	var refused *signin.Refused
	var expired *signin.Expired
	switch {
	case errors.As(err, &refused):
		return refused.Cure
	case errors.As(err, &expired):
		return "run the same command again and enter the new code in time; when the browser says that access is blocked, use --auth browser or --auth azcli"
	case errors.As(err, &cured):
		return cured.CureText()
	}
	return ""
}
