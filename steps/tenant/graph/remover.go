package graph

import (
	"context"

	"teamwright/steps/tenant"
)

var _ tenant.Remover = (*Client)(nil)

// DeleteApplication implements [tenant.Remover].
func (c *Client) DeleteApplication(ctx context.Context, objectID string) error {
	k := call{op: other, words: "delete the application", write: true, away: true, on: []string{objectID}}
	return goneAlready(c.do(ctx, k, func(ctx context.Context) error {
		return c.sdk.Applications().ByApplicationId(objectID).Delete(ctx, nil)
	}))
}

// DeleteGrant implements [tenant.Remover].
func (c *Client) DeleteGrant(ctx context.Context, grantID string) error {
	k := call{op: other, words: "take the consent back", write: true, away: true, on: []string{"grant:" + grantID}}
	return goneAlready(c.do(ctx, k, func(ctx context.Context) error {
		return c.sdk.Oauth2PermissionGrants().ByOAuth2PermissionGrantId(grantID).Delete(ctx, nil)
	}))
}

// goneAlready makes "not found" what it is to somebody who wanted the thing
// away. About a young thing that answer was heard several times, and for long
// enough: it no longer means that a replica has not heard of it.
func goneAlready(err error) error {
	if tenant.Is(err, tenant.NotFound) {
		return nil
	}
	return err
}
