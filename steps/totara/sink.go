package totara

import (
	"context"
	"errors"
	"fmt"

	"teamwright/steps"
	"teamwright/steps/secret"
)

// Sink hands new secrets to Totara itself: that of single sign-on into its
// OAuth 2 service, the bot's into the Teams settings. It verifies by a digest
// that Totara's server makes of what it stored; no secret comes back.
type Sink struct{ t *Totara }

// Sink is the place for secrets of this site.
func (t *Totara) Sink() *Sink { return &Sink{t} }

// Where is "Totara at" and the site's address.
func (s *Sink) Where() string { return "Totara at " + s.t.Answers.Site }

// Ready tells whether the site answers and can be written to. A secret that an
// interrupted run was handing over is simply overwritten.
func (s *Sink) Ready(string) error {
	v := s.t.view
	// The engine asks without a context; the site's own patience bounds it.
	if err := v.read(context.Background()); err != nil {
		return fmt.Errorf("%s: %w", s.Where(), err)
	}
	st := v.now()
	if err := v.obstacle(st); err != nil {
		return err
	}
	if s.t.Answers.Bot.Needed() && st.Secrets[keyBotSecret].Lock != "" {
		return &Obstacle{
			"config.php holds the bot's secret (forced_plugin_settings), so it cannot be handed to Totara from here",
			"take it out of config.php, or hand secrets to a file with --secrets-to file:PATH and write it there",
		}
	}
	return nil
}

// Deliver stores one secret and verifies it. The OAuth 2 service is made or
// completed in the same breath, because a secret cannot stand alone there.
func (s *Sink) Deliver(ctx context.Context, it secret.Item) error {
	switch it.Name {
	case "sso":
		return s.deliverSSO(ctx, it)
	case "bot":
		return s.deliverBot(ctx, it)
	}
	return fmt.Errorf("the secret %q is none of Totara's: hand it over with --secrets-to screen or file:PATH", it.Name)
}

func (s *Sink) deliverSSO(ctx context.Context, it secret.Item) error {
	err := s.t.view.write(ctx, func(st state) (writeArgs, map[string]secret.Text, bool, error) {
		p, err := s.t.planService(st, steps.Known(it.AppID))
		if err != nil {
			return writeArgs{}, nil, false, err
		}
		return p.write, map[string]secret.Text{"sso": it.Secret}, true, nil
	})
	if err != nil {
		return err
	}
	for _, row := range s.t.view.now().withClient(it.AppID) {
		if row.Secret.holds(it.Secret, s.t.view.nonce) {
			return nil
		}
	}
	return errNotKept
}

func (s *Sink) deliverBot(ctx context.Context, it secret.Item) error {
	err := s.t.view.write(ctx, func(state) (writeArgs, map[string]secret.Text, bool, error) {
		return writeArgs{}, map[string]secret.Text{"bot": it.Secret}, true, nil
	})
	if err != nil {
		return err
	}
	if !s.t.view.now().Secrets[keyBotSecret].holds(it.Secret, s.t.view.nonce) {
		return errNotKept
	}
	return nil
}

var errNotKept = errors.New("the secret was not kept: Totara's digest of it is another one")
