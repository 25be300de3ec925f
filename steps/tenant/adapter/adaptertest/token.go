package adaptertest

import (
	"context"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Token is a sign-in that gives a token, or an error.
type Token struct {
	Err   error
	Asked []policy.TokenRequestOptions // what it was asked for
}

// GetToken implements [azcore.TokenCredential].
func (k *Token) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	k.Asked = append(k.Asked, o)
	return azcore.AccessToken{Token: "t0ken", ExpiresOn: time.Now().Add(time.Hour)}, k.Err
}
