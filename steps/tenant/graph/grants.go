package graph

import (
	"context"
	"strings"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/oauth2permissiongrants"

	"teamwright/steps/tenant"
)

// Grants implements [tenant.Grants].
func (c *Client) Grants(ctx context.Context, clientID, resourceID string) ([]tenant.Grant, error) {
	filter := "clientId eq " + quote(clientID) + " and resourceId eq " + quote(resourceID)
	found, err := pages(ctx, c, call{op: read, words: "read the consents", on: []string{clientID}},
		func(ctx context.Context, next string) (page[models.OAuth2PermissionGrantable], error) {
			b := c.sdk.Oauth2PermissionGrants()
			if next != "" {
				return b.WithUrl(next).Get(ctx, nil)
			}
			return b.Get(ctx, &oauth2permissiongrants.Oauth2PermissionGrantsRequestBuilderGetRequestConfiguration{
				QueryParameters: &oauth2permissiongrants.Oauth2PermissionGrantsRequestBuilderGetQueryParameters{Filter: &filter}})
		})
	var all []tenant.Grant
	for _, m := range found {
		if g := grant(m); strings.EqualFold(g.ClientID, clientID) && strings.EqualFold(g.ResourceID, resourceID) {
			all = append(all, g)
		}
	}
	return all, err
}

// CreateGrant implements [tenant.Grants].
func (c *Client) CreateGrant(ctx context.Context, clientID, resourceID string, scopes []string) (g tenant.Grant, err error) {
	k := call{op: createGrant, words: "grant admin consent", write: true, on: []string{clientID, resourceID}}
	err = c.do(ctx, k, func(ctx context.Context) error {
		m := models.NewOAuth2PermissionGrant()
		m.SetClientId(&clientID)
		m.SetResourceId(&resourceID)
		m.SetConsentType(ptr(tenant.ConsentAll))
		m.SetScope(ptr(strings.Join(scopes, " ")))
		made, err := c.sdk.Oauth2PermissionGrants().Post(ctx, m, nil)
		if err != nil {
			return err
		}
		if made == nil || text(made.GetId()) == "" {
			return errEmpty
		}
		g = grant(made)
		return nil
	})
	if err == nil {
		c.young.Add("grant:" + g.ID)
	}
	return g, err
}

// UpdateGrant implements [tenant.Grants].
func (c *Client) UpdateGrant(ctx context.Context, grantID string, scopes []string) error {
	k := call{op: updateGrant, words: "extend the admin consent", write: true, on: []string{"grant:" + grantID}}
	return c.do(ctx, k, func(ctx context.Context) error {
		m := models.NewOAuth2PermissionGrant()
		m.SetScope(ptr(strings.Join(scopes, " ")))
		_, err := c.sdk.Oauth2PermissionGrants().ByOAuth2PermissionGrantId(grantID).Patch(ctx, m, nil)
		return err
	})
}

func grant(m models.OAuth2PermissionGrantable) tenant.Grant {
	return tenant.Grant{ID: text(m.GetId()), ClientID: text(m.GetClientId()), ResourceID: text(m.GetResourceId()),
		ConsentType: text(m.GetConsentType()), Scopes: strings.Fields(text(m.GetScope()))}
}
