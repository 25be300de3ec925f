package connect

import "teamwright/steps/answers"

// wish is a setting with the value that the answers ask for.
type wish struct {
	full  string // as Totara keeps it: component/name
	title string // as Totara's page names it
	path  string // of the page; "search" stands for the search of the admin folder
	value string
	shown string // the value as the page shows it
}

const (
	pageFeatures = "/search.php?query=enableconnectserver"
	pageServer   = "/settings.php?section=totaraconnectsettings"
	pagePlugins  = "/settings.php?section=manageauths"
	pageClient   = "/settings.php?section=authsettingconnect"
)

// toggle is a wish that is a box to tick.
func toggle(full, title, path string, on bool) wish {
	if on {
		return wish{full, title, path, "1", "on"}
	}
	return wish{full, title, path, "0", "off"}
}

// serverWishes are the server's own settings. The id of the server is made at
// its installation and never set.
func serverWishes(c answers.Connect) []wish {
	return []wish{
		toggle("enableconnectserver", "Enable Totara Connect server", pageFeatures, true),
		toggle("totara_connect/syncpasswords", "Sync user passwords", pageServer, c.SyncPasswords),
	}
}

// clientWishes are the client's settings but automatic single sign-on, which
// has a step of its own.
func clientWishes(c answers.Connect) []wish {
	return []wish{
		toggle("auth_connect/migrateusers", "Migrate local accounts", pageClient, c.Migrate),
		{"auth_connect/migratemap", "Account mapping", pageClient, mapping(c.Map), mappingShown(mapping(c.Map))},
		toggle("auth_connect/syncprofilefields", "Synchronise custom profile fields", pageClient, c.SyncProfileFields),
		removal(c.OnRemoval),
		toggle("auth_connect/syncjobs", "Synchronise job assignments", pageClient, c.SyncJobs),
		toggle("auth_connect/syncpositions", "Synchronise positions", pageClient, c.SyncPositions),
		toggle("auth_connect/syncorganisations", "Synchronise organisations", pageClient, c.SyncOrganisations),
		toggle("auth_connect/allowpluginsepservices", "Allow requests to plugin services", pageClient, c.AllowPluginServices),
	}
}

// mapping is the field of a migration, Totara's default where none is given.
func mapping(field string) string {
	if field == "" {
		return answers.MapUsername
	}
	return field
}

func mappingShown(field string) string {
	switch field {
	case answers.MapEmail:
		return "Email address"
	case answers.MapIDNumber:
		return "ID number"
	case answers.MapUniqueID:
		return "Totara Connect unique ID"
	}
	return "Username"
}

// removal is what happens to accounts that leave the audience. Totara's own
// numbers are those of AUTH_REMOVEUSER_ in its lib/authlib.php.
func removal(choice string) wish {
	w := wish{"auth_connect/removeuser", "Action to take when a user is removed from the restricted audience", pageClient, "1", "Suspend internal user"}
	switch choice {
	case answers.RemovalKeep:
		w.value, w.shown = "0", "Keep internal user"
	case answers.RemovalDelete:
		w.value, w.shown = "2", "Full delete internal user"
	}
	return w
}
