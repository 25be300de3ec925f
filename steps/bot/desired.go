package bot

import (
	"context"
	"sync"
	"time"

	"teamwright/steps/application"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

// desired is the bot's own application. Any tenant may use it: Totara asks for
// its tokens at an authority outside of this one. Source: Azure Bot Service,
// "Azure Bot registration", on the directory "botframework.com".
func (b *Bot) desired() application.Desired {
	a := b.answers
	prove := b.prove
	if b.parts.Token == nil {
		prove = nil
	}
	return application.Desired{
		Group:      "bot",
		Title:      "the bot's app registration",
		AppID:      a.IDs.Bot,
		UniqueName: application.UniqueName(a.Site, "bot"),
		SiteKey:    application.SiteKey(a.Site),
		Name:       a.App.ShortName + " bot",
		Audience:   tenant.AudienceMultiple,
		Principal:  true,
		Secret: &application.Secret{
			Name:  "bot",
			Life:  time.Duration(a.Bot.SecretDays) * 24 * time.Hour,
			Where: b.parts.Sink,
			Prove: prove,
			Tries: b.trial.begin,
			InUse: b.parts.InUse,
		},
	}
}

// directory finds the bot's application also by the Azure Bot that is there
// already: nothing about the application itself leads to the site.
type directory struct {
	tenant.Directory
	azure *azure
}

// FindApplications adds the application of the Azure Bot that was found. Both
// are looked for side by side.
func (d directory) FindApplications(ctx context.Context, by tenant.Key) ([]tenant.Application, error) {
	var blind error
	var wg sync.WaitGroup
	wg.Go(func() { blind = d.azure.read(ctx) })
	list, err := d.Directory.FindApplications(ctx, by)
	wg.Wait()
	switch {
	case err != nil:
		return nil, err
	case blind != nil:
		return nil, &unlooked{blind}
	}
	found := d.azure.state().bot
	if found == nil || found.AppID == "" {
		return list, nil
	}
	app, ok, err := d.Directory.ApplicationByAppID(ctx, found.AppID)
	if err != nil || !ok {
		return list, err
	}
	return append(list, app), nil
}

// unlooked says that Azure could not be looked at, so that nobody knows whether
// there is a bot with an application already. The cause stands at its own row.
type unlooked struct{ cause error }

func (*unlooked) Error() string    { return "it waits for " + string(idProvider) }
func (e *unlooked) Unwrap() error  { return e.cause }
func (*unlooked) CureText() string { return "see " + string(idProvider) }

// prove tries a new secret where Totara does, and at home, which is what the
// caller's row is about.
func (b *Bot) prove(ctx context.Context, appID string, text secret.Text) error {
	return b.trial.run(ctx, b, appID, text)
}
