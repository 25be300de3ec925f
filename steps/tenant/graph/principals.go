package graph

import (
	"context"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/serviceprincipalswithappid"

	"teamwright/steps/tenant"
)

// PrincipalByAppID implements [tenant.Principals].
func (c *Client) PrincipalByAppID(ctx context.Context, appID string) (p tenant.Principal, ok bool, err error) {
	k := call{op: read, words: "read the service principal of " + tenant.Plain(appID, 40), on: []string{"principal:" + appID}}
	err = c.do(ctx, k, func(ctx context.Context) error {
		m, err := c.sdk.ServicePrincipalsWithAppId(&appID).Get(ctx, &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetRequestConfiguration{
			QueryParameters: &serviceprincipalswithappid.ServicePrincipalsWithAppIdRequestBuilderGetQueryParameters{
				Select: []string{"id", "appId", "displayName", "tags", "oauth2PermissionScopes"}}})
		if err != nil {
			return err
		}
		if m == nil {
			return errEmpty
		}
		p, ok = principal(m), true
		return nil
	})
	if tenant.Is(err, tenant.NotFound) {
		return tenant.Principal{}, false, nil
	}
	// A principal tells no date; it is no older than its application.
	if ok && c.young.Any([]string{appID}) {
		c.young.Add(p.ObjectID)
	}
	return p, ok, err
}

// CreatePrincipal implements [tenant.Principals].
func (c *Client) CreatePrincipal(ctx context.Context, appID string, tags []string) (p tenant.Principal, err error) {
	k := call{op: createPrincipal, words: "create the service principal", write: true, on: []string{appID}}
	err = c.do(ctx, k, func(ctx context.Context) error {
		m := models.NewServicePrincipal()
		m.SetAppId(&appID)
		m.SetTags(list(tags))
		made, err := c.sdk.ServicePrincipals().Post(ctx, m, nil)
		if err != nil {
			return err
		}
		if made == nil || text(made.GetId()) == "" {
			return errEmpty
		}
		p = principal(made)
		return nil
	})
	if err == nil {
		c.young.Add(p.ObjectID, "principal:"+appID)
	}
	return p, err
}

func principal(m models.ServicePrincipalable) tenant.Principal {
	return tenant.Principal{ObjectID: text(m.GetId()), AppID: text(m.GetAppId()), DisplayName: text(m.GetDisplayName()),
		Tags: m.GetTags(), Scopes: scopes(m.GetOauth2PermissionScopes()), Deleted: instant(m.GetDeletedDateTime())}
}
