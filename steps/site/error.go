package site

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is what went wrong, for callers that decide by it.
type Kind string

// The kinds of errors.
const (
	Unreachable Kind = "unreachable" // the command could not be run, or the server not be reached
	Password    Kind = "password"    // ssh or sudo asks for a password, and nobody can answer
	NotPHP      Kind = "not PHP"     // the command runs something else
	NoConfig    Kind = "no config"   // there is no Totara behind that config.php
	Fatal       Kind = "fatal"       // PHP ended before it answered
	TooSlow     Kind = "too slow"
	TooMuch     Kind = "too much" // the answer is larger than any that is expected
	Full        Kind = "full"     // the server's disk or the database's is full
	Garbled     Kind = "garbled"  // an answer of another form
	Refused     Kind = "refused"  // the operation says why; see Code
)

// Error is why a site did not do what it was asked.
type Error struct {
	Kind Kind
	Code string // with Refused: the operation's own word for it
	What string // one sentence
	Cure string // what the admin does next
	// Detail are lines that PHP or the command printed, fit for a terminal.
	Detail string
	// Untouched says that the operation surely wrote nothing.
	Untouched bool
	// Half says that it wrote a part. The next run finds and finishes it.
	Half bool
}

func (e *Error) Error() string {
	text := e.What
	if e.Half {
		text += "; a part was written before that"
	}
	if said := strings.SplitN(e.Detail, "\n", maxSaid+1); said[0] != "" {
		text += " (it said: " + strings.Join(said[:min(len(said), maxSaid)], " / ") + ")"
	}
	return text
}

// maxSaid is how many lines of the detail an error shows.
const maxSaid = 2

// CureText is what the admin does next.
func (e *Error) CureText() string {
	if e.Half {
		return e.Cure + "; then run the same command again: it finds what is done and does the rest"
	}
	return e.Cure
}

// NothingDone tells whether the request surely changed nothing.
func (e *Error) NothingDone() bool { return e.Untouched }

// Code is the operation's own word for a refusal; empty for other errors.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Cures that several errors share.
const (
	cureCommand = "try totara.command by hand with --version behind it: it must run PHP on Totara's server without a question"
	cureGarbled = "make the command print nothing but what PHP prints, and try it again"
)

var errTooSlow = errors.New("the site took too long")

// slow is a request that took too long.
func slow(limit time.Duration, beside string) *Error {
	if known := diagnose(beside, password, sshRefused); known != nil {
		known.Detail = beside
		return known
	}
	return &Error{
		Kind: TooSlow, What: fmt.Sprintf("Totara's server gave no answer within %.0f s", limit.Seconds()),
		Cure:   "see that the command asks nothing (ssh: try it with -o BatchMode=yes) and that the server is well, then run the same command again: it looks first",
		Detail: beside,
	}
}

// neverSent marks an error from before the request was sent.
func neverSent(err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Untouched = true
	}
	return err
}
