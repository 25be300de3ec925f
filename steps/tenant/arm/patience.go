package arm

import (
	"slices"
	"strings"

	"teamwright/steps/tenant"
)

// op is an operation as the tables of this package tell them apart.
type op int

const (
	read op = iota
	register
	putGroup
	deleteGroup
	checkName
	createBot
	updateBot
	deleteBot
	putChannel
)

// lag is an answer that means: not yet. It counts only while something that
// the operation leans on is young, unless old says otherwise.
type lag struct {
	ops      []op // nil: every operation
	status   int
	code     string
	fragment string // of the message, in lower case; "" any
	what     string // for the person who waits
	// evidence is where the answer was seen to mean this.
	evidence string
	old      bool // age does not matter
}

// lags is the whole table; the first row that fits counts.
func lags() []lag {
	const (
		registering = "Azure is registering the bot service everywhere"
		group       = "Azure is making the new resource group known"
		bot         = "Azure is making the new bot known"
		busy        = "Azure is busy with the change before"
	)
	return []lag{
		{nil, 409, "MissingSubscriptionRegistration", "", registering,
			"Azure: Resolve errors for resource provider registration: a registration reaches each region in its own time", false},
		{nil, 404, "ResourceGroupNotFound", "", group,
			"terraform-provider-azurerm waits for a new group to show before it goes on: other parts of Azure may not know it yet", false},
		{nil, 404, "ResourceNotFound", "", bot,
			"Azure Resource Manager: a read right after a write may be answered by another region", false},
		{nil, 404, "ParentResourceNotFound", "", bot,
			"Azure: Resolve errors for parent resource not found: the parent is not known there yet", false},
		{[]op{createBot}, 400, "InvalidBotData", "app id is not registered", "the bot service is getting to know the new application",
			"Entra devblog, Designing for eventual consistency: another service may hear later of an application made a moment ago", true},
		{[]op{putGroup}, 409, "ResourceGroupBeingDeleted", "", "Azure is still deleting a resource group of this name",
			"Azure: Resolve errors for resource group being deleted: the name is free once that has ended", true},
		{nil, 409, "AnotherOperationInProgress", "", busy,
			"Azure Resource Manager: one change to a resource at a time", true},
		{nil, 409, "RequestConflict", "", busy,
			"Azure: Common deployment errors, Conflict: another change of the same resource is under way", true},
		{nil, 412, "", "", busy,
			"Azure Resource Manager: somebody else wrote at the same moment", true},
	}
}

// unready tells whether a refusal only means that Azure needs more time.
func (c *Client) unready(k call, e *tenant.Error) (lag, bool) {
	if e.Kind == tenant.Lost || e.Kind == tenant.Unreachable {
		return lag{}, false
	}
	fresh := c.young.Any(k.on)
	for _, l := range lags() {
		if (fresh || l.old) && l.status == e.Status && (l.ops == nil || slices.Contains(l.ops, k.op)) &&
			(l.code == "" || strings.EqualFold(l.code, e.Code)) && strings.Contains(strings.ToLower(e.Message), l.fragment) {
			return l, true
		}
	}
	return lag{}, false
}
