package arm

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// sender is the last hand on a request before the wire. It lets nothing
// through to another host: every request here carries the person's token.
type sender struct {
	next   http.RoundTripper
	origin string // scheme and host of Resource Manager
}

// Do implements [policy.Transporter].
func (s sender) Do(req *http.Request) (*http.Response, error) {
	if at := req.URL.Scheme + "://" + req.URL.Host; at != s.origin {
		return nil, &astray{at}
	}
	req.Header.Set("User-Agent", "teamwright")
	return s.next.RoundTrip(req)
}

// astray is a request to a host that is not Resource Manager, which was not
// sent.
type astray struct{ at string }

func (e *astray) Error() string {
	return fmt.Sprintf("the answer leads on to %s, which is not Azure Resource Manager", e.at)
}

// credential asks for one token at a time, so that requests side by side share
// the first one, and marks what a failed token request is, so that it is told
// from a failed request to Azure.
type credential struct {
	mu    sync.Mutex
	inner azcore.TokenCredential
}

// GetToken implements [azcore.TokenCredential].
func (c *credential) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, err := c.inner.GetToken(ctx, o)
	if err == nil && t.Token == "" {
		err = errors.New("the sign-in gave no token")
	}
	if err != nil {
		return azcore.AccessToken{}, &tokenError{err}
	}
	return t, nil
}

// tokenError is a token that could not be had.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }
