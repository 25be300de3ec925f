// Package arm is the Azure Resource Manager of the rehearsal cloud:
// subscriptions, the registration of Microsoft.BotService, resource groups,
// Azure Bots and their channels.
//
// It promises Resource Manager's order of judgement (token, api-version,
// subscription, role, state of the subscription, registration, resource group,
// body) and its form of refusal: an error with code and message, request and
// correlation id, what is left of the limits.
//
//   - Every request names an api-version; one that the service never had is
//     refused with those it has.
//   - A resource provider must be registered before its resources are written,
//     and registering takes a while.
//   - Deleting a resource group is work in the background: 202 with a Location
//     to ask, and what is in the group goes with it.
//   - Bots are SingleTenant or UserAssignedMSI; multi-tenant ones only live on.
//     Their names are unique in all of Azure, an application serves one bot,
//     and application, tenant, type and location of a bot never change.
//   - A Teams channel is not made before its terms were accepted.
//
// A request reaches one region, which may be behind: it does not know a new
// resource group, a new bot or the registration of a moment ago, nor does the
// bot service know a new application. What a bot or a channel holds can be read
// as it was written. Deleting, registering and making a group are decided where
// they are kept. The list of what a resource group holds comes from Resource
// Manager's own cache.
//
// # Where it guesses
//
// Microsoft publishes neither the codes nor the order of the bot service's own
// checks. Those known from public reports are used (InvalidBotData,
// InvalidBotCreationData); a change of what cannot be changed, a missing sku
// and a channel without accepted terms are refused in their manner. The list
// of a kind of resource is empty, not refused, while its provider is not
// registered.
//
// Sources, in our own words: Azure Resource Manager reference (subscriptions,
// providers, resource groups), Azure Bot Service reference 2022-09-15, "Track
// asynchronous Azure operations", "Resolve errors for resource provider
// registration", "Azure resource naming rules", "Azure built-in roles".
package arm
