package answers

// MobileFlowsHost is the production host of the Mobile Flows service (VMware
// connectors for Workspace ONE, hub-ms-teams-connector).
const MobileFlowsHost = "prod.hero.vmwservices.com"

// totaraKeys are Totara's own settings and Totara Connect.
func totaraKeys() []Key {
	return []Key{
		{
			Name: "totara.via", Kind: Choice, Default: ViaHand, Choices: []string{ViaHand, ViaExec},
			Note:  "hand | exec",
			Help:  "How Totara is set: by hand from a sheet, or by running one PHP script on its server.",
			field: func(a *Answers) any { return &a.Totara.Via },
		},
		{
			Name: "totara.command", Kind: List, check: checkArgument,
			Note:  "[ssh, lms, sudo, -u, www-data, php]",
			Help:  "Command that runs PHP on the Totara server as the web server's user, such as ssh lms sudo -u www-data php.",
			field: func(a *Answers) any { return &a.Totara.Command },
		},
		{
			Name: "totara.config", Kind: Text, check: checkServerPath,
			Note:  "path of Totara's config.php on that server",
			Help:  "Full path of Totara's config.php on its server.",
			field: func(a *Answers) any { return &a.Totara.Config },
		},
		{
			Name: "totara.admin_folder", Kind: Text, Default: "admin", check: checkFolder,
			Help:  "Name of Totara's admin folder ($CFG->admin); part of the redirect URI in Entra.",
			field: func(a *Answers) any { return &a.Totara.AdminFolder },
		},
		{
			Name: "totara.public_images", Kind: Toggle, Default: "false",
			Help:  "Shows catalogue pictures to people who are not signed in, so that cards in Teams have pictures: \"Allow public access to catalogue item images\".",
			field: func(a *Answers) any { return &a.Totara.PublicImages },
		},
		{
			Name: "connect.role", Kind: Choice, Default: RoleNone, Choices: []string{RoleNone, RoleClient, RoleServer},
			Note:  "none | client | server",
			Help:  "What this site is in Totara Connect: nothing, a client that takes its users from a server, or the server.",
			field: func(a *Answers) any { return &a.Connect.Role },
		},
		{
			Name: "connect.sync_passwords", Kind: Toggle, Default: "false",
			Help:  "Server: sends the hashes of passwords to the clients. Leave it off unless people must sign in there without the server.",
			field: func(a *Answers) any { return &a.Connect.SyncPasswords },
		},
		{
			Name: "connect.clients", Kind: Clients,
			Help:  "Server: the client sites, each with a name and its own answers file.",
			field: func(a *Answers) any { return &a.Connect.Clients },
		},
		{
			Name: "connect.auto_sso", Kind: Toggle, Default: "false",
			Help:  "Client: sends people to the server to sign in. /login/index.php?nosso=1 still opens the local page.",
			field: func(a *Answers) any { return &a.Connect.AutoSSO },
		},
		{
			Name: "connect.migrate", Kind: Toggle, Default: "false",
			Help:  "Client: turns existing local accounts into accounts of the server. They can then sign in only through it.",
			field: func(a *Answers) any { return &a.Connect.Migrate },
		},
		{
			Name: "connect.map", Kind: Choice, Default: MapUsername, Choices: []string{MapUsername, MapEmail, MapIDNumber, MapUniqueID},
			Note:  "username | email | idnumber | uniqueid",
			Help:  "Client: the field by which local accounts are matched. Whoever can change that field on the server can take over an account.",
			field: func(a *Answers) any { return &a.Connect.Map },
		},
		{
			Name: "connect.on_removal", Kind: Choice, Default: RemovalSuspend, Choices: []string{RemovalKeep, RemovalSuspend, RemovalDelete},
			Note:  "keep | suspend | delete",
			Help:  "Client: what happens to accounts that leave the server's audience. delete destroys their learning records.",
			field: func(a *Answers) any { return &a.Connect.OnRemoval },
		},
		{
			Name: "connect.sync_profile_fields", Kind: Toggle, Default: "false",
			Help:  "Client: takes custom profile fields; the same fields must exist here.",
			field: func(a *Answers) any { return &a.Connect.SyncProfileFields },
		},
		{
			Name: "connect.sync_jobs", Kind: Toggle, Default: "false",
			Help:  "Client: takes job assignments.",
			field: func(a *Answers) any { return &a.Connect.SyncJobs },
		},
		{
			Name: "connect.sync_positions", Kind: Toggle, Default: "false",
			Help:  "Client: takes position frameworks.",
			field: func(a *Answers) any { return &a.Connect.SyncPositions },
		},
		{
			Name: "connect.sync_organisations", Kind: Toggle, Default: "false",
			Help:  "Client: takes organisation frameworks.",
			field: func(a *Answers) any { return &a.Connect.SyncOrganisations },
		},
		{
			Name: "connect.allow_plugin_services", Kind: Toggle, Default: "false",
			Help:  "Client: lets code of the server call services of any plugin here. Signing in through the server does not need it.",
			field: func(a *Answers) any { return &a.Connect.AllowPluginServices },
		},
	}
}

// clientKey is one field of an item of connect.clients.
type clientKey struct {
	name  string
	kind  Kind
	check func(text string) (wrong, right string)
	field func(*ConnectClient) any
}

// clientKeys are the fields of an item of connect.clients in their order.
func clientKeys() []clientKey {
	return []clientKey{
		{"name", Text, checkLine, func(c *ConnectClient) any { return &c.Name }},
		{"profile", Path, checkPath, func(c *ConnectClient) any { return &c.Profile }},
		{"audience", Text, checkLine, func(c *ConnectClient) any { return &c.Audience }},
		{"audiences", List, checkLine, func(c *ConnectClient) any { return &c.Audiences }},
		{"courses", List, checkLine, func(c *ConnectClient) any { return &c.Courses }},
		{"add_new_audiences", Toggle, nil, func(c *ConnectClient) any { return &c.AddNewAudiences }},
		{"add_new_courses", Toggle, nil, func(c *ConnectClient) any { return &c.AddNewCourses }},
		{"sync_profile_fields", Toggle, nil, func(c *ConnectClient) any { return &c.SyncProfileFields }},
		{"sync_jobs", Toggle, nil, func(c *ConnectClient) any { return &c.SyncJobs }},
		{"position_frameworks", List, checkLine, func(c *ConnectClient) any { return &c.PositionFrameworks }},
		{"organisation_frameworks", List, checkLine, func(c *ConnectClient) any { return &c.OrganisationFrameworks }},
		{"allow_plugin_services", Toggle, nil, func(c *ConnectClient) any { return &c.AllowPluginServices }},
		{"comment", Text, checkLine, func(c *ConnectClient) any { return &c.Comment }},
	}
}

// clientNames are the names of those fields.
func clientNames() []string {
	var names []string
	for _, ck := range clientKeys() {
		names = append(names, ck.name)
	}
	return names
}

// mobileFlowsKeys are Workspace ONE Mobile Flows with the Teams connector.
func mobileFlowsKeys() []Key {
	return []Key{
		{
			Name: "mobileflows.enabled", Kind: Toggle, Default: "false",
			Help:  "Sets up Workspace ONE Mobile Flows with Microsoft Teams: an Entra application and an OAuth template in Workspace ONE Access.",
			field: func(a *Answers) any { return &a.MobileFlows.Enabled },
		},
		{
			Name: "mobileflows.name", Kind: Text, Default: "Mobile Flows Teams", MaxUnits: 90, check: checkLine,
			Help:  "Display name of its Entra application.",
			field: func(a *Answers) any { return &a.MobileFlows.Name },
		},
		{
			Name: "mobileflows.access", Kind: Text, check: checkOrigin,
			Note:  "https, no folder",
			Help:  "Address of your Workspace ONE Access tenant; its logout page goes into the Entra application.",
			field: func(a *Answers) any { return &a.MobileFlows.Access },
		},
		{
			Name: "mobileflows.host", Kind: Text, Default: MobileFlowsHost, check: checkHost,
			Help:  "Host of the Mobile Flows service; part of the redirect URI in Entra and in the Access template.",
			field: func(a *Answers) any { return &a.MobileFlows.Host },
		},
		{
			Name: "mobileflows.permissions", Kind: Choice, Default: PermissionsGuide, Choices: []string{PermissionsGuide, PermissionsLeast},
			Note:  "guide | least",
			Help:  "Delegated Graph permissions of its Entra application: the guide's broad set, or only what the connector's calls need.",
			field: func(a *Answers) any { return &a.MobileFlows.Permissions },
		},
		{
			Name: "mobileflows.ttl", Kind: Choice, Default: TTLGuide, Choices: []string{TTLGuide, TTLStrict},
			Note:  "guide | strict",
			Help:  "Life of the tokens in the Access template: the guide's 30 days, or a stricter set.",
			field: func(a *Answers) any { return &a.MobileFlows.TTL },
		},
		{
			Name: "mobileflows.connector", Kind: Text, Default: ConnectorHosted, check: checkConnector,
			Note:  "hosted | https://own.connector.example",
			Help:  "Which Teams connector UEM uses: the hosted one, or the https address of your own.",
			field: func(a *Answers) any { return &a.MobileFlows.Connector },
		},
		{
			Name: "mobileflows.secret_days", Kind: Number, Default: "365", Min: 1, Max: secretDaysMax,
			Help:  "Life of its client secret in days, clamped to what the tenant's policy allows.",
			field: func(a *Answers) any { return &a.MobileFlows.SecretDays },
		},
	}
}
