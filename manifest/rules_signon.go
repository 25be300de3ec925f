package manifest

import (
	"fmt"
	"strings"

	"teamwright/manifest/schema"
)

// signOnRules are about single sign-on: what getAuthToken asks Entra for must be
// what the Entra application is called, on the host of the tabs.
func signOnRules() []Rule {
	return []Rule{
		{
			Code: "sso-resource-missing", Severity: Warning, Target: "webApplicationInfo.resource", Asks: "webApplicationInfo has a resource beside its id",
			Fix: "write api://HOST/APPLICATION-ID, or leave webApplicationInfo out", Source: srcReference,
			check: func(s *subject, report reporter) {
				if at := s.at("webApplicationInfo", "resource"); s.at("webApplicationInfo", "id").node != nil && at.text() == "" {
					report(at, "webApplicationInfo has no resource")
				}
			},
		},
		{
			Code: "sso-resource-id-differs", Severity: Error, Target: "webApplicationInfo.resource", Asks: "the resource ends with the id of the application",
			Fix: "write it as api://HOST/APPLICATION-ID, as in Entra", Source: srcReference,
			check: func(s *subject, report reporter) {
				at, id := s.at("webApplicationInfo", "resource"), s.at("webApplicationInfo", "id").text()
				_, resourceID, api := resource(at.text())
				if api && !strings.EqualFold(resourceID, id) {
					report(at, fmt.Sprintf("%s is %s, which does not end with webApplicationInfo.id", at.target, schema.Show(at.node)))
				}
			},
		},
		{
			Code: "sso-resource-host-differs", Severity: Error, Target: "webApplicationInfo.resource", Asks: "the resource names the host of the tabs",
			Fix: "write the host of the site into the resource, here and in Entra", Source: srcReference, check: checkResourceHost,
		},
		{
			Code: "sso-resource-host-not-in-validDomains", Severity: Error, Target: "validDomains", Asks: "validDomains covers the host of the resource",
			Fix: "add the host to validDomains", Source: srcReference,
			check: func(s *subject, report reporter) {
				at := s.at("webApplicationInfo", "resource")
				if host, _, api := resource(at.text()); api && host != "" && !strings.HasPrefix(host, "botid-") && !covered(s, host) {
					report(at, fmt.Sprintf("validDomains does not cover %s, the host of the resource", schema.Printable(host)), cure("add "+schema.Printable(host)+" to validDomains"))
				}
			},
		},
	}
}

// resource takes api://HOST/ID apart. A resource of a bot alone may be
// api://botid-ID or api://ID. Anything that is not api:// is a dummy of an app
// that only wants resource-specific consent.
func resource(s string) (host, id string, api bool) {
	rest, api := strings.CutPrefix(s, "api://")
	if !api {
		return "", "", false
	}
	host, id, found := strings.Cut(rest, "/")
	if !found {
		if bot, ok := strings.CutPrefix(rest, "botid-"); ok {
			return rest, bot, true
		}
		return "", rest, true
	}
	if i := strings.LastIndexByte(id, '/'); i >= 0 {
		id = id[i+1:]
	}
	return strings.ToLower(host), strings.TrimPrefix(id, "botid-"), true
}

func checkResourceHost(s *subject, report reporter) {
	at := s.at("webApplicationInfo", "resource")
	host, _, api := resource(at.text())
	tabs := s.tabs()
	if !api || len(tabs) == 0 || strings.HasPrefix(host, "botid-") && len(s.each("staticTabs")) == 0 {
		return
	}
	for _, tab := range tabs {
		if hostOf(tab.text()) == host {
			return
		}
	}
	report(at, fmt.Sprintf("%s is %s, but the tabs are on %s", at.target, schema.Show(at.node), schema.Printable(hostOf(tabs[0].text()))))
}
