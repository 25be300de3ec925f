package remove

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

// azure is what is known of the bot in Azure; both of its steps share it.
type azure struct {
	parts   Parts
	secrets steps.ID

	mu     sync.Mutex
	looked bool
	sub    string
	bot    *tenant.Bot
	group  *tenant.ResourceGroup
	inside []tenant.Resource // what the group holds
}

// Forget lets the next read look again.
func (z *azure) Forget() {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.looked = false
}

// read looks for the bot and its group in the subscription of the answers, else
// in every one that the person sees.
func (z *azure) read(ctx context.Context) error {
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.looked || z.parts.Azure == nil {
		return nil
	}
	subs, err := z.subscriptions(ctx)
	if err != nil {
		return err
	}
	z.bot, z.group, z.inside, z.sub = nil, nil, nil, ""
	for _, sub := range subs {
		found, err := z.look(ctx, sub)
		if err != nil {
			return err
		}
		if found {
			break
		}
	}
	z.looked = true
	return nil
}

func (z *azure) subscriptions(ctx context.Context) ([]string, error) {
	if id := z.parts.Answers.Bot.Subscription; id != "" {
		return []string{id}, nil
	}
	list, err := z.parts.Azure.Subscriptions(ctx)
	var out []string
	for _, s := range list {
		if s.Usable() {
			out = append(out, s.ID)
		}
	}
	return out, err
}

// look looks into one subscription.
func (z *azure) look(ctx context.Context, sub string) (found bool, err error) {
	a, cloud := z.parts.Answers.Bot, z.parts.Azure
	if a.ResourceGroup == "" {
		return false, nil
	}
	g, ok, err := cloud.ResourceGroup(ctx, sub, a.ResourceGroup)
	if err != nil || !ok || strings.EqualFold(g.State, "Deleting") {
		return false, err
	}
	z.sub, z.group = sub, &g
	if z.inside, err = cloud.ResourcesIn(ctx, sub, g.Name); err != nil {
		return false, err
	}
	if a.Handle == "" {
		return true, nil
	}
	b, ok, err := cloud.Bot(ctx, sub, g.Name, a.Handle)
	if err == nil && ok {
		z.bot = &b
	}
	return true, err
}

// ours tells whether tags mark a thing as made for this site by this program.
func (z *azure) ours(tags map[string]string) bool {
	return tags[tenant.TagSite] == application.SiteKey(z.parts.Answers.Site)
}

// seen is what is known at this moment.
func (z *azure) seen() (sub string, bot *tenant.Bot, group *tenant.ResourceGroup, inside []tenant.Resource) {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.sub, z.bot, z.group, z.inside
}

// blind says that Azure cannot be looked at; ok is false when it can.
func (z *azure) blind() (steps.Change, bool) {
	return steps.Change{
		Action: steps.Manual, Summary: "this sign-in gives no access to Azure",
		Cure: fmt.Sprintf("delete the Azure Bot %s and, when it is empty, the resource group %s in the Azure portal (https://portal.azure.com)", z.parts.Answers.Bot.Handle, z.parts.Answers.Bot.ResourceGroup),
	}, z.parts.Azure == nil
}

func row(a steps.About, status steps.Status, detail, fix string) []steps.Result {
	return []steps.Result{{ID: string(a.ID), Group: a.ID.Group(), Title: a.Title, Status: status, Detail: detail, Fix: fix, Source: steps.FromARM}}
}

// botGone deletes the Azure Bot, its Teams channel with it.
type botGone struct{ *azure }

func (s *botGone) About() steps.About {
	return steps.About{ID: idAzure, Title: "Azure Bot deleted", Needs: []steps.ID{s.secrets}}
}

func (s *botGone) Read(ctx context.Context) error { return s.read(ctx) }

func (s *botGone) Plan() steps.Change {
	if c, blind := s.blind(); blind {
		return c
	}
	_, b, _, _ := s.seen()
	switch {
	case b == nil:
		return steps.Change{Action: steps.None, Summary: "there is no Azure Bot"}
	case !s.ours(b.Tags):
		return steps.Change{Action: steps.None, Summary: fmt.Sprintf("the Azure Bot %s stays: somebody else made it", b.Handle)}
	}
	return steps.Change{
		Action: steps.Delete, Key: b.Handle, Summary: fmt.Sprintf("delete the Azure Bot %s and its Teams channel", b.Handle),
		Fields: []steps.Field{{Path: "botServices/" + b.Handle, From: b.Endpoint}},
	}
}

func (s *botGone) Apply(ctx context.Context, _ steps.Change) error {
	sub, b, _, _ := s.seen()
	if b == nil || !s.ours(b.Tags) {
		return steps.ErrMoved
	}
	if err := s.parts.Azure.DeleteBot(ctx, sub, b.Group, b.Handle); err != nil {
		return err
	}
	s.Forget() // what the group holds now is Azure's to say
	return nil
}

func (s *botGone) Check(ctx context.Context) []steps.Result {
	if c, blind := s.blind(); blind {
		return row(s.About(), steps.ToDo, c.Summary, c.Cure)
	}
	if err := s.read(ctx); err != nil {
		return row(s.About(), steps.Unseen, err.Error(), "run remove again")
	}
	switch _, b, _, _ := s.seen(); {
	case b == nil:
		return row(s.About(), steps.Pass, "there is none", "")
	case s.ours(b.Tags):
		return row(s.About(), steps.Fail, "it is still there", "run remove again")
	default:
		return row(s.About(), steps.Pass, b.Handle+" stays: somebody else made it", "")
	}
}
