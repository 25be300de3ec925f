package graph

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"

	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

const maxMessage = 600 // runes of Microsoft's own words

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

// explain puts any failure of one request into a tenant error.
func explain(k call, err error, a wire.Answer) *tenant.Error {
	e := &tenant.Error{Op: k.words, Status: a.Status, RequestID: a.RequestID, Err: err}
	var (
		token  *tokenError
		broken *wire.Broken
		large  *wire.TooLarge
		odata  *odataerrors.ODataError
		bare   *abstractions.ApiError
	)
	switch {
	case errors.As(err, &token):
		return noToken(e, token, a)
	case errors.As(err, &broken):
		return lost(k, e, broken)
	case errors.As(err, &large):
		e.Kind, e.Message = unsure(k), large.Error()
		return e
	case errors.As(err, &odata):
		words(e, odata)
	case errors.As(err, &bare):
		e.Status = bare.ResponseStatusCode
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		e.Kind = unsure(k)
		return e
	default:
		return unreadable(k, e, a)
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
	switch s := e.Status; {
	case s == http.StatusUnauthorized:
		e.Kind, e.Cure = tenant.SignIn, "sign in again"
	case s == http.StatusForbidden:
		e.Kind, e.Cure = tenant.Denied, "a role or a permission is missing: see the message, then sign in again"
	case s == http.StatusNotFound:
		e.Kind = tenant.NotFound
	case s == http.StatusConflict, s == http.StatusPreconditionFailed:
		e.Kind, e.Cure = tenant.Conflict, "somebody else writes to the same object, or it exists already; run the same command again"
	case s == http.StatusTooManyRequests:
		e.Kind, e.Cure = tenant.Unreachable, "wait some minutes, then run the same command again"
	case s >= 500:
		e.Kind, e.Cure = unsure(k), "Microsoft Graph has a fault; run the same command again in some minutes"
	}
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
	e.Message = tenant.Plain(text(main.GetMessage()), maxMessage)
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

// unsure is the kind of a failure after which nobody knows whether a write was
// done; a read is done again without harm.
func unsure(k call) tenant.Kind {
	if k.write {
		return tenant.Lost
	}
	return tenant.Unreachable
}

func lost(k call, e *tenant.Error, b *wire.Broken) *tenant.Error {
	e.Status, e.Kind, e.Cure = 0, tenant.Unreachable, b.Cure()
	if b.Sent {
		e.Kind = unsure(k)
	}
	e.Message = tenant.Plain(b.Error(), maxMessage)
	return e
}

// noToken is a request that was never sent, for want of a token.
func noToken(e *tenant.Error, t *tokenError, a wire.Answer) *tenant.Error {
	e.Status, e.Message = 0, tenant.Plain(t.Error(), maxMessage)
	var broken *wire.Broken
	switch {
	case errors.As(t, &broken):
		e.Kind, e.Cure = tenant.Unreachable, broken.Cure()
	case errors.Is(t, context.Canceled), errors.Is(t, context.DeadlineExceeded), a.Err != nil, a.Status >= 500, a.Status == 429:
		e.Kind, e.Cure = tenant.Unreachable, "Microsoft Entra gave no token: check the network, then run the same command again"
	default:
		e.Kind, e.Cure = tenant.SignIn, "run the same command again and sign in"
		var own interface{ Advice() (code, cure string) }
		if errors.As(t.err, &own) {
			if code, cure := own.Advice(); cure != "" {
				e.Code, e.Cure = code, cure
			}
		}
	}
	return e
}

// unreadable is an answer that the SDK could make nothing of, such as the page
// of a proxy.
func unreadable(k call, e *tenant.Error, a wire.Answer) *tenant.Error {
	e.Kind = unsure(k)
	e.Cure = "something between here and Microsoft answered instead: check HTTPS_PROXY and the network, then run the same command again"
	switch {
	case a.Status == 0:
		e.Message, e.Cure = tenant.Plain(e.Err.Error(), maxMessage), ""
	case a.HTML():
		e.Message = "a web page came instead of an answer"
	default:
		e.Message = "the answer cannot be read: " + tenant.Plain(e.Err.Error(), 200)
	}
	if a.Status >= 400 && a.Status < 500 {
		e.Kind = tenant.Refused
		if a.Status == http.StatusForbidden || a.Status == http.StatusProxyAuthRequired {
			e.Cure = "a proxy or firewall refuses " + a.URL + ": have it allowed"
		}
	}
	return e
}
