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

// noToken tells whether a request was never sent because the sign-in gives no
// token for Azure: not every client may ask for one.
func noToken(err error) bool {
	var e *tenant.Error
	return errors.As(err, &e) && e.Kind == tenant.SignIn && e.Status == 0
}

func registered(state string) bool { return strings.EqualFold(state, tenant.ProviderRegistered) }

// part is a step about Azure.
type part struct{ *Bot }

// Read looks at Azure, for all of its steps.
func (p part) Read(ctx context.Context) error { return p.azure.read(ctx) }

// Forget lets the next read look again.
func (p part) Forget() { p.azure.forget() }
