package application

import (
	"context"
	"errors"
	"fmt"

	"teamwright/steps"
)

// found is the application of a renewal: looked for, never changed.
type found struct{ *Application }

func (s *found) About() steps.About {
	return steps.About{ID: s.id("application"), Title: "App registration"}
}

// Read looks for the application and for what the tenant allows.
func (s *found) Read(ctx context.Context) error {
	if s.secret != nil && !s.secret.policyRead {
		s.secret.readPolicy(ctx)
	}
	return s.view.read(ctx)
}

func (s *found) Plan() steps.Change {
	st := s.view.state()
	switch {
	case len(st.candidates) > 0:
		return ambiguous(st.candidates, idKey(s.want))
	case !st.live:
		return steps.Change{Action: steps.Blocked, Summary: st.absence(), Cure: "run setup: it makes the application or takes it back"}
	}
	return steps.Change{Action: steps.None, Summary: fmt.Sprintf("%s is %q (client id %s)", s.want.Title, st.app.DisplayName, st.app.AppID)}
}

func (s *found) Apply(context.Context, steps.Change) error {
	return errors.New("an application is only looked for here")
}

func (s *found) Check(context.Context) []steps.Result {
	row := s.row("application", "App registration")
	app := s.view.state().app
	row.Status = steps.Pass
	row.Detail = fmt.Sprintf("%q, client id %s, %s", app.DisplayName, app.AppID, audienceInWords(app.Audience))
	return []steps.Result{row}
}
