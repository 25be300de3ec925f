package answers

import (
	"net/url"
	"strings"
)

// Addresses are the addresses that Entra, Azure and Teams need to know, all made
// from the site's wwwroot. A site in a folder keeps it: the folder comes before
// the plugin's own path. The paths are those of Totara's totara_msteams plugin.
type Addresses struct {
	Site string // wwwroot
	Host string // host of the site, lower case, without port: validDomains, verified domains

	OAuthCallback string // the redirect URI that Totara's OAuth 2 client sends
	OIDCLogin     string // second redirect URI: where the tab lands with its token
	Logout        string // front-channel logout URL

	BotEndpoint string // messaging endpoint of the Azure Bot
	BotLogin    string // the bot's sign-in pop-up

	TabConfig string // configuration page of the channel tab
	Checklist string // Totara's own page with its 21 rows and the download

	Home    string // publisher's website, else the site
	Privacy string // publisher's privacy policy, else the site
	Terms   string // publisher's terms of use, else the site

	authority string // host with port, as it stands in the identifier URI
}

// Addresses derives every address from the site. All fields are empty when there
// is no site.
func (a Answers) Addresses() Addresses {
	u, err := url.Parse(a.Site)
	if a.Site == "" || err != nil || u.Host == "" {
		return Addresses{}
	}
	admin := a.Totara.AdminFolder
	if admin == "" {
		admin = "admin"
	}
	or := func(link string) string {
		if link != "" {
			return link
		}
		return a.Site
	}
	return Addresses{
		Site:          a.Site,
		Host:          strings.ToLower(u.Hostname()),
		OAuthCallback: a.Site + "/" + admin + "/oauth2callback.php",
		OIDCLogin:     a.Site + "/totara/msteams/oidc_login.php",
		Logout:        a.Site + "/totara/msteams/sso_logout.php",
		BotEndpoint:   a.Site + "/totara/msteams/botindex.php",
		BotLogin:      a.Site + "/totara/msteams/botlogin.php",
		TabConfig:     a.Site + "/totara/msteams/tabs/config.php",
		Checklist:     a.Site + "/totara/msteams/download_manifest.php",
		Home:          or(a.Publisher.Website),
		Privacy:       or(a.Publisher.Privacy),
		Terms:         or(a.Publisher.Terms),
		authority:     strings.ToLower(u.Host),
	}
}

// RedirectURIs are the web redirect URIs of the single sign-on application.
func (u Addresses) RedirectURIs() []string {
	if u.Site == "" {
		return nil
	}
	return []string{u.OAuthCallback, u.OIDCLogin}
}

// Page is the address of a path below the site, which begins with a slash.
func (u Addresses) Page(path string) string { return u.Site + path }

// IdentifierURI is the application ID URI of the single sign-on application, and
// the resource of the manifest's webApplicationInfo: api://HOST/APPID. Totara
// demands exactly one segment before the id, so the site's folder is left out.
func (u Addresses) IdentifierURI(appID string) string {
	return u.IdentifierPrefix() + appID
}

// IdentifierPrefix is what every identifier URI of this site begins with:
// api://HOST/.
func (u Addresses) IdentifierPrefix() string { return "api://" + u.authority + "/" }
