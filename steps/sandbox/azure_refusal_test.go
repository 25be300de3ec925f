package sandbox_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// described is a tenant with subscriptions of every kind.
const describedAzure = `
subscriptions:
  - id: 11111111-1111-4111-8111-111111111111
    name: Production
    bot_provider: Registered
    resource_groups: [{name: rg-bots, location: uksouth, tags: {team: lms}}]
    bots:
      - {name: old-learn, resource_group: rg-bots, msaAppId: 9b0e3d21-8c2f-4f66-8a8b-6b5c4d3e2f10, endpoint: "https://learn.example.org/b", teams: FallbackDeploymentEnvironment, sku: S1}
  - {id: 22222222-2222-4222-8222-222222222222, name: Switched off, state: Disabled, bot_provider: Registered}
  - id: 33333333-3333-4333-8333-333333333333
    name: One group only
    role: none
    resource_groups: [{name: rg-mine, role: Contributor}, {name: rg-theirs}]
  - {id: 44444444-4444-4444-8444-444444444444, name: To look at, role: Reader}
  - id: 66666666-6666-4666-8666-666666666666
    name: Governed
    bot_provider: Registered
    allowed_locations: [uksouth]
    required_tags: [owner]
    forbidden_types: [microsoft.botservice/botservices]
    resource_groups: [{name: rg-kept, location: uksouth, locked: true}, {name: rg-frozen, location: uksouth, read_only: true}]
    bots: [{name: kept, resource_group: rg-kept, msaAppId: 7b0e3d21-8c2f-4f66-8a8b-6b5c4d3e2f10, endpoint: "https://kept.example.org/b", teams: CommercialDeployment}]
  - {id: 55555555-5555-4555-8555-555555555555, name: Somebody else's, role: none}
bot_names_taken: [learn]
applications:
  - {displayName: Bot, appId: 8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f, signInAudience: AzureADMultipleOrgs}
  - {displayName: Old bot, appId: 9b0e3d21-8c2f-4f66-8a8b-6b5c4d3e2f10, signInAudience: AzureADMultipleOrgs}
`

const (
	production  = "/subscriptions/11111111-1111-4111-8111-111111111111"
	switched    = "/subscriptions/22222222-2222-4222-8222-222222222222"
	oneGroup    = "/subscriptions/33333333-3333-4333-8333-333333333333"
	toLookAt    = "/subscriptions/44444444-4444-4444-8444-444444444444"
	governed    = "/subscriptions/66666666-6666-4666-8666-666666666666"
	elses       = "/subscriptions/55555555-5555-4555-8555-555555555555"
	botServices = "/resourceGroups/rg-bots/providers/Microsoft.BotService/botServices/"
)

func describedTenant(t *testing.T) sandbox.Tenant {
	t.Helper()
	tenant, err := sandbox.ReadTenant(strings.NewReader(describedAzure))
	if err != nil {
		t.Fatal(err)
	}
	return tenant
}

// with returns a bot's body with one value changed; nil takes it away. A path
// without a dot is of the resource itself.
func with(path string, value any) object {
	body := botBody(botApp)
	at := body
	if name, ok := strings.CutPrefix(path, "properties."); ok {
		at, path = body["properties"].(object), name
	}
	if at[path] = value; value == nil {
		delete(at, path)
	}
	return body
}

func TestAzureRefuses(t *testing.T) {
	t.Parallel()
	r := newAzure(t, sandbox.Options{Tenant: describedTenant(t)})
	channel := func(change func(settings, properties, body object)) object {
		body := teamsBody()
		properties := body["properties"].(object)
		change(properties["properties"].(object), properties, body)
		return body
	}
	group := object{"location": "westeurope"}
	free := object{"name": "learn", "type": "Microsoft.BotService/botServices"}
	for name, c := range map[string]struct {
		method, path string
		body         any
		status       int
		code         string
	}{
		"no api-version":           {"GET", "/subscriptions", nil, 400, "MissingApiVersionParameter"},
		"an unknown one":           {"GET", production + "/resourcegroups?api-version=2022-09-15", nil, 400, "InvalidApiVersionParameter"},
		"an unknown one of bots":   {"GET", production + botServices + "old-learn?api-version=2021-04-01", nil, 400, "NoRegisteredProviderFound"},
		"no such path":             {"GET", production + "/nothing/here" + armVersion, nil, 404, "InvalidResourceType"},
		"no such method":           {"PATCH", production + "/resourcegroups" + armVersion, nil, 405, "HttpMethodNotSupported"},
		"no GUID":                  {"GET", "/subscriptions/mine?api-version=2022-12-01", nil, 400, "InvalidSubscriptionId"},
		"unknown subscription":     {"GET", "/subscriptions/" + botApp + "?api-version=2022-12-01", nil, 404, "SubscriptionNotFound"},
		"unknown provider":         {"GET", production + "/providers/Contoso.Bots" + armVersion, nil, 404, "InvalidResourceNamespace"},
		"no role at all":           {"GET", elses + "?api-version=2022-12-01", nil, 403, "AuthorizationFailed"},
		"a reader writes":          {"PUT", toLookAt + "/resourcegroups/rg" + armVersion, group, 403, "AuthorizationFailed"},
		"a reader registers":       {"POST", toLookAt + "/providers/Microsoft.BotService/register" + armVersion, nil, 403, "AuthorizationFailed"},
		"one group registers":      {"POST", oneGroup + "/providers/Microsoft.BotService/register" + armVersion, nil, 403, "AuthorizationFailed"},
		"one group, another group": {"GET", oneGroup + "/resourcegroups/rg-theirs" + armVersion, nil, 403, "AuthorizationFailed"},
		"disabled":                 {"PUT", switched + "/resourcegroups/rg" + armVersion, group, 409, "ReadOnlyDisabledSubscription"},
		"disabled, registering":    {"POST", switched + "/providers/Microsoft.BotService/register" + armVersion, nil, 409, "ReadOnlyDisabledSubscription"},

		"a group without location":    {"PUT", production + "/resourcegroups/rg" + armVersion, object{}, 400, "LocationRequired"},
		"a group nowhere":             {"PUT", production + "/resourcegroups/rg" + armVersion, object{"location": "atlantis"}, 400, "LocationNotAvailableForResourceGroup"},
		"a group that moves":          {"PUT", production + "/resourcegroups/rg-bots" + armVersion, group, 409, "InvalidResourceGroupLocation"},
		"a group with a bad name":     {"PUT", production + "/resourcegroups/rg." + armVersion, group, 400, "InvalidResourceGroup"},
		"a group's tags of any kind":  {"PATCH", production + "/resourcegroups/rg-bots" + armVersion, object{"tags": object{"a": 1}}, 400, "InvalidTagNameCharacters"},
		"no such group":               {"DELETE", production + "/resourcegroups/rg-none" + armVersion, nil, 404, "ResourceGroupNotFound"},
		"a group in another region":   {"PUT", governed + "/resourcegroups/rg" + armVersion, object{"location": "westeurope", "tags": object{"owner": "lms"}}, 403, "RequestDisallowedByPolicy"},
		"a group without the tag":     {"PUT", governed + "/resourcegroups/rg" + armVersion, object{"location": "uksouth"}, 403, "RequestDisallowedByPolicy"},
		"a group under a lock":        {"DELETE", governed + "/resourcegroups/rg-kept" + armVersion, nil, 409, "ScopeLocked"},
		"a type no policy allows":     {"PUT", governed + "/resourceGroups/rg-kept/providers/Microsoft.BotService/botServices/new" + botVersion, botBody(botApp), 403, "RequestDisallowedByPolicy"},
		"a bot where nothing changes": {"PUT", governed + "/resourceGroups/rg-frozen/providers/Microsoft.BotService/botServices/new" + botVersion, botBody(botApp), 409, "ScopeLocked"},
		"tags where nothing changes":  {"PATCH", governed + "/resourcegroups/rg-frozen" + armVersion, object{"tags": object{"a": "b"}}, 409, "ScopeLocked"},
		"nothing goes either":         {"DELETE", governed + "/resourcegroups/rg-frozen" + armVersion, nil, 409, "ScopeLocked"},
		"a bot under a lock":          {"DELETE", governed + "/resourceGroups/rg-kept/providers/Microsoft.BotService/botServices/kept" + botVersion, nil, 409, "ScopeLocked"},
		"a channel under a lock":      {"DELETE", governed + "/resourceGroups/rg-kept/providers/Microsoft.BotService/botServices/kept/channels/MsTeamsChannel" + botVersion, nil, 409, "ScopeLocked"},
		"a bot in no group":           {"PUT", production + "/resourceGroups/rg-none/providers/Microsoft.BotService/botServices/new" + botVersion, botBody(botApp), 404, "ResourceGroupNotFound"},
		"a bot that is not there":     {"GET", production + botServices + "new" + botVersion, nil, 404, "ResourceNotFound"},

		"a multi-tenant bot":         {"PUT", production + botServices + "new" + botVersion, with("properties.msaAppType", "MultiTenant"), 400, "InvalidBotCreationData"},
		"a bot of no type":           {"PUT", production + botServices + "new" + botVersion, with("properties.msaAppType", nil), 400, "InvalidBotCreationData"},
		"a bot without tenant":       {"PUT", production + botServices + "new" + botVersion, with("properties.msaAppTenantId", nil), 400, "InvalidBotData"},
		"a bot of another tenant":    {"PUT", production + botServices + "new" + botVersion, with("properties.msaAppTenantId", botApp), 400, "InvalidBotData"},
		"a bot of no application":    {"PUT", production + botServices + "new" + botVersion, with("properties.msaAppId", manifestID), 400, "InvalidBotData"},
		"a bot's application twice":  {"PUT", production + botServices + "new" + botVersion, with("properties.msaAppId", otherApp), 400, "InvalidBotData"},
		"a bot by http":              {"PUT", production + botServices + "new" + botVersion, with("properties.endpoint", "http://learn.example.org"), 400, "InvalidBotData"},
		"a bot without display name": {"PUT", production + botServices + "new" + botVersion, with("properties.displayName", ""), 400, "InvalidBotData"},
		"a bot with a misspelling":   {"PUT", production + botServices + "new" + botVersion, with("properties.displayname", "x"), 400, "InvalidRequestContent"},
		"a bot without location":     {"PUT", production + botServices + "new" + botVersion, with("location", nil), 400, "LocationRequired"},
		"a bot in Norway":            {"PUT", production + botServices + "new" + botVersion, with("location", "norwayeast"), 400, "LocationNotAvailableForResourceType"},
		"a bot of another sku":       {"PUT", production + botServices + "new" + botVersion, with("sku", object{"name": "F9"}), 400, "InvalidSku"},
		"a bot without sku":          {"PUT", production + botServices + "new" + botVersion, with("sku", nil), 400, "InvalidSku"},
		"a name that is taken":       {"PUT", production + botServices + "Learn" + botVersion, botBody(botApp), 400, "InvalidBotData"},
		"a bot that changes hands":   {"PUT", production + botServices + "old-learn" + botVersion, botBody(botApp), 400, "InvalidBotData"},
		"a bot that moves":           {"PATCH", production + botServices + "old-learn" + botVersion, with("location", "westus"), 409, "InvalidResourceLocation"},

		"a channel of no bot":             {"PUT", production + botServices + "new/channels/MsTeamsChannel" + botVersion, teamsBody(), 404, "ParentResourceNotFound"},
		"a channel without terms":         {"PUT", production + botServices + "old-learn/channels/MsTeamsChannel" + botVersion, channel(func(s, _, _ object) { s["acceptedTerms"] = false }), 400, "InvalidChannelData"},
		"a channel that is neither":       {"PUT", production + botServices + "old-learn/channels/MsTeamsChannel" + botVersion, channel(func(s, _, _ object) { delete(s, "isEnabled") }), 400, "InvalidChannelData"},
		"a channel somewhere":             {"PUT", production + botServices + "old-learn/channels/MsTeamsChannel" + botVersion, channel(func(s, _, _ object) { s["deploymentEnvironment"] = "Moon" }), 400, "InvalidChannelData"},
		"a channel under another name":    {"PUT", production + botServices + "old-learn/channels/MsTeamsChannel" + botVersion, channel(func(_, p, _ object) { p["channelName"] = "SkypeChannel" }), 400, "InvalidChannelData"},
		"a channel without location":      {"PUT", production + botServices + "old-learn/channels/MsTeamsChannel" + botVersion, channel(func(_, _, b object) { delete(b, "location") }), 400, "LocationRequired"},
		"a channel that is not rehearsed": {"PUT", production + botServices + "old-learn/channels/SlackChannel" + botVersion, teamsBody(), 501, "NotImplemented"},
		"a name of another type":          {"POST", "/providers/Microsoft.BotService/checkNameAvailability" + botVersion, object{"name": "x", "type": "vm"}, 400, "InvalidRequestContent"},
		"a body that is no JSON":          {"PUT", production + "/resourcegroups/rg" + armVersion, "text", 400, "InvalidRequestContent"},
	} {
		t.Run(name, func(t *testing.T) { // one after the other: Azure refuses two writes to one bot at a time
			r := *r
			r.t = t
			r.armRefused(c.status, c.code, c.method, c.path, c.body)
		})
	}
	if a := r.arm(200, "POST", "/providers/Microsoft.BotService/checkNameAvailability"+botVersion, free); a.at("valid") != false {
		t.Errorf("a stranger's name is free: %s", a.raw)
	}
}

// TestDescribedAzure: what the tenant file prepares can be read, and a
// multi-tenant bot lives on.
func TestDescribedAzure(t *testing.T) {
	t.Parallel()
	r := newAzure(t, sandbox.Options{Tenant: describedTenant(t)})
	var names []string
	for _, row := range r.arm(200, "GET", "/subscriptions?api-version=2022-12-01", nil).rows() {
		names = append(names, row["displayName"].(string)+" "+row["state"].(string))
	}
	if got := strings.Join(names, ", "); got != "Production Enabled, Switched off Disabled, One group only Enabled, To look at Enabled, Governed Enabled" {
		t.Errorf("subscriptions %s", got)
	}
	const permissions = "/providers/Microsoft.Authorization/permissions?api-version=2022-04-01"
	for path, want := range map[string]string{
		production + permissions: "*", toLookAt + permissions: "*/read", elses + permissions: "", oneGroup + permissions: "",
		oneGroup + "/resourceGroups/rg-mine" + permissions: "*", oneGroup + "/resourceGroups/rg-theirs" + permissions: "",
	} {
		got := ""
		for _, row := range r.arm(200, "GET", path, nil).rows() {
			got += row["actions"].(list)[0].(string)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	bot := production + botServices + "old-learn"
	read := r.arm(200, "GET", bot+botVersion, nil)
	if read.text("properties", "msaAppType") != "MultiTenant" || read.text("sku", "tier") != "Standard" {
		t.Errorf("bot %s", read.raw)
	}
	body := botBody(otherApp)
	properties := body["properties"].(object)
	maps.Copy(properties, object{"msaAppType": "MultiTenant", "endpoint": "https://learn.example.org/new"})
	delete(properties, "msaAppTenantId")
	r.arm(200, "PUT", bot+botVersion, body)
	if got := r.arm(200, "GET", bot+botVersion, nil); got.text("properties", "endpoint") != "https://learn.example.org/new" || got.text("etag") == read.text("etag") {
		t.Errorf("bot %s", got.raw)
	}
	r.arm(200, "PATCH", production+"/resourcegroups/rg-bots"+armVersion, object{"tags": object{"team": "it"}})
	if got := r.arm(200, "GET", production+"/resourcegroups/rg-bots"+armVersion, nil); got.text("tags", "team") != "it" || got.text("location") != "uksouth" {
		t.Errorf("group %s", got.raw)
	}
	r.arm(204, "HEAD", production+"/resourcegroups/rg-bots"+armVersion, nil)
	r.arm(200, "GET", oneGroup+"/resourcegroups/rg-mine"+armVersion, nil)
	r.armRefused(409, "MissingSubscriptionRegistration", "PUT", oneGroup+"/resourceGroups/rg-mine/providers/Microsoft.BotService/botServices/new"+botVersion, botBody(botApp))
	r.arm(200, "DELETE", bot+"/channels/MsTeamsChannel"+botVersion, nil)
	r.arm(204, "DELETE", bot+"/channels/MsTeamsChannel"+botVersion, nil)
	r.arm(200, "DELETE", bot+botVersion, nil)
	r.arm(204, "DELETE", bot+botVersion, nil)
	if got := r.cloud.Count(); got.Bots != 1 || got.Channels != 1 { // those of the governed subscription
		t.Errorf("there are %+v", got)
	}
	empty := newAzure(t, sandbox.Options{Tenant: sandbox.Tenant{Subscriptions: []sandbox.Subscription{}}})
	if rows := empty.arm(200, "GET", "/subscriptions?api-version=2022-12-01", nil).rows(); len(rows) != 0 {
		t.Errorf("subscriptions %v", rows)
	}
	for _, bad := range []string{
		"subscriptions: [{id: x}]", "subscriptions: [{state: Gone}]", "subscriptions: [{role: King}]", "subscriptions: [{bot_provider: Maybe}]",
		"subscriptions: [{bots: [{name: a, msaAppId: b, resource_group: c}]}]", "subscriptions: [{resource_groups: [{location: uksouth}]}]",
	} {
		if _, err := sandbox.ReadTenant(strings.NewReader(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

// TestAzureTokenRefused: how Azure says that a token is not good.
func TestAzureTokenRefused(t *testing.T) {
	t.Parallel()
	r := newAzure(t, sandbox.Options{})
	good := r.bearer
	for name, c := range map[string]struct{ bearer, code string }{
		"none":      {"", "AuthenticationFailed"},
		"malformed": {"x", "InvalidAuthenticationToken"},
	} {
		r.bearer = c.bearer
		if a := r.armRefused(401, c.code, "GET", "/subscriptions?api-version=2022-12-01", nil); a.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: no WWW-Authenticate", name)
		}
	}
	r.signIn(azureCLI, graphAll)
	r.armRefused(401, "InvalidAuthenticationTokenAudience", "GET", "/subscriptions?api-version=2022-12-01", nil)
	r.bearer = good
	r.clock.Move(2 * time.Hour)
	r.armRefused(401, "ExpiredAuthenticationToken", "GET", "/subscriptions?api-version=2022-12-01", nil)

	begun := r.form("/organizations/oauth2/v2.0/devicecode", "client_id", azureCLI, "scope", armAll)
	r.bearer = r.form("/organizations/oauth2/v2.0/token", "grant_type", "device_code", "client_id", azureCLI, "device_code", begun.text("device_code"),
		"claims", `{"access_token":{"xms_cc":{"values":["CP1"]}}}`).text("access_token")
	r.arm(200, "GET", "/subscriptions?api-version=2022-12-01", nil)
	r.cloud.Challenge()
	a := r.arm(401, "GET", "/subscriptions?api-version=2022-12-01", nil)
	if h := a.header.Get("WWW-Authenticate"); !strings.Contains(h, "insufficient_claims") || !strings.Contains(h, `claims="`) {
		t.Errorf("WWW-Authenticate %s", h)
	}
}

// TestAzureRemembers: a second process finds what the first one made.
func TestAzureRemembers(t *testing.T) {
	t.Parallel()
	memory := t.TempDir() + "/sandbox.json"
	opt := sandbox.Options{Tenant: describedTenant(t), Memory: memory}
	first := newAzure(t, opt)
	first.arm(201, "PUT", production+botServices+"new"+botVersion, botBody(botApp))
	first.arm(201, "PUT", production+botServices+"new/channels/MsTeamsChannel"+botVersion, teamsBody())
	second := newAzure(t, opt)
	second.arm(200, "GET", production+botServices+"new/channels/MsTeamsChannel"+botVersion, nil)
	if a, b := first.cloud.Count(), second.cloud.Count(); a != b {
		t.Errorf("%+v became %+v", a, b)
	}
}

// TestAzureFaults: what goes wrong is said in Azure's own manner.
func TestAzureFaults(t *testing.T) {
	t.Parallel()
	r := newAzure(t, sandbox.Options{Faults: []sandbox.Fault{{N: 1, Do: "429"}, {N: 2, Do: "429"}, {N: 3, Do: "500"}, {N: 4, Do: "503"}, {N: 5, Do: "html502"}}})
	const list = "/subscriptions?api-version=2022-12-01"
	if a := r.armRefused(429, "SubscriptionRequestsThrottled", "GET", list, nil); a.header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
	r.armRefused(429, "SubscriptionRequestsThrottled", "GET", list, nil)
	r.armRefused(500, "InternalServerError", "GET", list, nil)
	r.armRefused(503, "ServiceUnavailable", "GET", list, nil)
	if a := r.arm(http.StatusBadGateway, "GET", list, nil); a.header.Get("Content-Type") != "text/html" {
		t.Errorf("type %s", a.header.Get("Content-Type"))
	}
	r.arm(200, "GET", list, nil)
}
