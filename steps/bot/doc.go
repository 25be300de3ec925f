// Package bot declares the bot: an Entra application of its own and the Azure
// Bot that leads Teams to Totara.
//
//	bot.application  the application, for any tenant, with its service
//	bot.principal    principal and its client secret (package application)
//	bot.secret
//	bot.provider     the subscription, and Microsoft.BotService registered in it
//	bot.group        the resource group
//	bot.azure        the Azure Bot: F0, single tenant, with Totara's endpoint
//	bot.channel      its Microsoft Teams channel
//	bot.token        that Entra gives a token where Totara asks for it
//
// The messaging extension uses the same bot; with both off every row is skipped
// and nothing is asked of anybody.
//
// # What it promises
//
// A bot that is there already is found (by its client id, its handle or its
// endpoint), kept and adopted together with its application, also one of the
// multi-tenant kind that Azure no longer makes. An adopted bot keeps its name,
// its resource group and its price tier; what we make carries the tag
// [tenant.TagSite], so that removing knows what is ours. Only the fields that a
// plan shows are compared and written.
//
// A resource group is made when it is missing; one that is there is never
// changed. Whether the person may register the provider is asked before, not
// found out on the way. When several subscriptions could hold the bot a person
// chooses ([Bot.Candidates]), and nothing of the bot is made before.
//
// Terms are accepted by persons. The Teams channel waits until somebody has
// said so: by a flag, by an answer to a question ([Bot.TermsAwaited]), or by a
// tick at the row bot.terms.
//
// Without an Azure subscription the Teams Developer Portal makes bots too, free
// of charge. It has no interface to rely on, so a person does it: the row
// bot.azure holds every value to copy.
//
// # What it refuses
//
// To take a token for a working bot. Totara asks one fixed authority for it,
// and the row bot.token passes only when that one gives it; whether the
// connector then accepts it nobody can tell from outside, and the row says so.
//
//	b := bot.New(answers, env, bot.Parts{Azure: azure, Cloud: cloud, TenantID: id, Sink: sink, Token: token})
//	runner := steps.Runner{Steps: b.Steps(), …}
package bot
