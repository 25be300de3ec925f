package totara

import (
	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/secret"
	"teamwright/steps/site"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Parts are what the steps of a site are made of.
type Parts struct {
	Answers answers.Answers
	Site    *site.Site
	Clock   wire.Clock
	// NewID makes a random UUID; it seals the digests of secrets.
	NewID func() string

	// AppID, BotID and Version are what other steps come to know; nil means
	// what the answers say.
	AppID, BotID, Version func() steps.Value[string]
	// ServiceAfter are the steps that make the application and hand its
	// secret over; SettingsAfter those that make what the settings name.
	ServiceAfter, SettingsAfter []steps.ID
	// Color and Outline are the icons, PNG; empty: Totara keeps its own.
	Color, Outline []byte

	// Authority and Graph are the hosts of the cloud, as https origins; empty
	// means Microsoft's public ones.
	Authority, Graph string
	// TenantID is the tenant's GUID where it is known: endpoints that name it
	// are as good as those with the domain of the answers.
	TenantID string
	// Given are secrets that came in from outside, by name: sso, bot.
	Given map[string]secret.Text
	// Passwords are the secrets that Entra lists for the application and for
	// the bot's; nil where Entra is not looked at.
	Passwords, BotPasswords func() []tenant.Password
	// Ours is the app package of this program, for a comparison with Totara's
	// own; nil, or an answer of nil, leaves the comparison out.
	Ours func() *manifest.Package
	// Rehearsal says that Microsoft's side is rehearsed: secrets and ids are
	// none that Microsoft knows, so nothing is proven against it.
	Rehearsal bool
}

// Totara is the Totara side of one site, reached through PHP.
type Totara struct {
	Parts
	view *view
}

// New declares the Totara side. It asks nothing yet.
func New(p Parts) *Totara {
	return &Totara{Parts: p, view: newView(p.Site, p.Answers.Site, p.NewID())}
}

// Steps are the steps of the Totara side in their order: the OAuth 2 service,
// the settings with the icons, the notifications, and what Totara and we say
// of the result.
func (t *Totara) Steps() []steps.Step {
	var list []steps.Step
	var writers []steps.ID
	add := func(s steps.Step) {
		list = append(list, s)
		writers = append(writers, s.About().ID)
	}
	if t.Answers.SSO.Enabled {
		add(&serviceStep{Totara: t})
	}
	add(&settingsStep{Totara: t, after: writers})
	if t.Answers.Bot.Needed() {
		add(&notificationsStep{Totara: t, after: writers})
	}
	return append(list, &verifiedStep{Totara: t, after: writers}, &packageStep{Totara: t, after: writers})
}

func (t *Totara) appID() steps.Value[string] { return ask(t.AppID, t.Answers.IDs.App) }
func (t *Totara) botID() steps.Value[string] { return ask(t.BotID, t.Answers.IDs.Bot) }

func (t *Totara) version() steps.Value[string] { return ask(t.Version, t.Answers.App.Version) }

// ask is a value of another step; where nobody makes it, the answers count.
func ask(other func() steps.Value[string], answer string) steps.Value[string] {
	if other != nil {
		if v := other(); !v.Absent() {
			return v
		}
	}
	return filled(answer)
}

// link is the address of a page of Totara's administration.
func (t *Totara) link(page string) string { return link(t.Answers, page) }

// blocked is the change of a step that meets an obstacle.
func blocked(err error) steps.Change {
	why, cure := asObstacle(err)
	return steps.Change{Action: steps.Blocked, Summary: why, Cure: cure}
}

// Forget drops what was read; every step shares it.
func (t *Totara) Forget() { t.view.forget() }
