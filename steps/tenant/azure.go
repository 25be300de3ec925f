package tenant

import "context"

// Azure is what the steps ask of one tenant through Azure Resource Manager.
// Every method has a deadline of its own, repeats what may be repeated, waits
// for what Azure does in the background, and fails with an [*Error].
type Azure interface {
	Subscriptions
	ResourceGroups
	Bots
}

// Subscriptions are the questions about subscriptions, and the one write that
// a new kind of resource needs.
type Subscriptions interface {
	// Subscriptions lists what the person may see; none is no error.
	Subscriptions(ctx context.Context) ([]Subscription, error)
	// BotProvider is the registration state of Microsoft.BotService in a
	// subscription, such as "Registered".
	BotProvider(ctx context.Context, subscription string) (state string, err error)
	// RegisterBotProvider registers Microsoft.BotService and returns once the
	// state is "Registered". It can be repeated safely.
	RegisterBotProvider(ctx context.Context, subscription string) error
	// MayRegister tells whether the person's roles allow registering
	// Microsoft.BotService. Not everybody may ask; then the error is Denied or
	// NotFound, and nothing is known.
	MayRegister(ctx context.Context, subscription string) (bool, error)
}

// Subscription is one Azure subscription.
type Subscription struct {
	ID    string // GUID
	Name  string
	State string // "Enabled", "Warned", "PastDue", "Disabled" or "Deleted"
}

// Usable tells whether something can be made in the subscription.
func (s Subscription) Usable() bool { return s.State != "Disabled" && s.State != "Deleted" }

// ProviderRegistered is the state of a provider that can be used.
const ProviderRegistered = "Registered"

// ResourceGroups are the questions and writes about resource groups.
type ResourceGroups interface {
	// ResourceGroup reads one; ok is false when there is none of that name.
	ResourceGroup(ctx context.Context, subscription, name string) (g ResourceGroup, ok bool, err error)
	// PutResourceGroup creates the group, or writes its tags. It can be
	// repeated safely; the location of an existing group cannot be changed.
	PutResourceGroup(ctx context.Context, subscription string, g ResourceGroup) error
	// ResourcesIn lists what a group holds. The list comes from a cache that
	// may lag behind by minutes, in both directions.
	ResourcesIn(ctx context.Context, subscription, group string) ([]Resource, error)
	// DeleteResourceGroup removes the group with everything in it and returns
	// once it is gone; one that is already gone is no error.
	DeleteResourceGroup(ctx context.Context, subscription, name string) error
}

// ResourceGroup is a folder for resources of one subscription.
type ResourceGroup struct {
	Name     string
	Location string // Azure region, such as "westeurope"
	Tags     map[string]string
	State    string // provisioningState, read only; "Deleting" on its way out
}

// Resource is one thing that a resource group holds.
type Resource struct {
	Type string // such as "Microsoft.BotService/botServices"
	Name string
}

// TypeBot is the type of an Azure Bot.
const TypeBot = "Microsoft.BotService/botServices"

// TagSite is the tag that a resource group or a bot of ours carries, with the
// site's key: whatever lacks it was made by somebody else.
const TagSite = "teamwright-site"

// Bots are the questions and writes about Azure Bot resources.
type Bots interface {
	// BotNameFree tells whether no bot in all of Azure has this handle; why is
	// Azure's own reason when one has, or when the name is not allowed.
	BotNameFree(ctx context.Context, subscription, handle string) (free bool, why string, err error)
	// Bot reads one; ok is false when there is none.
	Bot(ctx context.Context, subscription, group, handle string) (b Bot, ok bool, err error)
	// BotsOf lists all bots of a subscription.
	BotsOf(ctx context.Context, subscription string) ([]Bot, error)
	// CreateBot makes the bot and returns once Azure is through with it. It
	// can be repeated safely.
	CreateBot(ctx context.Context, subscription string, b Bot) error
	// UpdateBot writes the display name, the endpoint and, unless it is empty,
	// the icon of an existing bot; whatever else it has stays. It can be
	// repeated safely. The client id, the tenant and the type have to be as
	// they are: Azure does not change them.
	UpdateBot(ctx context.Context, subscription string, b Bot) error
	// DeleteBot removes the bot; one that is already gone is no error.
	DeleteBot(ctx context.Context, subscription, group, handle string) error
	// TeamsChannel reads a bot's Microsoft Teams channel; ok is false when it
	// has none.
	TeamsChannel(ctx context.Context, subscription, group, handle string) (c TeamsChannel, ok bool, err error)
	// PutTeamsChannel makes the channel or writes its settings, all of them. It
	// can be repeated safely.
	PutTeamsChannel(ctx context.Context, subscription, group, handle string, c TeamsChannel) error
}

// Bot is an Azure Bot resource.
type Bot struct {
	Group       string // resource group
	Handle      string // name of the resource, unique in all of Azure
	DisplayName string
	Endpoint    string // https address that messages are sent to
	IconURL     string
	AppID       string // msaAppId; fixed for the life of the bot
	AppType     string // msaAppType, BotSingleTenant …; fixed for life
	AppTenantID string // msaAppTenantId; fixed for life
	SKU         string // "F0" or "S1"
	Tags        map[string]string
	State       string   // provisioningState, read only
	Channels    []string // enabledChannels, read only
}

// Types of the application behind a bot. Azure has refused to create
// multi-tenant ones since 31 July 2025. Source: Azure Bot Service: "Create an
// Azure Bot resource", deprecation notice.
const (
	BotSingleTenant = "SingleTenant"
	BotMultiTenant  = "MultiTenant"
)

// TeamsChannel is the Microsoft Teams channel of a bot.
type TeamsChannel struct {
	Enabled       bool
	AcceptedTerms bool // Microsoft's Terms of Service, accepted by a person
	// Deployment is "CommercialDeployment" or "GCCModerateDeployment"; empty
	// means Azure's fallback.
	Deployment string

	// Settings of calls, which this program leaves as they are.
	Calling           bool
	CallingWebhook    string
	IncomingCallRoute string
}

// Deployments of the Teams channel.
const (
	DeploymentCommercial = "CommercialDeployment"
	DeploymentGCC        = "GCCModerateDeployment"
	DeploymentFallback   = "FallbackDeploymentEnvironment" // nobody chose
)
