package totara

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// Results of a row, as Totara numbers them.
const (
	pass = 0
	skip = 1
	fail = -1
)

type rowOut struct {
	Class  string `json:"class"`
	Name   string `json:"name"`
	Config string `json:"config"`
	Status int    `json:"status"`
	Report string `json:"report"`
}

// condition is one row: what it is called, which setting it is about, and how
// it is judged.
type condition struct {
	class, name, config string
	judge               func(*Site) (int, string)
}

// verify judges all 21 rows.
func (s *Site) verify() []rowOut {
	out := []rowOut{}
	for _, c := range conditions() {
		status, report := c.judge(s)
		out = append(out, rowOut{c.class, c.name, c.config, status, report})
	}
	return out
}

// conditions are Totara's, read in 17.3: which value fails, which skips.
func conditions() []condition {
	return []condition{
		{"admin_catalog", "Catalogue default view", "catalogtype", func(s *Site) (int, string) {
			return unless(s.value("catalogtype") == "totara", "the catalogue's default view must be Grid")
		}},
		{"admin_frame", "Allow frame embedding", "allowframembedding", func(s *Site) (int, string) {
			return unless(!empty(s.value("allowframembedding")), "frame embedding must be ticked")
		}},
		{"admin_gridimage", "Allow public access to catalogue item images", "publishgridcatalogimage", func(s *Site) (int, string) {
			if empty(s.value("publishgridcatalogimage")) && !empty(s.value("forcelogin")) {
				return skip, "images are not shown in cards"
			}
			return pass, ""
		}},
		{"bot_appid", "Bot app ID", "bot_app_id", func(s *Site) (int, string) {
			if !s.botInUse() {
				return skip, "the bot is not in use"
			}
			return judgeID(s.plugin("bot_app_id"))
		}},
		{"bot_secret", "Bot client secret", "bot_app_secret", func(s *Site) (int, string) {
			if !s.botInUse() {
				return skip, "the bot is not in use"
			}
			return unless(s.data.Secrets["totara_msteams/bot_app_secret"].Sum != "" || s.plugin("bot_app_secret") != "", "the client secret is not set")
		}},
		{"mf_appid", "Manifest app ID", "manifest_app_id", func(s *Site) (int, string) { return judgeID(s.plugin("manifest_app_id")) }},
		{"mf_appversion", "Manifest app version", "manifest_app_version", func(s *Site) (int, string) {
			return unless(!empty(s.plugin("manifest_app_version")), "the version is not set")
		}},
		{"mf_desc", "Manifest short description", "manifest_app_description", func(s *Site) (int, string) {
			return judgeText(s.plugin("manifest_app_description"), 80, true)
		}},
		{"mf_descfull", "Manifest full description", "manifest_app_fulldescription", func(s *Site) (int, string) {
			return judgeText(s.plugin("manifest_app_fulldescription"), 4000, true)
		}},
		{"mf_name", "Manifest short name", "manifest_app_name", func(s *Site) (int, string) { return judgeText(s.plugin("manifest_app_name"), 30, true) }},
		{"mf_namefull", "Manifest full name", "manifest_app_fullname", func(s *Site) (int, string) {
			return judgeText(s.plugin("manifest_app_fullname"), 100, false)
		}},
		{"mf_package", "Manifest package name", "manifest_app_package_name", func(s *Site) (int, string) {
			name := s.plugin("manifest_app_package_name")
			return unless(!empty(name) && name != "com.totaralearning.microsoft.msteams", "the package name is not set, or still the vendor's")
		}},
		{"pub_mpnid", "Microsoft Partner Network ID", "publisher_mpnid", func(s *Site) (int, string) {
			return unless(len(s.plugin("publisher_mpnid")) <= 10, "the partner id has more than 10 characters")
		}},
		{"pub_name", "Publisher's name", "publishername", func(s *Site) (int, string) { return judgeText(s.value("publishername"), 32, true) }},
		{"pub_website", "Publisher's website", "publisherwebsite", func(s *Site) (int, string) { return s.judgeLink("publisherwebsite") }},
		{"site_privacy", "Privacy policy", "privacypolicy", func(s *Site) (int, string) { return s.judgeLink("privacypolicy") }},
		{"site_terms", "Terms of use", "termsofuse", func(s *Site) (int, string) { return s.judgeLink("termsofuse") }},
		{"sso_auth", "SSO OAuth2 service", "oauth2_issuer", (*Site).judgeService},
		{"sso_id", "SSO app ID", "sso_app_id", (*Site).judgeSSOID},
		{"sso_scope", "SSO resource scope", "sso_scope", func(s *Site) (int, string) {
			if status, why := s.judgeSSOID(); status != pass {
				return status, why
			}
			right := regexp.MustCompile(`^api://[^/]+/` + regexp.QuoteMeta(s.plugin("sso_app_id")) + `$`)
			return unless(right.MatchString(s.plugin("sso_scope")), "the resource scope is not api://HOST/APP-ID")
		}},
		{"wwwroot", "Site is https", "", func(s *Site) (int, string) {
			return unless(strings.HasPrefix(s.options.WWWRoot, "https://"), "the site is not https")
		}},
	}
}

// unless fails with a reason where something does not hold.
func unless(holds bool, why string) (int, string) {
	if holds {
		return pass, ""
	}
	return fail, why
}

// empty is PHP's emptiness of a text.
func empty(text string) bool { return text == "" || text == "0" }

func (s *Site) plugin(name string) string { return s.value("totara_msteams/" + name) }

func (s *Site) botInUse() bool {
	return !empty(s.plugin("bot_feature_enabled")) || !empty(s.plugin("messaging_extension_enabled"))
}

var guid = regexp.MustCompile(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func judgeID(id string) (int, string) {
	return unless(guid.MatchString(id) && id != zeros, "the app ID is not set, or no GUID")
}

func judgeText(text string, limit int, required bool) (int, string) {
	if text == "" {
		return unless(!required, "it is not set")
	}
	n := len(utf16.Encode([]rune(text)))
	return unless(n <= limit, fmt.Sprintf("it is longer than %d characters", limit))
}

// judgeLink judges an address that falls back to the site's.
func (s *Site) judgeLink(name string) (int, string) {
	link, root := s.value(name), s.options.WWWRoot
	switch {
	case link != "":
		return unless(strings.HasPrefix(link, "https://") && len(link) <= 2048, "the address is not https, or too long")
	case strings.HasPrefix(root, "https://") && len(root) <= 2048:
		return skip, "the site's own address is used"
	}
	return fail, "the address is not set, and the site's own cannot be used"
}

// judgeService judges the OAuth 2 service in Totara's order.
func (s *Site) judgeService() (int, string) {
	id := s.plugin("oauth2_issuer")
	if empty(id) {
		return skip, "single sign-on is not in use"
	}
	on := false
	for _, name := range commas(s.value("auth")) {
		on = on || name == "oauth2"
	}
	if !on {
		return fail, "the OAuth 2 authentication plugin is disabled"
	}
	for _, v := range s.data.Services {
		if fmt.Sprint(v.ID) != id {
			continue
		}
		switch {
		case v.ClientID == "" || v.Secret.Sum == "":
			return fail, "the service " + v.Name + " is not configured"
		case !v.Enabled:
			return fail, "the service " + v.Name + " is disabled"
		case v.Endpoints["authorization_endpoint"] == "" || v.Endpoints["token_endpoint"] == "":
			return fail, "the service " + v.Name + " lacks an endpoint"
		}
		return pass, ""
	}
	return fail, "the OAuth 2 service is not set"
}

func (s *Site) judgeSSOID() (int, string) {
	if status, why := s.judgeService(); status != pass {
		return status, why
	}
	return judgeID(s.plugin("sso_app_id"))
}
