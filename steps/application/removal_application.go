package application

import (
	"context"
	"fmt"
	"slices"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// applicationGone deletes the application when it is ours.
type applicationGone struct {
	*Removal
	deleted bool
}

func (s *applicationGone) About() steps.About {
	return steps.About{
		ID: s.id("remove_application"), Title: "App registration deleted",
		Reads: []steps.ID{s.SecretsGone()},
		Needs: append([]steps.ID{s.SecretsGone(), s.id("remove_consent")}, s.behind...),
	}
}

func (s *applicationGone) Read(ctx context.Context) error { return s.look(ctx) }

func (s *applicationGone) Plan() steps.Change {
	st := s.view.state()
	switch why := s.absent(); {
	case len(st.candidates) > 0:
		return blockedBy(s.SecretsGone())
	case why != "":
		return steps.Change{Action: steps.None, Summary: why}
	case !s.mine():
		return steps.Change{
			Action: steps.None, Summary: fmt.Sprintf("the application %q (client id %s) stays: somebody else made it", st.app.DisplayName, st.app.AppID),
			Kept: s.added(st.app),
		}
	}
	c := steps.Change{
		Action: steps.Delete, Key: st.app.AppID,
		Summary: fmt.Sprintf("delete the application %q (client id %s); Entra keeps it for 30 days", st.app.DisplayName, st.app.AppID),
		Fields:  []steps.Field{{Path: "application", From: st.app.DisplayName}, {Path: "servicePrincipal", From: st.app.AppID}},
	}
	for _, p := range st.app.Passwords {
		if !madeHere(p) {
			c.Fields = append(c.Fields, steps.Field{Path: "passwordCredentials[" + p.Name + "]", From: "made by somebody else"})
		}
	}
	return c
}

// added are the parts of an adopted application that setup may have added to it
// and that nobody can tell from those that were there.
func (s *applicationGone) added(app tenant.Application) []string {
	var out []string
	for _, uri := range s.want.RedirectURIs {
		if slices.Contains(app.Web.RedirectURIs, uri) {
			out = append(out, "redirect URI "+uri)
		}
	}
	if s.want.IdentifierURI != nil && slices.Contains(app.IdentifierURIs, s.want.IdentifierURI(app.AppID)) {
		out = append(out, "identifier URI "+s.want.IdentifierURI(app.AppID))
	}
	if s.want.Consent {
		out = append(out, "everyone's consent")
	}
	return out
}

func (s *applicationGone) Apply(ctx context.Context, _ steps.Change) error {
	if !s.mine() {
		return &notAsked{fmt.Errorf("it is not the application that was found: %w", steps.ErrMoved)}
	}
	if err := s.remover.DeleteApplication(ctx, s.view.state().app.ObjectID); err != nil {
		return err
	}
	s.deleted = true
	return nil
}

func (s *applicationGone) Check(ctx context.Context) []steps.Result {
	row := s.gone("remove_application", "App registration deleted", s.absent())
	app := s.view.state().app
	switch {
	case s.deleted:
		row.Detail = fmt.Sprintf("%q, client id %s, is deleted; until Entra removes it for good in 30 days it can be restored, in the Entra admin center under Deleted applications or with setup", app.DisplayName, app.AppID)
		if err := s.await(ctx, func(_ tenant.Application, there bool) bool { return !there }); err != nil {
			return notGone(row, err)
		}
	case s.mine():
		row.Status, row.Detail, row.Fix = steps.Fail, "it is still there", "run remove again"
	case row.Detail == "":
		row.Detail = fmt.Sprintf("%q, client id %s, stays: somebody else made it", app.DisplayName, app.AppID)
	}
	return []steps.Result{row}
}
