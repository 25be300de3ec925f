package application

import (
	"context"
	"fmt"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// buried is one application among the deleted items, about which a person has
// decided. It is looked for by its client id, there and among the live ones.
type buried struct {
	app   tenant.Application // as the person was shown it
	group steps.ID
	title string
	env   Env

	gone *tenant.Application // as it lies among the deleted items; nil: it does not
	live bool                // it is among the live ones
}

func (s *buried) About() steps.About {
	return steps.About{ID: s.group + ".deleted", Title: s.title}
}

func (s *buried) Read(ctx context.Context) error {
	gone, err := s.env.Directory.DeletedApplications(ctx, tenant.Key{AppID: s.app.AppID})
	if err != nil {
		return err
	}
	s.gone = nil
	if len(gone) > 0 {
		s.gone = &gone[0]
	}
	_, s.live, err = s.env.Directory.ApplicationByAppID(ctx, s.app.AppID)
	return err
}

// words name the application.
func (s *buried) words() string { return Named(s.app) }

// since is when it was deleted.
func (s *buried) since() string {
	if s.gone.Deleted.IsZero() {
		return "on a day that Entra does not tell"
	}
	return date(s.gone.Deleted)
}

func (s *buried) row(status steps.Status, detail, fix string) steps.Result {
	a := s.About()
	return steps.Result{ID: string(a.ID), Group: a.ID.Group(), Title: a.Title, Status: status, Detail: detail, Fix: fix, Source: steps.FromGraph}
}

// maxName bounds a foreign name in a sentence, in runes.
const maxName = 100

// Named is an application in words that tell it from others.
func Named(app tenant.Application) string {
	return fmt.Sprintf("%q (client id %s)", tenant.Plain(app.DisplayName, maxName), app.AppID)
}

// keeps is how long Entra keeps a deleted application. Source: Microsoft Graph:
// "Restore deleted item (directory object)".
const keeps = 30 * 24 * time.Hour

// kept says until when Entra keeps a deleted application.
func kept(app tenant.Application) string {
	if app.Deleted.IsZero() {
		return "for 30 days after its deletion"
	}
	return "until " + date(app.Deleted.Add(keeps))
}
