package arm

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

// botName is the form of a bot's name. Source: Azure Bot Service reference.
var botName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,63}$`)

// known reports whether a bot has a property. Source: Azure Bot Service
// reference 2022-09-15, BotProperties.
func known(name string) bool {
	switch name {
	case "displayName", "description", "iconUrl", "endpoint", "allSettings", "parameters", "manifestUrl", "msaAppType", "msaAppId",
		"msaAppTenantId", "msaAppMSIResourceId", "developerAppInsightKey", "developerAppInsightsApiKey", "developerAppInsightsApplicationId",
		"luisAppIds", "luisKey", "isCmekEnabled", "cmekKeyVaultUrl", "publicNetworkAccess", "isStreamingSupported", "disableLocalAuth",
		"schemaTransformationVersion", "storageResourceId", "openWithHint", "appPasswordHint", "publishingCredentials":
		return true
	}
	return readOnly(name)
}

// invalid is the refusal of the bot service itself.
func invalid(reason string) *refusal {
	return bad("InvalidBotData", "Bot is not valid. Errors: %s.  See https://docs.microsoft.com/azure/bot-service/bot-service-resources-bot-framework-faq?view=azure-bot-service-4.0 for detailed requirements.", reason)
}

const (
	nameTaken = "The bot name is already registered to another bot application."
	appTaken  = "The Microsoft App ID is already registered to another bot application."
)

// judge refuses a bot that the service would not keep. There is no old one for
// a new bot.
func judge(tx *store.Tx, old, made store.Object) *refusal {
	p := inner(made, "properties")
	if !botName.MatchString(str(made, "name")) {
		return invalid("The bot name must have 2 to 64 letters, digits, '-', '_' or '.', and begin with a letter or digit.")
	}
	if old == nil {
		if kind := str(p, "msaAppType"); kind == "" || kind == "MultiTenant" {
			return bad("InvalidBotCreationData", "Multitenant bot creation is deprecated. Please use SingleTenant or UserAssignedMSI")
		}
	} else if why := unchanged(old, made); why != nil {
		return why
	}
	if !slices.Contains(botLocations(), str(made, "location")) {
		return bad("LocationNotAvailableForResourceType", "The provided location '%s' is not available for resource type '%s'. List of available regions for the resource type is '%s'.", clip(str(made, "location")), botType, strings.Join(botLocations(), ","))
	}
	if kind := str(made, "kind"); !slices.Contains([]string{"sdk", "designer", "bot", "function", "azurebot"}, kind) {
		return invalid("The kind '" + clip(kind) + "' is not known.")
	}
	if sku := str(made, "sku"); sku != "F0" && sku != "S1" {
		return bad("InvalidSku", "The sku '%s' is not available for resource type '%s'. Use F0 or S1.", clip(sku), botType)
	}
	if why := judgeTexts(p); why != nil {
		return why
	}
	if why := judgeIdentity(tx, p); why != nil {
		return why
	}
	return judgeTaken(tx, made)
}

// unchanged refuses a change of what a bot keeps for life. Source: Azure Bot
// Service reference: msaAppId, msaAppTenantId and kind can be created and read
// only.
func unchanged(old, made store.Object) *refusal {
	if str(old, "location") != str(made, "location") {
		return conflict("InvalidResourceLocation", "The resource '%s' already exists in location '%s' in resource group '%s'. A resource with the same name cannot be created in location '%s'. Please select a new resource name.",
			str(old, "name"), str(old, "location"), str(old, "group"), clip(str(made, "location")))
	}
	if str(old, "kind") != str(made, "kind") {
		return invalid("The property 'kind' cannot be changed.")
	}
	before, after := inner(old, "properties"), inner(made, "properties")
	for _, name := range []string{"msaAppId", "msaAppType", "msaAppTenantId", "msaAppMSIResourceId"} {
		if !strings.EqualFold(str(before, name), str(after, name)) {
			return invalid("The property '" + name + "' cannot be changed.")
		}
	}
	return nil
}

func judgeTexts(p store.Object) *refusal {
	for _, name := range []string{"displayName", "endpoint", "msaAppId"} {
		if str(p, name) == "" {
			return invalid("The property '" + name + "' is required.")
		}
	}
	for _, name := range []string{"endpoint", "iconUrl"} {
		text := str(p, name)
		u, err := url.Parse(text)
		if text != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
			return invalid("The property '" + name + "' must be an absolute https address.")
		}
	}
	for name, value := range p {
		_, text := value.(string)
		switch name {
		case "allSettings", "parameters", "luisAppIds", "isCmekEnabled", "isStreamingSupported", "disableLocalAuth":
		default:
			if !text {
				return bad("InvalidRequestContent", "The request content was invalid: the property '%s' must be a text.", clip(name))
			}
		}
	}
	return nil
}

// judgeIdentity judges the application behind a bot.
func judgeIdentity(tx *store.Tx, p store.Object) *refusal {
	if uuid.Validate(str(p, "msaAppId")) != nil {
		return invalid("The Microsoft App ID is not a GUID.")
	}
	switch str(p, "msaAppType") {
	case "SingleTenant":
		if uuid.Validate(str(p, "msaAppTenantId")) != nil {
			return invalid("The property 'msaAppTenantId' is required for a bot of type SingleTenant.")
		}
	case "UserAssignedMSI":
		if str(p, "msaAppTenantId") == "" || str(p, "msaAppMSIResourceId") == "" {
			return invalid("The properties 'msaAppTenantId' and 'msaAppMSIResourceId' are required for a bot of type UserAssignedMSI.")
		}
		return nil
	case "MultiTenant":
	default:
		return invalid("The property 'msaAppType' has an unknown value.")
	}
	home, found := "", false
	look := func(v *store.View) {
		if _, ok := v.By(store.Applications, "appId", str(p, "msaAppId")); ok {
			home, found = v.Tenant().ID, true
		}
	}
	look(tx.Seen) // a new application takes its time to the bot service
	tx.Others(look)
	if !found {
		return invalid("The Microsoft App ID is not registered.")
	}
	if str(p, "msaAppType") == "SingleTenant" && !strings.EqualFold(home, str(p, "msaAppTenantId")) {
		return invalid("The Microsoft App ID is not registered in the tenant of 'msaAppTenantId'.")
	}
	return nil
}

// judgeTaken judges what is unique in all of Azure: a bot's name, and the bot
// of an application.
func judgeTaken(tx *store.Tx, made store.Object) *refusal {
	var why *refusal
	look := func(v *store.View) {
		for _, name := range v.Tenant().BotNames {
			if strings.EqualFold(name, str(made, "name")) {
				why = invalid(nameTaken)
			}
		}
		for _, b := range v.All(store.Bots) {
			if resourceKey(b) == resourceKey(made) {
				continue
			}
			if strings.EqualFold(str(b, "name"), str(made, "name")) {
				why = invalid(nameTaken)
			} else if strings.EqualFold(str(inner(b, "properties"), "msaAppId"), str(inner(made, "properties"), "msaAppId")) && why == nil {
				why = invalid(appTaken)
			}
		}
	}
	look(tx.Newest)
	tx.Others(look)
	return why
}

// checkName tells whether a bot could have a name.
func (s *Service) checkName(a *ask) (*reply, *refusal) {
	name := str(a.body, "name")
	if !strings.EqualFold(str(a.body, "type"), botType) && !strings.EqualFold(str(a.body, "type"), "botServices") {
		return nil, bad("InvalidRequestContent", "The request content was invalid: the type must be '%s'.", botType)
	}
	answer := store.Object{"valid": true, "message": "", "absCode": ""}
	if !botName.MatchString(name) {
		answer = store.Object{"valid": false, "message": "The bot name is not valid.", "absCode": "InvalidBotData"}
		return &reply{status: http.StatusOK, body: answer}, nil
	}
	why := s.change(a, func(tx *store.Tx) *refusal {
		if judgeTaken(tx, store.Object{"name": name, "properties": store.Object{}}) != nil {
			answer = store.Object{"valid": false, "message": nameTaken, "absCode": "InvalidBotData"}
		}
		return nil
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: answer}, nil
}
