package graph

import (
	"strings"
	"time"

	"teamwright/steps/tenant"
)

// op is an operation as the table below tells them apart.
type op int

const (
	read op = iota
	upsert
	update
	addPassword
	removePassword
	createPrincipal
	createGrant
	updateGrant
	readCatalog
	publishApp
	updateApp
	deleteApp
	readSignIns
	restore
	other
)

// lag is an answer that means: this replica has not heard of it yet. It counts
// only while something that the operation leans on is young, unless old says
// otherwise.
type lag struct {
	ops      []op // nil: every operation
	status   int
	code     string // "" any
	fragment string // of the message, in lower case; "" any
	what     string // for the person who waits
	// evidence is where the answer was seen to mean this.
	evidence string
	old      bool // age does not matter
}

// lags is the whole table; the first row that fits counts.
func lags() []lag {
	const copying = "Entra is copying the new app"
	return []lag{
		{[]op{updateApp}, 404, "", "", "Teams is taking the new app into its catalogue",
			"Teams admin center: a new app shows in the catalogue with delay", false},
		{nil, 404, "", "", copying,
			"Entra devblog, Designing for eventual consistency: a read or a write right after a create may be answered 404", false},
		{[]op{createPrincipal}, 400, "", "does not reference a valid application object", copying,
			"terraform-provider-azuread, service_principal_resource: retried while the application replicates", false},
		{[]op{createPrincipal}, 403, "", "backing application of the service principal", copying,
			"terraform-provider-azuread, service_principal_resource: calls this refusal misleading and retries it", false},
		{[]op{createGrant, updateGrant}, 400, "", "does not exist or one of its queried reference-property objects", "Entra is copying the new service principal",
			"terraform-provider-azuread, service_principal_delegated_permission_grant_resource", false},
		{[]op{update, upsert}, 400, "", "permission id that cannot be found", "Entra is copying the new scope",
			"msgraph-sdk-dotnet issue 2044: api.preAuthorizedApplications names a scope of the write before; TeamsFx retries it", false},
		{[]op{update, upsert}, 400, "", "invalid permission id", "Entra is copying the new scope",
			"the same refusal in the words of the Teams toolkit", false},
		{[]op{update}, 400, "CannotDeleteOrUpdateEnabledEntitlement", "", "Entra is copying the scope that was just disabled",
			"terraform-provider-azuread, application resources: retried after the write that disables", false},
		{[]op{update}, 400, "", "cannot be deleted or updated unless disabled first", "Entra is copying the scope that was just disabled",
			"the same in words", false},
		{[]op{upsert}, 400, "", "value for property uniquename already exists", copying,
			"a repeated upsert may reach a replica that knows the name but not the object", false},
		{[]op{removePassword}, 400, "", nothingThere, "Entra is copying the secret",
			"seen right after a read had shown the credential: writes and reads land on different replicas", false},
		{[]op{update, upsert, addPassword, removePassword}, 409, "", "", "Entra is busy with the write before",
			"terraform-provider-azuread retries 409 on every write to an application", false},
		{[]op{update, upsert, addPassword, removePassword}, 409, "Directory_ConcurrencyViolation", "", "Entra is busy with the write before",
			"terraform-provider-azuread retries 409; the code says that the object was written to at the same time", true},
	}
}

// lagging tells whether a refusal only means that a copy is not there yet.
func (c *Client) lagging(k call, e *tenant.Error) (lag, bool) {
	if e.Kind == tenant.Lost || e.Kind == tenant.Unreachable {
		return lag{}, false
	}
	fresh := c.young.Any(k.on)
	message := strings.ToLower(e.Message)
	for _, l := range lags() {
		if (fresh || l.old) && l.status == e.Status && l.of(k.op) && (l.code == "" || l.code == e.Code) && strings.Contains(message, l.fragment) {
			return l, true
		}
	}
	return lag{}, false
}

func (l lag) of(o op) bool {
	for _, each := range l.ops {
		if each == o {
			return true
		}
	}
	return l.ops == nil
}

// Something that is wanted away and is young is believed to be gone once this
// many answers in a row say so and it is so old: younger, they may all come
// from replicas that have not heard of it yet.
const (
	agreeing = 3
	settled  = time.Minute
)
