package arm

import (
	"context"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/botservice/armbotservice"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/mishap"
	"teamwright/steps/wire"
)

// botType is the type of a bot as the name check wants it.
const botType = provider + "/botServices"

// BotNameFree tells whether no bot in all of Azure has this handle.
func (c *Client) BotNameFree(ctx context.Context, sub, handle string) (free bool, why string, err error) {
	k := call{op: checkName, words: "ask whether the bot handle " + handle + " is free"}
	err = c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		r, err := s.bots.GetCheckNameAvailability(ctx, armbotservice.CheckNameAvailabilityRequestBody{Name: &handle, Type: ptr(botType)}, nil)
		if err == nil && r.Valid == nil {
			err = errEmpty
		}
		free, why = yes(r.Valid), tenant.Plain(text(r.Message), mishap.MaxMessage)
		return err
	})
	return free, why, err
}

// Bot reads one bot.
func (c *Client) Bot(ctx context.Context, sub, group, handle string) (b tenant.Bot, ok bool, err error) {
	k := call{op: read, words: "read the Azure Bot " + handle, on: []string{botKey(sub, group, handle)}}
	err = c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		r, err := s.bots.Get(ctx, group, handle, nil)
		if err == nil && r.Properties == nil {
			err = errEmpty
		}
		b = bot(&r.Bot, group)
		return err
	})
	if absent(err) {
		return tenant.Bot{}, false, nil
	}
	return b, err == nil, err
}

// BotsOf lists all bots of a subscription.
func (c *Client) BotsOf(ctx context.Context, sub string) ([]tenant.Bot, error) {
	k := call{op: read, words: "list the Azure Bots of the subscription"}
	s, err := c.in(sub)
	if err != nil {
		return nil, explain(k, err, wire.Answer{})
	}
	list, err := pages(ctx, c, k, s.bots.NewListPager(nil),
		func(p armbotservice.BotsClientListResponse) []*armbotservice.Bot { return p.Value })
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []tenant.Bot
	for _, b := range list {
		if b != nil && b.Properties != nil {
			out = append(out, bot(b, ""))
		}
	}
	return out, nil
}

// CreateBot makes the bot and waits until Azure is through with it.
func (c *Client) CreateBot(ctx context.Context, sub string, b tenant.Bot) error {
	k := call{op: createBot, words: "make the Azure Bot " + b.Handle, write: true, on: []string{providerKey(sub), groupKey(sub, b.Group)}}
	made := tenant.Bot{}
	err := c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		r, err := s.bots.Create(ctx, b.Group, b.Handle, armbotservice.Bot{
			Location: ptr("global"),
			Kind:     ptr(armbotservice.KindAzurebot),
			SKU:      &armbotservice.SKU{Name: ptr(armbotservice.SKUName(b.SKU))},
			Tags:     toTags(b.Tags),
			Properties: &armbotservice.BotProperties{
				DisplayName: &b.DisplayName, Endpoint: &b.Endpoint, IconURL: some(b.IconURL),
				MsaAppID: &b.AppID, MsaAppType: ptr(armbotservice.MsaAppType(b.AppType)), MsaAppTenantID: some(b.AppTenantID),
			},
		}, nil)
		made = bot(&r.Bot, b.Group)
		return err
	})
	if err != nil {
		return err
	}
	c.young.Add(botKey(sub, b.Group, b.Handle))
	return c.settled(ctx, k, sub, made, b)
}

// UpdateBot writes what may be changed of a bot. The properties that Azure
// demands and does not change are sent along as they are.
func (c *Client) UpdateBot(ctx context.Context, sub string, b tenant.Bot) error {
	k := call{op: updateBot, words: "change the Azure Bot " + b.Handle, write: true, on: []string{botKey(sub, b.Group, b.Handle)}}
	now := tenant.Bot{}
	err := c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		r, err := s.bots.Update(ctx, b.Group, b.Handle, armbotservice.Bot{
			Properties: &armbotservice.BotProperties{
				DisplayName: &b.DisplayName, Endpoint: &b.Endpoint, IconURL: some(b.IconURL),
				MsaAppID: &b.AppID, MsaAppType: appType(b.AppType), MsaAppTenantID: some(b.AppTenantID),
			},
		}, nil)
		now = bot(&r.Bot, b.Group)
		return err
	})
	if err != nil {
		return err
	}
	return c.settled(ctx, k, sub, now, b)
}

// settled waits until a bot that was just written has reached an end.
func (c *Client) settled(ctx context.Context, k call, sub string, now, b tenant.Bot) error {
	if ended(now.State) {
		return failed(k, now.State)
	}
	return c.until(ctx, k, "Azure is at work on the bot", func(ctx context.Context) (bool, error) {
		got, there, err := c.Bot(ctx, sub, b.Group, b.Handle)
		if err != nil || !there || !ended(got.State) {
			return false, err
		}
		return true, failed(k, got.State)
	})
}

// ended tells whether a state is an end. A provider that names none is through
// at once. Source: Azure Resource Manager, asynchronous operations,
// provisioningState.
func ended(state string) bool {
	switch strings.ToLower(state) {
	case "", "succeeded", "failed", "canceled":
		return true
	}
	return false
}

func failed(k call, state string) error {
	if state == "" || strings.EqualFold(state, "succeeded") {
		return nil
	}
	return &tenant.Error{
		Kind: tenant.Refused, Op: k.words, Message: fmt.Sprintf("Azure ended it with the state %q", state),
		Cure: "look at the bot's activity log in the Azure portal, then run the same command again",
	}
}

// DeleteBot removes the bot.
func (c *Client) DeleteBot(ctx context.Context, sub, group, handle string) error {
	k := call{op: deleteBot, words: "delete the Azure Bot " + handle, write: true}
	err := c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		_, err := s.bots.Delete(ctx, group, handle, nil)
		return err
	})
	if absent(err) {
		return nil
	}
	return err
}

// bot is an Azure Bot in our own words. Its group stands in its id alone.
func bot(b *armbotservice.Bot, group string) tenant.Bot {
	out := tenant.Bot{Group: group, Handle: plain(b.Name), Tags: tags(b.Tags)}
	if group == "" {
		out.Group = groupOf(plain(b.ID))
	}
	if b.SKU != nil {
		out.SKU = plain(b.SKU.Name)
	}
	if p := b.Properties; p != nil {
		out.DisplayName, out.Endpoint, out.IconURL = plain(p.DisplayName), tenant.Plain(text(p.Endpoint), maxAddress), tenant.Plain(text(p.IconURL), maxAddress)
		out.AppID, out.AppType, out.AppTenantID = plain(p.MsaAppID), plain(p.MsaAppType), plain(p.MsaAppTenantID)
		out.State = plain(p.ProvisioningState)
		for _, ch := range p.EnabledChannels {
			out.Channels = append(out.Channels, plain(ch))
		}
	}
	return out
}

// maxAddress bounds an address, in runes.
const maxAddress = 2100

// groupOf takes the resource group out of a resource id.
func groupOf(id string) string {
	parts := strings.Split(id, "/")
	for i, p := range parts[:max(0, len(parts)-1)] {
		if strings.EqualFold(p, "resourceGroups") {
			return parts[i+1]
		}
	}
	return ""
}

func appType(s string) *armbotservice.MsaAppType {
	if s == "" {
		return nil
	}
	return ptr(armbotservice.MsaAppType(s))
}

func botKey(sub, group, handle string) string {
	return "bot:" + strings.ToLower(sub+"/"+group+"/"+handle)
}
