package entra

import (
	"net/url"
	"strings"

	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// Answer is one value that an existing registration tells.
type Answer = answers.Setting

// Adopted are the answers that an existing registration holds, as far as the
// answers file can hold them: whoever wrote the registration was bound by other
// rules. What it does not tell (icon, descriptions, publisher) a person adds.
// The site is empty when none of its addresses is Totara's.
func Adopted(app tenant.Application) []Answer {
	site, admin := siteOf(app)
	var out []Answer
	add := func(key, value string) bool {
		v, err := answers.ParseValue(key, value)
		if value == "" || err != nil {
			return false
		}
		out = append(out, Answer{Key: key, Value: v})
		return true
	}
	add("site", site)
	add("ids.app", app.AppID)
	if !add("app.short_name", app.DisplayName) {
		add("app.full_name", app.DisplayName)
	}
	add("publisher.website", elsewhere(app.Web.HomePageURL, site))
	add("publisher.privacy", elsewhere(app.Info.PrivacyURL, site))
	add("publisher.terms", elsewhere(app.Info.TermsURL, site))
	add("sso.audience", chosen(app.Audience))
	if admin != "admin" {
		add("totara.admin_folder", admin)
	}
	return out
}

// Pages of Totara that a registration names, by how their addresses end.
const (
	loginPage    = "/totara/msteams/oidc_login.php"
	callbackPage = "/oauth2callback.php"
)

// elsewhere is an https link that is not the site itself.
func elsewhere(link, site string) string {
	if strings.TrimSuffix(link, "/") == site || !strings.HasPrefix(link, "https://") {
		return ""
	}
	return link
}

// siteOf finds the site's address and its admin folder in the addresses that
// Totara asks for. The plugin's own page tells the site for sure; the OAuth
// callback tells the admin folder, and the site where nothing else does.
func siteOf(app tenant.Application) (site, admin string) {
	for _, uri := range app.Web.RedirectURIs {
		if at, ok := strings.CutSuffix(uri, loginPage); ok && site == "" && strings.HasPrefix(at, "https://") {
			site = at
		}
	}
	for _, uri := range app.Web.RedirectURIs {
		at, ok := strings.CutSuffix(uri, callbackPage)
		i := strings.LastIndexByte(at, '/')
		if !ok || i <= len("https://") || !strings.HasPrefix(at, "https://") {
			continue
		}
		if site == "" || site == at[:i] {
			return at[:i], at[i+1:]
		}
	}
	admin = "admin"
	if site != "" {
		return site, admin
	}
	for _, uri := range app.IdentifierURIs {
		if u, err := url.Parse(uri); err == nil && u.Scheme == "api" && strings.Contains(u.Host, ".") {
			return "https://" + u.Host, admin
		}
	}
	return "", admin
}

// chosen is the answers' word for an audience.
func chosen(audience string) string {
	switch audience {
	case tenant.AudienceSingle:
		return answers.AudienceSingle
	case tenant.AudienceMultiple:
		return answers.AudienceMultitenant
	case tenant.AudienceAndPersonal:
		return answers.AudienceMultitenantPersonal
	case tenant.AudiencePersonal:
		return answers.AudiencePersonal
	}
	return ""
}
