package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/microsoftgraph/msgraph-sdk-go/directory"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"teamwright/steps/tenant"
)

var _ tenant.Purger = (*Client)(nil)

// mostAPage is how many deleted items one page holds.
const mostAPage = 999

// DeletedApplications implements [tenant.Applications]. Microsoft documents no
// filter by these keys for deleted items, so all of them are read (30 days'
// worth) and sifted here.
func (c *Client) DeletedApplications(ctx context.Context, by tenant.Key) ([]tenant.Application, error) {
	list, err := pages(ctx, c, call{op: read, words: "look for the site's deleted applications"},
		func(ctx context.Context, next string) (page[models.Applicationable], error) {
			b := c.sdk.Directory().DeletedItems().GraphApplication()
			if next != "" {
				return b.WithUrl(next).Get(ctx, nil)
			}
			return b.Get(ctx, &directory.DeletedItemsGraphApplicationRequestBuilderGetRequestConfiguration{
				QueryParameters: &directory.DeletedItemsGraphApplicationRequestBuilderGetQueryParameters{
					Select: append(applicationFields(), "deletedDateTime"), Top: ptr(int32(mostAPage))}})
		})
	// Their age says nothing: they are gone, and a replica that does not show
	// them is right.
	return matching(list, by), err
}

// DeletedPrincipals implements [tenant.Principals].
func (c *Client) DeletedPrincipals(ctx context.Context, appID string) ([]tenant.Principal, error) {
	list, err := pages(ctx, c, call{op: read, words: "look for the deleted service principal of " + tenant.Plain(appID, 40)},
		func(ctx context.Context, next string) (page[models.ServicePrincipalable], error) {
			b := c.sdk.Directory().DeletedItems().GraphServicePrincipal()
			if next != "" {
				return b.WithUrl(next).Get(ctx, nil)
			}
			return b.Get(ctx, &directory.DeletedItemsGraphServicePrincipalRequestBuilderGetRequestConfiguration{
				QueryParameters: &directory.DeletedItemsGraphServicePrincipalRequestBuilderGetQueryParameters{
					Select: []string{"id", "appId", "displayName", "deletedDateTime"}, Top: ptr(int32(mostAPage))}})
		})
	var found []tenant.Principal
	for _, m := range list {
		if p := principal(m); appID != "" && strings.EqualFold(p.AppID, appID) {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b tenant.Principal) int { return b.Deleted.Compare(a.Deleted) })
	return found, err
}

// RestoreApplication implements [tenant.Applications].
func (c *Client) RestoreApplication(ctx context.Context, objectID string) error {
	return c.restore(ctx, "restore the deleted application", objectID)
}

// RestorePrincipal implements [tenant.Principals]. A replica that has not heard
// of its application, restored a moment ago, says that it is not there.
func (c *Client) RestorePrincipal(ctx context.Context, objectID string) error {
	return c.restore(ctx, "restore the deleted service principal", objectID)
}

func (c *Client) restore(ctx context.Context, words, objectID string) error {
	err := c.do(ctx, call{op: restore, words: words, write: true}, func(ctx context.Context) error {
		info, err := c.sdk.Directory().DeletedItems().ByDirectoryObjectId(objectID).Restore().ToPostRequestInformation(ctx, nil)
		if err != nil {
			return err
		}
		// The SDK sends no body at all; the action is described with one.
		info.SetStreamContentAndContentType([]byte("{}"), "application/json")
		_, err = c.sdk.GetAdapter().Send(ctx, info, models.CreateDirectoryObjectFromDiscriminatorValue, failures())
		return err
	})
	if err == nil {
		c.young.Add(objectID)
	}
	return err
}

// PurgeApplication implements [tenant.Purger].
func (c *Client) PurgeApplication(ctx context.Context, objectID string) error {
	return c.purge(ctx, "remove the deleted application for good", objectID)
}

// PurgePrincipal implements [tenant.Purger].
func (c *Client) PurgePrincipal(ctx context.Context, objectID string) error {
	return c.purge(ctx, "remove the deleted service principal for good", objectID)
}

func (c *Client) purge(ctx context.Context, words, objectID string) error {
	k := call{op: other, words: words, write: true, away: true}
	return goneAlready(c.do(ctx, k, func(ctx context.Context) error {
		return c.sdk.Directory().DeletedItems().ByDirectoryObjectId(objectID).Delete(ctx, nil)
	}))
}
