package remove

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"teamwright/steps"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
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
	inside []string // what the group holds
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
func (z *azure) seen() (sub string, bot *tenant.Bot, group *tenant.ResourceGroup, inside []string) {
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

// groupGone deletes the resource group when it is ours and holds nothing any
// more.
type groupGone struct {
	*azure
}

func (s *groupGone) About() steps.About {
	return steps.About{ID: idGroup, Title: "Resource group deleted", Reads: []steps.ID{idAzure}, Needs: []steps.ID{idAzure}}
}

func (s *groupGone) Read(ctx context.Context) error { return s.read(ctx) }

// others are what the group holds beside the bot that goes.
func (s *groupGone) others() []string {
	_, b, _, inside := s.seen()
	var out []string
	for _, name := range inside {
		if b == nil || !s.ours(b.Tags) || !strings.EqualFold(name, b.Handle) {
			out = append(out, tenant.Plain(name, 100))
		}
	}
	return out
}

func (s *groupGone) Plan() steps.Change {
	if _, blind := s.blind(); blind {
		return steps.Change{Action: steps.None, Summary: "see " + string(idAzure)}
	}
	_, _, g, _ := s.seen()
	switch {
	case g == nil:
		return steps.Change{Action: steps.None, Summary: "there is no resource group"}
	case !s.ours(g.Tags):
		return steps.Change{Action: steps.None, Summary: fmt.Sprintf("the resource group %s stays: somebody else made it", g.Name)}
	case len(s.others()) > 0:
		return steps.Change{Action: steps.None, Summary: fmt.Sprintf("the resource group %s stays: it holds %s", g.Name, strings.Join(s.others(), ", "))}
	}
	return steps.Change{
		Action: steps.Delete, Key: g.Name, Summary: fmt.Sprintf("delete the resource group %s, which is empty then", g.Name),
		Fields: []steps.Field{{Path: "resourceGroups/" + g.Name, From: g.Location}},
	}
}

// Apply looks once more: whatever somebody has put into the group meanwhile
// would go with it.
func (s *groupGone) Apply(ctx context.Context, _ steps.Change) error {
	sub, _, g, _ := s.seen()
	if g == nil {
		return steps.ErrMoved
	}
	inside, err := s.left(ctx, sub, g.Name)
	if err != nil {
		return err
	}
	if len(inside) > 0 {
		return fmt.Errorf("the resource group %s holds %s: %w", g.Name, tenant.Plain(strings.Join(inside, ", "), 300), steps.ErrMoved)
	}
	if err := s.parts.Azure.DeleteResourceGroup(ctx, sub, g.Name); err != nil {
		return err
	}
	s.Forget()
	return nil
}

// listTries bounds the waiting for Azure's list of what a group holds: it shows
// a bot for some seconds after that was removed.
const listTries = 20

// left is what the group holds. The bot of this site has just been removed: as
// long as it alone is listed, the list is behind.
func (s *groupGone) left(ctx context.Context, sub, group string) ([]string, error) {
	clock := s.parts.SSO.Env.Clock
	began := clock.Now()
	for try := 1; ; try++ {
		inside, err := s.parts.Azure.ResourcesIn(ctx, sub, group)
		stale := len(inside) == 1 && strings.EqualFold(inside[0], s.parts.Answers.Bot.Handle)
		if err != nil || !stale || try == listTries {
			return inside, err
		}
		pause := clock.Pause(try)
		wire.Report(ctx, wire.Wait{What: "Azure still lists the bot that was removed", Try: try, Elapsed: clock.Now().Sub(began), Next: pause})
		if err := clock.Sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}

func (s *groupGone) Check(ctx context.Context) []steps.Result {
	if c, blind := s.blind(); blind {
		return row(s.About(), steps.ToDo, c.Summary, c.Cure)
	}
	if err := s.read(ctx); err != nil {
		return row(s.About(), steps.Unseen, err.Error(), "run remove again")
	}
	switch _, _, g, _ := s.seen(); {
	case g == nil:
		return row(s.About(), steps.Pass, "there is none", "")
	case s.ours(g.Tags) && len(s.others()) == 0:
		return row(s.About(), steps.Fail, "it is still there", "run remove again")
	case s.ours(g.Tags):
		return row(s.About(), steps.Pass, fmt.Sprintf("%s stays: it holds %s", g.Name, strings.Join(s.others(), ", ")), "")
	default:
		return row(s.About(), steps.Pass, g.Name+" stays: somebody else made it", "")
	}
}
