package arm

import (
	"context"
	"errors"
	"net/http"
	"path"
	"strings"

	azarm "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/botservice/armbotservice"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armsubscriptions"

	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// provider is the resource provider behind bots.
const provider = "Microsoft.BotService"

// subscription are the SDK clients for one subscription.
type subscription struct {
	id        string
	providers *armresources.ProvidersClient
	groups    *armresources.ResourceGroupsClient
	resources *armresources.Client
	bots      *armbotservice.BotsClient
	channels  *armbotservice.ChannelsClient
	raw       *azarm.Client
}

// in gives the SDK clients for a subscription.
func (c *Client) in(id string) (*subscription, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.known[id]; ok {
		return s, nil
	}
	s, errs := &subscription{id: id}, make([]error, 6)
	s.providers, errs[0] = armresources.NewProvidersClient(id, c.token, c.options)
	s.groups, errs[1] = armresources.NewResourceGroupsClient(id, c.token, c.options)
	s.resources, errs[2] = armresources.NewClient(id, c.token, c.options)
	s.bots, errs[3] = armbotservice.NewBotsClient(id, c.token, c.options)
	s.channels, errs[4] = armbotservice.NewChannelsClient(id, c.token, c.options)
	s.raw, errs[5] = azarm.NewClient("teamwright/arm", "v0.0.0", c.token, c.options)
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	c.known[id] = s
	return s, nil
}

// run is [Client.do] with the SDK clients for a subscription.
func (c *Client) run(ctx context.Context, id string, k call, f func(context.Context, *subscription) error) error {
	s, err := c.in(id)
	if err != nil {
		return explain(k, err, wire.Answer{})
	}
	return c.do(ctx, k, func(ctx context.Context) error { return f(ctx, s) })
}

// Subscriptions lists what the person may see.
func (c *Client) Subscriptions(ctx context.Context) ([]tenant.Subscription, error) {
	k := call{op: read, words: "list the Azure subscriptions"}
	client, err := armsubscriptions.NewClient(c.token, c.options)
	if err != nil {
		return nil, explain(k, err, wire.Answer{})
	}
	list, err := pages(ctx, c, k, client.NewListPager(nil),
		func(p armsubscriptions.ClientListResponse) []*armsubscriptions.Subscription { return p.Value })
	if err != nil {
		return nil, err
	}
	var out []tenant.Subscription
	for _, s := range list {
		if s == nil || text(s.SubscriptionID) == "" {
			continue
		}
		one := tenant.Subscription{ID: strings.ToLower(plain(s.SubscriptionID)), Name: plain(s.DisplayName)}
		if s.State != nil {
			one.State = tenant.Plain(string(*s.State), maxName)
		}
		out = append(out, one)
	}
	return out, nil
}

// BotProvider is the registration state of Microsoft.BotService.
func (c *Client) BotProvider(ctx context.Context, sub string) (state string, err error) {
	err = c.run(ctx, sub, call{op: read, words: "look whether the bot service is registered"}, func(ctx context.Context, s *subscription) error {
		r, err := s.providers.Get(ctx, provider, nil)
		if err == nil && text(r.RegistrationState) == "" {
			err = errEmpty
		}
		state = plain(r.RegistrationState)
		return err
	})
	return state, err
}

// RegisterBotProvider registers Microsoft.BotService and waits until that is
// done.
func (c *Client) RegisterBotProvider(ctx context.Context, sub string) error {
	k := call{op: register, words: "register the bot service (" + provider + ")", write: true}
	state := ""
	err := c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		r, err := s.providers.Register(ctx, provider, nil)
		state = plain(r.RegistrationState)
		return err
	})
	if err != nil {
		return err
	}
	c.young.Add(providerKey(sub))
	if strings.EqualFold(state, tenant.ProviderRegistered) {
		return nil
	}
	return c.until(ctx, k, "Azure is registering the bot service", func(ctx context.Context) (bool, error) {
		state, err := c.BotProvider(ctx, sub)
		return strings.EqualFold(state, tenant.ProviderRegistered), err
	})
}

// registerAction is what registering takes. Source: Azure resource providers
// and types, "Register resource provider".
const registerAction = provider + "/register/action"

// MayRegister tells whether the person's roles allow registering the provider.
// None of the SDKs asks that, so the request is made here.
func (c *Client) MayRegister(ctx context.Context, sub string) (may bool, err error) {
	var list struct {
		Value []struct {
			Actions    []string `json:"actions"`
			NotActions []string `json:"notActions"`
		} `json:"value"`
	}
	err = c.run(ctx, sub, call{op: read, words: "look what your roles allow in the subscription"}, func(ctx context.Context, s *subscription) error {
		req, err := runtime.NewRequest(ctx, http.MethodGet, runtime.JoinPaths(s.raw.Endpoint(), "/subscriptions/"+s.id+"/providers/Microsoft.Authorization/permissions"))
		if err != nil {
			return err
		}
		req.Raw().URL.RawQuery = "api-version=2022-04-01"
		req.Raw().Header.Set("Accept", "application/json")
		resp, err := s.raw.Pipeline().Do(req)
		if err != nil {
			return err
		}
		if !runtime.HasStatusCode(resp, http.StatusOK) {
			return runtime.NewResponseError(resp)
		}
		return runtime.UnmarshalAsJSON(resp, &list)
	})
	if err != nil {
		return false, err
	}
	for _, p := range list.Value {
		may = may || covers(p.Actions, registerAction) && !covers(p.NotActions, registerAction)
	}
	return may, nil
}

// covers tells whether one of the patterns of a role, such as "*" or
// "*/register/action", takes in an action. A star stands for anything. Source:
// Azure role definitions, wildcards.
func covers(patterns []string, action string) bool {
	// path.Match lets no star pass a slash.
	flat := strings.NewReplacer("/", "\x00").Replace
	for _, p := range patterns {
		if ok, err := path.Match(strings.ToLower(flat(p)), strings.ToLower(flat(action))); ok && err == nil {
			return true
		}
	}
	return false
}

func providerKey(sub string) string { return "provider:" + strings.ToLower(sub) }
