package entra

import (
	"net/url"
	"slices"
	"strings"

	"teamwright/steps/sandbox/store"
)

// scope is what a client asks for: permissions of one resource.
type scope struct {
	text     string // as asked; answers echo it
	resource resource
	names    []string // permissions by name; none with all
	all      bool     // .default
	openID   []string // openid, profile, email, offline_access
}

// resource is an API that tokens are issued for.
type resource struct {
	audience string
	appID    string
	graph    bool
	azure    bool         // Azure Resource Manager
	app      store.Object // the application of this tenant, if it is one
}

func (s scope) offline() bool { return slices.Contains(s.openID, "offline_access") }

// scope reads a scope parameter.
func (h *Host) scope(ask request, text string) (scope, error) {
	s := scope{text: text}
	var audience string
	for _, part := range strings.Fields(text) {
		switch strings.ToLower(part) {
		case "openid", "profile", "email", "offline_access":
			s.openID = append(s.openID, strings.ToLower(part))
			continue
		}
		res, name := "", part
		if i := strings.LastIndexByte(part, '/'); i >= 0 {
			res, name = part[:i], part[i+1:]
		}
		if name == "" {
			return s, refusal{70011, "the scope '" + clip(part) + "' is not valid"}
		}
		if (len(s.names) > 0 || s.all) && !strings.EqualFold(res, audience) {
			return s, refusal{28000, "the scopes belong to more than one resource"}
		}
		audience = res
		if name == ".default" {
			s.all = true
		} else {
			s.names = append(s.names, name)
		}
	}
	if s.all && len(s.names) > 0 {
		return s, refusal{70011, ".default cannot be combined with scopes of a resource"}
	}
	var err error
	s.resource, err = h.resource(ask, audience)
	return s, err
}

// resource finds the API behind the part of a scope before the last slash.
func (h *Host) resource(ask request, name string) (resource, error) {
	bare := strings.ToLower(strings.TrimSuffix(name, "/"))
	switch bare {
	case "", store.MicrosoftGraph, "https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn":
		audience := name
		if bare == "" {
			audience = "https://graph.microsoft.com"
		}
		return resource{audience: audience, appID: store.MicrosoftGraph, graph: true}, nil
	case strings.ToLower(ask.host):
		// One address is Microsoft Graph and Azure Resource Manager at once.
		return resource{audience: name, appID: store.MicrosoftGraph, graph: true, azure: true}, nil
	case "https://management.azure.com", "https://management.core.windows.net", "https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net", "https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn":
		return resource{audience: name, appID: store.AzureManagement, azure: true}, nil
	case "https://api.botframework.com", "https://api.botframework.us":
		return resource{audience: name}, nil
	}
	var found store.Object
	err := h.opt.Store.Read(ask.tenant.ID, func(v *store.View) {
		for _, app := range v.All(store.Applications) {
			uris, _ := app["identifierUris"].([]any)
			id, _ := app["appId"].(string)
			if strings.EqualFold(id, bare) || slices.ContainsFunc(uris, func(u any) bool {
				s, _ := u.(string)
				return strings.EqualFold(strings.TrimSuffix(s, "/"), bare)
			}) {
				found = app
			}
		}
	})
	if err != nil {
		return resource{}, err
	}
	if found == nil {
		shown := name
		if u, err := url.Parse(name); err == nil {
			shown = u.Redacted()
		}
		return resource{}, refusal{500011, "the resource principal named '" + clip(shown) + "' was not found in the tenant"}
	}
	appID, _ := found["appId"].(string)
	audience := name
	if api, ok := found["api"].(map[string]any); ok && api["requestedAccessTokenVersion"] == float64(2) {
		audience = appID
	}
	return resource{audience: audience, appID: appID, app: found}, nil
}
