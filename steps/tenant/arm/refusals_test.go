package arm_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	details := answer{Status: 400, Body: `{"error":{"code":"InvalidTemplateDeployment","message":"x","details":[{"code":"RequestDisallowedByPolicy","message":"y"}]}}`}
	for _, c := range []struct {
		name, op string
		no       answer
		kind     tenant.Kind
		code     string
		cure     string // a part of it
	}{
		{"registering without the role", "register", refuse(403, "AuthorizationFailed", "x"), tenant.Denied, "AuthorizationFailed", "whole subscription"},
		{"a group without the role", "put group", refuse(403, "AuthorizationFailed", "x"), tenant.Denied, "AuthorizationFailed", "somebody make the group"},
		{"a bot without the role", "create bot", refuse(403, "AuthorizationFailed", "x"), tenant.Denied, "AuthorizationFailed", "Contributor on the resource group"},
		{"a channel without the role", "put channel", refuse(403, "AuthorizationFailed", "x"), tenant.Denied, "AuthorizationFailed", "Contributor on the resource group"},
		{"a linked resource", "create bot", refuse(403, "LinkedAuthorizationFailed", "x"), tenant.Denied, "LinkedAuthorizationFailed", "Contributor"},
		{"looking without the role", "bot", refuse(403, "AuthorizationFailed", "x"), tenant.Denied, "AuthorizationFailed", "Reader"},
		{"another tenant's subscription", "provider", refuse(401, "InvalidAuthenticationTokenTenant", "x"), tenant.SignIn, "InvalidAuthenticationTokenTenant", "another tenant"},
		{"session over", "bot", refuse(401, "ExpiredAuthenticationToken", "x"), tenant.SignIn, "ExpiredAuthenticationToken", "sign in"},
		{"token refused", "bot", refuse(401, "InvalidAuthenticationToken", "x"), tenant.SignIn, "InvalidAuthenticationToken", "sign in"},
		{"sign-in refused", "bot", refuse(401, "AuthenticationFailed", "x"), tenant.SignIn, "AuthenticationFailed", "sign in"},
		{"no such subscription", "provider", refuse(404, "SubscriptionNotFound", "x"), tenant.Denied, "SubscriptionNotFound", "bot.subscription"},
		{"no subscription id", "provider", refuse(400, "InvalidSubscriptionId", "x"), tenant.Refused, "InvalidSubscriptionId", "bot.subscription"},
		{"read-only subscription", "put group", refuse(409, "ReadOnlyDisabledSubscription", "x"), tenant.Policy, "ReadOnlyDisabledSubscription", "enabled"},
		{"disabled subscription", "put group", refuse(403, "DisabledSubscription", "x"), tenant.Policy, "DisabledSubscription", "enabled"},
		{"unregistered subscription", "put group", refuse(400, "SubscriptionNotRegistered", "x"), tenant.Policy, "SubscriptionNotRegistered", "enabled"},
		{"provider not registered", "create bot", refuse(409, "MissingSubscriptionRegistration", "x"), tenant.Conflict, "MissingSubscriptionRegistration", "az provider register"},
		{"a policy of the subscription", "put group", refuse(403, "RequestDisallowedByPolicy", "Resource 'rg-learn' was disallowed by policy 'Allowed locations'."), tenant.Policy, "RequestDisallowedByPolicy", "exemption"},
		{"the same among the details", "put group", details, tenant.Policy, "RequestDisallowedByPolicy", "exemption"},
		{"a region that is closed", "put group", refuse(400, "RequestDisallowedByAzure", "x"), tenant.Policy, "RequestDisallowedByAzure", "bot.location"},
		{"no such region", "put group", refuse(400, "LocationNotAvailableForResourceGroup", "x"), tenant.Policy, "LocationNotAvailableForResourceGroup", "bot.location"},
		{"a region without bots", "create bot", refuse(400, "LocationNotAvailableForResourceType", "x"), tenant.Policy, "LocationNotAvailableForResourceType", "bot.location"},
		{"a group elsewhere", "put group", refuse(409, "InvalidResourceGroupLocation", "x"), tenant.Conflict, "InvalidResourceGroupLocation", "bot.location"},
		{"locked", "delete bot", refuse(409, "ScopeLocked", "x"), tenant.Policy, "ScopeLocked", "lock"},
		{"something hangs on it", "delete bot", refuse(409, "CannotDeleteResource", "x"), tenant.Conflict, "CannotDeleteResource", "portal"},
		{"a multi-tenant bot", "create bot", refuse(400, "InvalidBotCreationData", "Multitenant bot creation is deprecated. Please use SingleTenant or UserAssignedMSI"), tenant.Refused, "InvalidBotCreationData", "too old"},
		{"client id in use", "create bot", refuse(400, "InvalidBotData", "Bot is not valid. Errors: MsaAppId: MsaAppId is already in use.. "), tenant.Conflict, "InvalidBotData", "client id serves one bot"},
		{"handle in use", "create bot", refuse(400, "InvalidBotData", "Bot is not valid. Errors: Id: Id is already in use.. "), tenant.Conflict, "InvalidBotData", "bot.handle"},
		{"client id in use, in other words", "create bot", refuse(400, "InvalidBotData", "Bot is not valid. Errors: The Microsoft App ID is already registered to another bot application."), tenant.Conflict, "InvalidBotData", "client id serves one bot"},
		{"handle in use, in other words", "create bot", refuse(400, "InvalidBotData", "Bot is not valid. Errors: The bot name is already registered to another bot application."), tenant.Conflict, "InvalidBotData", "bot.handle"},
		{"application unknown", "create bot", refuse(400, "InvalidBotData", "Bot is not valid. Errors: The Microsoft App ID is not registered."), tenant.Conflict, "InvalidBotData", "in a minute"},
		{"endpoint refused", "create bot", refuse(400, "InvalidBotData", "Bot is not valid. Errors: The bot's endpoint must be https"), tenant.Refused, "InvalidBotData", "https"},
		{"another value refused", "create bot", refuse(400, "InvalidBotData", "Bot is not valid. Errors: DisplayName"), tenant.Refused, "InvalidBotData", "see the message"},
		{"quota of resources", "create bot", refuse(400, "ResourceQuotaExceeded", "x"), tenant.Policy, "ResourceQuotaExceeded", "quota"},
		{"quota of groups", "put group", refuse(409, "ResourceGroupQuotaExceeded", "x"), tenant.Policy, "ResourceGroupQuotaExceeded", "quota"},
		{"quota", "create bot", refuse(400, "QuotaExceeded", "x"), tenant.Policy, "QuotaExceeded", "quota"},
		{"the bot is gone", "update bot", refuse(404, "ResourceNotFound", "x"), tenant.NotFound, "ResourceNotFound", "deleted the bot"},
		{"the bot is gone under its channel", "put channel", refuse(404, "ParentResourceNotFound", "x"), tenant.NotFound, "ParentResourceNotFound", "deleted the bot"},
		{"the group is gone", "create bot", refuse(404, "ResourceGroupNotFound", "x"), tenant.NotFound, "ResourceGroupNotFound", "deleted the resource group"},
		{"throttled to the end", "bot", refuse(429, "TooManyRequests", "x"), tenant.Unreachable, "TooManyRequests", "wait"},
		{"the subscription throttled", "bot", refuse(429, "SubscriptionRequestsThrottled", "x"), tenant.Unreachable, "SubscriptionRequestsThrottled", "wait"},
		{"unknown 401", "bot", refuse(401, "X", "x"), tenant.SignIn, "X", "sign in"},
		{"unknown 403", "bot", refuse(403, "X", "x"), tenant.Denied, "X", "role"},
		{"unknown 404", "update bot", refuse(404, "X", "x"), tenant.NotFound, "X", ""},
		{"unknown 409", "bot", refuse(409, "X", "x"), tenant.Conflict, "X", "same object"},
		{"unknown 429", "bot", refuse(429, "X", "x"), tenant.Unreachable, "X", "wait"},
		{"unknown 400", "bot", refuse(400, "X", "x"), tenant.Refused, "X", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.no)
			adaptertest.Refused(t, operations()[c.op].run(r), c.no, c.kind, c.code, c.cure)
		})
	}
}

func TestLostAndUnreachable(t *testing.T) {
	t.Parallel()
	page := answer{Status: 502, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<html>Bad Gateway</html>"}
	for _, c := range []struct {
		name, op string
		no       answer
		kind     tenant.Kind
		requests int
		status   int
	}{
		{"write, gateway's page to the end", "create bot", page, tenant.Lost, 8, 502},
		{"write, fault to the end", "put group", refuse(500, "InternalServerError", "x"), tenant.Lost, 8, 500},
		{"action, fault to the end", "register", refuse(503, "ServiceUnavailable", "x"), tenant.Lost, 8, 503},
		{"read, fault to the end", "bot", refuse(503, "ServiceUnavailable", "x"), tenant.Unreachable, 8, 503},
		{"write, never a connection", "create bot", answer{Err: errors.New("connection refused")}, tenant.Unreachable, 8, 0},
		{"no such host", "create bot", answer{Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, tenant.Unreachable, 1, 0},
		{"read, empty success", "bot", answer{Status: 200}, tenant.Unreachable, 1, 200},
		{"read, empty object", "bot", yes(`{}`), tenant.Unreachable, 1, 200},
		{"read, no JSON", "bots", yes(`{"value":`), tenant.Unreachable, 1, 200},
		{"name check without a verdict", "name", yes(`{}`), tenant.Unreachable, 1, 200},
		{"provider without a state", "provider", yes(`{}`), tenant.Unreachable, 1, 200},
		{"group without a name", "group", yes(`{}`), tenant.Unreachable, 1, 200},
		{"channel of another kind", "channel", yes(`{"properties":{"channelName":"WebChatChannel"}}`), tenant.Unreachable, 1, 200},
		{"permissions that are no list", "permissions", yes(`{"value":"x"}`), tenant.Unreachable, 1, 200},
		{"permissions refused", "permissions", refuse(403, "AuthorizationFailed", "x"), tenant.Denied, 1, 403},
		{"proxy refuses", "create bot", answer{Status: 403, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<html>no</html>"}, tenant.Refused, 1, 403},
		{"redirect", "create bot", answer{Status: 302, Header: http.Header{"Location": {"https://portal.example.org/"}, "Content-Type": {"text/html"}}, Body: "<html>"}, tenant.Lost, 1, 302},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.no)
			e := adaptertest.Failure(t, operations()[c.op].run(r))
			if e.Kind != c.kind || e.Status != c.status || len(r.Service.Heard) != c.requests {
				t.Errorf("%d requests, kind %d: %v", len(r.Service.Heard), e.Kind, e)
			}
			if strings.Contains(e.Error(), "html") || strings.Contains(e.Error(), "----") {
				t.Errorf("no words for a person: %v", e)
			}
		})
	}
}

// TestLostAnswers breaks the connection after the first try of each request.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for name, op := range operations() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, no := range []answer{{Err: errors.New("connection reset by peer")}, refuse(500, "x", "x"), refuse(503, "x", "x"),
				{Status: 502, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<html>"},
				{Status: 429, Header: http.Header{"Retry-After": {"7"}}, Body: `{"error":{"code":"TooManyRequests","message":"x"}}`}} {
				r := newRig(t, no, op.done)
				if err := op.run(r); err != nil || len(r.Service.Heard) != 2 || r.Service.Heard[0].Body != r.Service.Heard[1].Body || len(r.Waits) != 1 {
					t.Errorf("%+v: %v after %d requests", no, err, len(r.Service.Heard))
				}
				if no.Status == 429 && r.Clock.Slept.Seconds() != 7 {
					t.Errorf("slept %v", r.Clock.Slept)
				}
			}
		})
	}
}

func TestForeignTextIsStripped(t *testing.T) {
	t.Parallel()
	r := newRig(t, answer{Status: 400, Body: `{"error":{"code":"X\u001b[31m","message":"red \u001b[2J\r\nand \u202eback` + strings.Repeat("x", 5000) + `"}}`})
	e := adaptertest.Failure(t, operations()["create bot"].run(r))
	if strings.ContainsAny(e.Error(), "\x1b\r\n\u202e") || len([]rune(e.Message)) > 601 {
		t.Errorf("%q", e.Error())
	}
}

// TestTokenThatCannotBeHad tells a sign-in without Azure from a broken network.
func TestTokenThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		kind tenant.Kind
		code string
		cure string
	}{
		{"no token for Azure", errors.New("refused"), tenant.SignIn, "", "azcli"},
		{"explained", advice{}, tenant.SignIn, "AADSTS65002", "another client"},
		{"cancelled", context.Canceled, tenant.Unreachable, "", "network"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, answer{Status: 204})
			r.Token.Err = c.err
			e := adaptertest.Failure(t, operations()["subscriptions"].run(r))
			if e.Kind != c.kind || e.Code != c.code || len(r.Service.Heard) != 0 || !errors.Is(e, c.err) || !strings.Contains(e.Cure, c.cure) {
				t.Errorf("%d requests: %+v", len(r.Service.Heard), e)
			}
		})
	}
}

// advice is a sign-in's refusal with a cure.
type advice struct{}

func (advice) Error() string               { return "the client may not ask for this" }
func (advice) Advice() (code, cure string) { return "AADSTS65002", "sign in with another client" }

// TestStatusWithoutAReason keeps the SDK's own words, which are the whole
// answer over many lines, from a person.
func TestStatusWithoutAReason(t *testing.T) {
	t.Parallel()
	for _, no := range []answer{
		{Status: 202, Body: `{}`}, {Status: 400, Body: `{}`}, {Status: 409, Body: `[`}, {Status: 404},
		{Status: 403, Header: http.Header{"X-Ms-Error-Code": {"AuthorizationFailed"}}},
	} {
		r := newRig(t, no)
		e := adaptertest.Failure(t, operations()["group"].run(r))
		if e.Message == "" || strings.ContainsAny(e.Error(), "\n{") || strings.Contains(e.Error(), "----") || e.Status != no.Status {
			t.Errorf("%d: %v", no.Status, e)
		}
	}
}
