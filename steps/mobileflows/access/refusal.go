package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// ErrNoInterface says that this Access does not have the interface that was
// asked for: its version is older than what is known here, or newer.
var ErrNoInterface = errors.New("this version of Access does not have that interface")

// judge says why an answer is none.
func (c *Client) judge(a ask, got answer) error {
	e := &tenant.Error{Op: a.op, Status: got.status, Kind: tenant.Refused}
	e.Code, e.Message = words(got.body)
	switch {
	case got.status >= 300 && got.status < 400:
		e.Message = "it leads away to " + away(got.header.Get("Location")) + " instead of answering"
		e.Cure = "a gateway before Access asks people to sign in, or " + c.o.Origin + " is not the tenant's own address: let this machine reach Access directly, or correct mobileflows.access"
	case got.status < 300 && isPage(got), got.status == http.StatusForbidden && isPage(got):
		e.Message = "a page for people came where data was due"
		e.Cure = "something before Access asks people to sign in (a gateway, a proxy), or " + c.o.Origin + " is not the tenant's own address: let this machine reach Access directly, or correct mobileflows.access"
	case got.status < 300:
		return nil
	case got.status == http.StatusUnauthorized:
		e.Kind = tenant.Denied
		e.Message = either(e.Message, "Access does not accept the service client's token")
		e.Cure = "see whether the service client still exists in Access under Settings, OAuth 2.0 Management, Clients, and run the same command again"
	case got.status == http.StatusForbidden:
		e.Kind = tenant.Denied
		e.Message = either(e.Message, "the service client may not do that")
		e.Cure = "the service client needs the scope Admin and an administrator's role (Super Admin): make a new one in Access, a scope cannot be added later"
	case got.status == http.StatusNotFound, got.status == http.StatusMethodNotAllowed, got.status == http.StatusNotImplemented:
		e.Kind, e.Err = tenant.NotFound, ErrNoInterface
		e.Message = either(e.Message, ErrNoInterface.Error())
		e.Cure = "do this part by hand: leave the service client away, and the checklist shows each value"
	case got.status == http.StatusConflict:
		e.Kind = tenant.Conflict
		e.Cure = "somebody else writes to the same object: run the same command again"
	case got.status == http.StatusNotAcceptable, got.status == http.StatusUnsupportedMediaType:
		e.Err = ErrNoInterface
		e.Message = "Access understands neither plain JSON nor its own older media type"
		e.Cure = "do this part by hand: leave the service client away, and the checklist shows each value"
	case got.status >= 500:
		e.Kind = tenant.Unreachable
		if a.writes() {
			e.Kind = tenant.Lost // also the answer to a creation of what exists
		}
		e.Cure = "Access has a fault of its own: run the same command again in some minutes; it looks first"
	default:
		e.Cure = "Access refuses the values: enter them by hand in its console, which says more"
	}
	return e
}

// unreached is a request without an answer.
func unreached(op string, writes bool, err error) error {
	e := &tenant.Error{Kind: tenant.Unreachable, Op: op, Err: err}
	var broken *wire.Broken
	var large *wire.TooLarge
	switch {
	case errors.As(err, &broken):
		e.Cure = broken.Cure()
		if writes && broken.Sent {
			e.Kind = tenant.Lost
		}
	case errors.As(err, &large):
		if writes {
			e.Kind = tenant.Lost
		}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		if writes {
			e.Kind = tenant.Lost
		}
	}
	return e
}

// words are Access's own code and words in a refusal, in any of its manners.
func words(body []byte) (code, message string) {
	var doc struct {
		Errors []struct {
			Code, Message string
		}
		Error       string
		Description string `json:"error_description"`
		Message     string
	}
	if json.Unmarshal(body, &doc) != nil {
		return "", ""
	}
	code, message = doc.Error, either(doc.Description, doc.Message)
	if len(doc.Errors) > 0 {
		code, message = doc.Errors[0].Code, doc.Errors[0].Message
	}
	return tenant.Plain(code, 80), tenant.Plain(message, 300)
}

// away is where a redirect leads: its host, not what its query carries.
func away(location string) string {
	u, err := url.Parse(location)
	if err != nil || u.Host == "" {
		return "another page"
	}
	return tenant.Plain(fmt.Sprintf("%s://%s%s", u.Scheme, u.Host, u.Path), 120)
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
