package pages

import (
	"slices"

	"teamwright/steps/answers"
)

func sitePage() Page {
	return Page{
		ID: "site", Title: "Site and tenant",
		About: "Which Totara site is joined with which Microsoft tenant. One answers file is for one site.",
		Fields: []Field{
			{Key: "site", Label: "Address of the Totara site", Required: true},
			{Key: "tenant", Label: "Microsoft Entra tenant", Required: true},
			{Key: "cloud", Label: "Microsoft cloud", More: true},
			{Key: "auth", Label: "Way to sign in", More: true, Options: []Option{
				{Value: answers.AuthDevice, Label: "device code", Asks: "A browser anywhere; works over SSH.", Risks: "Some tenants block device codes by Conditional Access."},
				{Value: answers.AuthBrowser, Label: "browser", Asks: "A browser on this machine."},
				{Value: answers.AuthAzureCLI, Label: "session of the Azure CLI", Asks: "az login was done on this machine."},
				{Value: answers.AuthSecret, Label: "application with a secret", Asks: "An application of your own, for jobs without a person."},
				{Value: answers.AuthCertificate, Label: "application with a certificate", Asks: "An application of your own, for jobs without a person."},
				{Value: answers.AuthWorkload, Label: "workload identity", Asks: "A federated identity, in a pipeline or a cluster."},
			}},
			{Key: "client_id", Label: "This program's identity", More: true},
		},
	}
}

func brandingPage() Page {
	return Page{
		ID: "branding", Title: "Branding",
		About: "How the app looks in Teams, and whose it is.",
		parts: []answers.Part{answers.PartEntra, answers.PartBot, answers.PartCatalog, answers.PartTotara, answers.PartBranding, answers.PartPackage},
		Fields: []Field{
			{Key: "app.short_name", Label: "Short name", Required: true},
			{Key: "app.full_name", Label: "Full name", Required: true, More: true},
			{Key: "app.short_description", Label: "Short description", Required: true, More: true},
			{Key: "app.full_description", Label: "Full description", Required: true, More: true, Long: true},
			{Key: "app.icon", Label: "Logo file", Required: true},
			{Key: "app.icon_outline", Label: "Outline icon file", More: true, Empty: "made from the logo"},
			{Key: "app.accent_color", Label: "Accent colour", More: true},
			{Key: "publisher.name", Label: "Publisher's name", Required: true},
			{Key: "publisher.website", Label: "Publisher's website", More: true, Empty: "the site"},
			{Key: "publisher.privacy", Label: "Privacy policy", More: true, Empty: "the site"},
			{Key: "publisher.terms", Label: "Terms of use", More: true, Empty: "the site"},
			{Key: "publisher.mpn_id", Label: "Partner Network ID", More: true, Empty: "none"},
			{Key: "app.package_name", Label: "Package name", Required: true, More: true, applies: when(
				func(a answers.Answers) bool { return olderThan(a.App.Manifest, "1.17") }, "manifest schema 1.17 and later have no package name")},
			{Key: "app.version", Label: "Version of the app", Required: true, More: true},
			{Key: "app.manifest", Label: "Manifest schema", Required: true, More: true},
			{Key: "app.languages", Label: "Language files", More: true, Empty: "none"},
		},
	}
}

// olderThan compares two manifest schema versions.
func olderThan(version, than string) bool {
	all := answers.ManifestVersions()
	return slices.Index(all, version) < slices.Index(all, than)
}

func ssoPage() Page {
	on := when(func(a answers.Answers) bool { return a.SSO.Enabled }, "single sign-on is off")
	return Page{
		ID: "sso", Title: "Single sign-on",
		About: "People who are signed in to Teams are signed in to Totara.",
		parts: []answers.Part{answers.PartEntra, answers.PartTotara, answers.PartPackage},
		Fields: []Field{
			{Key: "sso.enabled", Label: "Single sign-on"},
			{Key: "sso.audience", Label: "Whose accounts may sign in", Required: true, Options: audiences(), applies: on},
			{Key: "sso.allowed_domains", Label: "Login domains", More: true, Empty: "all domains", applies: on},
			{Key: "sso.require_email_verification", Label: "Confirmation by e-mail", More: true, applies: on},
			{Key: "sso.secret_days", Label: "Client secret's days", More: true, applies: on},
			{Key: "ids.app", Label: "Existing application", More: true, Empty: "none: one is looked for, else made"},
		},
	}
}

// audiences says what each choice asks for and risks. None is the default: the
// choice decides whose accounts get in.
func audiences() []Option {
	return []Option{
		{
			Value: answers.AudienceSingle, Label: "accounts of your tenant only",
			Asks:  "Totara's Microsoft service must use your tenant's own sign-in addresses instead of the common ones; the Totara step sets them or its sheet names them. Recommended where the site's host is no verified domain of the tenant.",
			Risks: "Guests sign in only when they are guests in your tenant.",
		},
		{
			Value: answers.AudienceMultitenant, Label: "accounts of any Entra tenant",
			Asks:  "The site's host should be a verified domain of the tenant: otherwise Entra may refuse the identifier URI (HostNameNotOnVerifiedDomain). This is the choice of Totara's guide.",
			Risks: "Anybody with a work or school account anywhere can get a token for the site; only Totara's own rules (login domains, no new accounts) keep them out.",
		},
		{
			Value: answers.AudienceMultitenantPersonal, Label: "any Entra tenant and personal accounts",
			Asks:  "As any tenant; besides, Entra allows only two secrets and no national cloud.",
			Risks: "Anybody with any Microsoft account can get a token for the site.",
		},
		{
			Value: answers.AudiencePersonal, Label: "only private Microsoft accounts",
			Asks:  "Entra allows only two secrets and no national cloud.",
			Risks: "The work accounts that people have in Teams cannot sign in at all.",
		},
	}
}
