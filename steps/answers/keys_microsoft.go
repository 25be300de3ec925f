package answers

// secretDaysMax is the longest life of a client secret that Entra's admin center
// offers: 730 days (Microsoft Entra: add and manage application credentials).
const secretDaysMax = 730

// microsoftKeys are single sign-on, the bot and publishing.
func microsoftKeys() []Key {
	return []Key{
		{
			Name: "sso.enabled", Kind: Toggle, Default: "true",
			Help:  "Signs people in to Totara inside Teams without a password: an Entra application and a Microsoft OAuth 2 service in Totara.",
			field: func(a *Answers) any { return &a.SSO.Enabled },
		},
		{
			Name: "sso.audience", Kind: Choice,
			Choices: []string{AudienceSingle, AudienceMultitenant, AudienceMultitenantPersonal, AudiencePersonal},
			Note:    "single | multitenant | multitenant+personal | personal",
			Help:    "Whose accounts may sign in: \"Supported account types\" of the Entra application.",
			field:   func(a *Answers) any { return &a.SSO.Audience },
		},
		{
			Name: "sso.require_email_verification", Kind: Toggle, Default: "false",
			Help:  "Totara's OAuth 2 service asks for a confirmation by e-mail at the first sign-in; inside Teams that looks like a failure.",
			field: func(a *Answers) any { return &a.SSO.RequireEmailVerification },
		},
		{
			Name: "sso.allowed_domains", Kind: List, check: checkDomain,
			Note:  "empty: every domain",
			Help:  "Only e-mail addresses of these domains may sign in: \"Login domains\" of Totara's OAuth 2 service. Empty means all.",
			field: func(a *Answers) any { return &a.SSO.AllowedDomains },
		},
		{
			Name: "sso.secret_days", Kind: Number, Default: "365", Min: 1, Max: secretDaysMax,
			Note:  "clamped to the tenant's policy",
			Help:  "Life of the client secret in days, clamped to what the tenant's policy allows. Totara needs a new one before it ends.",
			field: func(a *Answers) any { return &a.SSO.SecretDays },
		},
		{
			Name: "bot.enabled", Kind: Toggle, Default: "false",
			Help:  "The Totara bot, which sends notifications in Teams: an Azure Bot and the switch in Totara's Teams settings.",
			field: func(a *Answers) any { return &a.Bot.Enabled },
		},
		{
			Name: "bot.messaging_extension", Kind: Toggle, Default: "false",
			Help:  "Search in Totara from the message box in Teams; uses the bot's application.",
			field: func(a *Answers) any { return &a.Bot.MessagingExtension },
		},
		{
			Name: "bot.handle", Kind: Text, check: checkHandle,
			Note:  "name of the Azure Bot, unique in all of Azure",
			Help:  "Name of the Azure Bot resource (bot handle): 2 to 64 characters, unique in all of Azure.",
			field: func(a *Answers) any { return &a.Bot.Handle },
		},
		{
			Name: "bot.display_name", Kind: Text, MaxUnits: 42, check: checkLine,
			Note:  "empty: app.short_name",
			Help:  "Name of the Azure Bot as people see it. Empty means the app's short name.",
			field: func(a *Answers) any { return &a.Bot.DisplayName },
		},
		{
			Name: "bot.icon_url", Kind: Text, check: checkLink,
			Help:  "Address of a picture for the Azure Bot's profile; may stay empty.",
			field: func(a *Answers) any { return &a.Bot.IconURL },
		},
		{
			Name: "bot.messaging", Kind: Choice, Default: MessagingCommercial, Choices: []string{MessagingCommercial, MessagingGCC},
			Note:  "commercial | gcc",
			Help:  "Which Teams the bot talks to: \"Messaging\" of the Azure Bot's Teams channel, commercial or government (GCC).",
			field: func(a *Answers) any { return &a.Bot.Messaging },
		},
		{
			Name: "bot.subscription", Kind: Text, check: checkGUID,
			Note:  "GUID; empty: the only one there is",
			Help:  "GUID of the Azure subscription that holds the bot (the free tier F0 costs nothing). Empty means the only one you can see.",
			field: func(a *Answers) any { return &a.Bot.Subscription },
		},
		{
			Name: "bot.resource_group", Kind: Text, check: checkResourceGroup,
			Help:  "Azure resource group of the bot; made if it is not there.",
			field: func(a *Answers) any { return &a.Bot.ResourceGroup },
		},
		{
			Name: "bot.location", Kind: Text, Default: "westeurope", check: checkLocation,
			Help:  "Azure region of the resource group, such as westeurope; it cannot be changed later. The bot itself is global.",
			field: func(a *Answers) any { return &a.Bot.Location },
		},
		{
			Name: "bot.secret_days", Kind: Number, Default: "365", Min: 1, Max: secretDaysMax,
			Help:  "Life of the bot's client secret in days, clamped to what the tenant's policy allows.",
			field: func(a *Answers) any { return &a.Bot.SecretDays },
		},
		{
			Name: "publish.enabled", Kind: Toggle, Default: "false",
			Help:  "Puts the package into your organisation's Teams app catalogue. Off, you upload it in the Teams admin center.",
			field: func(a *Answers) any { return &a.Publish.Enabled },
		},
		{
			Name: "publish.review", Kind: Toggle, Default: "false",
			Help:  "Submits the app for approval by a Teams administrator instead of publishing it at once.",
			field: func(a *Answers) any { return &a.Publish.Review },
		},
	}
}
