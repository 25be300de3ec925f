package tenant

// Apply carries the patch over to an application in memory.
func (p ApplicationPatch) Apply(a *Application) {
	set(&a.DisplayName, p.DisplayName)
	set(&a.Audience, p.Audience)
	set(&a.IdentifierURIs, p.IdentifierURIs)
	set(&a.Tags, p.Tags)
	set(&a.Web.RedirectURIs, p.RedirectURIs)
	set(&a.Web.LogoutURL, p.LogoutURL)
	set(&a.Web.HomePageURL, p.HomePageURL)
	set(&a.Info.TermsURL, p.TermsURL)
	set(&a.Info.PrivacyURL, p.PrivacyURL)
	set(&a.API.TokenVersion, p.TokenVersion)
	set(&a.API.Scopes, p.Scopes)
	set(&a.API.PreAuthorized, p.PreAuthorized)
	set(&a.Permissions, p.Permissions)
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}
