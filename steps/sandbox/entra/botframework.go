package entra

import (
	"net/http"
	"strings"

	"teamwright/steps/sandbox/store"
)

// The directory of the Bot Framework, which issues the tokens of multi-tenant
// bots. Source: Bot Framework, authentication with the Bot Connector API.
const (
	botFrameworkName = "botframework.com"
	botFrameworkID   = "d6d49420-f39b-4df7-a1dc-d59a935871db"
)

func botFramework(name string) (store.Tenant, bool) {
	if !strings.EqualFold(name, botFrameworkName) && !strings.EqualFold(name, botFrameworkID) {
		return store.Tenant{}, false
	}
	return store.Tenant{ID: botFrameworkID, Name: "Bot Framework"}, true
}

const connector = "https://api.botframework.com"

// botToken answers a bot that asks for itself at the Bot Framework's own
// directory. An application of one tenant alone is unknown there. Source:
// public reports of AADSTS700016 for single-tenant bots.
func (h *Host) botToken(ask request) (any, error) {
	switch kind := ask.form.Get("grant_type"); kind {
	case "":
		return nil, missing("grant_type")
	case "client_credentials":
	default:
		return nil, refusal{70003, "the grant type '" + clip(kind) + "' is not supported here"}
	}
	client := ask.form.Get("client_id")
	if client == "" {
		return nil, missing("client_id")
	}
	var app store.Object
	home := ask
	h.opt.Store.Each(store.Applications, func(t store.Tenant, o store.Object) {
		id, _ := o["appId"].(string)
		if audience, _ := o["signInAudience"].(string); strings.EqualFold(id, client) && audience != "AzureADMyOrg" {
			app, home.tenant = o, t
		}
	})
	if known, err := h.copied(home, app); err != nil {
		return nil, err
	} else if !known {
		return nil, refusal{700016, "the application '" + clip(client) + "' was not found in the directory 'Bot Framework'"}
	}
	if err := h.secret(home, app); err != nil {
		return nil, err
	}
	if text := ask.form.Get("scope"); text != connector+"/.default" {
		return nil, refusal{500011, "the resource principal named '" + clip(strings.TrimSuffix(text, "/.default")) + "' was not found in the tenant"}
	}
	return h.applicationToken(ask, app, nil, nil, scope{text: ask.form.Get("scope"), all: true, resource: resource{audience: connector}})
}

// copied reports whether the Bot Framework's directory has heard of an
// application: a new one takes its time to other directories too.
func (h *Host) copied(home request, app store.Object) (known bool, err error) {
	if app == nil {
		return false, nil
	}
	id, _ := app["id"].(string)
	err = h.opt.Store.Read(home.tenant.ID, func(v *store.View) { _, known = v.Get(store.Applications, id) })
	return known, err
}

// botDirectory answers what the Bot Framework's directory has endpoints for.
func (h *Host) botDirectory(r *http.Request, rest string, ask request) (any, error) {
	switch rest {
	case "v2.0/.well-known/openid-configuration":
		return configuration(ask), nil
	case "discovery/v2.0/keys":
		return map[string]any{"keys": []any{}}, nil
	case "oauth2/v2.0/token":
		answer, err := h.botToken(ask)
		if err == nil {
			h.signedIn(ask.form.Get("client_id"))
		}
		return answer, err
	}
	return nil, refusal{50059, "the directory of the Bot Framework is for bots alone"}
}
