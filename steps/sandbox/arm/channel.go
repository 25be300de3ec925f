package arm

import (
	"net/http"
	"slices"
	"strings"

	"teamwright/steps/sandbox/store"
)

const (
	teamsChannel   = "MsTeamsChannel"
	channelType    = botType + "/channels"
	webChat        = "WebChatChannel"
	directLine     = "DirectLineChannel"
	fallbackTarget = "FallbackDeploymentEnvironment"
)

// builtIn are the channels that every bot begins with.
func builtIn() []string { return []string{webChat, directLine} }

func shownChannel(b, c store.Object) store.Object {
	bot, name := str(b, "name"), str(c, "name")
	properties := store.Object{"channelName": name, "location": "global", "provisioningState": "Succeeded"}
	if more := inner(c, "properties"); more != nil {
		properties["properties"] = more
	}
	return store.Object{
		"id": botID(b, bot) + "/channels/" + name, "name": bot + "/" + name, "type": channelType, "location": "global",
		"etag": `"` + str(c, "etag") + `"`, "properties": properties,
	}
}

// channel returns a channel of a bot.
func (a *ask) channel(v *store.View, b store.Object, name string) (store.Object, bool) {
	for _, known := range builtIn() {
		if strings.EqualFold(known, name) {
			return store.Object{"name": known, "etag": b["etag"]}, true
		}
	}
	return v.Newest().Get(store.Channels, store.BotKey(str(b, "subscription"), str(b, "group"), str(b, "name"), name))
}

func (a *ask) noChannel() *refusal {
	return absent("ResourceNotFound", "The Resource '%s/%s/channels/%s' under resource group '%s' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix", botType, clip(a.names[1]), clip(a.names[2]), clip(a.names[0]))
}

func (s *Service) listChannels(a *ask) (*reply, *refusal) {
	rows := []any{}
	var why *refusal
	if p := s.view(a, func(v *store.View) {
		var b store.Object
		if b, why = a.bot(v); why != nil {
			return
		}
		for _, name := range append(builtIn(), teamsChannel) {
			if c, ok := a.channel(v, b, name); ok {
				rows = append(rows, shownChannel(b, c))
			}
		}
	}); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return &reply{status: http.StatusOK, body: store.Object{"value": rows}}, nil
}

func (s *Service) getChannel(a *ask) (*reply, *refusal) {
	answer := &reply{status: http.StatusOK}
	var why *refusal
	if p := s.view(a, func(v *store.View) {
		var b store.Object
		if b, why = a.bot(v); why != nil {
			return
		}
		c, ok := a.channel(v, b, a.names[2])
		if !ok {
			why = a.noChannel()
			return
		}
		answer.body = shownChannel(b, c)
	}); p != nil {
		return nil, p
	}
	if why != nil {
		return nil, why
	}
	return answer, nil
}

// putChannel switches the Teams channel on or writes its settings. No other
// channel is rehearsed.
func (s *Service) putChannel(a *ask) (*reply, *refusal) {
	answer := &reply{status: http.StatusOK}
	why := s.change(a, func(tx *store.Tx) *refusal {
		if !s.reached(tx, a.sub) {
			return unregistered()
		}
		b, why := a.bot(tx.Seen)
		if why != nil && why.code == "ResourceNotFound" {
			return absent("ParentResourceNotFound", "Failed to perform 'write' on resource(s) of type 'botServices/channels', because the parent resource '%s/%s' could not be found.", botType, clip(a.names[1]))
		}
		if why != nil {
			return why
		}
		g, why := a.home(tx)
		if why == nil {
			why = usable(g)
		}
		if why != nil {
			return why
		}
		settings, why := a.teams()
		if why != nil {
			return why
		}
		key := store.BotKey(str(b, "subscription"), str(b, "group"), str(b, "name"), teamsChannel)
		if _, there := tx.Newest.Get(store.Channels, key); !there {
			answer.status = http.StatusCreated
		}
		etag, err := tx.NewID()
		if err != nil {
			return failure(err)
		}
		c := store.Object{"subscription": b["subscription"], "group": b["group"], "bot": b["name"], "name": teamsChannel, "etag": etag, "properties": settings}
		tx.Put(store.Channels, key, c)
		answer.body = shownChannel(b, c)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return answer, nil
}

// teams reads and judges the body of a Teams channel.
func (a *ask) teams() (store.Object, *refusal) {
	if !strings.EqualFold(a.names[2], teamsChannel) {
		return nil, &refusal{http.StatusNotImplemented, "NotImplemented", "The rehearsal cloud has no channel but " + teamsChannel + ".", nil}
	}
	if str(a.body, "location") == "" {
		return nil, bad("LocationRequired", "The location property is required for this definition.")
	}
	if plainLocation(str(a.body, "location")) != "global" {
		return nil, bad("LocationNotAvailableForResourceType", "The provided location '%s' is not available for resource type '%s'. List of available regions for the resource type is 'global'.", clip(str(a.body, "location")), channelType)
	}
	channel := inner(a.body, "properties")
	if name := str(channel, "channelName"); name != teamsChannel {
		return nil, bad("InvalidChannelData", "Channel is not valid. Errors: The property 'channelName' must be '%s'.", teamsChannel)
	}
	settings := inner(channel, "properties")
	if settings == nil {
		return nil, bad("InvalidChannelData", "Channel is not valid. Errors: The property 'properties' is required.")
	}
	kept := store.Object{"enableCalling": false, "deploymentEnvironment": fallbackTarget}
	for name, value := range settings {
		ok := false
		switch name {
		case "isEnabled", "acceptedTerms", "enableCalling":
			_, ok = value.(bool)
		case "callingWebhook", "incomingCallRoute":
			_, ok = value.(string)
		case "deploymentEnvironment":
			text, _ := value.(string)
			ok = slices.Contains([]string{fallbackTarget, "CommercialDeployment", "GCCModerateDeployment"}, text)
		}
		if value == nil {
			continue
		}
		if !ok {
			return nil, bad("InvalidChannelData", "Channel is not valid. Errors: The property '%s' is unknown or has a wrong value.", clip(name))
		}
		kept[name] = value
	}
	if _, given := kept["isEnabled"]; !given {
		return nil, bad("InvalidChannelData", "Channel is not valid. Errors: The property 'isEnabled' is required.")
	}
	if kept["acceptedTerms"] != true {
		return nil, bad("InvalidChannelData", "Channel is not valid. Errors: The terms of service of the Microsoft Teams channel must be accepted.")
	}
	return kept, nil
}

func (s *Service) deleteChannel(a *ask) (*reply, *refusal) {
	answer := &reply{status: http.StatusOK}
	why := s.change(a, func(tx *store.Tx) *refusal {
		if g, why := a.group(tx.Newest); why == nil {
			if why := locked(g); why != nil {
				return why
			}
		}
		b, why := a.bot(tx.Newest)
		if why != nil {
			return why
		}
		key := store.BotKey(str(b, "subscription"), str(b, "group"), str(b, "name"), a.names[2])
		if _, there := tx.Newest.Get(store.Channels, key); !there {
			answer.status = http.StatusNoContent
			return nil
		}
		tx.Delete(store.Channels, key)
		return nil
	})
	if why != nil {
		return nil, why
	}
	return answer, nil
}
