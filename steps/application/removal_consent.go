package application

import (
	"context"
	"slices"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// consentGone takes everyone's consent back from an application of ours: should
// it be restored one day, it comes back without rights.
type consentGone struct{ *Removal }

func (s *consentGone) About() steps.About {
	return steps.About{
		ID: s.id("remove_consent"), Title: "Consent taken back",
		Reads: []steps.ID{s.SecretsGone()}, Needs: []steps.ID{s.SecretsGone()},
	}
}

// Read looks for the grants of the application, to Microsoft Graph.
func (s *consentGone) Read(ctx context.Context) error {
	if err := s.look(ctx); err != nil || !s.mine() {
		return err
	}
	client, ok, err := s.env.Directory.PrincipalByAppID(ctx, s.view.state().app.AppID)
	if err != nil || !ok {
		return err
	}
	graph, ok, err := s.env.Directory.PrincipalByAppID(ctx, tenant.GraphAppID)
	if err != nil || !ok {
		return err
	}
	list, err := s.env.Directory.Grants(ctx, client.ObjectID, graph.ObjectID)
	if err != nil {
		return err
	}
	s.keep(slices.DeleteFunc(list, func(g tenant.Grant) bool { return g.ConsentType != tenant.ConsentAll }))
	return nil
}

func (s *consentGone) keep(list []tenant.Grant) {
	s.grantMu.Lock()
	defer s.grantMu.Unlock()
	s.grants = list
}

func (s *consentGone) known() []tenant.Grant {
	s.grantMu.Lock()
	defer s.grantMu.Unlock()
	return s.grants
}

func (s *consentGone) Plan() steps.Change {
	c := steps.Change{Action: steps.None, Summary: "there is no consent of this program's making", Key: s.view.state().app.AppID}
	if !s.mine() || len(s.known()) == 0 {
		return c
	}
	c.Action, c.Summary = steps.Delete, "take everyone's consent back from "+s.want.Title
	for _, g := range s.known() {
		c.Fields = append(c.Fields, steps.Field{Path: "oauth2PermissionGrants[AllPrincipals, Microsoft Graph].scope", From: sorted(g.Scopes)})
	}
	return c
}

func (s *consentGone) Apply(ctx context.Context, _ steps.Change) error {
	for _, g := range s.known() {
		if err := steps.Stopping(ctx); err != nil {
			return err
		}
		if err := s.remover.DeleteGrant(ctx, g.ID); err != nil {
			return err
		}
	}
	s.keep(nil)
	return nil
}

func (s *consentGone) Check(context.Context) []steps.Result {
	row := s.gone("remove_consent", "Consent taken back", "there is none of this program's making")
	if s.mine() && len(s.known()) > 0 {
		row.Status, row.Detail, row.Fix = steps.Fail, "everyone's consent is still there", "run remove again"
	}
	return []steps.Result{row}
}
