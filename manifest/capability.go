package manifest

// Addresses of the Totara plugin are below the site, its folder included.
const plugin = "/totara/msteams"

// Scopes that Totara's parts are for.
const (
	personal = "personal"
	team     = "team"
)

func (in Input) configurableTabs() []configurableTab {
	return []configurableTab{{
		ConfigurationURL:       in.Site + plugin + "/tabs/config.php",
		CanUpdateConfiguration: true,
		Scopes:                 []string{team},
	}}
}

// tabs lists the static tabs in Totara's order, under the ids that its deep
// links use.
func (in Input) tabs(texts Translation) []staticTab {
	var tabs []staticTab
	add := func(id, name, content, website string) {
		tabs = append(tabs, staticTab{
			EntityID:   id,
			Name:       name,
			ContentURL: in.Site + content,
			WebsiteURL: in.Site + website,
			Scopes:     []string{personal},
		})
	}
	add("catalog", texts.Catalog, plugin+"/tabs/catalog.php", "/totara/catalog/index.php")
	if !in.NoCurrentLearning {
		add("mylearning", texts.CurrentLearning, plugin+"/tabs/mylearning.php", plugin+"/tabs/mylearning.php?redirect=1")
	}
	if !in.NoLibrary {
		add("library", texts.Library, plugin+"/tabs/contributions.php", "/totara/engage/your_resources.php")
	}
	// Totara names /totara/msteams/help.php as the page for a browser, a file
	// that it does not ship; the tab's own page works there too.
	add("help", texts.Help, plugin+"/tabs/help.php", plugin+"/tabs/help.php")
	return tabs
}

// bot stays open to messages although it mostly notifies: users sign in by
// writing to it, and changing isNotificationOnly later would ask every user for
// consent again.
func (in Input) bot(texts Translation) bot {
	return bot{
		BotID:  in.BotID,
		Scopes: []string{personal},
		CommandLists: []commandList{{
			Scopes: []string{personal},
			Commands: []botCommand{
				{Title: commandHelp, Description: texts.BotHelp},
				{Title: commandSignIn, Description: texts.BotSignIn},
				{Title: commandSignOut, Description: texts.BotSignOut},
			},
		}},
	}
}

func (in Input) composeExtension(texts Translation) composeExtension {
	return composeExtension{
		BotID: in.BotID,
		Commands: []extensionCommand{{
			ID:          "searchCommand",
			Context:     []string{"compose", "commandBox"},
			Title:       texts.Search,
			Description: texts.SearchDescription,
			Type:        "query",
			InitialRun:  true,
			Parameters: []parameter{{
				Name:        "search",
				Title:       texts.SearchTerm,
				Description: texts.SearchTermDescription,
				InputType:   "text",
			}},
		}},
	}
}
