package arm

import (
	"net/http"
	"strings"

	"teamwright/steps/sandbox/store"
)

const botType = "Microsoft.BotService/botServices"

// botLocations are where bots can be made. Source: Azure Bot Service, regions.
func botLocations() []string { return []string{"global", "westeurope", "westus", "centralindia"} }

func botID(o store.Object, bot string) string {
	return "/subscriptions/" + str(o, "subscription") + "/resourceGroups/" + str(o, "group") + "/providers/" + botType + "/" + bot
}

// shownBot is what a read shows of a bot.
func shownBot(v *store.View, b store.Object) store.Object {
	properties := store.Object{
		"description": nil, "iconUrl": "https://docs.botframework.com/static/devportal/client/images/bot-framework-default.png",
		"endpointVersion": "3.0", "luisAppIds": []any{}, "isCmekEnabled": false, "publicNetworkAccess": "Enabled",
		"isStreamingSupported": false, "isDeveloperAppInsightsApiKeySet": false, "disableLocalAuth": false,
		"provisioningState": "Succeeded", "tenantId": v.Tenant().ID,
	}
	delete(properties, "description")
	for name, value := range inner(b, "properties") {
		properties[name] = value
	}
	configured := []any{"webchat", "directline"}
	enabled := []any{"webchat", "directline"}
	for _, c := range v.Newest().All(store.Channels) {
		if strings.HasPrefix(resourceKey(c), resourceKey(b)+"/") {
			name := strings.ToLower(strings.TrimSuffix(str(c, "name"), "Channel"))
			configured = append(configured, name)
			if inner(c, "properties")["isEnabled"] == true {
				enabled = append(enabled, name)
			}
		}
	}
	properties["configuredChannels"], properties["enabledChannels"] = configured, enabled
	o := store.Object{
		"id": botID(b, str(b, "name")), "name": b["name"], "type": botType, "location": b["location"], "kind": b["kind"],
		"etag": `"` + str(b, "etag") + `"`, "sku": shownSKU(str(b, "sku")), "properties": properties,
	}
	if tags := inner(b, "tags"); len(tags) > 0 {
		o["tags"] = tags
	}
	return o
}

func shownSKU(name string) store.Object {
	if name == "S1" {
		return store.Object{"name": name, "tier": "Standard"}
	}
	return store.Object{"name": name, "tier": "Free"}
}

// bot returns the bot of a request. A region that has not heard of a new one
// says that it is not there; what a bot holds comes from the bot service, and is
// never old.
func (a *ask) bot(v *store.View) (store.Object, *refusal) {
	if _, why := a.group(v); why != nil {
		return nil, why
	}
	key := store.BotKey(a.sub.ID, a.names[0], a.names[1])
	b, ok := v.Newest().Get(store.Bots, key)
	if _, seen := v.Get(store.Bots, key); !ok || !seen {
		return nil, a.noBot()
	}
	return b, nil
}

func (a *ask) noBot() *refusal {
	return absent("ResourceNotFound", "The Resource '%s/%s' under resource group '%s' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix", botType, clip(a.names[1]), clip(a.names[0]))
}

func (s *Service) listBots(a *ask) (*reply, *refusal) {
	return s.bots(a, func(b store.Object) bool { return strings.EqualFold(str(b, "subscription"), a.sub.ID) })
}

func (s *Service) listGroupBots(a *ask) (*reply, *refusal) {
	var why *refusal
	if p := s.view(a, func(v *store.View) { _, why = a.group(v) }); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return s.bots(a, a.holds)
}

func (s *Service) bots(a *ask, keep func(store.Object) bool) (*reply, *refusal) {
	rows := []any{}
	why := s.view(a, func(v *store.View) {
		for _, b := range v.Newest().All(store.Bots) {
			if keep(b) {
				rows = append(rows, shownBot(v, b))
			}
		}
	})
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: store.Object{"value": rows}}, nil
}

func (s *Service) getBot(a *ask) (*reply, *refusal) {
	answer := &reply{status: http.StatusOK}
	var why *refusal
	if p := s.view(a, func(v *store.View) {
		var b store.Object
		if b, why = a.bot(v); why == nil {
			answer.body = shownBot(v, b)
		}
	}); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return answer, nil
}

// putBot makes a bot or writes it whole.
func (s *Service) putBot(a *ask) (*reply, *refusal) {
	return s.writeBot(a, func(tx *store.Tx, old store.Object) (store.Object, *refusal) {
		if str(a.body, "location") == "" {
			return nil, bad("LocationRequired", "The location property is required for this definition.")
		}
		made := store.Object{
			"subscription": a.sub.ID, "group": a.names[0], "name": a.names[1],
			"location": plainLocation(str(a.body, "location")), "kind": "azurebot", "properties": store.Object{},
		}
		if old != nil {
			made["group"], made["name"] = old["group"], old["name"]
		}
		return made, merge(made, a.body)
	})
}

// patchBot changes what the body names.
func (s *Service) patchBot(a *ask) (*reply, *refusal) {
	return s.writeBot(a, func(tx *store.Tx, old store.Object) (store.Object, *refusal) {
		if old == nil {
			return nil, a.noBot()
		}
		made := store.Clone(old)
		return made, merge(made, a.body)
	})
}

// writeBot judges what draft makes of the body and the old bot, and puts it.
func (s *Service) writeBot(a *ask, draft func(tx *store.Tx, old store.Object) (store.Object, *refusal)) (*reply, *refusal) {
	answer := &reply{status: http.StatusOK}
	why := s.change(a, func(tx *store.Tx) *refusal {
		if !s.reached(tx, a.sub) {
			return unregistered()
		}
		g, why := a.home(tx)
		if why == nil {
			why = usable(g)
		}
		if why != nil {
			return why
		}
		old, _ := tx.Newest.Get(store.Bots, store.BotKey(a.sub.ID, a.names[0], a.names[1]))
		if why := a.forbidden(a.names[1], botType); why != nil && old == nil {
			return why
		}
		made, why := draft(tx, old)
		if why != nil {
			return why
		}
		if why := judge(tx, old, made); why != nil {
			return why
		}
		if old == nil {
			answer.status = http.StatusCreated
		}
		etag, err := tx.NewID()
		if err != nil {
			return failure(err)
		}
		made["etag"] = etag
		tx.Put(store.Bots, resourceKey(made), made)
		answer.body = shownBot(tx.Newest, made)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return answer, nil
}

// readOnly are properties of a bot that a client may send back and that change
// nothing.
func readOnly(name string) bool {
	switch name {
	case "configuredChannels", "enabledChannels", "endpointVersion", "cmekEncryptionStatus", "isDeveloperAppInsightsApiKeySet",
		"migrationToken", "privateEndpointConnections", "provisioningState", "tenantId":
		return true
	}
	return false
}

// merge takes a body over a bot.
func merge(bot, body store.Object) *refusal {
	if kind := str(body, "kind"); kind != "" {
		bot["kind"] = kind
	}
	if location := str(body, "location"); location != "" {
		bot["location"] = plainLocation(location)
	}
	if sku, ok := body["sku"].(map[string]any); ok {
		bot["sku"] = str(sku, "name")
	}
	if _, given := body["tags"]; given {
		tags, why := readTags(body)
		if why != nil {
			return why
		}
		bot["tags"] = tags
	}
	properties, ok := body["properties"].(map[string]any)
	if body["properties"] != nil && !ok {
		return bad("InvalidRequestContent", "The request content was invalid: properties must be an object.")
	}
	for name, value := range properties {
		switch {
		case readOnly(name):
		case !known(name):
			return bad("InvalidRequestContent", "The request content was invalid and could not be deserialized: 'Could not find member '%s' on object of type 'BotProperties'.'", clip(name))
		case value == nil:
			delete(inner(bot, "properties"), name)
		default:
			inner(bot, "properties")[name] = value
		}
	}
	return nil
}

func (s *Service) deleteBot(a *ask) (*reply, *refusal) {
	answer := &reply{status: http.StatusOK}
	why := s.change(a, func(tx *store.Tx) *refusal {
		if g, why := a.group(tx.Newest); why == nil {
			if why := locked(g); why != nil {
				return why
			}
		}
		b, why := a.bot(tx.Newest)
		switch {
		case why != nil && why.code == "ResourceNotFound":
			answer.status = http.StatusNoContent
			return nil
		case why != nil:
			return why
		}
		for _, c := range tx.Newest.All(store.Channels) {
			if strings.HasPrefix(resourceKey(c), resourceKey(b)+"/") {
				tx.Delete(store.Channels, resourceKey(c))
			}
		}
		tx.Delete(store.Bots, resourceKey(b))
		return nil
	})
	if why != nil {
		return nil, why
	}
	return answer, nil
}
