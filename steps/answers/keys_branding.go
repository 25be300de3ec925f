package answers

// envelopeKeys are the site, the tenant and how Microsoft is reached.
func envelopeKeys() []Key {
	return []Key{
		{
			Name: "site", Kind: Text, check: checkSite,
			Note:  "wwwroot: https, no trailing slash, may have a folder",
			Help:  "Address of the Totara site, exactly as $CFG->wwwroot has it. Every address in Entra, Azure and the app package is made from it.",
			field: func(a *Answers) any { return &a.Site },
		},
		{
			Name: "tenant", Kind: Text, check: checkTenant,
			Note:  "domain or GUID",
			Help:  "Your Entra tenant: one of its domains or its GUID. Sign-in is pinned to it, so that nothing is ever written elsewhere.",
			field: func(a *Answers) any { return &a.Tenant },
		},
		{
			Name: "cloud", Kind: Text, Default: CloudPublic, Flag: "--cloud", check: checkCloud,
			Note:  "public, usgov, usdod, china or a cloud file",
			Help:  "The Microsoft cloud that holds the tenant: public, usgov, usdod, china, or the path of a cloud file.",
			field: func(a *Answers) any { return &a.Cloud },
		},
		{
			Name: "auth", Kind: Choice, Default: AuthDevice, Flag: "--auth",
			Choices: []string{AuthDevice, AuthBrowser, AuthAzureCLI, AuthSecret, AuthCertificate, AuthWorkload},
			Note:    "how to sign in",
			Help:    "How this program signs in to Microsoft: device code, browser, the Azure CLI's session, or as an application.",
			field:   func(a *Answers) any { return &a.Auth },
		},
		{
			Name: "client_id", Kind: Text, Default: ClientAzureCLI, Flag: "--client-id", check: checkClientID,
			Note:  "azcli, graph or a GUID",
			Help:  "Who this program is to Microsoft: azcli, graph (Microsoft Graph Command Line Tools) or the GUID of your own application.",
			field: func(a *Answers) any { return &a.ClientID },
		},
		{
			Name: "ids.app", Kind: Text, check: checkGUID,
			Note:  "written by setup",
			Help:  "Application (client) ID of the single sign-on application in Entra; also the app's id in Teams. Must not change once users have the app.",
			field: func(a *Answers) any { return &a.IDs.App },
		},
		{
			Name: "ids.bot", Kind: Text, check: checkGUID,
			Note:  "written by setup",
			Help:  "Application (client) ID of the bot's application in Entra: the Microsoft app ID of the Azure Bot and Totara's bot app ID.",
			field: func(a *Answers) any { return &a.IDs.Bot },
		},
		{
			Name: "ids.catalog", Kind: Text, check: checkGUID,
			Note:  "written by setup",
			Help:  "ID of the app's entry in your organisation's Teams app catalogue.",
			field: func(a *Answers) any { return &a.IDs.Catalog },
		},
	}
}

// brandingKeys are what people see in Teams, and who stands behind it.
func brandingKeys() []Key {
	return []Key{
		{
			Name: "app.short_name", Kind: Text, MaxUnits: 30, check: checkShortName,
			Note:  "at most 30 UTF-16 units",
			Help:  "Name under the app's icon in Teams; also the name of the Entra application and Totara's manifest short name.",
			field: func(a *Answers) any { return &a.App.ShortName },
		},
		{
			Name: "app.full_name", Kind: Text, MaxUnits: 100, check: checkLine,
			Note:  "at most 100 UTF-16 units",
			Help:  "Longer name, on the app's page in the Teams store; Totara's manifest full name.",
			field: func(a *Answers) any { return &a.App.FullName },
		},
		{
			Name: "app.short_description", Kind: Text, MaxUnits: 80, check: checkLine,
			Note:  "at most 80 UTF-16 units",
			Help:  "One sentence below the name in the Teams store; Totara's manifest short description.",
			field: func(a *Answers) any { return &a.App.ShortDescription },
		},
		{
			Name: "app.full_description", Kind: Text, MaxUnits: 4000, check: checkParagraphs,
			Note:  "at most 4000 UTF-16 units",
			Help:  "Description on the app's page in the Teams store; Totara's manifest full description.",
			field: func(a *Answers) any { return &a.App.FullDescription },
		},
		{
			Name: "app.package_name", Kind: Text, MaxUnits: 64, check: checkPackageName,
			Note:  "your domain reversed",
			Help:  "Technical name of the package, your domain reversed: Totara's manifest package name, and the name of the package file.",
			field: func(a *Answers) any { return &a.App.PackageName },
		},
		{
			Name: "app.version", Kind: Text, Default: "1.0.0", check: checkVersion,
			Note:  "x.y.z; must rise with each update",
			Help:  "Version of the app, x.y.z from 1.0.0 on. Teams refuses an update whose version has not risen.",
			field: func(a *Answers) any { return &a.App.Version },
		},
		{
			Name: "app.manifest", Kind: Text, Default: "1.12", check: checkManifestVersion,
			Note:  "schema version to write",
			Help:  "Version of the Teams manifest schema that the package is written in.",
			field: func(a *Answers) any { return &a.App.Manifest },
		},
		{
			Name: "app.accent_color", Kind: Text, Default: "#0B5CAB", check: checkColor,
			Note:  "# and six hex digits",
			Help:  "Background behind the colour icon in Teams; Totara's manifest accent colour.",
			field: func(a *Answers) any { return &a.App.AccentColor },
		},
		{
			Name: "app.icon", Kind: Path, check: checkPath,
			Note:  "any PNG, JPEG, GIF or WebP",
			Help:  "Your logo: PNG, JPEG, GIF or WebP. The icons and the application's logo are made from it.",
			field: func(a *Answers) any { return &a.App.Icon },
		},
		{
			Name: "app.icon_outline", Kind: Path, check: checkPath,
			Note:  "own outline picture, if the made one will not do",
			Help:  "Your own outline icon, white on transparent, if the one made from the logo will not do.",
			field: func(a *Answers) any { return &a.App.IconOutline },
		},
		{
			Name: "app.languages", Kind: Map, check: checkPath,
			Note:  "fr: fr.yaml …",
			Help:  "Translations of the app's texts: a language tag and a file each. They become the package's language files.",
			field: func(a *Answers) any { return &a.App.Languages },
		},
		{
			Name: "publisher.name", Kind: Text, MaxUnits: 32, check: checkLine,
			Note:  "at most 32 UTF-16 units",
			Help:  "Your organisation's name as Teams shows it below the app; Totara's publisher name.",
			field: func(a *Answers) any { return &a.Publisher.Name },
		},
		{
			Name: "publisher.website", Kind: Text, check: checkLink,
			Note:  "empty: the site",
			Help:  "Your organisation's website: home page of the Entra application, publisher website in Totara and in the package. Empty means the site.",
			field: func(a *Answers) any { return &a.Publisher.Website },
		},
		{
			Name: "publisher.privacy", Kind: Text, check: checkLink,
			Note:  "empty: the site",
			Help:  "Your privacy policy: the privacy link in Teams, in Totara and on Microsoft's consent page. Empty means the site.",
			field: func(a *Answers) any { return &a.Publisher.Privacy },
		},
		{
			Name: "publisher.terms", Kind: Text, check: checkLink,
			Note:  "empty: the site",
			Help:  "Your terms of use: the terms link in Teams, in Totara and on Microsoft's consent page. Empty means the site.",
			field: func(a *Answers) any { return &a.Publisher.Terms },
		},
		{
			Name: "publisher.mpn_id", Kind: Text, check: checkMPN,
			Note:  "at most 10 bytes; may stay empty",
			Help:  "Your Microsoft Partner Network ID, if you have one; goes into the package.",
			field: func(a *Answers) any { return &a.Publisher.MPNID },
		},
	}
}
