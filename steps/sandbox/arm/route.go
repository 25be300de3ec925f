package arm

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The scopes at which a request is judged: what a role is needed for.
const (
	scopeTenant = iota
	scopeSubscription
	scopeGroup
)

// anybody is the action of what is open without a role.
const anybody = "Microsoft.Authorization/permissions/read"

// route is what one method of one path does.
type route struct {
	method, pattern string
	scope           int
	action          string // as roles name it
	kind            string // resource type that knows the api-versions
	body            bool   // a JSON object is expected
	handle          func(*ask) (*reply, *refusal)
}

func (r route) writes() bool { return !strings.HasSuffix(r.action, "/read") }

// table lists every path of the service; names of Azure have no case.
func (s *Service) table() []route {
	const (
		sub   = "subscriptions/{}"
		group = sub + "/resourcegroups/{}"
		rp    = "providers/microsoft.botservice"
		bot   = group + "/" + rp + "/botservices/{}"
	)
	const (
		subs, groups, bots, chans = "Microsoft.Resources/subscriptions", "Microsoft.Resources/subscriptions/resourceGroups", "Microsoft.BotService/botServices", "Microsoft.BotService/botServices/channels"
		get, put, patch, post     = http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodPost
	)
	return []route{
		{get, "subscriptions", scopeTenant, subs + "/read", "subscriptions", false, s.listSubscriptions},
		{get, sub, scopeSubscription, subs + "/read", "subscriptions", false, s.getSubscription},
		{get, sub + "/operationresults/{}", scopeSubscription, subs + "/operationresults/read", "resources", false, s.operationResult},
		{get, sub + "/providers/{}", scopeSubscription, subs + "/providers/read", "resources", false, s.getProvider},
		{post, sub + "/providers/{}/register", scopeSubscription, "Microsoft.BotService/register/action", "resources", false, s.register},

		{get, sub + "/providers/microsoft.authorization/permissions", scopeSubscription, anybody, "authorization", false, s.permissions},
		{get, group + "/providers/microsoft.authorization/permissions", scopeGroup, anybody, "authorization", false, s.permissions},

		{get, sub + "/resourcegroups", scopeSubscription, groups + "/read", "resources", false, s.listGroups},
		{get, group, scopeGroup, groups + "/read", "resources", false, s.getGroup},
		{http.MethodHead, group, scopeGroup, groups + "/read", "resources", false, s.hasGroup},
		{put, group, scopeGroup, groups + "/write", "resources", true, s.putGroup},
		{patch, group, scopeGroup, groups + "/write", "resources", true, s.patchGroup},
		{http.MethodDelete, group, scopeGroup, groups + "/delete", "resources", false, s.deleteGroup},
		{get, group + "/resources", scopeGroup, groups + "/resources/read", "resources", false, s.listResources},

		{post, rp + "/checknameavailability", scopeTenant, "Microsoft.BotService/checknameavailability/read", "bots", true, s.checkName},
		{get, sub + "/" + rp + "/botservices", scopeSubscription, bots + "/read", "bots", false, s.listBots},
		{get, group + "/" + rp + "/botservices", scopeGroup, bots + "/read", "bots", false, s.listGroupBots},
		{get, bot, scopeGroup, bots + "/read", "bots", false, s.getBot},
		{put, bot, scopeGroup, bots + "/write", "bots", true, s.putBot},
		{patch, bot, scopeGroup, bots + "/write", "bots", true, s.patchBot},
		{http.MethodDelete, bot, scopeGroup, bots + "/delete", "bots", false, s.deleteBot},
		{get, bot + "/channels", scopeGroup, chans + "/read", "bots", false, s.listChannels},
		{get, bot + "/channels/{}", scopeGroup, chans + "/read", "bots", false, s.getChannel},
		{put, bot + "/channels/{}", scopeGroup, chans + "/write", "bots", true, s.putChannel},
		{http.MethodDelete, bot + "/channels/{}", scopeGroup, chans + "/delete", "bots", false, s.deleteChannel},
	}
}

// find returns the route of a request and what stands at its places.
func (s *Service) find(r *http.Request) (route, []string, *refusal) {
	var segments []string
	for _, part := range strings.Split(strings.Trim(r.URL.EscapedPath(), "/"), "/") {
		plain, err := url.PathUnescape(part)
		if err != nil || plain == "" {
			return route{}, nil, bad("InvalidRequestUri", "The request URI is malformed.")
		}
		segments = append(segments, plain)
	}
	known := false
	for _, do := range s.routes {
		names, ok := match(do.pattern, segments)
		if !ok {
			continue
		}
		if do.method == r.Method {
			return do, names, nil
		}
		known = true
	}
	if known {
		return route{}, nil, &refusal{http.StatusMethodNotAllowed, "HttpMethodNotSupported", "The http method '" + clip(r.Method) + "' is not supported for this request.", nil}
	}
	return route{}, nil, absent("InvalidResourceType", "The resource type could not be found in the namespace for the request path '%s'.", clip(r.URL.Path))
}

// match holds a path against a pattern. Literal routes come before those with
// a place where both could match, as in the table.
func match(pattern string, segments []string) ([]string, bool) {
	parts := strings.Split(pattern, "/")
	if len(parts) != len(segments) {
		return nil, false
	}
	var names []string
	for i, part := range parts {
		if part == "{}" {
			names = append(names, segments[i])
		} else if !strings.EqualFold(part, segments[i]) {
			return nil, false
		}
	}
	return names, true
}

// versions are the api-versions that a kind of request has had. Sources: the
// released versions of Azure's REST API specifications.
func versions(kind string) []string {
	switch kind {
	case "subscriptions":
		return []string{"2016-06-01", "2018-06-01", "2019-06-01", "2019-11-01", "2020-01-01", "2021-01-01", "2022-12-01"}
	case "authorization":
		return []string{"2015-07-01", "2018-01-01-preview", "2022-04-01", "2022-05-01-preview"}
	case "resources":
		return []string{"2016-09-01", "2017-05-10", "2018-05-01", "2019-03-01", "2019-05-10", "2019-10-01", "2020-06-01", "2020-10-01", "2021-01-01", "2021-04-01", "2022-09-01", "2023-07-01", "2024-03-01", "2024-11-01", "2025-04-01"}
	default:
		return []string{"2017-12-01", "2018-07-12", "2020-06-02", "2021-03-01", "2021-05-01-preview", "2022-06-15-preview", "2022-09-15", "2023-09-15-preview"}
	}
}

// version refuses a request without an api-version, or with one that the
// resource never had.
func (r route) version(req *http.Request) *refusal {
	asked := req.URL.Query()["api-version"]
	if len(asked) == 0 || asked[0] == "" {
		return bad("MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.")
	}
	all := versions(r.kind)
	if len(asked) == 1 && slices.Contains(all, strings.ToLower(asked[0])) {
		return nil
	}
	if r.kind == "bots" {
		return bad("NoRegisteredProviderFound", "No registered resource provider found for location 'global' and API version '%s' for type 'botServices'. The supported api-versions are '%s'. The supported locations are '%s'.",
			clip(asked[0]), strings.Join(all, ", "), strings.Join(botLocations(), ", "))
	}
	return bad("InvalidApiVersionParameter", "The api-version '%s' is invalid. The supported versions are '%s'.", clip(asked[0]), strings.Join(all, ","))
}
