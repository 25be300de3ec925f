package arm

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/mishap"
	"teamwright/steps/wire"
)

// refusal is one answer that admins meet, and what they do about it.
type refusal struct {
	code     string // Azure's code, or a code of its details
	fragment string // of the message, in lower case; "" any
	ops      []op   // nil: every operation
	kind     tenant.Kind
	cure     string
}

// refusals is the table; the first row that fits counts.
func refusals() []refusal {
	const (
		contributor = "ask for the role Contributor on the resource group, or have it activated in Privileged Identity Management, then run the same command again"
		another     = "that name is taken: choose another bot.handle, or, if that bot is yours, name its subscription and resource group under bot.subscription and bot.resource_group"
		engaged     = "a client id serves one bot, and another bot has this one already, perhaps in another subscription or in the Teams Developer Portal: name that bot under bot.subscription, bot.resource_group and bot.handle, or delete it"
		quota       = "a quota of the subscription is used up: delete what is not needed, ask Azure for more, or choose another subscription under bot.subscription"
		locked      = "a lock in Azure forbids it: have the lock taken off in the portal under Locks, then run the same command again"
		dormant     = "the subscription is disabled or has run out: have it enabled, or choose another one under bot.subscription"
		region      = "choose another region under bot.location"
		elsewhere   = "the subscription belongs to another tenant, or you have no role in it: correct bot.subscription, or leave it empty to see what there is"
		again       = "the sign-in is no longer accepted (expired, revoked, or a policy changed): run the same command again and sign in"
	)
	return []refusal{
		{"AuthorizationFailed", "", []op{register}, tenant.Denied,
			"registering takes the role Contributor or Owner on the whole subscription; a role on one resource group is not enough. Ask for it, or have somebody who has it run: az provider register --namespace " + provider},
		{"AuthorizationFailed", "", []op{putGroup}, tenant.Denied,
			"making a resource group takes the role Contributor on the subscription: ask for it, or have somebody make the group and give you Contributor on it, and name it under bot.resource_group"},
		{"AuthorizationFailed", "", []op{createBot, updateBot, putChannel, deleteBot, deleteGroup}, tenant.Denied, contributor},
		{"AuthorizationFailed", "", nil, tenant.Denied,
			"looking at it takes the role Reader: ask for it, or choose another subscription under bot.subscription"},
		{"LinkedAuthorizationFailed", "", nil, tenant.Denied, contributor},
		{"InvalidAuthenticationTokenTenant", "", nil, tenant.SignIn, elsewhere},
		{"InvalidAuthenticationToken", "", nil, tenant.SignIn, again},
		{"ExpiredAuthenticationToken", "", nil, tenant.SignIn, again},
		{"AuthenticationFailed", "", nil, tenant.SignIn, again},
		{"SubscriptionNotFound", "", nil, tenant.Denied, elsewhere},
		{"InvalidSubscriptionId", "", nil, tenant.Refused, elsewhere},
		{"ReadOnlyDisabledSubscription", "", nil, tenant.Policy, dormant},
		{"DisabledSubscription", "", nil, tenant.Policy, dormant},
		{"SubscriptionNotRegistered", "", nil, tenant.Policy, dormant},
		{"MissingSubscriptionRegistration", "", nil, tenant.Conflict,
			"the bot service is not registered in this subscription: run setup, which does it, or have somebody run: az provider register --namespace " + provider},
		{"RequestDisallowedByPolicy", "", nil, tenant.Policy,
			"an Azure Policy of the subscription forbids it, and the message names which: do what it demands (a region, a tag, a name), or ask whoever assigned it for an exemption"},
		{"RequestDisallowedByAzure", "", nil, tenant.Policy, region},
		{"LocationNotAvailableForResourceGroup", "", nil, tenant.Policy, region},
		{"LocationNotAvailableForResourceType", "", nil, tenant.Policy, region},
		{"InvalidResourceGroupLocation", "", nil, tenant.Conflict,
			"a resource group of this name is in another region: put that region under bot.location, or choose another bot.resource_group"},
		{"ResourceGroupBeingDeleted", "", nil, tenant.Conflict,
			"a resource group of this name is just being deleted: wait until that has ended, or choose another bot.resource_group"},
		{"ScopeLocked", "", nil, tenant.Policy, locked},
		{"CannotDeleteResource", "", nil, tenant.Conflict, "something hangs on it still: look at the resource group in the Azure portal"},
		{"InvalidBotCreationData", "", nil, tenant.Refused,
			"Azure makes no multi-tenant bots any more, and this program asks for none: it is too old for what Azure wants now; take a newer version"},
		{"InvalidBotData", "msaappid is already in use", nil, tenant.Conflict, engaged},
		{"InvalidBotData", "app id is already registered", nil, tenant.Conflict, engaged},
		{"InvalidBotData", "id is already in use", nil, tenant.Conflict, another},
		{"InvalidBotData", "name is already registered", nil, tenant.Conflict, another},
		{"InvalidBotData", "app id is not registered", nil, tenant.Conflict,
			"the bot service does not know the application: if it was made a moment ago, run the same command again in a minute; else see that it is in this tenant and not deleted"},
		{"InvalidBotData", "endpoint", nil, tenant.Refused,
			"Azure refuses the messaging endpoint: the site's address has to be https and reachable by name from the internet"},
		{"InvalidBotData", "", nil, tenant.Refused, "see the message for the value that Azure refuses, and correct it in the answers"},
		{"ResourceQuotaExceeded", "", nil, tenant.Policy, quota},
		{"ResourceGroupQuotaExceeded", "", nil, tenant.Policy, quota},
		{"QuotaExceeded", "", nil, tenant.Policy, quota},
		{"ResourceNotFound", "", []op{updateBot, putChannel}, tenant.NotFound, "somebody deleted the bot: run plan to see what is left"},
		{"ParentResourceNotFound", "", []op{putChannel}, tenant.NotFound, "somebody deleted the bot: run plan to see what is left"},
		{"ResourceGroupNotFound", "", []op{createBot, updateBot, putChannel}, tenant.NotFound, "somebody deleted the resource group: run plan to see what is left"},
		{"TooManyRequests", "", nil, tenant.Unreachable, "Azure is too busy for this subscription right now: wait some minutes, then run the same command again"},
		{"SubscriptionRequestsThrottled", "", nil, tenant.Unreachable, "Azure is too busy for this subscription right now: wait some minutes, then run the same command again"},
	}
}

// mishap is the call as it is told when the service itself said nothing.
func (k call) mishap() mishap.Request {
	return mishap.Request{
		Words: k.words, Write: k.write, Service: "Azure",
		SignIn: "this sign-in gives no token for Azure: run the same command again and sign in with --client-id azcli",
	}
}

// explain puts any failure of one request into a tenant error.
func explain(k call, err error, a wire.Answer) *tenant.Error {
	if e, ok := k.mishap().Explain(err, a); ok {
		return e
	}
	var lost *astray
	var refuse *azcore.ResponseError
	switch {
	case errors.As(err, &lost):
		e := k.mishap().Begin(err, a)
		e.Kind, e.Message = k.mishap().Unsure(), tenant.Plain(lost.Error(), mishap.MaxMessage)
		e.Cure = "something between here and Azure answered instead: check HTTPS_PROXY and the network"
		return e
	case !errors.As(err, &refuse):
		return k.mishap().Unreadable(err, a)
	}
	said, ok := wordsOf(a.Body)
	if !ok && refuse.ErrorCode == "" || refuse.StatusCode < 400 {
		return k.mishap().Unreadable(&wordless{refuse}, a)
	}
	e := k.mishap().Begin(err, a)
	e.Status = refuse.StatusCode
	e.Code = tenant.Plain(cmp.Or(said.Error.Code, refuse.ErrorCode), 100)
	e.Message = cmp.Or(tenant.Plain(said.Error.Message, mishap.MaxMessage), "no reason is given")
	classify(k, e, said.codes())
	return e
}

// wordless is a status that was not due, without a reason. The SDK's own words
// for it are the whole answer.
type wordless struct{ cause *azcore.ResponseError }

func (*wordless) Error() string   { return "its status was not due, and no reason is given" }
func (w *wordless) Unwrap() error { return w.cause }

// said is a refusal as Azure words it.
type said struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Details []struct {
			Code string `json:"code"`
		} `json:"details"`
	} `json:"error"`
}

func (s said) codes() []string {
	var out []string
	for _, d := range s.Error.Details {
		out = append(out, d.Code)
	}
	return out
}

// wordsOf reads a refusal; ok is false when there is none to read.
func wordsOf(body []byte) (s said, ok bool) {
	err := json.Unmarshal(body, &s)
	return s, err == nil && (s.Error.Code != "" || s.Error.Message != "")
}

// classify gives a refusal its kind and its cure.
func classify(k call, e *tenant.Error, details []string) {
	message := strings.ToLower(e.Message)
	for _, r := range refusals() {
		named := func(code string) bool { return strings.EqualFold(code, r.code) }
		if (named(e.Code) || slices.ContainsFunc(details, named)) &&
			strings.Contains(message, r.fragment) && (r.ops == nil || slices.Contains(r.ops, k.op)) {
			e.Kind, e.Cure, e.Code = r.kind, r.cure, r.code
			return
		}
	}
	k.mishap().ByStatus(e)
}

// absent tells whether an error only says that a thing is not there: nor can it
// be, where the bot service is not registered.
func absent(err error) bool {
	var e *tenant.Error
	return errors.As(err, &e) && (e.Kind == tenant.NotFound || e.Code == "MissingSubscriptionRegistration")
}
