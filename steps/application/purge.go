package application

import (
	"context"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// purge removes a deleted application for good.
type purge struct {
	buried
	purger tenant.Purger

	principals []tenant.Principal // deleted, of the same client id
}

// NewPurge declares that a deleted application goes for good, and its deleted
// service principal, which would be left behind without it. Its id is that of
// the group, with ".deleted".
func NewPurge(app tenant.Application, group steps.ID, env Env, purger tenant.Purger) steps.Step {
	return &purge{buried: buried{app: app, group: group, title: "Deleted application removed for good", env: env}, purger: purger}
}

func (s *purge) Read(ctx context.Context) error {
	if err := s.buried.Read(ctx); err != nil {
		return err
	}
	var err error
	s.principals, err = s.env.Directory.DeletedPrincipals(ctx, s.app.AppID)
	return err
}

func (s *purge) Plan() steps.Change {
	switch {
	case s.live:
		return steps.Change{Action: steps.None, Summary: "the application " + s.words() + " has been restored by somebody, and stays"}
	case s.gone == nil && len(s.principals) == 0:
		return steps.Change{Action: steps.None, Summary: "the deleted application " + s.words() + " is not there any more"}
	}
	c := steps.Change{
		Action: steps.Delete, Key: s.app.AppID,
		Summary: "remove FOR GOOD the deleted application " + s.words() + ": nobody can bring it back then, nor Microsoft",
	}
	if s.gone != nil {
		c.Fields = append(c.Fields, steps.Field{Path: "application", From: s.gone.ObjectID})
		if uris := s.gone.IdentifierURIs; len(uris) > 0 {
			c.Fields = append(c.Fields, steps.Field{Path: "identifierUris", From: strings.Join(uris, ", ")})
		}
	}
	for _, p := range s.principals {
		c.Fields = append(c.Fields, steps.Field{Path: "servicePrincipal[" + p.ObjectID + "]", From: "deleted"})
	}
	return c
}

// Apply removes the application last: while it is there, a run that was stopped
// in between is asked about it again.
func (s *purge) Apply(ctx context.Context, _ steps.Change) error {
	for _, p := range s.principals {
		if err := s.purger.PurgePrincipal(ctx, p.ObjectID); err != nil {
			return err
		}
		if err := steps.Stopping(ctx); err != nil {
			return err
		}
	}
	if s.gone == nil {
		return nil
	}
	return s.purger.PurgeApplication(ctx, s.gone.ObjectID)
}

func (s *purge) Check(ctx context.Context) []steps.Result {
	if s.live {
		return []steps.Result{s.row(steps.Pass, s.words()+" has been restored by somebody, and stays", "")}
	}
	err := s.env.agree(ctx, func(ctx context.Context) (bool, error) {
		err := s.Read(ctx)
		return s.gone == nil && len(s.principals) == 0, err
	})
	if err != nil {
		return []steps.Result{s.row(steps.Unseen, s.words()+" was removed, but is still seen: "+err.Error(), "run setup again in some minutes: Entra may still be copying the change")}
	}
	return []steps.Result{s.row(steps.Pass, s.words()+" is gone for good", "")}
}
