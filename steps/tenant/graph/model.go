package graph

import (
	"time"

	"github.com/google/uuid"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"teamwright/steps/tenant"
)

// application is the plain form of a model.
func application(m models.Applicationable) tenant.Application {
	a := tenant.Application{
		ObjectID: text(m.GetId()), AppID: text(m.GetAppId()), UniqueName: text(m.GetUniqueName()), DisplayName: text(m.GetDisplayName()),
		Audience: text(m.GetSignInAudience()), IdentifierURIs: m.GetIdentifierUris(), Tags: m.GetTags(), Created: instant(m.GetCreatedDateTime()),
		Deleted: instant(m.GetDeletedDateTime()),
	}
	if w := m.GetWeb(); w != nil {
		a.Web = tenant.Web{RedirectURIs: w.GetRedirectUris(), LogoutURL: text(w.GetLogoutUrl()), HomePageURL: text(w.GetHomePageUrl())}
	}
	if i := m.GetInfo(); i != nil {
		a.Info = tenant.Info{TermsURL: text(i.GetTermsOfServiceUrl()), PrivacyURL: text(i.GetPrivacyStatementUrl())}
	}
	if api := m.GetApi(); api != nil {
		if v := api.GetRequestedAccessTokenVersion(); v != nil {
			a.API.TokenVersion = int(*v)
		}
		a.API.Scopes = scopes(api.GetOauth2PermissionScopes())
		for _, p := range api.GetPreAuthorizedApplications() {
			a.API.PreAuthorized = append(a.API.PreAuthorized, tenant.PreAuthorized{AppID: text(p.GetAppId()), ScopeIDs: p.GetDelegatedPermissionIds()})
		}
	}
	for _, r := range m.GetRequiredResourceAccess() {
		a.Permissions = append(a.Permissions, permissions(r))
	}
	for _, p := range m.GetPasswordCredentials() {
		a.Passwords = append(a.Passwords, password(p))
	}
	return a
}

func scopes(list []models.PermissionScopeable) []tenant.Scope {
	var all []tenant.Scope
	for _, s := range list {
		all = append(all, tenant.Scope{
			ID: id(s.GetId()), Value: text(s.GetValue()), Type: text(s.GetTypeEscaped()), Enabled: yes(s.GetIsEnabled()),
			AdminName: text(s.GetAdminConsentDisplayName()), AdminDescription: text(s.GetAdminConsentDescription()),
			UserName: text(s.GetUserConsentDisplayName()), UserDescription: text(s.GetUserConsentDescription()),
		})
	}
	return all
}

func permissions(r models.RequiredResourceAccessable) tenant.Permissions {
	p := tenant.Permissions{ResourceAppID: text(r.GetResourceAppId())}
	for _, a := range r.GetResourceAccess() {
		if text(a.GetTypeEscaped()) == "Role" {
			p.RoleIDs = append(p.RoleIDs, id(a.GetId()))
		} else {
			p.ScopeIDs = append(p.ScopeIDs, id(a.GetId()))
		}
	}
	return p
}

func password(p models.PasswordCredentialable) tenant.Password {
	return tenant.Password{KeyID: id(p.GetKeyId()), Name: text(p.GetDisplayName()), Hint: text(p.GetHint()),
		Start: instant(p.GetStartDateTime()), End: instant(p.GetEndDateTime())}
}

func id(u *uuid.UUID) string {
	if u == nil {
		return ""
	}
	return u.String()
}

func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// patchModel is a fresh model of just the fields that a patch holds. It is
// made anew for each request: the SDK sends a model's fields once only.
func patchModel(p tenant.ApplicationPatch) models.Applicationable {
	m := models.NewApplication()
	if p.DisplayName != nil {
		m.SetDisplayName(p.DisplayName)
	}
	if p.Audience != nil {
		m.SetSignInAudience(p.Audience)
	}
	if p.IdentifierURIs != nil {
		m.SetIdentifierUris(list(*p.IdentifierURIs))
	}
	if p.Tags != nil {
		m.SetTags(list(*p.Tags))
	}
	if p.RedirectURIs != nil || p.LogoutURL != nil || p.HomePageURL != nil {
		m.SetWeb(webModel(p))
	}
	if p.TermsURL != nil || p.PrivacyURL != nil {
		i := models.NewInformationalUrl()
		if p.TermsURL != nil {
			i.SetTermsOfServiceUrl(orNull(p.TermsURL))
		}
		if p.PrivacyURL != nil {
			i.SetPrivacyStatementUrl(orNull(p.PrivacyURL))
		}
		m.SetInfo(i)
	}
	if p.TokenVersion != nil || p.Scopes != nil || p.PreAuthorized != nil {
		m.SetApi(apiModel(p))
	}
	if p.Permissions != nil {
		m.SetRequiredResourceAccess(permissionModels(*p.Permissions))
	}
	return m
}

func webModel(p tenant.ApplicationPatch) models.WebApplicationable {
	w := models.NewWebApplication()
	if p.RedirectURIs != nil {
		w.SetRedirectUris(list(*p.RedirectURIs))
	}
	if p.LogoutURL != nil {
		w.SetLogoutUrl(orNull(p.LogoutURL))
	}
	if p.HomePageURL != nil {
		w.SetHomePageUrl(orNull(p.HomePageURL))
	}
	return w
}

func apiModel(p tenant.ApplicationPatch) models.ApiApplicationable {
	api := models.NewApiApplication()
	if p.TokenVersion != nil {
		var version *int32
		if *p.TokenVersion != 0 {
			version = ptr(int32(*p.TokenVersion))
		}
		api.SetRequestedAccessTokenVersion(version)
	}
	if p.Scopes != nil {
		all := []models.PermissionScopeable{}
		for _, s := range *p.Scopes {
			all = append(all, scopeModel(s))
		}
		api.SetOauth2PermissionScopes(all)
	}
	if p.PreAuthorized != nil {
		all := []models.PreAuthorizedApplicationable{}
		for _, c := range *p.PreAuthorized {
			m := models.NewPreAuthorizedApplication()
			m.SetAppId(ptr(c.AppID))
			m.SetDelegatedPermissionIds(list(c.ScopeIDs))
			all = append(all, m)
		}
		api.SetPreAuthorizedApplications(all)
	}
	return api
}

func scopeModel(s tenant.Scope) models.PermissionScopeable {
	m := models.NewPermissionScope()
	if u, err := uuid.Parse(s.ID); err == nil {
		m.SetId(&u)
	}
	m.SetValue(ptr(s.Value))
	m.SetTypeEscaped(ptr(s.Type))
	m.SetIsEnabled(ptr(s.Enabled))
	m.SetAdminConsentDisplayName(ptr(s.AdminName))
	m.SetAdminConsentDescription(ptr(s.AdminDescription))
	m.SetUserConsentDisplayName(orNull(&s.UserName))
	m.SetUserConsentDescription(orNull(&s.UserDescription))
	return m
}

func permissionModels(all []tenant.Permissions) []models.RequiredResourceAccessable {
	out := []models.RequiredResourceAccessable{}
	for _, p := range all {
		m := models.NewRequiredResourceAccess()
		m.SetResourceAppId(ptr(p.ResourceAppID))
		access := []models.ResourceAccessable{}
		for _, each := range []struct {
			kind string
			ids  []string
		}{{"Scope", p.ScopeIDs}, {"Role", p.RoleIDs}} {
			for _, id := range each.ids {
				if u, err := uuid.Parse(id); err == nil {
					a := models.NewResourceAccess()
					a.SetId(&u)
					a.SetTypeEscaped(ptr(each.kind))
					access = append(access, a)
				}
			}
		}
		m.SetResourceAccess(access)
		out = append(out, m)
	}
	return out
}

// list is never nil: nil would be sent as null where an empty list is meant.
func list(s []string) []string { return append([]string{}, s...) }

// orNull turns the empty text into null, which is how Graph clears a property.
func orNull(s *string) *string {
	if s == nil || *s == "" {
		return nil
	}
	return s
}
