package bot

import (
	"context"
	"strings"
	"sync"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// question is one request, whose answer it notes.
type question func(ctx context.Context, s *seen) error

// ask asks side by side; of several failures, which mostly have one cause, it
// tells the first.
func ask(ctx context.Context, s *seen, list ...question) error {
	errs := make([]error, len(list))
	var wg sync.WaitGroup
	for i, q := range list {
		wg.Go(func() { errs[i] = q(ctx, s) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// look reads what the steps are about. A region of Azure may not know yet what
// was written a moment ago, in this run or in the one before it: it is looked
// for again, for a while.
func (z *azure) look(ctx context.Context, s *seen) error {
	before := *s
	return z.bot.env.Settle(ctx, "Azure may still be copying a recent change", func(ctx context.Context) (bool, error) {
		*s = before
		err := z.once(ctx, s)
		return !z.late(*s), err
	})
}

// late tells whether something is not there that was written a moment ago.
func (z *azure) late(s seen) bool {
	for step, missing := range map[steps.ID]bool{idGroup: s.group == nil, idAzure: s.bot == nil, idChannel: s.channel == nil} {
		if missing && z.bot.env.Recent(string(step)) {
			return true
		}
	}
	return false
}

// once looks once. Where nothing is known of the bot yet
// it asks at once what only matters when something is missing: whether the bot
// is elsewhere, whether its handle can be had, whether the person may register
// the provider. Else it asks that afterwards, where it matters, and once.
func (z *azure) once(ctx context.Context, s *seen) error {
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

func ifThere[T any](v T, ok bool) *T {
	if !ok {
		return nil
	}
	return &v
}

func sameBot(a, b tenant.Bot) bool {
	return strings.EqualFold(a.Group, b.Group) && strings.EqualFold(a.Handle, b.Handle)
}
