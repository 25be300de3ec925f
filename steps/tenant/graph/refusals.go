package graph

import (
	"errors"
	"slices"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/mishap"
	"teamwright/steps/wire"
)

// refusal is one answer that admins meet, and what they do about it.
type refusal struct {
	code     string // Graph's code, or a code of its details; "" any
	fragment string // of the message, in lower case; "" any
	ops      []op   // nil: every operation
	kind     tenant.Kind
	cure     string
}

// refusals is the table; the first row that fits counts.
func refusals() []refusal {
	return slices.Concat(catalogRefusals(), signInRefusals(), directoryRefusals())
}

// directoryRefusals are those about applications, principals and grants, and
// what any request may be answered.
func directoryRefusals() []refusal {
	return []refusal{
		{"CredentialTypeNotAllowedAsPerAppPolicy", "", nil, tenant.Policy,
			"a policy of the tenant forbids client secrets, and Totara's settings take nothing else: ask a Cloud Application Administrator to exempt this application from the app management policy"},
		{"CredentialInvalidLifetimeAsPerAppPolicy", "", nil, tenant.Policy,
			"a policy of the tenant allows only shorter secrets: lower sso.secret_days or bot.secret_days"},
		{"HostNameNotOnVerifiedDomain", "", nil, tenant.Policy,
			"the host of the identifier URI is no verified domain of the tenant: verify it, or let the application take version 2 tokens"},
		{"", "per the default tenant policy", nil, tenant.Policy,
			"the tenant's policy refuses this identifier URI: it must hold a verified domain, the tenant id or the client id (aka.ms/identifier-uri-addition-error)"},
		{"", "identifier uri addition", nil, tenant.Policy,
			"the tenant's policy refuses this identifier URI: it must hold a verified domain, the tenant id or the client id (aka.ms/identifier-uri-addition-error)"},
		{"", "already exists", []op{restore}, tenant.Conflict,
			"something else has taken its identifier URI or its name since it was deleted: run setup again and use that one, or take the URI or the name off it in Entra first"},
		{"", "already in use", []op{restore}, tenant.Conflict,
			"there is another service principal of this application: run the same command again and it is used"},
		{"", "value for property identifieruris already exists", nil, tenant.Conflict,
			"another application owns this identifier URI, perhaps a deleted one (kept for 30 days): use it with adopt --app, or restore or purge it in Entra under deleted applications"},
		{"", "value for property uniquename already exists", nil, tenant.Conflict,
			"another application has this unique name, perhaps a deleted one (kept for 30 days): restore or purge it in Entra under deleted applications"},
		{"CannotDeleteOrUpdateEnabledEntitlement", "", nil, tenant.Conflict,
			"an enabled scope cannot be changed: somebody edits the application at this moment, or the scope was enabled again; run the same command again"},
		{"", "cannot be deleted or updated unless disabled first", nil, tenant.Conflict,
			"an enabled scope cannot be changed: somebody edits the application at this moment, or the scope was enabled again; run the same command again"},
		{"", "permission id that cannot be found", nil, tenant.Conflict,
			"a client is authorised for a scope that the application no longer has: somebody changed the scope's id by hand; run plan to see the difference"},
		{"", "invalid permission id", nil, tenant.Conflict,
			"a client is authorised for a scope that the application no longer has: somebody changed the scope's id by hand; run plan to see the difference"},
		{"Directory_QuotaExceeded", "", nil, tenant.Policy,
			"the quota of directory objects is used up (250 for a person without a role): delete what is not needed and purge it, or ask for the role Cloud Application Administrator"},
		{"", "permission entry already exists", nil, tenant.Conflict,
			"this consent exists already; run the same command again and it is merged"},
		{"Request_MultipleObjectsWithSameKeyValue", "", nil, tenant.Conflict,
			"it exists already; run the same command again and it is used"},
		{"ObjectConflict", "", nil, tenant.Conflict,
			"it exists already; run the same command again and it is used"},
		{"Directory_ConcurrencyViolation", "", nil, tenant.Conflict,
			"somebody else writes to the same object; run the same command again"},
		{"Authorization_RequestDenied", "", []op{createGrant, updateGrant}, tenant.Denied,
			"consent for everyone takes the role Cloud Application Administrator (Application Developer is not enough): have the role activated, or let an administrator open the application's admin consent page, then run the same command again"},
		{"Authorization_RequestDenied", "", nil, tenant.Denied,
			"a role is missing: ask for Cloud Application Administrator, or activate it in Privileged Identity Management, then sign in again"},
		{"accessDenied", "", nil, tenant.Denied,
			"the sign-in lacks a permission: sign in with --client-id graph, or have the permission consented"},
		{"Forbidden", "", nil, tenant.Denied,
			"the sign-in lacks a permission: sign in with --client-id graph, or have the permission consented"},
		{"InvalidAuthenticationToken", "", nil, tenant.SignIn,
			"the sign-in is no longer accepted (expired, revoked, or a policy changed): run the same command again and sign in"},
		{"Request_ResourceNotFound", "", nil, tenant.NotFound,
			"it is not there any more: somebody deleted it; run plan to see what is left"},
		{"Authentication_RequestFromNonPremiumTenantOrB2CTenant", "", nil, tenant.Policy,
			"the tenant's licence lacks this: it takes Microsoft Entra ID P1"},
		{"TooManyRequests", "", nil, tenant.Unreachable,
			"Microsoft Graph is too busy for this tenant right now: wait some minutes, then run the same command again"},
	}
}

// mishap is the call as it is told when the service itself said nothing.
func (k call) mishap() mishap.Request {
	return mishap.Request{Words: k.words, Write: k.write, Service: "Microsoft Graph"}
}

// explain puts any failure of one request into a tenant error.
func explain(k call, err error, a wire.Answer) *tenant.Error {
	if e, ok := k.mishap().Explain(err, a); ok {
		return e
	}
	e := k.mishap().Begin(err, a)
	var odata *odataerrors.ODataError
	var bare *abstractions.ApiError
	switch {
	case errors.As(err, &odata):
		words(e, odata)
	case errors.As(err, &bare):
		e.Status = bare.ResponseStatusCode
	default:
		return k.mishap().Unreadable(err, a)
	}
	classify(k, e, odata, a.Body)
	return e
}

// classify gives a refusal its kind and its cure.
func classify(k call, e *tenant.Error, odata *odataerrors.ODataError, body []byte) {
	codes := append(append(innerCodes(body), detailCodes(odata)...), e.Code)
	message := strings.ToLower(e.Message)
	for _, r := range refusals() {
		if r.fits(k.op, codes, message) {
			e.Kind, e.Cure = r.kind, r.cure
			if r.code != "" {
				e.Code = r.code
			}
			return
		}
	}
	k.mishap().ByStatus(e)
}

func (r refusal) fits(o op, codes []string, message string) bool {
	if r.ops != nil && !(lag{ops: r.ops}).of(o) {
		return false
	}
	if !strings.Contains(message, r.fragment) {
		return false
	}
	if r.code == "" {
		return true
	}
	for _, c := range codes {
		if strings.EqualFold(c, r.code) {
			return true
		}
	}
	return false
}

// words takes over what Graph itself said.
func words(e *tenant.Error, o *odataerrors.ODataError) {
	if o.ResponseStatusCode != 0 {
		e.Status = o.ResponseStatusCode
	}
	main := o.GetErrorEscaped()
	if main == nil {
		return
	}
	e.Code = tenant.Plain(text(main.GetCode()), 100)
	e.Message = tenant.Plain(text(main.GetMessage()), mishap.MaxMessage)
	if inner := main.GetInnerError(); inner != nil {
		if id := text(inner.GetRequestId()); id != "" {
			e.RequestID = tenant.Plain(id, 100)
		}
	}
}

func detailCodes(o *odataerrors.ODataError) []string {
	if o == nil || o.GetErrorEscaped() == nil {
		return nil
	}
	var codes []string
	for _, d := range o.GetErrorEscaped().GetDetails() {
		codes = append(codes, text(d.GetCode()))
	}
	return codes
}
