package pages

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/connect"
)

// Unusual says in one sentence what a person should look at twice about the answer
// to key; empty for an ordinary one.
func (w *Wizard) Unusual(key string) string { return w.unusual(key, w.Answers()) }

// unusual says in one sentence what a person should look at twice; empty for an
// ordinary answer.
func (w *Wizard) unusual(key string, a answers.Answers) string {
	if strings.HasPrefix(key, "connect.") {
		return connect.Warning(key, a.Connect)
	}
	switch key {
	case "site":
		return unusualSite(a)
	case "app.short_name":
		return unusualName(a.App.ShortName)
	case "app.full_name":
		if a.App.FullName == a.App.ShortName {
			return "It is the same as the short name; Teams warns about that."
		}
		return unusualName(a.App.FullName)
	case "app.full_description":
		if strings.Contains(a.App.FullDescription, a.App.ShortDescription) && a.App.ShortDescription != "" {
			return "It repeats the short description; Teams warns about that."
		}
	case "app.package_name":
		if want := a.Derive(key); want != "" && !strings.HasPrefix(a.App.PackageName, strings.TrimSuffix(want, ".teams")) {
			return "It does not begin with the site's domain reversed."
		}
	case "app.manifest":
		if !olderThan(a.App.Manifest, "1.17") {
			return "This schema has no package name, while Totara's own page demands one; and language files need the app's texts."
		}
	case "publisher.website", "publisher.privacy", "publisher.terms":
		if v, _ := a.Value(key).(string); v == "" {
			return ""
		} else if !sameOwner(a, v) {
			return "It is on another domain than the site."
		}
	case "sso.enabled":
		if !a.SSO.Enabled {
			return "Without it people sign in to Totara by hand inside Teams."
		}
	case "sso.audience":
		return w.unusualAudience(a)
	case "sso.require_email_verification":
		if a.SSO.RequireEmailVerification {
			return "The first sign-in inside Teams only sends an e-mail, which looks like a failure."
		}
	case "sso.secret_days":
		return unusualDays(a.SSO.SecretDays)
	case "bot.secret_days":
		return unusualDays(a.Bot.SecretDays)
	case "mobileflows.secret_days":
		return unusualDays(a.MobileFlows.SecretDays)
	case "ids.app":
		if a.IDs.App != "" && strings.EqualFold(a.IDs.App, a.IDs.Bot) {
			return "The bot has the same application; Totara's guide asks for two."
		}
	case "bot.enabled":
		if a.Bot.Enabled {
			return "New Azure bots are single-tenant; Totara 17 may not be able to send as one. The set-up tests it."
		}
	case "totara.via":
		if a.Totara.Via == answers.ViaExec {
			return "A command from this file is run on Totara's server."
		}
	case "totara.admin_folder":
		if a.Totara.AdminFolder != "admin" {
			return "It is not Totara's usual admin folder; the redirect URI in Entra is made with it."
		}
	case "totara.public_images":
		if a.Totara.PublicImages {
			return "Catalogue pictures can be seen by anybody."
		}
	case "mobileflows.enabled":
		if a.MobileFlows.Enabled {
			return "Mobile Flows seems to be retired; see whether your UEM console still has it."
		}
	case "mobileflows.host":
		if a.MobileFlows.Host != answers.MobileFlowsHost {
			return "It is not the production host."
		}
	}
	return ""
}

func unusualSite(a answers.Answers) string {
	u, err := url.Parse(a.Site)
	if err != nil {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(host); err == nil || host == "localhost" {
		return "It has no domain name; Teams and Azure cannot reach it."
	}
	for _, end := range []string{".local", ".internal", ".lan", ".home", ".corp", ".test", ".localhost"} {
		if strings.HasSuffix(host, end) {
			return "The name looks internal; Teams clients and Azure must reach the site."
		}
	}
	for _, tunnel := range []string{"ngrok", "trycloudflare", "devtunnels", "loca.lt"} {
		if strings.Contains(host, tunnel) {
			return "It is a tunnel; Teams does not take tunnels for published apps."
		}
	}
	if u.Port() != "" {
		return "It has a port of its own; firewalls on the way of Teams clients may block it."
	}
	return ""
}

func unusualName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == '-' || r == '(' || r == ')' })
	for _, word := range []string{"microsoft", "teams", "office", "outlook"} {
		if slices.Contains(words, word) {
			return "It has a name of Microsoft's in it; Teams warns about that."
		}
	}
	for _, word := range []string{"beta", "staging", "preview", "test", "dev", "uat"} {
		if slices.Contains(words, word) {
			return "It says that the app is not ready; Teams warns about that."
		}
	}
	if slices.Contains([]string{"chat", "contacts", "calendar", "calls", "files", "activity", "apps", "help"}, strings.ToLower(name)) {
		return "It is the name of a part of Teams, which may be refused."
	}
	return ""
}

func unusualDays(days int) string {
	switch {
	case days > 365:
		return "Microsoft recommends less than a year."
	case days < 30:
		return "It ends in " + steps.Count(days, "day", "days") + "; rotate must run before."
	}
	return ""
}

// sameOwner reports whether link is on the site's domain or beside it.
func sameOwner(a answers.Answers, link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	return domainOf(u.Hostname()) == domainOf(a.Addresses().Host)
}

// domainOf is the end of a host that names its owner, roughly: all but the first
// label where there are three or more.
func domainOf(host string) string {
	labels := strings.Split(strings.ToLower(host), ".")
	if len(labels) > 2 {
		labels = labels[1:]
	}
	return strings.Join(labels, ".")
}

// HostVerified says whether the site's host is on a verified domain of the tenant,
// and whether that is known at all. A tenant that is named by a domain has
// verified that domain.
func (w *Wizard) HostVerified() (verified, known bool) {
	a := w.Answers()
	host := a.Addresses().Host
	if host == "" {
		return false, false
	}
	domains := w.opt.VerifiedDomains
	if strings.Contains(a.Tenant, ".") {
		domains = append(slices.Clone(domains), a.Tenant)
	}
	for _, d := range domains {
		if d = strings.ToLower(d); host == d || strings.HasSuffix(host, "."+d) {
			return true, true
		}
	}
	return false, w.opt.VerifiedDomains != nil
}

// Recommended is the value of a choice that is recommended here, with the reason;
// empty where none is.
func (w *Wizard) Recommended(key string) (value, why string) {
	if key != "sso.audience" {
		return "", ""
	}
	host := w.Answers().Addresses().Host
	if verified, known := w.HostVerified(); known && !verified {
		return answers.AudienceSingle, host + " is no verified domain of the tenant"
	}
	return "", ""
}

func (w *Wizard) unusualAudience(a answers.Answers) string {
	verified, known := w.HostVerified()
	switch a.SSO.Audience {
	case answers.AudienceMultitenant, answers.AudienceMultitenantPersonal:
		if len(a.SSO.AllowedDomains) == 0 {
			return "Accounts of any organisation can get in as far as Totara lets them; name login domains to keep them out."
		}
		if known && !verified {
			return "The site's host is no verified domain of the tenant; Entra may refuse the identifier URI."
		}
	case answers.AudiencePersonal:
		return "The work accounts that people have in Teams cannot sign in."
	}
	return ""
}
