package application

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// identity is the application itself: that it exists, its name, audience,
// addresses and declared permissions.
type identity struct {
	*Application
	made  bool // created in this run
	ripe  bool // looked at long enough to believe what is missing
	wrote bool
}

func (s *identity) About() steps.About {
	return steps.About{ID: s.id("application"), Title: "App registration"}
}

// Read looks for the application, and beside it for the resource whose
// permissions it declares and for the policy that its secret has to obey.
func (s *identity) Read(ctx context.Context) error {
	var wg sync.WaitGroup
	var resourceErr error
	if s.want.Consent && s.resource.ObjectID == "" {
		wg.Go(func() { resourceErr = s.readResource(ctx) })
	}
	if s.secret != nil && !s.secret.policyRead {
		wg.Go(func() { s.secret.readPolicy(ctx) })
	}
	err := s.view.read(ctx)
	if err == nil && s.view.state().live && !s.ripe {
		err = s.ripen(ctx)
		s.ripe = true
	}
	wg.Wait()
	return errors.Join(err, resourceErr)
}

// ripen looks again at a young application that does not seem to be as it
// should be.
func (s *identity) ripen(ctx context.Context) error {
	first := true
	return s.settled(ctx, s.view.state().app, func(ctx context.Context) (bool, error) {
		if !first {
			app, ok, err := s.view.observe(ctx)
			if err != nil || !ok {
				return false, err
			}
			s.view.set(app)
		}
		first = false
		return s.complete(s.view.state().app), nil
	})
}

// complete tells whether no facet of the application itself has anything left
// to do.
func (s *identity) complete(app tenant.Application) bool {
	for _, f := range s.facets {
		if len(f.lacks(app)) > 0 {
			return false
		}
	}
	return len(s.lacks(app)) == 0
}

func (s *identity) lacks(app tenant.Application) []string { return s.differences(app, false).paths() }

func (s *identity) readResource(ctx context.Context) error {
	p, ok, err := s.env.Directory.PrincipalByAppID(ctx, tenant.GraphAppID)
	if err == nil && !ok {
		err = &tenant.Error{
			Kind: tenant.NotFound, Op: "look for the service principal of Microsoft Graph", Message: "this tenant has none",
			Cure: "sign in once to any Microsoft 365 service with this tenant, then run again",
		}
	}
	s.resource = p
	return err
}

func (s *identity) Plan() steps.Change {
	c, _ := s.draft()
	return c
}

// draft is the change with the patch that makes it.
func (s *identity) draft() (steps.Change, tenant.ApplicationPatch) {
	st := s.view.state()
	if len(st.candidates) > 0 {
		return ambiguous(st.candidates, idKey(s.want)), tenant.ApplicationPatch{}
	}
	d := s.differences(st.app, !st.there())
	c := steps.Change{Fields: d.fields, Kept: d.kept, Key: s.want.UniqueName}
	switch {
	case st.deleted:
		c.Action = steps.Restore
		c.Summary = fmt.Sprintf("take back the deleted application %q (client id %s)", st.app.DisplayName, st.app.AppID)
		c.Key = st.app.AppID
	case !st.live:
		c.Action = steps.Create
		c.Summary = fmt.Sprintf("make the application %q", s.want.Name)
	case len(d.fields) > 0:
		c.Action = steps.Update
		c.Summary = fmt.Sprintf("change the application %q (client id %s)", st.app.DisplayName, st.app.AppID)
		c.Key = st.app.AppID
	default:
		c.Action = steps.None
		c.Summary = fmt.Sprintf("the application %q (client id %s) is as it should be", st.app.DisplayName, st.app.AppID)
	}
	return c, d.patch
}

func (s *identity) differences(app tenant.Application, isNew bool) draft {
	var d draft
	w := s.want
	if isNew || s.ours(app) {
		d.text("displayName", app.DisplayName, w.Name, &d.patch.DisplayName)
		d.text("signInAudience", app.Audience, w.Audience, &d.patch.Audience)
	} else {
		if w.Audience != "" && app.Audience != w.Audience {
			d.kept = append(d.kept, fmt.Sprintf("who may sign in stays %s, where the answers say %s: an existing application's audience is changed by a person, in the portal under Authentication", app.Audience, w.Audience))
		}
		if w.Name != "" && app.DisplayName != w.Name {
			d.kept = append(d.kept, fmt.Sprintf("its name stays %q", app.DisplayName))
		}
	}
	if w.TokenVersion != 0 && app.API.TokenVersion != w.TokenVersion {
		var from any
		if app.API.TokenVersion != 0 {
			from = app.API.TokenVersion
		}
		d.add("api.requestedAccessTokenVersion", from, w.TokenVersion)
		d.patch.TokenVersion = &w.TokenVersion
	}
	d.list("web.redirectUris", app.Web.RedirectURIs, w.RedirectURIs, equal, &d.patch.RedirectURIs)
	if len(w.RedirectURIs) > 0 {
		d.keep("redirect URI", beyond(app.Web.RedirectURIs, w.RedirectURIs, equal))
	}
	d.text("web.logoutUrl", app.Web.LogoutURL, w.LogoutURL, &d.patch.LogoutURL)
	d.text("web.homePageUrl", app.Web.HomePageURL, w.HomePageURL, &d.patch.HomePageURL)
	d.text("info.termsOfServiceUrl", app.Info.TermsURL, w.TermsURL, &d.patch.TermsURL)
	d.text("info.privacyStatementUrl", app.Info.PrivacyURL, w.PrivacyURL, &d.patch.PrivacyURL)
	s.permissions(&d, app)
	if w.SiteKey != "" {
		d.list("tags", app.Tags, []string{w.SiteKey}, equal, &d.patch.Tags)
	}
	return d
}

// permissions declares what the application needs of Microsoft Graph, beside
// what it declares already.
func (s *identity) permissions(d *draft, app tenant.Application) {
	if len(s.want.Permissions) == 0 {
		return
	}
	all := slices.Clone(app.Permissions)
	i := slices.IndexFunc(all, func(p tenant.Permissions) bool { return sameID(p.ResourceAppID, tenant.GraphAppID) })
	if i < 0 {
		all, i = append(all, tenant.Permissions{ResourceAppID: tenant.GraphAppID}), len(all)
	}
	var ids, from, to []string
	for _, p := range s.want.Permissions {
		ids = append(ids, p.ID)
		to = append(to, p.Name)
		if slices.ContainsFunc(all[i].ScopeIDs, func(id string) bool { return sameID(id, p.ID) }) {
			from = append(from, p.Name)
		}
	}
	d.keep("permission", beyond(all[i].ScopeIDs, ids, sameID))
	with := merged(all[i].ScopeIDs, ids, sameID)
	if len(with) == len(all[i].ScopeIDs) {
		return
	}
	all[i].ScopeIDs = with
	d.add("requiredResourceAccess[Microsoft Graph]", sorted(from), sorted(to))
	d.patch.Permissions = &all
}

func (s *identity) Apply(ctx context.Context, c steps.Change) error {
	_, patch := s.draft()
	st := s.view.state()
	s.wrote = true
	switch c.Action {
	case steps.Create:
		app, created, err := s.env.Directory.UpsertApplication(ctx, s.want.UniqueName, patch)
		if err != nil {
			return err
		}
		s.made = created
		s.view.set(app)
	case steps.Restore:
		if err := s.env.restore(ctx, st.app); err != nil {
			return err
		}
		s.view.set(st.app)
		if len(c.Fields) > 0 {
			if err := steps.Stopping(ctx); err != nil {
				return err
			}
			if err := s.view.patch(ctx, patch); err != nil {
				return err
			}
		}
	default:
		if err := s.view.patch(ctx, patch); err != nil {
			return err
		}
	}
	if s.env.Identified != nil {
		return s.env.Identified(s.view.state().app.AppID)
	}
	return nil
}

func (s *identity) Check(ctx context.Context) []steps.Result {
	row := s.row("application", "App registration")
	row.Fix = "run setup: it makes what is missing and changes what differs"
	if s.settle(ctx, &row, s.wrote, s.lacks) {
		app := s.view.state().app
		row.Detail = fmt.Sprintf("%q, client id %s, %s", app.DisplayName, app.AppID, audienceInWords(app.Audience))
		if kept := s.differences(app, false).kept; len(kept) > 0 {
			row.Detail += "; " + strings.Join(kept, "; ")
		}
	}
	return []steps.Result{row}
}

func audienceInWords(audience string) string {
	switch audience {
	case tenant.AudienceSingle:
		return "for this tenant only"
	case tenant.AudienceMultiple:
		return "for any tenant"
	case tenant.AudienceAndPersonal:
		return "for any tenant and personal accounts"
	case tenant.AudiencePersonal:
		return "for personal accounts"
	}
	return "audience " + audience
}

// ambiguous is the plan when several applications could be the site's.
func ambiguous(candidates []tenant.Application, key string) steps.Change {
	var names []string
	for _, app := range candidates {
		names = append(names, fmt.Sprintf("%q (client id %s)", app.DisplayName, app.AppID))
	}
	return steps.Change{
		Action:  steps.Blocked,
		Summary: fmt.Sprintf("%d applications of this tenant could be the site's: %s", len(candidates), strings.Join(names, ", ")),
		Cure:    fmt.Sprintf("put the client id of the right one under ids.%s in the answers file", key),
	}
}
