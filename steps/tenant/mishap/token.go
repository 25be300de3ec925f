package mishap

import (
	"context"
	"errors"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Credential gives the tokens of another credential, one request at a time, so
// that requests side by side share the first one, and marks what a failed token
// request is, so that it is told from a failed request to the service.
func Credential(inner azcore.TokenCredential) azcore.TokenCredential {
	return &credential{inner: inner}
}

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
