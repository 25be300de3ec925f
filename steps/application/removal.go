package application

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// Removal takes back what was made of an application: its secrets first, then
// the consent, then the application itself, which Entra keeps among the
// deleted ones for 30 days. An application that somebody else made stays, with
// everything but the secrets that this program added to it.
type Removal struct {
	*Application
	remover tenant.Remover
	// Before are the steps that have to be done before anything of the
	// application goes; Behind those before the application itself does.
	before, behind []steps.ID

	grantMu sync.Mutex
	grants  []tenant.Grant
}

// NewRemoval declares a removal. before names the steps that come before
// anything is taken, behind those that come before the application itself is.
func NewRemoval(want Desired, env Env, remover tenant.Remover, before, behind []steps.ID) *Removal {
	return &Removal{Application: New(want, env), remover: remover, before: before, behind: behind}
}

// Steps are the steps of the removal in their order.
func (r *Removal) Steps() []steps.Step {
	return []steps.Step{&secretsGone{Removal: r}, &consentGone{Removal: r}, &applicationGone{Removal: r}}
}

// SecretsGone is the id of the step that removes the secrets.
func (r *Removal) SecretsGone() steps.ID { return r.id("remove_secrets") }

// look looks for the application; one that is nowhere is no error here.
func (r *Removal) look(ctx context.Context) error {
	err := r.view.read(ctx)
	if tenant.Is(err, tenant.NotFound) {
		r.view.nowhere()
		return nil
	}
	return err
}

// mine tells whether the application is there and was made by this program.
func (r *Removal) mine() bool {
	st := r.view.state()
	return st.live && r.ours(st.app) && slices.Contains(st.app.Tags, r.want.SiteKey)
}

// absent is why there is nothing to take; empty when there is something.
func (r *Removal) absent() string {
	switch st := r.view.state(); {
	case st.deleted:
		return st.absence()
	case !st.live:
		return "there is no application"
	}
	return ""
}

// await waits until agreeing looks see what they hope for. An application of
// ours is looked for by its unique name: about a client id of this hour "not
// there" counts as "not copied yet".
func (r *Removal) await(ctx context.Context, holds func(app tenant.Application, there bool) bool) error {
	look := r.view.observe
	if r.mine() {
		look = r.byName
	}
	return r.agree(ctx, func(ctx context.Context) (bool, error) {
		app, ok, err := look(ctx)
		return err == nil && holds(app, ok), err
	})
}

// byName looks for the application by its unique name.
func (r *Removal) byName(ctx context.Context) (tenant.Application, bool, error) {
	list, err := r.env.Directory.FindApplications(ctx, tenant.Key{UniqueName: r.want.UniqueName})
	if err != nil || len(list) == 0 {
		return tenant.Application{}, false, err
	}
	return list[0], true, nil
}

func (r *Removal) gone(facet, title, detail string) steps.Result {
	row := r.row(facet, title)
	row.Status, row.Detail = steps.Pass, detail
	return row
}

// notGone is a row about something that could not be seen to be gone.
func notGone(row steps.Result, err error) []steps.Result {
	row.Status, row.Detail = steps.Unseen, "removed, but still seen: "+err.Error()
	row.Fix = "run remove again in some minutes: Entra may still be copying the change"
	return []steps.Result{row}
}

// secretsGone removes the secrets that this program made. Others go with an
// application of ours, and stay with one of somebody else's.
type secretsGone struct {
	*Removal
	removed []tenant.Password
}

func (s *secretsGone) About() steps.About {
	return steps.About{ID: s.SecretsGone(), Title: "Client secrets taken back", Needs: s.before}
}

func (s *secretsGone) Read(ctx context.Context) error { return s.look(ctx) }

// made are the secrets that carry a name of this program's.
func (s *secretsGone) made() (ours, others []tenant.Password) {
	for _, p := range s.Passwords() {
		if madeHere(p) {
			ours = append(ours, p)
		} else {
			others = append(others, p)
		}
	}
	return ours, others
}

// madeHere tells whether a secret's name is one that this program gives.
func madeHere(p tenant.Password) bool {
	for _, name := range []string{"sso", "bot", "mobileflows"} {
		if strings.HasPrefix(p.Name, "teamwright "+name+" ") {
			return true
		}
	}
	return false
}

func (s *secretsGone) Plan() steps.Change {
	if st := s.view.state(); len(st.candidates) > 0 {
		return ambiguous(st.candidates, idKey(s.want))
	}
	ours, others := s.made()
	c := steps.Change{Action: steps.None, Summary: "no secret of this program's making is there", Key: s.view.state().app.AppID}
	if why := s.absent(); why != "" {
		c.Summary = why
		return c
	}
	if s.mine() {
		others = nil // they go with the application; its own plan says so
	}
	for _, p := range others {
		c.Kept = append(c.Kept, fmt.Sprintf("secret %q, which begins with %s…: somebody else made it", p.Name, p.Hint))
	}
	if len(ours) == 0 {
		return c
	}
	c.Action, c.Summary = steps.Delete, fmt.Sprintf("remove %d client secrets of %s", len(ours), s.want.Title)
	if len(ours) == 1 {
		c.Summary = "remove the client secret of " + s.want.Title
	}
	for _, p := range ours {
		c.Fields = append(c.Fields, steps.Field{Path: "passwordCredentials[" + p.Name + "]", From: "valid until " + date(p.End)})
	}
	return c
}

func (s *secretsGone) Apply(ctx context.Context, _ steps.Change) error {
	ours, _ := s.made()
	for _, p := range ours {
		if err := steps.Stopping(ctx); err != nil {
			return err
		}
		if err := s.env.Directory.RemovePassword(ctx, s.view.state().app.ObjectID, p.KeyID); err != nil {
			return err
		}
		s.removed = append(s.removed, p)
		s.view.wrote(func(a *tenant.Application) {
			a.Passwords = slices.DeleteFunc(slices.Clone(a.Passwords), func(q tenant.Password) bool { return q.KeyID == p.KeyID })
		})
	}
	return nil
}

func (s *secretsGone) Check(ctx context.Context) []steps.Result {
	row := s.gone("remove_secrets", "Client secrets taken back", "there is none of this program's making")
	ours, _ := s.made()
	if len(ours) > 0 {
		row.Status, row.Detail, row.Fix = steps.Fail, "still there: "+quoted(ours), "run remove again"
		return []steps.Result{row}
	}
	if len(s.removed) == 0 {
		return []steps.Result{row}
	}
	row.Detail = "removed: " + quoted(s.removed)
	err := s.await(ctx, func(app tenant.Application, there bool) bool {
		return !there || !slices.ContainsFunc(app.Passwords, func(p tenant.Password) bool {
			return slices.ContainsFunc(s.removed, func(q tenant.Password) bool { return q.KeyID == p.KeyID })
		})
	})
	if err != nil {
		return notGone(row, err)
	}
	return []steps.Result{row}
}

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

// Tags are the tags of the application, as it was seen.
func (r *Removal) Tags() []string { return r.view.state().app.Tags }
