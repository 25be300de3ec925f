package manifest

import (
	"fmt"
	"strings"

	"teamwright/manifest/schema"
)

// capabilityRules are about tabs, bots, message extensions and activities.
func capabilityRules() []Rule {
	return []Rule{
		{
			Code: "BotIdIsNotGuid", Severity: Error, Target: "bots[].botId", Asks: "a bot's id is a GUID",
			Fix: "write the client id of the bot's Entra application", Source: srcPublish,
			check: func(s *subject, report reporter) {
				for _, bot := range s.each("bots") {
					if at := bot.get("botId"); !guid.MatchString(at.text()) || at.text() == zeroGUID {
						report(at, fmt.Sprintf("the bot's id %q is no GUID of an application", schema.Printable(at.text())))
					}
				}
			},
		},
		{
			Code: "BotBasedComposeExtensionBotIdNotGuid", Severity: Error, Target: "composeExtensions[].botId", Asks: "a message extension names the GUID of its bot",
			Fix: "write the client id of the bot's Entra application", Source: srcPublish,
			check: botBased(func(extension spot, report reporter) {
				if at := extension.get("botId"); !guid.MatchString(at.text()) || at.text() == zeroGUID {
					report(at, fmt.Sprintf("the bot id %q of the message extension is no GUID of an application", schema.Printable(at.text())))
				}
			}),
		},
		{
			Code: "compose-extension-without-commands", Severity: Error, Target: "composeExtensions[].commands", Asks: "a message extension has a command, or a message handler",
			Fix: "add a command", Source: srcReference,
			check: botBased(func(extension spot, report reporter) {
				if at := extension.get("commands"); len(at.list()) == 0 && len(extension.get("messageHandlers").list()) == 0 {
					report(at, "the message extension has no command")
				}
			}),
		},
		{
			Code: "BotBasedComposeExtensionApiSpecificationFileExists", Severity: Error, Target: "composeExtensions[].apiSpecificationFile", Asks: "a message extension of a bot has no API description",
			Fix: "remove apiSpecificationFile", Source: srcPublish,
			check: botBased(func(extension spot, report reporter) {
				if at := extension.get("apiSpecificationFile"); at.node != nil {
					report(at, "a message extension of a bot has an apiSpecificationFile")
				}
			}),
		},
		{
			Code: "BotBasedComposeExtensionApiResponseRenderingTemplateFileExists", Severity: Error, Target: "composeExtensions[].commands[].apiResponseRenderingTemplateFile", Asks: "a command of a bot has no template for API answers",
			Fix: "remove apiResponseRenderingTemplateFile", Source: srcPublish,
			check: botBased(func(extension spot, report reporter) {
				for _, command := range extension.get("commands").list() {
					if at := command.get("apiResponseRenderingTemplateFile"); at.node != nil {
						report(at, "a command of a bot has an apiResponseRenderingTemplateFile")
					}
				}
			}),
		},
		{
			Code: "bot-ids-differ", Severity: Warning, Target: "composeExtensions[].botId", Asks: "bot and message extension share one bot",
			Fix: "write the same id in both", Source: srcTotara,
			check: func(s *subject, report reporter) {
				bots := s.each("bots")
				for _, extension := range s.each("composeExtensions") {
					at := extension.get("botId")
					if len(bots) > 0 && at.text() != "" && !strings.EqualFold(at.text(), bots[0].get("botId").text()) {
						report(at, "the message extension has another bot than the app")
					}
				}
			},
		},
		{
			Code: "entityId-repeated", Severity: Error, Target: "staticTabs[].entityId", Asks: "every tab has an entityId of its own",
			Fix: "give the tab another entityId", Source: srcReference,
			check: func(s *subject, report reporter) {
				seen := map[string]string{}
				for _, tab := range s.each("staticTabs") {
					at := tab.get("entityId")
					if first, twice := seen[at.text()]; twice && at.text() != "" {
						report(at, fmt.Sprintf("%s %s is that of %s too", at.target, schema.Show(at.node), first))
						continue
					}
					seen[at.text()] = tab.target
				}
			},
		},
		{
			Code: "ReservedStaticTabNameShouldBeNull", Severity: Error, Target: "staticTabs[].name", Asks: "the tabs about and conversations have no name",
			Fix: "remove the name", Source: srcPublish,
			check: func(s *subject, report reporter) {
				for _, tab := range s.each("staticTabs") {
					if at := tab.get("name"); reservedTab(tab) && at.node != nil {
						report(at, fmt.Sprintf("the reserved tab %s has a name", schema.Show(tab.get("entityId").node)))
					}
				}
			},
		},
		{
			Code: "StaticTabNameCouldNotBeEmpty", Severity: Error, Target: "staticTabs[].name", Asks: "every other tab has a name",
			Fix: "write the name that users see", Source: srcPublish,
			check: func(s *subject, report reporter) {
				for _, tab := range s.each("staticTabs") {
					if at := tab.get("name"); !reservedTab(tab) && strings.TrimSpace(at.text()) == "" {
						report(at, fmt.Sprintf("%s is missing or empty", at.target))
					}
				}
			},
		},
		{
			Code: "GroupChatForBotsLessThanV13", Severity: Error, Target: "bots[].scopes", Asks: "bots are in group chats from 1.3 on",
			Fix: "declare a newer manifest version", Source: srcPublish, check: groupChatBefore13("bots"),
		},
		{
			Code: "GroupChatForConfigurableTabsLessThanV13", Severity: Error, Target: "configurableTabs[].scopes", Asks: "configurable tabs are in group chats from 1.3 on",
			Fix: "declare a newer manifest version", Source: srcPublish, check: groupChatBefore13("configurableTabs"),
		},
		{
			Code: "channel-features-undeclared", Severity: Error, Target: "supportsChannelFeatures", Asks: "from 1.25 on an app with the scope team says how it deals with channels",
			Fix: `add "supportsChannelFeatures": "tier1"`, Source: srcChannels,
			check: func(s *subject, report reporter) {
				if at := s.at("supportsChannelFeatures"); at.text() == "" && s.known && s.version.NeedsChannelFeatures() && teamScope(s) {
					report(at, "an app with the scope team does not declare supportsChannelFeatures")
				}
			},
		},
		{
			Code: "command-scope-not-of-bot", Severity: Warning, Target: "bots[].commandLists[].scopes", Asks: "command lists are for scopes that the bot has",
			Fix: "remove the scope, or add it to the bot", Source: srcReference,
			check: func(s *subject, report reporter) {
				for _, bot := range s.each("bots") {
					for _, list := range bot.get("commandLists").list() {
						for _, scope := range list.get("scopes").list() {
							if !bot.get("scopes").has(scope.text()) {
								report(scope, fmt.Sprintf("%s is %s, a scope that the bot does not have", scope.target, schema.Show(scope.node)))
							}
						}
					}
				}
			},
		},
		{
			Code: "bot-without-commands", Severity: Warning, Target: "bots[].commandLists", Asks: "a bot that listens lists its commands, which mobile clients need",
			Fix: "list the commands that the bot knows", Source: srcReference,
			check: func(s *subject, report reporter) {
				for _, bot := range s.each("bots") {
					if at := bot.get("commandLists"); len(at.list()) == 0 && !bot.get("isNotificationOnly").node.True() {
						report(at, "the bot lists no commands")
					}
				}
			},
		},
		{
			Code: "full-screen-with-bot", Severity: Warning, Target: "isFullScreen", Asks: "isFullScreen is for apps without a bot",
			Fix: "remove isFullScreen", Source: srcReference,
			check: func(s *subject, report reporter) {
				if at := s.at("isFullScreen"); at.node.True() && len(s.each("bots")) > 0 {
					report(at, "the app fills the screen, but has a bot")
				}
			},
		},
		{
			Code: "loading-indicator-on", Severity: Error, Target: "showLoadingIndicator", Asks: "no loading indicator waits for a page that never says it is ready",
			Fix: "write false; Totara's pages do not tell Teams when they have loaded", Source: srcReference,
			check: func(s *subject, report reporter) {
				if at := s.at("showLoadingIndicator"); at.node.True() && len(s.tabs()) > 0 {
					report(at, "the loading indicator is on, so a page that does not say it is ready fails to load", only(!s.totara))
				}
			},
		},
		{
			Code: "ReservedActivitiesValidation", Severity: Error, Target: "activities.activityTypes[].type", Asks: "no activity is of the type systemDefault",
			Fix: "choose another type", Source: srcPublish,
			check: func(s *subject, report reporter) {
				for _, activity := range s.each("activities", "activityTypes") {
					if at := activity.get("type"); strings.EqualFold(at.text(), "systemDefault") {
						report(at, "systemDefault is a type of Teams itself")
					}
				}
			},
		},
		{
			Code: "UniqueActivityTypeInActivitiesValidation", Severity: Error, Target: "activities.activityTypes[].type", Asks: "every activity has a type of its own",
			Fix: "choose another type", Source: srcPublish,
			check: func(s *subject, report reporter) {
				seen := map[string]bool{}
				for _, activity := range s.each("activities", "activityTypes") {
					at := activity.get("type")
					if at.text() != "" && seen[strings.ToLower(at.text())] {
						report(at, fmt.Sprintf("the type %s comes twice", schema.Show(at.node)))
					}
					seen[strings.ToLower(at.text())] = true
				}
			},
		},
		{
			Code: "configurable-properties-ignored", Severity: Warning, Target: "configurableProperties", Asks: "configurableProperties only work for apps of the store",
			Fix: "remove them", Source: srcReference,
			check: func(s *subject, report reporter) {
				if at := s.at("configurableProperties"); len(at.list()) > 0 {
					report(at, "configurableProperties do nothing in an app of an organisation")
				}
			},
		},
	}
}

// botBased is a check of each message extension that a bot serves.
func botBased(check func(spot, reporter)) func(*subject, reporter) {
	return func(s *subject, report reporter) {
		for _, extension := range s.each("composeExtensions") {
			if extension.get("composeExtensionType").text() != "apiBased" {
				check(extension, report)
			}
		}
	}
}

func reservedTab(tab spot) bool {
	id := tab.get("entityId").text()
	return id == "about" || id == "conversations"
}

func groupChatBefore13(list string) func(*subject, reporter) {
	return func(s *subject, report reporter) {
		for _, part := range s.each(list) {
			if at := part.get("scopes"); s.known && s.version < 3 && at.has("groupchat", "groupChat") {
				report(at, fmt.Sprintf("version %s knows no group chats", s.version))
			}
		}
	}
}

// teamScope reports whether a tab or a bot is for teams.
func teamScope(s *subject) bool {
	for _, list := range []string{"configurableTabs", "staticTabs", "bots"} {
		for _, part := range s.each(list) {
			if part.get("scopes").has(team) {
				return true
			}
		}
	}
	return false
}
