package manifest

import (
	"fmt"
	"net"
	"slices"
	"strings"

	"teamwright/manifest/schema"
)

// addressRules are about links, tabs' pages and the domains that they need.
func addressRules() []Rule {
	var rules []Rule
	for _, link := range []struct{ code, name string }{
		{"DeveloperWebsiteUrlMustBeHttps", "websiteUrl"},
		{"DeveloperPrivacyUrlMustBeHttps", "privacyUrl"},
		{"DeveloperTermsOfUseUrlMustBeHttps", "termsOfUseUrl"},
	} {
		rules = append(rules, Rule{
			Code: link.code, Severity: Error, Target: "developer." + link.name, Asks: "developer." + link.name + " begins with https://",
			Fix: "give a page that is served by https", Source: srcPublish,
			check: func(s *subject, report reporter) {
				if at := s.at("developer", link.name); at.node != nil && !isHTTPS(at.text()) {
					report(at, fmt.Sprintf("%s is %s, which is no https address", at.target, schema.Show(at.node)))
				}
			},
		})
	}
	return append(rules, []Rule{
		{
			Code: "tab-url-not-https", Severity: Error, Target: "staticTabs[].contentUrl", Asks: "the pages of tabs begin with https://",
			Fix: "give a page that is served by https", Source: srcTabs,
			check: func(s *subject, report reporter) {
				pages := s.tabs()
				for _, tab := range s.each("staticTabs") {
					pages = append(pages, tab.get("websiteUrl"), tab.get("searchUrl"))
				}
				for _, at := range pages {
					if at.node != nil && !isHTTPS(at.text()) {
						report(at, fmt.Sprintf("%s is %s, which is no https address", at.target, schema.Show(at.node)))
					}
				}
			},
		},
		{
			Code: "ValidDomainsContainsUrl", Severity: Error, Target: "validDomains[]", Asks: "validDomains holds host names, without scheme and path",
			Fix: "write the host alone", Source: srcPublish,
			check: func(s *subject, report reporter) {
				for _, at := range s.each("validDomains") {
					if strings.ContainsAny(at.text(), "/\\?#@ ") {
						report(at, fmt.Sprintf("%s is %s, not a host name", at.target, schema.Show(at.node)), cure("write "+bareHost(at.text())))
					}
				}
			},
		},
		{
			Code: "valid-domain-has-port", Severity: Warning, Target: "validDomains[]", Asks: "validDomains holds no ports",
			Fix: "serve the site on the usual port; whether Teams takes one here is not known", Source: srcReference,
			check: func(s *subject, report reporter) {
				for _, at := range s.each("validDomains") {
					if _, port, found := strings.Cut(at.text(), ":"); found && digits(port) {
						report(at, fmt.Sprintf("%s is %s, with a port", at.target, schema.Show(at.node)))
					}
				}
			},
		},
		{
			Code: "tab-host-not-in-validDomains", Severity: Error, Target: "validDomains", Asks: "validDomains covers the host of every tab's page",
			Fix: "add the host to validDomains", Source: srcReference, check: checkTabHosts,
		},
		{
			Code: "valid-domain-wildcard-form", Severity: Error, Target: "validDomains[]", Asks: "an asterisk is a whole label, and only leading labels are asterisks",
			Fix: "write it as *.example.org", Source: srcReference,
			check: func(s *subject, report reporter) {
				for _, at := range s.each("validDomains") {
					if !wildcardsLead(at.text()) {
						report(at, fmt.Sprintf("the asterisk in %s %s is not a leading label", at.target, schema.Show(at.node)))
					}
				}
			},
		},
		{
			Code: "valid-domain-too-wide", Severity: Error, Target: "validDomains[]", Asks: "validDomains holds nothing that others can use too",
			Fix: "name the one host that is yours", Source: srcStore,
			check: func(s *subject, report reporter) {
				for _, at := range s.each("validDomains") {
					if tooWide(at.text()) {
						report(at, fmt.Sprintf("%s %s covers hosts of others", at.target, schema.Show(at.node)))
					}
				}
			},
		},
		{
			Code: "valid-domain-tunnel", Severity: Warning, Target: "validDomains[]", Asks: "validDomains holds no tunnel of a developer",
			Fix: "name the host of the site; an app with a tunnel must not be published", Source: srcStore,
			check: func(s *subject, report reporter) {
				hostsBelow(s, report, "is a tunnel", "ngrok.io", "ngrok.app", "ngrok.dev", "ngrok-free.app", "ngrok-free.dev", "devtunnels.ms", "loca.lt", "localtunnel.me", "trycloudflare.com", "serveo.net", "localhost.run", "tunnelmole.net")
			},
		},
		{
			Code: "valid-domain-identity-provider", Severity: Warning, Target: "validDomains[]", Asks: "validDomains holds no host of an identity provider",
			Fix: "remove it; sign-in pages open in a window of their own", Source: srcReference,
			check: func(s *subject, report reporter) {
				hostsBelow(s, report, "is an identity provider", "login.microsoftonline.com", "login.live.com", "login.windows.net", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "accounts.google.com", "okta.com", "auth0.com", "onelogin.com", "pingidentity.com")
			},
		},
		{
			Code: "handler-domain-is-url", Severity: Error, Target: "composeExtensions[].messageHandlers[].value.domains[]", Asks: "the domains of a message handler are host names",
			Fix: "write the host alone", Source: srcReference,
			check: func(s *subject, report reporter) {
				for _, extension := range s.each("composeExtensions") {
					for _, handler := range extension.get("messageHandlers").list() {
						for _, at := range handler.get("value").get("domains").list() {
							if strings.ContainsAny(at.text(), "/\\?#@ ") {
								report(at, fmt.Sprintf("%s is %s, not a host name", at.target, schema.Show(at.node)), cure("write "+bareHost(at.text())))
							}
						}
					}
				}
			},
		},
		{
			Code: "bot-token-host-missing", Severity: Error, Target: "validDomains", Asks: "validDomains has token.botframework.com when a bot signs users in",
			Fix: "add token.botframework.com to validDomains", Source: srcTotara,
			check: func(s *subject, report reporter) {
				// Another app's bot may sign nobody in; single sign-on is a hint that
				// it does.
				signsIn := s.totara || s.at("webApplicationInfo").node != nil
				if len(s.each("bots")) == 0 || !signsIn || covered(s, tokenHost) {
					return
				}
				report(s.at("validDomains"), "validDomains has no token.botframework.com, through which a bot signs users in", only(!s.totara), value(""))
			},
		},
	}...)
}

func isHTTPS(address string) bool {
	return strings.HasPrefix(strings.ToLower(address), "https://") && hostOf(address) != ""
}

// bareHost is what is left of an address when only its host may stand.
func bareHost(s string) string {
	if _, after, found := strings.Cut(s, "://"); found {
		s = after
	}
	if i := strings.IndexAny(s, "/\\?#"); i >= 0 {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	return schema.Printable(strings.TrimSpace(s))
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// checkTabHosts skips configuration pages: their own host is implied.
func checkTabHosts(s *subject, report reporter) {
	var told []string
	for _, tab := range s.each("staticTabs") {
		at := tab.get("contentUrl")
		host := hostOf(at.text())
		if host == "" || covered(s, host) || slices.Contains(told, host) {
			continue
		}
		told = append(told, host)
		report(at, fmt.Sprintf("validDomains does not cover %s, the host of %s", schema.Printable(host), at.target), cure("add "+schema.Printable(host)+" to validDomains"))
	}
}

// covered reports whether validDomains has host, with or without its port.
func covered(s *subject, host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	for _, at := range s.each("validDomains") {
		entry := strings.ToLower(strings.TrimSpace(at.text()))
		if entry == host || entry == name || matchesWildcard(entry, name) {
			return true
		}
	}
	return false
}

// matchesWildcard reports whether host has as many labels as entry, of which
// the leading asterisks stand for any one each.
func matchesWildcard(entry, host string) bool {
	want, have := strings.Split(entry, "."), strings.Split(host, ".")
	if len(want) != len(have) || want[0] != "*" {
		return false
	}
	for i := range want {
		if want[i] != "*" && want[i] != have[i] {
			return false
		}
	}
	return true
}

func wildcardsLead(entry string) bool {
	leading := true
	for _, label := range strings.Split(entry, ".") {
		if label == "*" && leading {
			continue
		}
		leading = false
		if strings.Contains(label, "*") {
			return false
		}
	}
	return true
}

// tooWide knows hosts that belong to everybody or to Microsoft. A single name
// below azurewebsites.net belongs to one customer and is fine.
func tooWide(entry string) bool {
	entry = strings.ToLower(strings.TrimSpace(entry))
	rest := strings.TrimLeft(entry, "*.")
	wild := strings.HasPrefix(entry, "*")
	if wild && !strings.Contains(rest, ".") {
		return true
	}
	for _, shared := range []string{"azurewebsites.net", "azureedge.net", "azureedge.com", "azurefd.net", "cloudapp.net", "cloudapp.azure.com", "trafficmanager.net", "web.core.windows.net", "blob.core.windows.net", "herokuapp.com", "github.io", "co.uk", "com.au", "co.nz"} {
		if wild && rest == shared {
			return true
		}
	}
	for _, foreign := range []string{"onmicrosoft.com", "microsoft.com", "microsoftonline.com", "botframework.com"} {
		if wild && rest == foreign {
			return true
		}
	}
	return slices.Contains([]string{"go.microsoft.com", "teams.microsoft.com", "onmicrosoft.com", "*"}, entry)
}

// hostsBelow reports the entries of validDomains at or below one of domains.
func hostsBelow(s *subject, report reporter, what string, domains ...string) {
	for _, at := range s.each("validDomains") {
		host := strings.TrimLeft(strings.ToLower(bareHost(at.text())), "*.")
		for _, domain := range domains {
			if host == domain || strings.HasSuffix(host, "."+domain) {
				report(at, fmt.Sprintf("%s %s %s", at.target, schema.Show(at.node), what))
				break
			}
		}
	}
}
