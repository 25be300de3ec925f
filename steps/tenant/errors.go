package tenant

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what a caller can do about an [Error].
type Kind int

const (
	Refused     Kind = iota // the service said no for good: Code and Message say why
	NotFound                // the object is not there
	Denied                  // a role or a scope is missing
	Conflict                // it exists already, or somebody wrote at the same time
	Policy                  // a rule of the tenant forbids it
	Lost                    // the answer was lost: the write may or may not be done
	Unreachable             // no answer: nothing was done
	SignIn                  // the token is refused: sign in again
)

// Error is a refused or failed request, in words for an admin.
type Error struct {
	Kind      Kind
	Op        string // what was tried, such as "create the service principal"
	Status    int    // HTTP status, 0 when there was none
	Code      string // Graph's, ARM's or Entra's error code
	Message   string // the service's own words, control characters stripped
	RequestID string
	Cure      string // what the admin does next
	Err       error  // cause, may be nil
}

// maxCause bounds the words of a cause, in runes.
const maxCause = 600

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": HTTP %d", e.Status)
	}
	if e.Code != "" {
		fmt.Fprintf(&b, " %s", e.Code)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	} else if e.Err != nil {
		fmt.Fprintf(&b, ": %s", Plain(e.Err.Error(), maxCause))
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " (request id %s)", e.RequestID)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Is reports whether err is an [*Error] of that kind.
func Is(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// CureText is what the admin does next; it may be empty.
func (e *Error) CureText() string { return e.Cure }

// NothingDone tells whether the request surely changed nothing.
func (e *Error) NothingDone() bool { return e.Kind != Lost && e.Kind != SignIn }
