package totara

import (
	"maps"
	"slices"
	"strings"
)

// enterValue is an entry that is copied to the letter.
func enterValue(label, key, value, row string) SheetEntry {
	return SheetEntry{Label: label, Key: key, Value: value, Row: row}
}

// choose is an entry whose value is a choice, in words.
func chooseValue(label, key, value, row string) SheetEntry {
	return SheetEntry{Label: label, Key: key, Value: value, Words: true, Row: row}
}

func (b sheetBuilder) link(page string) string { return link(b.a, page) }

func (b sheetBuilder) features() SheetPage {
	return SheetPage{
		Title: "Engage settings", Menu: "System information > Configure features > Engage settings",
		Address: b.link("settings.php?section=advancedfeatures_engage"),
		Notes:   []string{"When the setting is not there, this edition of Totara has no Engage features, and the Teams app cannot be used."},
		Entries: []SheetEntry{chooseValue("Microsoft Teams integration", keyFeature, "on", "")},
	}
}

func (b sheetBuilder) authentication() SheetPage {
	return SheetPage{
		Title: "Manage authentication", Menu: "Plugins > Authentication > Manage authentication",
		Address: b.link("settings.php?section=manageauths"),
		Entries: []SheetEntry{chooseValue("OAuth 2", "auth", "enabled, beside what is enabled already", "totara.sso_auth")},
	}
}

// service is the OAuth 2 service; with audience single its two endpoints have
// to name the tenant.
func (b sheetBuilder) service() SheetPage {
	confirm := "off"
	if b.a.SSO.RequireEmailVerification {
		confirm = "on"
	}
	p := SheetPage{
		Title: "OAuth 2 service", Menu: "Server > OAuth 2 > OAuth 2 services > Create new Microsoft service",
		Address: b.link(issuers),
		Notes:   []string{"One service is enough: when one has this client id already, change that one."},
		Entries: []SheetEntry{
			enterValue("Name", "", serviceName, ""),
			b.id("Client ID", "", b.a.IDs.App, "totara.sso_auth"),
			chooseValue("Client secret", "", "the secret of single sign-on, from where setup handed it to (--secrets-to); paste the whole of it", "totara.sso_auth"),
			chooseValue("Require email verification", "", confirm, ""),
		},
	}
	if list := b.a.SSO.AllowedDomains; len(list) > 0 {
		p.Entries = append(p.Entries, enterValue("Login domains", "", strings.Join(list, ","), ""))
	} else {
		p.Entries = append(p.Entries, chooseValue("Login domains", "", "leave it empty: all may sign in", ""))
	}
	if tenant := audienceTenant(b.a); tenant != "common" {
		want := endpoints(b.a, b.authority)
		for _, name := range slices.Sorted(maps.Keys(want)) {
			e := enterValue(name, "", want[name], "totara.sso_auth")
			e.Note = "under \"Configure endpoints\" of the service, in place of the address with /common/"
			p.Entries = append(p.Entries, e)
		}
	}
	return p
}

func (b sheetBuilder) security() SheetPage {
	p := SheetPage{
		Title: "HTTP security", Menu: "Security > HTTP security",
		Address: b.link("settings.php?section=httpsecurity"),
		Entries: []SheetEntry{
			chooseValue("Secure cookies only", keyCookies, "on", ""),
			chooseValue("Allow frame embedding", keyEmbedding, "on", "totara.admin_frame"),
		},
	}
	if b.a.Totara.PublicImages {
		e := chooseValue("Allow public access to catalogue item images", keyImages, "on", "totara.admin_gridimage")
		e.Note = "on the page Security > Security settings"
		p.Entries = append(p.Entries, e)
	}
	return p
}

func (b sheetBuilder) catalogue() SheetPage {
	return SheetPage{
		Title: "Shared services settings", Menu: "System information > Configure features > Shared services settings",
		Address: b.link("settings.php?section=optionalsubsystems"),
		Entries: []SheetEntry{chooseValue("Catalogue default view", keyCatalogue, "Grid", "totara.admin_catalog")},
	}
}

// teams is Totara's own page for Teams, in its order.
func (b sheetBuilder) teams() SheetPage {
	a := b.a
	p := SheetPage{
		Title: "Microsoft Teams integration", Menu: "Microsoft Teams > Microsoft Teams integration",
		Address: b.link(setup),
		Notes: []string{
			"When this page has a single field, a domain name, the site uses Totara's own gateway: stop here and ask Totara's support.",
		},
	}
	add := func(e SheetEntry) { p.Entries = append(p.Entries, e) }
	full := func(label, key, value, row string) {
		if value != "" {
			add(enterValue(label, key, value, row))
		}
	}
	add(b.id("Manifest app ID", keyAppID, a.IDs.App, "totara.mf_appid"))
	add(enterValue("Package name", keyPackage, a.App.PackageName, "totara.mf_package"))
	if a.SSO.Enabled {
		add(chooseValue("OAuth2 service", keyIssuer, "the service above ("+serviceName+")", "totara.sso_auth"))
		add(b.id("SSO app ID", keySSOAppID, a.IDs.App, "totara.sso_id"))
		if a.IDs.App == "" {
			add(chooseValue("Resource scope", keyScope, b.at.IdentifierPrefix()+"CLIENT-ID, once the application is made", "totara.sso_scope"))
		} else {
			add(enterValue("Resource scope", keyScope, b.at.IdentifierURI(a.IDs.App), "totara.sso_scope"))
		}
	} else {
		add(chooseValue("OAuth2 service", keyIssuer, "(None)", "totara.sso_auth"))
	}
	add(chooseValue("Bot feature enabled", keyBot, onOff(a.Bot.Enabled), ""))
	add(chooseValue("Messaging extension feature enabled", keyExtension, onOff(a.Bot.MessagingExtension), ""))
	if a.Bot.Needed() {
		add(b.id("Bot app ID", keyBotAppID, a.IDs.Bot, "totara.bot_appid"))
		add(chooseValue("Client secret", keyBotSecret, "the secret of the bot, from where setup handed it to (--secrets-to)", "totara.bot_secret"))
	}
	add(enterValue("App version", keyVersion, a.App.Version, "totara.mf_appversion"))
	add(enterValue("Short name", keyName, a.App.ShortName, "totara.mf_name"))
	full("Full name", keyFullName, a.App.FullName, "totara.mf_namefull")
	add(enterValue("Short description", keyDescription, a.App.ShortDescription, "totara.mf_desc"))
	add(enterValue("Full description", keyFullText, a.App.FullDescription, "totara.mf_descfull"))
	add(chooseValue("Full colour icon", keyColor, "color.png; teamwright icons makes it from your logo", ""))
	add(chooseValue("Outline icon", keyOutline, "outline.png; teamwright icons makes it from your logo", ""))
	full("Accent colour", keyAccent, a.App.AccentColor, "")
	add(enterValue("Publisher's name", keyPublisher, a.Publisher.Name, "totara.pub_name"))
	full("Publisher's website", keyWebsite, a.Publisher.Website, "totara.pub_website")
	full("Privacy policy", keyPrivacy, a.Publisher.Privacy, "totara.site_privacy")
	full("Terms of use", keyTerms, a.Publisher.Terms, "totara.site_terms")
	full("Microsoft Partner Network ID", keyPartner, a.Publisher.MPNID, "totara.pub_mpnid")
	return p
}

func (b sheetBuilder) notifications() SheetPage {
	return SheetPage{
		Title: "Message outputs", Menu: "Plugins > Message outputs > Manage message outputs",
		Address: b.link("message.php"),
		Entries: []SheetEntry{
			chooseValue("Microsoft Teams", "message_processors", "enabled", ""),
			{
				Label: "Default message outputs", Value: "Microsoft Teams permitted, and ticked where people shall get messages there", Words: true,
				Note: "on the page Plugins > Message outputs > Default message outputs; each person gets them after signing in to the bot once",
			},
		},
	}
}

// installation is the page that shows Totara's own 21 rows.
func (b sheetBuilder) installation() SheetPage {
	return SheetPage{
		Title: "Totara app installation", Menu: "Microsoft Teams > Totara app installation",
		Address: b.at.Checklist,
		Notes:   []string{"It has 21 rows. Each must say OK or Skipped. One broken OAuth 2 service shows as three failed rows; mend the first."},
		Entries: []SheetEntry{},
	}
}

// id is a client id, or when it will be known.
func (b sheetBuilder) id(label, key, id, row string) SheetEntry {
	if id == "" {
		return chooseValue(label, key, "known once setup has made the application", row)
	}
	return enterValue(label, key, id, row)
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
