package graph

import (
	"context"
	"strings"

	"github.com/google/uuid"
	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/appcatalogs"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"teamwright/steps/tenant"
)

var _ tenant.Catalog = (*Client)(nil)

// definitions makes Graph answer an entry with its versions.
func definitions() []string { return []string{"appDefinitions"} }

// CatalogApp implements [tenant.Catalog].
func (c *Client) CatalogApp(ctx context.Context, id string) (a tenant.CatalogApp, ok bool, err error) {
	k := call{op: readCatalog, words: "read the catalogue entry " + tenant.Plain(id, 40)}
	if err := catalogID(k, id); err != nil {
		return tenant.CatalogApp{}, false, err
	}
	err = c.do(ctx, k, func(ctx context.Context) error {
		m, err := c.sdk.AppCatalogs().TeamsApps().ByTeamsAppId(id).Get(ctx, &appcatalogs.TeamsAppsTeamsAppItemRequestBuilderGetRequestConfiguration{
			QueryParameters: &appcatalogs.TeamsAppsTeamsAppItemRequestBuilderGetQueryParameters{Expand: definitions()}})
		if err != nil {
			return err
		}
		if m == nil {
			return errEmpty
		}
		a, ok = catalogApp(m), ours(m)
		return nil
	})
	if tenant.Is(err, tenant.NotFound) {
		return tenant.CatalogApp{}, false, nil
	}
	return a, ok, err
}

// FindCatalogApps implements [tenant.Catalog].
func (c *Client) FindCatalogApps(ctx context.Context, manifestID string) ([]tenant.CatalogApp, error) {
	filter := "externalId eq " + quote(manifestID)
	list, err := pages(ctx, c, call{op: readCatalog, words: "look for the app in the catalogue"},
		func(ctx context.Context, next string) (page[models.TeamsAppable], error) {
			b := c.sdk.AppCatalogs().TeamsApps()
			if next != "" {
				return b.WithUrl(next).Get(ctx, nil)
			}
			return b.Get(ctx, &appcatalogs.TeamsAppsRequestBuilderGetRequestConfiguration{
				QueryParameters: &appcatalogs.TeamsAppsRequestBuilderGetQueryParameters{Filter: &filter, Expand: definitions()}})
		})
	var all []tenant.CatalogApp
	for _, m := range list {
		if a := catalogApp(m); ours(m) && strings.EqualFold(a.ManifestID, manifestID) {
			all = append(all, a)
		}
	}
	return all, err
}

// ours tells whether an entry is one of the organisation's own: the list also
// has Microsoft's store, and apps that a person uploaded for themselves, which
// no update reaches.
func ours(m models.TeamsAppable) bool {
	d := m.GetDistributionMethod()
	return d == nil || *d == models.ORGANIZATION_TEAMSAPPDISTRIBUTIONMETHOD
}

// PublishApp implements [tenant.Catalog].
func (c *Client) PublishApp(ctx context.Context, zip []byte, review bool) (a tenant.CatalogApp, err error) {
	k := call{op: publishApp, words: "publish the app", write: true}
	if review {
		k.words = "submit the app for review"
	}
	err = c.do(ctx, k, func(ctx context.Context) error {
		m, err := c.sdk.GetAdapter().Send(ctx, upload("{+baseurl}/appCatalogs/teamsApps{?requiresReview}", "", zip, review),
			models.CreateTeamsAppFromDiscriminatorValue, failures())
		if err != nil {
			return err
		}
		app, ok := m.(models.TeamsAppable)
		if !ok || text(app.GetId()) == "" {
			return errEmpty
		}
		a = catalogApp(app)
		return nil
	})
	if err == nil {
		c.young.Add("catalog:" + a.ID)
	}
	return a, err
}

// UpdateApp implements [tenant.Catalog].
func (c *Client) UpdateApp(ctx context.Context, id string, zip []byte, review bool) error {
	k := call{op: updateApp, words: "update the app in the catalogue", write: true, on: []string{"catalog:" + id}}
	if err := catalogID(k, id); err != nil {
		return err
	}
	return c.do(ctx, k, func(ctx context.Context) error {
		// Documented as 204, seen as 201 with the definition; either will do.
		return c.sdk.GetAdapter().SendNoContent(ctx,
			upload("{+baseurl}/appCatalogs/teamsApps/{id}/appDefinitions{?requiresReview}", id, zip, review), failures())
	})
}

// WithdrawApp implements [tenant.Catalog].
func (c *Client) WithdrawApp(ctx context.Context, id, definition string) error {
	k := call{op: deleteApp, words: "take the app back from review", write: true}
	if err := catalogID(k, id); err != nil {
		return err
	}
	return goneAlready(c.do(ctx, k, func(ctx context.Context) error {
		return c.sdk.AppCatalogs().TeamsApps().ByTeamsAppId(id).AppDefinitions().ByTeamsAppDefinitionId(definition).Delete(ctx, nil)
	}))
}

// DeleteApp implements [tenant.Catalog].
func (c *Client) DeleteApp(ctx context.Context, id string) error {
	k := call{op: deleteApp, words: "take the app out of the catalogue", write: true}
	if err := catalogID(k, id); err != nil {
		return err
	}
	return goneAlready(c.do(ctx, k, func(ctx context.Context) error {
		return c.sdk.AppCatalogs().TeamsApps().ByTeamsAppId(id).Delete(ctx, nil)
	}))
}

// upload is a request whose body is an app package; the SDK only knows bodies
// of JSON here.
func upload(template, id string, zip []byte, review bool) *abstractions.RequestInformation {
	info := abstractions.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abstractions.POST, template, map[string]string{"id": id})
	if review {
		info.QueryParametersAny["requiresReview"] = true
	}
	info.Headers.TryAdd("Accept", "application/json")
	info.SetStreamContentAndContentType(zip, "application/zip")
	return info
}

// catalogID refuses an id that is no GUID before it becomes part of a path.
func catalogID(k call, id string) error {
	if _, err := uuid.Parse(id); err != nil {
		return &tenant.Error{Kind: tenant.Refused, Op: k.words, Message: "the catalogue id is no GUID", Err: err,
			Cure: "put the id that the Teams admin center shows on the app's page under ids.catalog, or empty that key"}
	}
	return nil
}

func catalogApp(m models.TeamsAppable) tenant.CatalogApp {
	a := tenant.CatalogApp{ID: text(m.GetId()), ManifestID: text(m.GetExternalId()), Name: text(m.GetDisplayName())}
	for _, d := range m.GetAppDefinitions() {
		one := tenant.AppDefinition{ID: text(d.GetId()), Version: text(d.GetVersion())}
		if s := d.GetPublishingState(); s != nil {
			one.State = s.String()
		}
		a.Definitions = append(a.Definitions, one)
	}
	return a
}
