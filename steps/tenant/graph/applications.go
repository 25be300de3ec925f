package graph

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/applications"
	"github.com/microsoftgraph/msgraph-sdk-go/applicationswithappid"
	"github.com/microsoftgraph/msgraph-sdk-go/applicationswithuniquename"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"

	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// applicationFields is what [tenant.Application] holds.
func applicationFields() []string {
	return []string{"id", "appId", "uniqueName", "displayName", "signInAudience", "identifierUris", "tags", "web", "info", "api",
		"requiredResourceAccess", "passwordCredentials", "createdDateTime"}
}

// ApplicationByAppID implements [tenant.Applications].
func (c *Client) ApplicationByAppID(ctx context.Context, appID string) (tenant.Application, bool, error) {
	return c.one(ctx, call{op: read, words: "read the application " + tenant.Plain(appID, 40), on: []string{appID}},
		func(ctx context.Context) (models.Applicationable, error) {
			return c.sdk.ApplicationsWithAppId(&appID).Get(ctx, &applicationswithappid.ApplicationsWithAppIdRequestBuilderGetRequestConfiguration{
				QueryParameters: &applicationswithappid.ApplicationsWithAppIdRequestBuilderGetQueryParameters{Select: applicationFields()}})
		})
}

// byUniqueName reads the application that has a unique name.
func (c *Client) byUniqueName(ctx context.Context, name string) (tenant.Application, bool, error) {
	return c.one(ctx, call{op: read, words: "read the application " + name, on: []string{"name:" + name}},
		func(ctx context.Context) (models.Applicationable, error) {
			return c.sdk.ApplicationsWithUniqueName(&name).Get(ctx, &applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilderGetRequestConfiguration{
				QueryParameters: &applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilderGetQueryParameters{Select: applicationFields()}})
		})
}

// one reads one application by a key; one that is not there is no error.
func (c *Client) one(ctx context.Context, k call, get func(ctx context.Context) (models.Applicationable, error)) (a tenant.Application, ok bool, err error) {
	err = c.do(ctx, k, func(ctx context.Context) error {
		m, err := get(ctx)
		if err != nil {
			return err
		}
		if m == nil {
			return errEmpty
		}
		a, ok = application(m), true
		return nil
	})
	if tenant.Is(err, tenant.NotFound) {
		return tenant.Application{}, false, nil
	}
	if ok {
		c.remember(a)
	}
	return a, ok, err
}

// remember notes the age of an application and of its secrets. A secret whose
// making was lost shows first in a read; without its age a replica that has not
// heard of it would pass for its removal.
func (c *Client) remember(a tenant.Application) {
	ahead, _ := c.skew.get()
	now := c.clock.Now().Add(ahead)
	c.young.Seen(a.Created, now, a.ObjectID, a.AppID)
	for _, p := range a.Passwords {
		c.young.Seen(p.Start, now, "key:"+p.KeyID)
	}
}

// FindApplications implements [tenant.Applications].
func (c *Client) FindApplications(ctx context.Context, by tenant.Key) ([]tenant.Application, error) {
	switch {
	case by.UniqueName != "":
		if !uniqueName.MatchString(by.UniqueName) {
			return nil, nil
		}
		a, ok, err := c.byUniqueName(ctx, by.UniqueName)
		if !ok {
			return nil, err
		}
		return []tenant.Application{a}, err
	case by.IdentifierURIPrefix != "":
		// identifierUris supports startsWith without the advanced query
		// parameters, so this read does not lag behind as those do. Source:
		// Microsoft Graph: application resource type.
		return c.find(ctx, by, "identifierUris/any(u:startswith(u,"+quote(by.IdentifierURIPrefix)+"))", false)
	case by.RedirectURI != "":
		// Redirect URIs can be filtered by advanced queries only.
		return c.find(ctx, by, "web/redirectUris/any(u:u eq "+quote(by.RedirectURI)+")", true)
	case by.RedirectURIPrefix != "":
		return c.find(ctx, by, "web/redirectUris/any(u:startswith(u,"+quote(by.RedirectURIPrefix)+"))", true)
	}
	return nil, errors.New("find an application: no key")
}

func (c *Client) find(ctx context.Context, by tenant.Key, filter string, advanced bool) ([]tenant.Application, error) {
	list, err := pages(ctx, c, call{op: read, words: "look for the site's applications"},
		func(ctx context.Context, next string) (page[models.Applicationable], error) {
			config := &applications.ApplicationsRequestBuilderGetRequestConfiguration{}
			if advanced {
				config.Headers = eventual()
			}
			if next != "" {
				return c.sdk.Applications().WithUrl(next).Get(ctx, config)
			}
			config.QueryParameters = &applications.ApplicationsRequestBuilderGetQueryParameters{Filter: &filter, Select: applicationFields()}
			if advanced {
				config.QueryParameters.Count = ptr(true)
			}
			return c.sdk.Applications().Get(ctx, config)
		})
	var e *tenant.Error
	if errors.As(err, &e) && e.Code == "Request_UnsupportedQuery" && !advanced {
		return c.find(ctx, by, filter, true)
	}
	return c.matching(list, by), err
}

// matching remembers the age of those that match.
func (c *Client) matching(list []models.Applicationable, by tenant.Key) []tenant.Application {
	all := matching(list, by)
	for _, a := range all {
		c.remember(a)
	}
	return all
}

// matching turns models into applications, and trusts no filter.
func matching(list []models.Applicationable, by tenant.Key) []tenant.Application {
	var all []tenant.Application
	for _, m := range list {
		a := application(m)
		if (by.AppID != "" && strings.EqualFold(a.AppID, by.AppID)) || (by.UniqueName != "" && a.UniqueName == by.UniqueName) ||
			(by.RedirectURI != "" && slices.Contains(a.Web.RedirectURIs, by.RedirectURI)) ||
			begins(a.Web.RedirectURIs, by.RedirectURIPrefix) || begins(a.IdentifierURIs, by.IdentifierURIPrefix) {
			all = append(all, a)
		}
	}
	return all
}

// begins tells whether one of the addresses begins so; case says nothing.
func begins(list []string, prefix string) bool {
	return prefix != "" && slices.ContainsFunc(list, func(u string) bool {
		return len(u) >= len(prefix) && strings.EqualFold(u[:len(prefix)], prefix)
	})
}

// uniqueName is what a unique name may hold: the SDK does not double quotation
// marks in a key.
var uniqueName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,127}$`)

// UpsertApplication implements [tenant.Applications].
func (c *Client) UpsertApplication(ctx context.Context, name string, p tenant.ApplicationPatch) (a tenant.Application, created bool, err error) {
	if !uniqueName.MatchString(name) {
		return tenant.Application{}, false, errors.New("the unique name of an application may hold a-z, 0-9 and - only")
	}
	k := call{op: upsert, words: "create the application " + name, write: true, on: []string{"name:" + name}}
	prefer := abstractions.NewRequestHeaders()
	prefer.Add("Prefer", "create-if-missing")
	err = c.do(ctx, k, func(ctx context.Context) error {
		recording, recorder := wire.Record(ctx)
		m, err := c.sdk.ApplicationsWithUniqueName(&name).Patch(recording, patchModel(p),
			&applicationswithuniquename.ApplicationsWithUniqueNameRequestBuilderPatchRequestConfiguration{Headers: prefer})
		// After an answer was lost the name may be taken, by us.
		if last := recorder.Last(); last.Tries > 1 || err == nil {
			c.young.Add("name:" + name)
		}
		if err == nil && m != nil {
			a, created = application(m), true
		}
		return err
	})
	if err != nil {
		return tenant.Application{}, false, err
	}
	if created && a.ObjectID != "" {
		c.young.Add(a.ObjectID, a.AppID)
		c.scopesWritten(a.ObjectID, p)
		return a, true, nil
	}
	a, ok, err := c.byUniqueName(ctx, name)
	if err == nil && !ok {
		err = &tenant.Error{Kind: tenant.NotFound, Op: k.words, Message: "Entra says that it exists and cannot find it",
			Cure: "run the same command again in some minutes"}
	}
	if err == nil {
		c.scopesWritten(a.ObjectID, p)
	}
	return a, false, err
}

// UpdateApplication implements [tenant.Applications].
func (c *Client) UpdateApplication(ctx context.Context, objectID string, p tenant.ApplicationPatch) error {
	k := call{op: update, words: "update the application", write: true, on: []string{objectID, "scopes:" + objectID}}
	err := c.do(ctx, k, func(ctx context.Context) error {
		_, err := c.sdk.Applications().ByApplicationId(objectID).Patch(ctx, patchModel(p), nil)
		return err
	})
	if err == nil {
		c.scopesWritten(objectID, p)
	}
	return err
}

// scopesWritten remembers that an application's scopes were just written: what
// names them may be refused until they are copied.
func (c *Client) scopesWritten(objectID string, p tenant.ApplicationPatch) {
	if p.Scopes != nil {
		c.young.Add("scopes:" + objectID)
	}
}

// SetLogo implements [tenant.Applications]. The SDK would send the picture as
// application/octet-stream.
func (c *Client) SetLogo(ctx context.Context, objectID string, png []byte) error {
	return c.do(ctx, call{op: other, words: "upload the logo", write: true, on: []string{objectID}}, func(ctx context.Context) error {
		info, err := c.sdk.Applications().ByApplicationId(objectID).Logo().ToPutRequestInformation(ctx, png, nil)
		if err != nil {
			return err
		}
		info.Headers.Remove("Content-Type")
		info.SetStreamContentAndContentType(png, "image/png")
		return c.sdk.GetAdapter().SendNoContent(ctx, info, failures())
	})
}

// failures is the SDK's reading of refusals.
func failures() abstractions.ErrorMappings {
	return abstractions.ErrorMappings{"XXX": odataerrors.CreateODataErrorFromDiscriminatorValue}
}

// quote is an OData string literal.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
