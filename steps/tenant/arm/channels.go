package arm

import (
	"context"

	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/botservice/armbotservice"

	"teamwright/steps/tenant"
)

// teams is the Microsoft Teams channel's name.
const teams = armbotservice.ChannelNameMsTeamsChannel

// TeamsChannel reads a bot's Microsoft Teams channel.
func (c *Client) TeamsChannel(ctx context.Context, sub, group, handle string) (ch tenant.TeamsChannel, ok bool, err error) {
	key := botKey(sub, group, handle)
	k := call{op: read, words: "read the Teams channel of the Azure Bot " + handle, on: []string{key + teamsKey}}
	err = c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		r, err := s.channels.Get(ctx, group, handle, string(teams), nil)
		if err != nil {
			return err
		}
		got, is := r.Properties.(*armbotservice.MsTeamsChannel)
		if !is || got.Properties == nil {
			return errEmpty
		}
		p := got.Properties
		ch = tenant.TeamsChannel{
			Enabled: yes(p.IsEnabled), AcceptedTerms: yes(p.AcceptedTerms), Deployment: plain(p.DeploymentEnvironment),
			Calling: yes(p.EnableCalling), CallingWebhook: tenant.Plain(text(p.CallingWebhook), maxAddress), IncomingCallRoute: plain(p.IncomingCallRoute),
		}
		return nil
	})
	if absent(err) {
		return tenant.TeamsChannel{}, false, nil
	}
	return ch, err == nil, err
}

// PutTeamsChannel makes the channel or writes its settings.
func (c *Client) PutTeamsChannel(ctx context.Context, sub, group, handle string, ch tenant.TeamsChannel) error {
	key := botKey(sub, group, handle)
	k := call{op: putChannel, words: "switch on the Teams channel of the Azure Bot " + handle, write: true, on: []string{key}}
	err := c.run(ctx, sub, k, func(ctx context.Context, s *subscription) error {
		p := &armbotservice.MsTeamsChannelProperties{
			IsEnabled: &ch.Enabled, AcceptedTerms: &ch.AcceptedTerms, DeploymentEnvironment: some(ch.Deployment),
			CallingWebhook: some(ch.CallingWebhook), IncomingCallRoute: some(ch.IncomingCallRoute),
		}
		if ch.Calling {
			p.EnableCalling = &ch.Calling
		}
		_, err := s.channels.Create(ctx, group, handle, teams, armbotservice.BotChannel{
			Location:   ptr("global"),
			Properties: &armbotservice.MsTeamsChannel{ChannelName: ptr(string(teams)), Properties: p},
		}, nil)
		return err
	})
	if err == nil {
		c.young.Add(key + teamsKey)
	}
	return err
}

// teamsKey ends the key of a bot's Teams channel among the young things.
const teamsKey = "/teams"
