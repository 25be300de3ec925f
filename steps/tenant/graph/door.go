package graph

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// tokenError is a token that could not be had.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return e.err.Error() }
func (e *tokenError) Unwrap() error { return e.err }

func (c credential) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	t, err := c.TokenCredential.GetToken(ctx, o)
	if err == nil && t.Token == "" {
		err = errors.New("the sign-in gave no token")
	}
	if err != nil {
		return azcore.AccessToken{}, &tokenError{err}
	}
	return t, nil
}

// door is the last hand on a request before the wire, and the first on its
// answer.
type door struct{ next http.RoundTripper }

func (d door) RoundTrip(req *http.Request) (*http.Response, error) {
	req.Header.Set("User-Agent", "teamwright")
	resp, err := d.next.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	// The SDK answers a claims challenge (continuous access evaluation) with a
	// new token, once. It takes for granted that the claims stand in quotation
	// marks, and panics where they do not.
	if h := resp.Header.Get("WWW-Authenticate"); claims.MatchString(h) && !quotedClaims.MatchString(h) {
		resp.Header.Del("WWW-Authenticate")
	}
	return resp, nil
}

var (
	claims       = regexp.MustCompile(`claims`)
	quotedClaims = regexp.MustCompile(`claims\s*=\s*"[^",]*"`)
)
