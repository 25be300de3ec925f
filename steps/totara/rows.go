package totara

import (
	"cmp"
	"regexp"
	"strings"

	"teamwright/manifest"
	"teamwright/steps/answers"
)

// row is one row of Totara's own checklist.
type row struct {
	class   string // Totara's class name; the row's id behind "totara."
	title   string
	page    string // of Totara's administration, where its setting stands
	setting string // label-like name of the setting, for the hint
	judge   func(facts) verdict
}

// facts are what the rows are judged by.
type facts struct {
	answers.Answers
	at    answers.Addresses
	appID string // client id of the application; empty before it is made
	made  string // the step that makes it
}

// verdict is what the answers alone say about a row.
type verdict struct {
	fail  string // the condition that the answers break
	right string // what would be right
	skip  string // why Totara skips it
	value string // what to enter otherwise
}

func enter(value string) verdict       { return verdict{value: value} }
func skip(why string) verdict          { return verdict{skip: why} }
func broken(why, right string) verdict { return verdict{fail: why, right: right} }

// Pages of Totara's administration, below its folder: the plugin's settings by
// section name, others through the search for their config key, as Totara's
// own rows link them.
const (
	setup      = "settings.php?section=msteamssetup"
	issuers    = "tool/oauth2/issuers.php"
	catalogue  = "search.php?query=catalogtype"
	embedding  = "search.php?query=allowframembedding"
	gridImages = "search.php?query=publishgridcatalogimage"
)

// link is the address of a page of the site's administration.
func (f facts) link(page string) string { return link(f.Answers, page) }

func link(a answers.Answers, page string) string {
	return a.Site + "/" + cmp.Or(a.Totara.AdminFolder, "admin") + "/" + page
}

// vendorPackage is the package name that Totara up to 13.2 came with. Its
// check refuses it since.
const vendorPackage = "com.totaralearning.microsoft.msteams"

// Limits of Totara's rows: UTF-16 units for texts, bytes for addresses and the
// partner id.
const (
	maxName        = 30
	maxFullName    = 100
	maxDescription = 80
	maxFullText    = 4000
	maxPublisher   = 32
	maxAddress     = 2048
	maxPartner     = 10
)

// rows are Totara's 21, in the order of its class map.
func rows() []row {
	return []row{
		{"admin_catalog", "Catalogue default view", catalogue, "Catalogue type", func(facts) verdict {
			return enter("the Grid catalogue (totara)")
		}},
		{"admin_frame", "Allow frame embedding", embedding, "Allow frame embedding", func(facts) verdict {
			return enter("on")
		}},
		{"admin_gridimage", "Allow public access to catalogue item images", gridImages, "Publish catalogue images", func(f facts) verdict {
			if !f.Totara.PublicImages {
				return skip("the answers leave catalogue images private: cards in Teams show none")
			}
			return enter("on")
		}},
		{"bot_appid", "Bot app ID", setup, "Bot app ID", func(f facts) verdict {
			if !f.Bot.Needed() {
				return skip("bot and messaging extension are off")
			}
			return id("ids.bot", f.IDs.Bot, "the bot application's client id, once it is made")
		}},
		{"bot_secret", "Bot client secret", setup, "Bot client secret", func(f facts) verdict {
			if !f.Bot.Needed() {
				return skip("bot and messaging extension are off")
			}
			return enter("the bot application's client secret")
		}},
		{"mf_appid", "Manifest app ID", setup, "App ID", func(f facts) verdict {
			return id("ids.app", f.appID, f.client())
		}},
		{"mf_appversion", "Manifest app version", setup, "App version", func(f facts) verdict {
			if f.App.Version == "" {
				return broken("app.version is empty", "set it, such as 1.0.0")
			}
			return enter(f.App.Version)
		}},
		{"mf_desc", "Manifest short description", setup, "Short description", func(f facts) verdict {
			return text("app.short_description", f.App.ShortDescription, maxDescription, true)
		}},
		{"mf_descfull", "Manifest full description", setup, "Full description", func(f facts) verdict {
			return text("app.full_description", f.App.FullDescription, maxFullText, true)
		}},
		{"mf_name", "Manifest short name", setup, "Short name", func(f facts) verdict {
			return text("app.short_name", f.App.ShortName, maxName, true)
		}},
		{"mf_namefull", "Manifest full name", setup, "Full name", func(f facts) verdict {
			return text("app.full_name", f.App.FullName, maxFullName, false)
		}},
		{"mf_package", "Manifest package name", setup, "Package name", func(f facts) verdict {
			if f.App.PackageName == vendorPackage {
				return broken("app.package_name is the vendor's old default, which Totara refuses since 13.3", "use your own reversed domain, such as org.example.learn.teams")
			}
			if f.App.PackageName == "" {
				return broken("app.package_name is empty", "use your own reversed domain, such as org.example.learn.teams")
			}
			return enter(f.App.PackageName)
		}},
		{"pub_mpnid", "Microsoft Partner Network ID", setup, "Partner Network ID", func(f facts) verdict {
			if len(f.Publisher.MPNID) > maxPartner {
				return broken("publisher.mpn_id is longer than 10 bytes", "shorten it, or leave it empty")
			}
			return enter(cmp.Or(f.Publisher.MPNID, "leave it empty"))
		}},
		{"pub_name", "Publisher's name", setup, "Publisher name", func(f facts) verdict {
			return text("publisher.name", f.Publisher.Name, maxPublisher, true)
		}},
		{"pub_website", "Publisher's website", setup, "Publisher website", func(f facts) verdict {
			return address("publisher.website", f.Publisher.Website, f.Site)
		}},
		{"site_privacy", "Privacy policy", setup, "Privacy policy", func(f facts) verdict {
			return address("publisher.privacy", f.Publisher.Privacy, f.Site)
		}},
		{"site_terms", "Terms of use", setup, "Terms of use", func(f facts) verdict {
			return address("publisher.terms", f.Publisher.Terms, f.Site)
		}},
		{"sso_auth", "SSO OAuth2 service", setup, "OAuth 2 service", func(f facts) verdict {
			if !f.SSO.Enabled {
				return skip("single sign-on is off")
			}
			return enter("the Microsoft service, made at " + f.link(issuers) + " with client id " + f.client() + ", its secret, and both endpoints" + f.authority())
		}},
		{"sso_id", "SSO app ID", setup, "SSO app ID", func(f facts) verdict {
			if !f.SSO.Enabled {
				return skip("single sign-on is off")
			}
			return id("ids.app", f.appID, f.client())
		}},
		{"sso_scope", "SSO resource scope", setup, "SSO resource scope", func(f facts) verdict {
			if !f.SSO.Enabled {
				return skip("single sign-on is off")
			}
			if f.appID == "" {
				return enter(f.at.IdentifierPrefix() + "CLIENT-ID, " + f.later())
			}
			uri := f.at.IdentifierURI(f.appID)
			if !scope(uri, f.appID) {
				return broken("the identifier URI would be "+uri+", where Totara takes only api://HOST/CLIENT-ID", "write the site's address with its host")
			}
			return enter(uri)
		}},
		{"wwwroot", "Site is https", "", "$CFG->wwwroot in config.php", func(f facts) verdict {
			if !strings.HasPrefix(f.Site, "https://") {
				return broken("the site is not https", "give the site a certificate and an https wwwroot")
			}
			return enter(f.Site)
		}},
	}
}

// client is the client id to enter, or when it will be known.
func (f facts) client() string {
	return cmp.Or(f.appID, "the client id, "+f.later())
}

func (f facts) later() string { return "known once " + f.made + " is done" }

// authority says which endpoints the service has to use: Totara's stock ones
// are those of /common, which a single-tenant application refuses
// (AADSTS50194).
func (f facts) authority() string {
	if f.SSO.Audience == answers.AudienceSingle {
		return " changed from /common/ to /" + f.Tenant + "/"
	}
	return " as they are"
}

// guid is what Totara takes for an id.
var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// id is the verdict on a client id; one that is still to come is no failure.
func id(key, value, later string) verdict {
	switch {
	case value == "":
		return enter(later)
	case !guid.MatchString(value):
		return broken(key+" is no GUID", "write the client id as Entra shows it")
	case strings.Trim(value, "0-") == "":
		return broken(key+" is the all-zero GUID, Totara's value for none", "write the client id as Entra shows it")
	}
	return enter(value)
}

// scope tells whether Totara takes a resource scope: api://, one segment
// without a slash, and the client id.
func scope(uri, appID string) bool {
	host, ok := strings.CutPrefix(uri, "api://")
	if !ok {
		return false
	}
	host, ok = strings.CutSuffix(host, "/"+appID)
	return ok && host != "" && !strings.Contains(host, "/")
}

// text is the verdict on a text of limited length; Totara counts UTF-16 units.
func text(key, value string, limit int, required bool) verdict {
	switch {
	case required && value == "":
		return broken(key+" is empty", "write it into the answers")
	case manifest.UTF16Len(value) > limit:
		return broken(key+" is too long for Totara", "shorten it")
	case value == "":
		return enter("leave it empty")
	}
	return enter(value)
}

// address is the verdict on a link that falls back to the site.
func address(key, value, site string) verdict {
	switch {
	case value == "" && strings.HasPrefix(site, "https://") && len(site) <= maxAddress:
		return skip("empty: Totara takes the site's own address")
	case value == "":
		return broken(key+" is empty and the site is no short https address", "set it")
	case !strings.HasPrefix(value, "https://") || len(value) > maxAddress:
		return broken(key+" is no https address of at most 2048 bytes", "correct it")
	}
	return enter(value)
}
