package mishap

import (
	"context"
	"errors"
	"net/http"

	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// MaxMessage bounds foreign words in a message, in runes.
const MaxMessage = 600

// Request is what is told of a request that went wrong.
type Request struct {
	Words   string // what was tried, for [tenant.Error.Op]
	Write   bool   // it changes something
	Service string // such as "Microsoft Graph"
	SignIn  string // cure where the sign-in gives no token; "": sign in again
}

// Unsure is the kind of a failure after which nobody knows whether a write was
// done; a read is done again without harm.
func (r Request) Unsure() tenant.Kind {
	if r.Write {
		return tenant.Lost
	}
	return tenant.Unreachable
}

// Begin is an error about the request with what is known of its answer.
func (r Request) Begin(err error, a wire.Answer) *tenant.Error {
	return &tenant.Error{Op: r.Words, Status: a.Status, RequestID: a.RequestID, Err: err}
}

// Explain puts a failure into words in which the service had no part; ok is
// false for any other.
func (r Request) Explain(err error, a wire.Answer) (e *tenant.Error, ok bool) {
	e = r.Begin(err, a)
	var (
		token  *tokenError
		broken *wire.Broken
		large  *wire.TooLarge
	)
	switch {
	case errors.As(err, &token):
		r.noToken(e, token, a)
	case errors.As(err, &broken):
		e.Status, e.Kind, e.Cure = 0, tenant.Unreachable, broken.Cure()
		if broken.Sent {
			e.Kind = r.Unsure()
		}
		e.Message = tenant.Plain(broken.Error(), MaxMessage)
	case errors.As(err, &large):
		e.Kind, e.Message = r.Unsure(), large.Error()
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.Kind = r.Unsure()
	default:
		return nil, false
	}
	return e, true
}

// noToken is a request that was never sent, for want of a token.
func (r Request) noToken(e *tenant.Error, t *tokenError, a wire.Answer) {
	e.Status, e.Message = 0, tenant.Plain(t.Error(), MaxMessage)
	var broken *wire.Broken
	switch {
	case errors.As(t, &broken):
		e.Kind, e.Cure = tenant.Unreachable, broken.Cure()
	case errors.Is(t, context.Canceled), errors.Is(t, context.DeadlineExceeded), a.Err != nil, a.Status >= 500, a.Status == http.StatusTooManyRequests:
		e.Kind, e.Cure = tenant.Unreachable, "Microsoft Entra gave no token: check the network, then run the same command again"
	default:
		e.Kind, e.Cure = tenant.SignIn, r.SignIn
		if e.Cure == "" {
			e.Cure = "run the same command again and sign in"
		}
		var own interface{ Advice() (code, cure string) }
		if errors.As(t.err, &own) {
			if code, cure := own.Advice(); cure != "" {
				e.Code, e.Cure = code, cure
			}
		}
	}
}

// Unreadable is an answer that nothing could be made of, such as the page of a
// proxy.
func (r Request) Unreadable(err error, a wire.Answer) *tenant.Error {
	e := r.Begin(err, a)
	e.Kind = r.Unsure()
	e.Cure = "something between here and Microsoft answered instead: check HTTPS_PROXY and the network, then run the same command again"
	switch {
	case a.Status == 0:
		e.Message, e.Cure = tenant.Plain(err.Error(), MaxMessage), ""
	case a.HTML():
		e.Message = "a web page came instead of an answer"
	default:
		e.Message = "the answer cannot be read: " + tenant.Plain(err.Error(), 200)
	}
	if a.Status >= 400 && a.Status < 500 {
		e.Kind = tenant.Refused
		if a.Status == http.StatusForbidden || a.Status == http.StatusProxyAuthRequired {
			e.Cure = "a proxy or firewall refuses " + a.URL + ": have it allowed"
		}
	}
	return e
}

// ByStatus gives a refusal whose code says nothing its kind and its cure.
func (r Request) ByStatus(e *tenant.Error) {
	switch s := e.Status; {
	case s == http.StatusUnauthorized:
		e.Kind, e.Cure = tenant.SignIn, "sign in again"
	case s == http.StatusForbidden:
		e.Kind, e.Cure = tenant.Denied, "a role or a permission is missing: see the message, then sign in again"
	case s == http.StatusNotFound:
		e.Kind = tenant.NotFound
	case s == http.StatusConflict, s == http.StatusPreconditionFailed:
		e.Kind, e.Cure = tenant.Conflict, "somebody else writes to the same object, or it exists already; run the same command again"
	case s == http.StatusTooManyRequests:
		e.Kind, e.Cure = tenant.Unreachable, "wait some minutes, then run the same command again"
	case s >= 500:
		e.Kind, e.Cure = r.Unsure(), r.Service+" has a fault; run the same command again in some minutes"
	}
}
