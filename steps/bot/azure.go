package bot

import (
	"context"
	"errors"
	"strings"
	"sync"

	"teamwright/steps/tenant"
)

// azure is what is known of Azure. All steps share it: one look serves them
// all, and every write of ours is carried over.
type azure struct {
	bot *Bot

	reading sync.Mutex // one look at a time
	mu      sync.Mutex
	fresh   bool
	known   seen
}

// seen is Azure as it was seen.
type seen struct {
	looked     bool
	byHand     string                // why no machine can make the bot; "" where one can
	candidates []tenant.Subscription // a person has to choose one
	sub        tenant.Subscription   // the chosen one

	provider string // registration state; "" when the person may not look
	barred   bool   // the person may not register it

	group *tenant.ResourceGroup // of the answers; nil: not there
	bot   *tenant.Bot           // nil: none was found
	rival []tenant.Bot          // several could be the site's

	channel *tenant.TeamsChannel // nil: not there
	taken   string               // why the handle cannot be had; "" when it can

	others []tenant.Bot // of the subscription, until one of them is adopted
	asked  bool         // they and the handle were asked for
	rights bool         // whether the person may register was asked
}

// settled tells whether it is known where the bot is or will be.
func (s seen) settled() bool {
	return s.looked && s.byHand == "" && len(s.candidates) == 0
}

// state is what is known at this moment.
func (z *azure) state() seen {
	z.mu.Lock()
	defer z.mu.Unlock()
	return z.known
}

// forget lets the next read look again. Which subscription it is stays known.
func (z *azure) forget() {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.fresh = false
}

// wrote carries a write of ours over.
func (z *azure) wrote(change func(*seen)) {
	z.mu.Lock()
	defer z.mu.Unlock()
	change(&z.known)
}

// undecided tells whether it is open which application is the bot's: the
// answers name none, and Azure has not told whether there is a bot already.
func (z *azure) undecided() bool {
	s := z.state()
	return z.bot.answers.IDs.Bot == "" && (s.byHand != "" || len(s.candidates) > 0 || len(s.rival) > 0)
}

// read looks at Azure unless that was done since the last forget.
func (z *azure) read(ctx context.Context) error {
	z.reading.Lock()
	defer z.reading.Unlock()
	z.mu.Lock()
	fresh, s := z.fresh, z.known
	z.mu.Unlock()
	if fresh {
		return nil
	}
	err := z.choose(ctx, &s)
	s.looked = true
	if err == nil && s.settled() {
		err = z.look(ctx, &s)
	}
	switch {
	case noToken(err):
		s = seen{looked: true, byHand: "this sign-in gives no access to Azure (" + err.Error() + ")"}
	case err != nil:
		return err
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	z.known, z.fresh = s, true
	return nil
}

// choose finds the subscription: the one of the answers, else the only one
// that can be used.
func (z *azure) choose(ctx context.Context, s *seen) error {
	if s.sub.ID != "" || s.byHand != "" {
		return nil
	}
	if id := z.bot.answers.Bot.Subscription; id != "" {
		s.sub = tenant.Subscription{ID: id}
		return nil
	}
	list, err := z.bot.parts.Azure.Subscriptions(ctx)
	if err != nil {
		return err
	}
	var usable []tenant.Subscription
	for _, sub := range list {
		if sub.Usable() {
			usable = append(usable, sub)
		}
	}
	switch {
	case len(list) == 0:
		s.byHand = "you see no Azure subscription in this tenant"
	case len(usable) == 0:
		s.byHand = "no Azure subscription that you see is enabled"
	case len(usable) > 1:
		s.candidates = usable
	default:
		s.sub = usable[0]
	}
	return nil
}

// question is one request, whose answer it notes.
type question func(ctx context.Context, s *seen) error

// ask asks side by side.
func ask(ctx context.Context, s *seen, list ...question) error {
	errs := make([]error, len(list))
	var wg sync.WaitGroup
	for i, q := range list {
		wg.Go(func() { errs[i] = q(ctx, s) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// look reads what the steps are about. Where nothing is known of the bot yet
// it asks at once what only matters when something is missing: whether the bot
// is elsewhere, whether its handle can be had, whether the person may register
// the provider. Else it asks that afterwards, where it matters, and once.
func (z *azure) look(ctx context.Context, s *seen) error {
	wanted := z.bot.answers.IDs.Bot
	list := []question{z.askProvider, z.askGroup, z.askBot(z.place(*s)), z.askChannel(z.place(*s))}
	if wanted == "" && !s.asked {
		s.asked, s.rights = true, true
		list = append(list, z.askOthers, z.askName, z.askRights)
	}
	if err := ask(ctx, s, list...); err != nil {
		return err
	}
	list = nil
	if !s.asked && (s.bot == nil || !strings.EqualFold(s.bot.AppID, wanted)) {
		s.asked = true
		list = append(list, z.askOthers)
		if s.bot == nil {
			list = append(list, z.askName)
		}
	}
	if !s.rights && s.provider != "" && !registered(s.provider) {
		s.rights = true
		list = append(list, z.askRights)
	}
	if err := ask(ctx, s, list...); err != nil {
		return err
	}
	return z.adopt(ctx, s)
}

// place is where the bot is, or will be.
func (z *azure) place(s seen) tenant.Bot {
	if s.bot != nil {
		return *s.bot
	}
	return tenant.Bot{Group: z.bot.answers.Bot.ResourceGroup, Handle: z.bot.answers.Bot.Handle}
}

// askProvider: whoever has a role in the resource group alone may not look.
func (z *azure) askProvider(ctx context.Context, s *seen) (err error) {
	if s.provider, err = z.bot.parts.Azure.BotProvider(ctx, s.sub.ID); tenant.Is(err, tenant.Denied) {
		s.provider, err = "", nil
	}
	return err
}

func (z *azure) askGroup(ctx context.Context, s *seen) error {
	g, ok, err := z.bot.parts.Azure.ResourceGroup(ctx, s.sub.ID, z.bot.answers.Bot.ResourceGroup)
	s.group = ifThere(g, ok)
	return err
}

func (z *azure) askBot(at tenant.Bot) question {
	return func(ctx context.Context, s *seen) error {
		b, ok, err := z.bot.parts.Azure.Bot(ctx, s.sub.ID, at.Group, at.Handle)
		s.bot = ifThere(b, ok)
		return err
	}
}

func (z *azure) askChannel(at tenant.Bot) question {
	return func(ctx context.Context, s *seen) error {
		c, ok, err := z.bot.parts.Azure.TeamsChannel(ctx, s.sub.ID, at.Group, at.Handle)
		s.channel = ifThere(c, ok)
		return err
	}
}

func (z *azure) askOthers(ctx context.Context, s *seen) (err error) {
	if s.others, err = z.bot.parts.Azure.BotsOf(ctx, s.sub.ID); tenant.Is(err, tenant.Denied) {
		err = nil
	}
	return err
}

// askName: when the person may not ask, making the bot will tell.
func (z *azure) askName(ctx context.Context, s *seen) error {
	free, why, err := z.bot.parts.Azure.BotNameFree(ctx, s.sub.ID, z.bot.answers.Bot.Handle)
	switch {
	case free, tenant.Is(err, tenant.Denied):
		return nil
	case err != nil:
		return err
	case why == "":
		why = "Azure does not say why"
	}
	s.taken = why
	return nil
}

// askRights: not everybody may ask; then registering itself will tell.
func (z *azure) askRights(ctx context.Context, s *seen) error {
	may, err := z.bot.parts.Azure.MayRegister(ctx, s.sub.ID)
	s.barred = err == nil && !may
	return nil
}

// adopt takes a bot of the subscription that is the site's: by its client id,
// else by its handle, else by its endpoint.
func (z *azure) adopt(ctx context.Context, s *seen) error {
	a, list := z.bot.answers, s.others
	if len(list) == 0 {
		return nil
	}
	s.others, s.rival = nil, nil
	for _, same := range []func(tenant.Bot) bool{
		func(b tenant.Bot) bool { return a.IDs.Bot != "" && strings.EqualFold(b.AppID, a.IDs.Bot) },
		func(b tenant.Bot) bool { return strings.EqualFold(b.Handle, a.Bot.Handle) },
		func(b tenant.Bot) bool { return a.IDs.Bot == "" && b.Endpoint == z.bot.at.BotEndpoint },
	} {
		var fits []tenant.Bot
		for _, b := range list {
			if same(b) {
				fits = append(fits, b)
			}
		}
		switch {
		case len(fits) > 1:
			s.rival = fits
			return nil
		case len(fits) == 1 && s.bot != nil && sameBot(*s.bot, fits[0]):
			return nil
		case len(fits) == 1:
			return z.moveTo(ctx, s, fits[0])
		}
	}
	return nil
}

// moveTo takes over a bot that is not where the answers place it.
func (z *azure) moveTo(ctx context.Context, s *seen, b tenant.Bot) error {
	c, ok, err := z.bot.parts.Azure.TeamsChannel(ctx, s.sub.ID, b.Group, b.Handle)
	if err != nil {
		return err
	}
	s.bot, s.channel, s.taken = &b, ifThere(c, ok), ""
	return nil
}

// noToken tells whether a request was never sent because the sign-in gives no
// token for Azure: not every client may ask for one.
func noToken(err error) bool {
	var e *tenant.Error
	return errors.As(err, &e) && e.Kind == tenant.SignIn && e.Status == 0
}

func ifThere[T any](v T, ok bool) *T {
	if !ok {
		return nil
	}
	return &v
}

func sameBot(a, b tenant.Bot) bool {
	return strings.EqualFold(a.Group, b.Group) && strings.EqualFold(a.Handle, b.Handle)
}

func registered(state string) bool { return strings.EqualFold(state, tenant.ProviderRegistered) }

// part is a step about Azure.
type part struct{ *Bot }

// Read looks at Azure, for all of its steps.
func (p part) Read(ctx context.Context) error { return p.azure.read(ctx) }

// Forget lets the next read look again.
func (p part) Forget() { p.azure.forget() }
