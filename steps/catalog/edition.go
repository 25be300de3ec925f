package catalog

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/answers"
)

// Edition is what the app package of one run is built from. The steps that
// raise the version, write the package and publish it share one, so that they
// all speak of the same bytes.
type Edition struct {
	answers answers.Answers
	assets  Assets
	appID   func() steps.Value[string]
	botID   func() steps.Value[string]

	mu    sync.Mutex
	built map[string]built // by version and ids

	// Version is the version that the package of this run has. Whoever needs
	// it, such as Totara's settings, reads it when it plans: it is known once
	// everything was read.
	Version steps.Cell[string]
}

// NewEdition is an edition of these answers. appID is the client id of the
// single sign-on application, botID that of the bot's; a nil botID, or an absent
// value of either, means that the answers' own id counts.
func NewEdition(a answers.Answers, assets Assets, appID, botID func() steps.Value[string]) *Edition {
	if botID == nil {
		botID = func() steps.Value[string] { return steps.Value[string]{} }
	}
	e := &Edition{answers: a, assets: assets, appID: appID, botID: botID, built: map[string]built{}}
	e.Version.Set(steps.Known(a.App.Version))
	return e
}

// FileName is where the package goes when nothing else is said.
func (e *Edition) FileName(rehearsal bool) string {
	a := e.answers
	a.App.Version = e.version()
	return FileName(a, rehearsal)
}

// version is the version of this moment.
func (e *Edition) version() string { return e.Version.Get().Or(e.answers.App.Version) }

// app is the app's id. Where this run does not look at the application, the
// answers' counts.
func (e *Edition) app() steps.Value[string] { return orAnswered(e.appID(), e.answers.IDs.App) }

// bot is the bot's client id, in the same way; absent where none is wanted.
func (e *Edition) bot() steps.Value[string] {
	if !e.answers.Bot.Needed() {
		return steps.Value[string]{}
	}
	return orAnswered(e.botID(), e.answers.IDs.Bot)
}

func orAnswered(id steps.Value[string], answered string) steps.Value[string] {
	if id.Absent() && answered != "" {
		return steps.Known(answered)
	}
	return id
}

// standIn is built into a package that is only judged, before an id is known.
const standIn = "00000000-0000-4000-8000-000000000000"

// errNoBot and errNoApp are packages that cannot be built for want of an id.
var (
	errNoApp = errors.New("the app has no id yet")
	errNoBot = errors.New("the answers want a bot, and the bot has no application yet")
)

// build makes the package. by names the step that makes an id which is not known
// yet; the package then holds a stand-in and is good for judging only.
func (e *Edition) build() (pkg *manifest.Package, by steps.ID, err error) {
	a := e.answers
	a.App.Version = e.version()
	if a.Bot.Needed() {
		if a.IDs.Bot, by, err = settle(e.bot(), errNoBot); err != nil {
			return nil, "", err
		}
	}
	appID, appBy, err := settle(e.app(), errNoApp)
	if err != nil {
		return nil, "", err
	}
	if appBy != "" {
		by = appBy
	}
	one := e.make(Input(a, appID, e.assets))
	return one.pkg, by, one.err
}

// built is a package, or why there is none.
type built struct {
	pkg *manifest.Package
	err error
}

// make builds a package once: judging one takes a while, and every plan and
// check asks for it.
func (e *Edition) make(in manifest.Input) built {
	key := strings.Join([]string{in.Version, in.AppID, in.BotID, fmt.Sprint(in.SSO, in.Bot, in.MessagingExtension)}, " ")
	e.mu.Lock()
	defer e.mu.Unlock()
	one, ok := e.built[key]
	if !ok {
		one.pkg, one.err = manifest.Build(in)
		e.built[key] = one
	}
	return one
}

// settle is an id, or its stand-in and the step that makes it.
func settle(id steps.Value[string], none error) (string, steps.ID, error) {
	if known, ok := id.Get(); ok {
		return known, "", nil
	}
	if by, ok := id.By(); ok {
		return standIn, by, nil
	}
	return "", "", none
}

// obstacle is a package that cannot be built, as a change.
func obstacle(err error) steps.Change {
	c := steps.Change{Action: steps.Blocked, Summary: err.Error(), Cure: "correct the answers"}
	switch {
	case errors.Is(err, errNoApp):
		c.Cure = "see the app registration"
	case errors.Is(err, errNoBot):
		c.Cure = "put the client id of the bot's application under ids.bot, or set bot.enabled and bot.messaging_extension to false"
	}
	return c
}
