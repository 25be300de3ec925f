package application

import (
	"context"
	"errors"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// recovery takes a deleted application back.
type recovery struct {
	buried
	wrote bool
}

// NewRecovery declares that a deleted application of somebody else's comes back
// and is the site's from then on. Its id is that of the group, with ".deleted".
// env.Identified hears of its client id in the same breath as it is back.
func NewRecovery(app tenant.Application, group steps.ID, env Env) steps.Step {
	return &recovery{buried: buried{app: app, group: group, title: "Deleted application restored", env: env}}
}

func (s *recovery) Plan() steps.Change {
	switch {
	case s.live:
		return steps.Change{Action: steps.None, Summary: "the application " + s.words() + " is there"}
	case s.gone == nil:
		return steps.Change{
			Action: steps.Blocked, Summary: "the deleted application " + s.words() + " is not there any more: Entra keeps them for 30 days, or somebody has removed it for good",
			Cure: "run setup again: it makes a new application",
		}
	}
	c := steps.Change{
		Action: steps.Restore, Key: s.app.AppID,
		Summary: "restore the deleted application " + s.words() + ", which somebody else made; the site uses it from then on",
		Fields:  []steps.Field{{Path: "deletedDateTime", From: s.since()}},
	}
	if uris := sorted(s.gone.IdentifierURIs); uris != nil {
		c.Fields = append(c.Fields, steps.Field{Path: "identifierUris", To: uris})
	}
	for _, p := range s.gone.Passwords {
		if p.Live(s.env.Clock.Now()) {
			c.Fields = append(c.Fields, steps.Field{Path: "passwordCredentials[" + tenant.Plain(p.Name, maxName) + "]", To: "valid again until " + date(p.End)})
		}
	}
	return c
}

func (s *recovery) Apply(ctx context.Context, _ steps.Change) error {
	s.wrote = true
	if err := s.env.restore(ctx, *s.gone); err != nil {
		return err
	}
	if s.env.Identified == nil {
		return nil
	}
	return s.env.Identified(s.app.AppID)
}

// restore takes a deleted application back. Where the answer is lost, or the
// object is not among the deleted items any more, it finds out what became of
// it. Asking again does no harm: an application comes back once.
func (e Env) restore(ctx context.Context, app tenant.Application) error {
	cause := e.Directory.RestoreApplication(ctx, app.ObjectID)
	if !astray(cause) {
		return cause
	}
	err := e.until(ctx, "looking for the restored application", 8, func(ctx context.Context) (bool, error) {
		_, ok, err := e.Directory.ApplicationByAppID(ctx, app.AppID)
		if ok || err != nil {
			return ok, err
		}
		if err = e.Directory.RestoreApplication(ctx, app.ObjectID); astray(err) {
			return false, nil
		}
		return err == nil, err
	})
	if errors.Is(err, errPatience) {
		return cause
	}
	return err
}

// astray tells whether a restoration may have been done all the same.
func astray(err error) bool { return tenant.Is(err, tenant.Lost) || tenant.Is(err, tenant.NotFound) }

func (s *recovery) Check(ctx context.Context) []steps.Result {
	const again = "run setup again"
	if !s.wrote && !s.live {
		return []steps.Result{s.row(steps.Fail, s.words()+" is not restored", again)}
	}
	err := s.env.agree(ctx, func(ctx context.Context) (bool, error) {
		err := s.Read(ctx)
		return s.live && s.gone == nil, err
	})
	if err != nil {
		return []steps.Result{s.row(steps.Unseen, s.words()+" was restored, but is not seen yet: "+err.Error(), again+" in some minutes: Entra may still be copying the change")}
	}
	return []steps.Result{s.row(steps.Pass, s.words()+" is back", "")}
}
