package pages

import "teamwright/steps/answers"

func botPage() Page {
	on := when(func(a answers.Answers) bool { return a.Bot.Needed() }, "bot and messaging extension are off")
	return Page{
		ID: "bot", Title: "Bot and messaging extension",
		About: "The bot sends Totara's notifications in Teams; the messaging extension searches Totara from the message box. Both use one Azure Bot, in the free tier.",
		warn:  "Azure has taken no new multi-tenant bots since July 2025, and Totara 17 asks for the bot's token as a multi-tenant one does: the set-up tests that and says what it finds. Ask Totara which release supports single-tenant bots.",
		parts: []answers.Part{answers.PartBot, answers.PartTotara, answers.PartPackage},
		Fields: []Field{
			{Key: "bot.enabled", Label: "Bot"},
			{Key: "bot.messaging_extension", Label: "Messaging extension", applies: when(
				func(a answers.Answers) bool { return a.Bot.Needed() }, "the bot is off; it can be switched on alone")},
			{Key: "bot.handle", Label: "Name of the Azure Bot", Required: true, applies: on},
			{Key: "bot.resource_group", Label: "Resource group", Required: true, applies: on},
			{Key: "bot.location", Label: "Azure region", Required: true, More: true, applies: on},
			{Key: "bot.subscription", Label: "Azure subscription", More: true, Empty: "the only one there is", applies: on},
			{Key: "bot.display_name", Label: "Bot's display name", More: true, Empty: "the short name", applies: on},
			{Key: "bot.icon_url", Label: "Picture of the bot", More: true, Empty: "none", applies: on},
			{Key: "bot.messaging", Label: "Bot's kind of Teams", Required: true, More: true, Options: []Option{
				{Value: answers.MessagingCommercial, Label: "commercial Teams"},
				{Value: answers.MessagingGCC, Label: "government Teams (GCC)", Asks: "A GCC tenant."},
			}, applies: on},
			{Key: "bot.secret_days", Label: "Bot secret's days", More: true, applies: on},
			{Key: "ids.bot", Label: "Existing bot application", More: true, Empty: "none: one is looked for, else made", applies: on},
		},
	}
}

func totaraPage() Page {
	exec := when(func(a answers.Answers) bool { return a.Totara.Via == answers.ViaExec }, "Totara is set by hand")
	return Page{
		ID: "totara", Title: "Totara's own settings",
		About: "How the values get into Totara.",
		parts: []answers.Part{answers.PartTotara, answers.PartConnect, answers.PartEntra},
		Fields: []Field{
			{Key: "totara.via", Label: "Way to set Totara", Required: true, Options: []Option{
				{Value: answers.ViaHand, Label: "you follow a sheet", Asks: "A site administrator who copies the values."},
				{Value: answers.ViaExec, Label: "a script runs on Totara's server", Asks: "A command that runs PHP there as the web server's user, over SSH say.", Risks: "Whoever can edit the answers file chooses what that command is."},
			}},
			{Key: "totara.command", Label: "Command that runs PHP", Required: true, applies: exec},
			{Key: "totara.config", Label: "Path of config.php", Required: true, applies: exec},
			{Key: "totara.admin_folder", Label: "Admin folder", Required: true, More: true},
			{Key: "totara.public_images", Label: "Pictures without sign-in", More: true},
		},
	}
}

func connectPage() Page {
	server := when(func(a answers.Answers) bool { return a.Connect.Role == answers.RoleServer }, "the site is no Connect server")
	client := when(func(a answers.Answers) bool { return a.Connect.Role == answers.RoleClient }, "the site is no Connect client")
	return Page{
		ID: "connect", Title: "Totara Connect",
		About: "One Totara site gives its users to others.",
		parts: []answers.Part{answers.PartConnect},
		Fields: []Field{
			{Key: "connect.role", Label: "Part in Totara Connect", Required: true, Options: []Option{
				{Value: answers.RoleNone, Label: "none"},
				{Value: answers.RoleClient, Label: "takes its users from a server", Risks: "Accounts that come by Connect and by Teams may collide when their e-mail is the same."},
				{Value: answers.RoleServer, Label: "gives its users to clients", Asks: "An answers file for each client."},
			}},
			{Key: "connect.clients", Label: "Clients, as NAME: FILE", Required: true, applies: server},
			{Key: "connect.sync_passwords", Label: "Send password hashes", More: true, applies: server},
			{Key: "connect.auto_sso", Label: "Always sign in by server", More: true, applies: client},
			{Key: "connect.migrate", Label: "Take over accounts", More: true, applies: client},
			{Key: "connect.map", Label: "Field to match accounts", Required: true, More: true, applies: client},
			{Key: "connect.on_removal", Label: "Accounts that leave", Required: true, More: true, Options: []Option{
				{Value: answers.RemovalKeep, Label: "keep"},
				{Value: answers.RemovalSuspend, Label: "suspend"},
				{Value: answers.RemovalDelete, Label: "delete", Risks: "Learning records are destroyed."},
			}, applies: client},
			{Key: "connect.sync_profile_fields", Label: "Profile fields", More: true, applies: client},
			{Key: "connect.sync_jobs", Label: "Job assignments", More: true, applies: client},
			{Key: "connect.sync_positions", Label: "Positions", More: true, applies: client},
			{Key: "connect.sync_organisations", Label: "Organisations", More: true, applies: client},
			{Key: "connect.allow_plugin_services", Label: "Calls to plugins", More: true, applies: client},
		},
	}
}

func mobileFlowsPage() Page {
	on := when(func(a answers.Answers) bool { return a.MobileFlows.Enabled }, "Mobile Flows is off")
	return Page{
		ID: "mobileflows", Title: "Workspace ONE Mobile Flows",
		About: "Cards about Teams mentions in Workspace ONE Intelligent Hub. Nothing of Totara needs it.",
		warn:  "Mobile Flows seems to be retired: its connectors have not changed since 2021, and later guides of Hub Services no longer name it. See whether your UEM console still has Content > Mobile Flows first.",
		parts: []answers.Part{answers.PartMobileFlows},
		Fields: []Field{
			{Key: "mobileflows.enabled", Label: "Mobile Flows"},
			{Key: "mobileflows.access", Label: "Workspace ONE Access", Required: true, applies: on},
			{Key: "mobileflows.name", Label: "Application's name", Required: true, More: true, applies: on},
			{Key: "mobileflows.host", Label: "Mobile Flows host", Required: true, More: true, applies: on},
			{Key: "mobileflows.permissions", Label: "Graph permissions", Required: true, More: true, Options: []Option{
				{Value: answers.PermissionsGuide, Label: "the guide's", Risks: "Writes to all groups of the user."},
				{Value: answers.PermissionsLeast, Label: "only what the calls need", Risks: "Users may be asked for consent, when the service asks for the guide's names."},
			}, applies: on},
			{Key: "mobileflows.ttl", Label: "Life of tokens", Required: true, More: true, Options: []Option{
				{Value: answers.TTLGuide, Label: "the guide's", Risks: "Access tokens live a month."},
				{Value: answers.TTLStrict, Label: "strict"},
			}, applies: on},
			{Key: "mobileflows.connector", Label: "Teams connector", Required: true, More: true, applies: on},
			{Key: "mobileflows.secret_days", Label: "Its secret's days", More: true, applies: on},
		},
	}
}

func publishPage() Page {
	return Page{
		ID: "publish", Title: "Publishing",
		About: "Whether the finished package is put into your organisation's Teams app catalogue, or left for you to upload.",
		parts: []answers.Part{answers.PartCatalog},
		Fields: []Field{
			{Key: "publish.enabled", Label: "Publish to the catalogue"},
			{Key: "publish.review", Label: "Submit for approval first", More: true, applies: when(
				func(a answers.Answers) bool { return a.Publish.Enabled }, "the package is not published")},
			{Key: "ids.catalog", Label: "Existing catalogue entry", More: true, Empty: "none: one is looked for, else made", applies: when(
				func(a answers.Answers) bool { return a.Publish.Enabled }, "the package is not published")},
		},
	}
}
