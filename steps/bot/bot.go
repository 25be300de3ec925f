package bot

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

// Parts are what the bot is made of beside the answers.
type Parts struct {
	Azure    tenant.Azure
	Cloud    tenant.Cloud
	TenantID string // GUID of the tenant that is signed in to
	Sink     secret.Sink
	// Token asks for a token for the bot connector ([Scope]) with a new
	// secret. authority is the part of the address behind the cloud's sign-in
	// host: [TotaraAuthority] or a tenant's id. nil: nobody can be asked.
	Token func(ctx context.Context, authority, appID string, text secret.Text) error
	// InUse asks Totara how the bot's secret begins that it uses; nil: it
	// cannot be asked. See [application.Secret].
	InUse func(ctx context.Context) (hint string, ok bool, err error)
	// TermsAccepted says that a person accepted the terms of the Teams
	// channel; a tick at bot.terms says the same.
	TermsAccepted bool
}

// Bot is the bot of one site on its way to what the answers say.
type Bot struct {
	answers answers.Answers
	at      answers.Addresses
	parts   Parts
	env     application.Env
	app     *application.Application
	azure   *azure
	trial   trial

	resource *resource
	channel  *channel

	mu sync.Mutex // guards parts.TermsAccepted
}

// New declares the bot. It asks nothing.
func New(a answers.Answers, env application.Env, p Parts) *Bot {
	b := &Bot{answers: a, at: a.Addresses(), parts: p, env: env}
	b.azure = &azure{bot: b}
	env.Directory = directory{env.Directory, b.azure}
	b.app = application.New(b.desired(), env)
	b.resource, b.channel = &resource{part: part{b}}, &channel{part: part{b}}
	return b
}

// Off tells why there is no bot to make; "" when there is one.
func (b *Bot) Off() string {
	switch {
	case !b.answers.Bot.Needed():
		return "the bot and the messaging extension are off"
	case !b.parts.Cloud.Has(tenant.LacksTeams):
		return "this cloud has no Microsoft Teams"
	}
	return ""
}

// Steps are the steps of the bot; all of them are skipped where there is none.
func (b *Bot) Steps() []steps.Step {
	var list []steps.Step
	for _, s := range b.app.Steps() {
		list = append(list, &facet{Step: s, bot: b})
	}
	list = append(list, &provider{part: part{b}}, &group{part{b}}, b.resource, b.channel, &token{b})
	if why := b.Off(); why != "" {
		for i, s := range list {
			list[i] = skipped{s.About(), why}
		}
	}
	return list
}

// App is the bot's own application. Where the bot is off it was never looked
// for.
func (b *Bot) App() *application.Application { return b.app }

// AppID is the bot's client id, Totara's "bot app ID": known, unknown until the
// application is made, or absent.
func (b *Bot) AppID() steps.Value[string] {
	if b.Off() != "" || b.azure.undecided() {
		return steps.Value[string]{}
	}
	return b.app.AppID()
}

// Candidates are the subscriptions among which a person has to choose; none
// when it is clear. The choice goes to bot.subscription in the answers.
func (b *Bot) Candidates() []tenant.Subscription { return slices.Clone(b.azure.state().candidates) }

// TermsAwaited tells, after reading, whether the Teams channel waits for a
// person to accept its terms.
func (b *Bot) TermsAwaited() bool { return b.Off() == "" && b.channel.awaitsTerms() }

// AcceptTerms says that a person has accepted the terms of the Teams channel.
// The next plan holds the channel.
func (b *Bot) AcceptTerms() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.parts.TermsAccepted = true
}

// TermsRow is the id of the row that a tick accepts the terms with.
const TermsRow = "bot.terms"

// Terms say what is accepted and where it can be read. Source: Azure Bot
// Service: "Connect a bot to Microsoft Teams".
const Terms = "Microsoft's terms of service for the Teams channel of a bot; Azure shows them where the channel is added, and https://learn.microsoft.com/azure/bot-service/channel-connect-teams leads there"

// termsAccepted tells whether a person has accepted the terms.
func (b *Bot) termsAccepted() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	tick, ok := b.answers.Confirmed[TermsRow]
	return b.parts.TermsAccepted || ok && !tick.Stale(b.env.Clock.Now())
}

// displayName is the name of the bot that people see.
func (b *Bot) displayName() string {
	if b.answers.Bot.DisplayName != "" {
		return b.answers.Bot.DisplayName
	}
	return b.answers.App.ShortName
}

// row is a row about Azure.
func row(a steps.About) steps.Result {
	return steps.Result{ID: string(a.ID), Group: a.ID.Group(), Title: a.Title, Source: steps.FromARM}
}

// seeThere is the plan of a step that waits for a decision about another one.
func seeThere(id steps.ID) steps.Change {
	return steps.Change{Action: steps.Blocked, Summary: fmt.Sprintf("waits for %s", id), Cure: fmt.Sprintf("see %s", id)}
}

// IDs of the steps that others of this package name.
const (
	idApplication steps.ID = "bot.application"
	idSecret      steps.ID = "bot.secret"
	idProvider    steps.ID = "bot.provider"
	idGroup       steps.ID = "bot.group"
	idAzure       steps.ID = "bot.azure"
	idChannel     steps.ID = "bot.channel"
	idToken       steps.ID = "bot.token"
)

// skipped stands for a step that does not apply.
type skipped struct {
	about steps.About
	why   string
}

// About keeps the id and the title; what does not apply needs nothing.
func (s skipped) About() steps.About {
	return steps.About{ID: s.about.ID, Title: s.about.Title}
}

func (s skipped) Read(context.Context) error                { return nil }
func (s skipped) Plan() steps.Change                        { return steps.Change{Action: steps.Skip, Summary: s.why} }
func (s skipped) Apply(context.Context, steps.Change) error { return nil }
func (s skipped) Check(context.Context) []steps.Result      { return nil }
