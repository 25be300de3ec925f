package application

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

func (s *credential) Apply(ctx context.Context, c steps.Change) error {
	if err := s.clear(ctx, c); err != nil {
		return &notAsked{err}
	}
	if c.Action == steps.Delete {
		return nil
	}
	if err := s.make(ctx); err != nil {
		return err
	}
	if s.renewal != nil {
		if err := s.try(ctx); err != nil {
			s.text.Wipe()
			return &asked{errors.Join(err, s.remove(ctx, s.made))}
		}
	}
	return s.deliver(ctx)
}

// try makes sure that a secret shows in Entra and that Entra issues a token
// for it. It comes before the hand-over where an old secret is in use: Totara
// must not get one that does not work yet.
func (s *credential) try(ctx context.Context) error {
	shows := s.observed(func(app tenant.Application) bool {
		return slices.ContainsFunc(app.Passwords, func(p tenant.Password) bool { return p.KeyID == s.made.KeyID })
	})
	if err := s.agree(ctx, shows); err != nil {
		return fmt.Errorf("the new secret does not show in Entra, so it was handed to nobody: %w", err)
	}
	if s.want.Secret.Prove == nil {
		return nil
	}
	if err := s.ask(ctx); err != nil {
		return fmt.Errorf("the new secret could not be proven, so it was handed to nobody: %w", err)
	}
	s.proven = true
	return s.note(s.name, map[string]string{factProven: s.env.Clock.Now().UTC().Format(time.RFC3339)})
}

// notAsked is an error from before the request for a secret: nothing has to be
// looked for.
type notAsked struct{ error }

func (e *notAsked) Unwrap() error   { return e.error }
func (*notAsked) NothingDone() bool { return true }

// asked is an error from after the request for a secret, whatever its cause
// says about itself: unless it was removed, it has to be looked for.
type asked struct{ error }

func (e *asked) Unwrap() error   { return e.error }
func (*asked) NothingDone() bool { return false }

// clear makes sure that a secret can be received, and removes what interrupted
// runs left.
func (s *credential) clear(ctx context.Context, c steps.Change) error {
	if err := s.view.here(); err != nil {
		return err
	}
	if c.Action != steps.Delete {
		if err := s.want.Secret.Where.Ready(s.handedTo()); err != nil {
			return err
		}
	}
	for _, p := range s.dead(s.Passwords()) {
		if err := s.remove(ctx, p); err != nil {
			return err
		}
	}
	if err := s.closeOld(); err != nil {
		return err
	}
	return steps.Stopping(ctx)
}

// closeOld ends the intents of interrupted runs: what they made is removed by
// now, or was looked for and is not there. Should it show after all, the
// ledger still knows it as never handed over.
func (s *credential) closeOld() error {
	step := string(s.id("secret"))
	for _, name := range s.env.Ledger.Open(step) {
		if name == s.name {
			continue
		}
		if err := s.env.Ledger.Done(step, name, "looked for; not in use"); err != nil {
			return err
		}
	}
	return nil
}

// handedTo is where an interrupted run was handing a secret to, unless a later
// one has arrived: what lies there now is in use.
func (s *credential) handedTo() string {
	step := string(s.id("secret"))
	where := ""
	for _, name := range s.env.Ledger.Keys(step) {
		switch facts, _ := s.env.Ledger.Facts(step, name); {
		case facts[factHanded] != "":
			where = ""
		case facts[factHanding] != "":
			where = facts[factHanding]
		}
	}
	return where
}

// handedOver is where the last secret that arrived went.
func (s *credential) handedOver() string {
	step := string(s.id("secret"))
	for _, name := range slices.Backward(s.env.Ledger.Keys(step)) {
		if facts, _ := s.env.Ledger.Facts(step, name); facts[factHanded] != "" {
			return facts[factHanded]
		}
	}
	return ""
}

func (s *credential) remove(ctx context.Context, p tenant.Password) error {
	if err := s.view.removePassword(ctx, p); err != nil {
		return err
	}
	s.removed = append(s.removed, p.KeyID)
	facts, _ := s.facts(p.Name)
	if err := s.note(p.Name, map[string]string{factGone: joined(append(ids(facts[factGone]), p.KeyID))}); err != nil {
		return err
	}
	return s.env.Ledger.Done(string(s.id("secret")), p.Name, "removed: never handed over")
}

// make asks for a secret until one is answered. A lost answer may have made
// one whose text nobody has: it is looked for and removed, and the next one
// gets a new name, so that the two cannot be mixed up.
func (s *credential) make(ctx context.Context) error {
	step := string(s.id("secret"))
	for try := 1; ; try++ {
		if s.renewal != nil {
			// Before the request: whatever comes of it is known as an exchange.
			begun := map[string]string{factReplaces: joined(s.replaced()), factKeep: s.renewal.opt.KeepOld.String()}
			if err := s.note(s.name, begun); err != nil {
				return &notAsked{err}
			}
		}
		made, text, err := s.env.Directory.AddPassword(ctx, s.view.state().app.ObjectID, s.name, s.until())
		if err == nil {
			s.made, s.text = made, text
			s.view.wrote(func(a *tenant.Application) { a.Passwords = append(slices.Clone(a.Passwords), made) })
			return s.env.Ledger.Note(step, s.name, map[string]string{factKeyID: made.KeyID})
		}
		if !tenant.Is(err, tenant.Lost) {
			s.tooLong = livesTooLong(err)
			return errors.Join(err, s.refused(err))
		}
		if try == 4 {
			return err
		}
		if err := s.buryLost(ctx); err != nil {
			return err
		}
		if err := steps.Stopping(ctx); err != nil {
			return err
		}
		s.rename()
		if err := s.env.Ledger.Intend(step, s.name); err != nil {
			return err
		}
	}
}

// livesTooLong tells whether a rule of the tenant refuses the secret's life.
// Source: Microsoft Entra, app management policies, passwordLifetime.
func livesTooLong(err error) bool {
	var e *tenant.Error
	return errors.As(err, &e) && e.Kind == tenant.Policy && strings.HasPrefix(e.Code, "CredentialInvalidLifetime")
}

// refused closes the intent of a request that surely made nothing.
func (s *credential) refused(err error) error {
	var e *tenant.Error
	if errors.As(err, &e) && e.NothingDone() {
		return s.env.Ledger.Failed(string(s.id("secret")), s.name)
	}
	return nil
}

// buryLost removes the secret that a lost answer may have made.
func (s *credential) buryLost(ctx context.Context) error {
	if err := s.await(ctx, s.name, lookForLost); err != nil {
		return err
	}
	for _, p := range s.Passwords() {
		if p.Name == s.name {
			return s.remove(ctx, p)
		}
	}
	return s.env.Ledger.Done(string(s.id("secret")), s.name, "looked for and not found")
}

// deliver hands the secret over. One that has surely not arrived is removed at
// once; where that is in doubt and an old one is in use, it stays beside it.
func (s *credential) deliver(ctx context.Context) error {
	where := s.want.Secret.Where
	facts := map[string]string{factHanding: where.Where()}
	if s.want.Secret.InUse != nil {
		facts[factAskable] = "yes"
	}
	if err := s.note(s.name, facts); err != nil {
		return err
	}
	item := secret.Item{Name: s.want.Secret.Name, AppID: s.view.state().app.AppID, KeyID: s.made.KeyID, Expires: s.made.End, Secret: s.text}
	if err := where.Deliver(ctx, item); err != nil {
		s.text.Wipe()
		return s.undelivered(ctx, &asked{fmt.Errorf("hand the new secret to %s: %w", where.Where(), err)})
	}
	if s.proven {
		s.text.Wipe() // nothing is left to be done with it
	}
	return s.note(s.name, map[string]string{factHanded: where.Where()})
}

// undelivered cleans up after a hand-over that failed.
func (s *credential) undelivered(ctx context.Context, err error) error {
	if s.want.Secret.InUse != nil {
		s.askUsage(ctx)
	}
	switch {
	case s.usage.uses(s.made):
		// It has arrived; only the answer was lost.
		return s.note(s.name, map[string]string{factHanded: s.want.Secret.Where.Where()})
	case s.usage.asked && !s.usage.told(), s.renewal != nil && !s.usage.told():
		return fmt.Errorf("%w; nobody can tell whether it has arrived, so both secrets stay valid until another one works", err)
	}
	// The place has nothing of ours: a later run must not take it for what an
	// interrupted one left there.
	forget := s.note(s.name, map[string]string{factHanding: ""})
	return errors.Join(err, s.remove(ctx, s.made), forget)
}
