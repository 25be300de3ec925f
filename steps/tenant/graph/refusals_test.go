package graph_test

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
	details := answer{Status: 400, Body: `{"error":{"code":"Request_BadRequest","message":"One or more property values are invalid.","details":[{"code":"HostNameNotOnVerifiedDomain","message":"x","target":"identifierUris"}]}}`}
	for _, c := range []struct {
		name, op string
		no       answer
		kind     tenant.Kind
		code     string
		cure     string // a part of it
	}{
		{"role missing", "update", refuse(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."), tenant.Denied, "Authorization_RequestDenied", "Cloud Application Administrator"},
		{"consent by an application developer", "grant", refuse(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."), tenant.Denied, "Authorization_RequestDenied", "Application Developer is not enough"},
		{"scope missing", "update", refuse(403, "accessDenied", "x"), tenant.Denied, "accessDenied", "--client-id graph"},
		{"scope missing, in other words", "update", refuse(403, "Forbidden", "x"), tenant.Denied, "Forbidden", "--client-id graph"},
		{"gone", "update", refuse(404, "Request_ResourceNotFound", "Resource does not exist."), tenant.NotFound, "Request_ResourceNotFound", "deleted it"},
		{"identifier URI policy", "update", refuse(400, "Request_BadRequest", "Failed to add identifier URI api://x. All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy of your organization."), tenant.Policy, "Request_BadRequest", "aka.ms/identifier-uri-addition-error"},
		{"identifier URI on a foreign domain", "update", refuse(400, "HostNameNotOnVerifiedDomain", "x"), tenant.Policy, "HostNameNotOnVerifiedDomain", "verify it"},
		{"the same among the details", "update", details, tenant.Policy, "HostNameNotOnVerifiedDomain", "verify it"},
		{"identifier URI taken", "update", refuse(400, "Request_BadRequest", "Another object with the same value for property identifierUris already exists."), tenant.Conflict, "Request_BadRequest", "restore or purge"},
		{"identifier URI taken, other code", "update", refuse(400, "ObjectConflict", "x"), tenant.Conflict, "ObjectConflict", "exists already"},
		{"scope enabled", "update", refuse(400, "CannotDeleteOrUpdateEnabledEntitlement", "x"), tenant.Conflict, "CannotDeleteOrUpdateEnabledEntitlement", "somebody edits"},
		{"scope enabled, in words", "update", refuse(400, "Request_BadRequest", "Permission (scope or role) cannot be deleted or updated unless disabled first."), tenant.Conflict, "Request_BadRequest", "somebody edits"},
		{"client's scope unknown", "update", refuse(400, "Request_BadRequest", "Property api.preAuthorizedApplications.delegatedPermissionIds has a Permission Id that cannot be found in the AppPermissions sets."), tenant.Conflict, "Request_BadRequest", "by hand"},
		{"secrets forbidden", "password", refuse(400, "CredentialTypeNotAllowedAsPerAppPolicy", "x"), tenant.Policy, "CredentialTypeNotAllowedAsPerAppPolicy", "exempt"},
		{"secret too long", "password", refuse(400, "CredentialInvalidLifetimeAsPerAppPolicy", "x"), tenant.Policy, "CredentialInvalidLifetimeAsPerAppPolicy", "secret_days"},
		{"quota", "upsert", refuse(403, "Directory_QuotaExceeded", "x"), tenant.Policy, "Directory_QuotaExceeded", "250"},
		{"consent exists", "grant", refuse(400, "Request_BadRequest", "Permission entry already exists."), tenant.Conflict, "Request_BadRequest", "merged"},
		{"principal exists", "principal", refuse(409, "Request_MultipleObjectsWithSameKeyValue", "x"), tenant.Conflict, "Request_MultipleObjectsWithSameKeyValue", "used"},
		{"grant to an old principal", "grant", refuse(400, "Request_BadRequest", "Resource 'x' does not exist or one of its queried reference-property objects are not present."), tenant.Refused, "Request_BadRequest", ""},
		{"throttled to the end", "update", refuse(429, "TooManyRequests", "x"), tenant.Unreachable, "TooManyRequests", "wait"},
		{"session over", "update", refuse(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."), tenant.SignIn, "InvalidAuthenticationToken", "sign in"},
		{"licence", "update", refuse(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "x"), tenant.Policy, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "P1"},
		{"unknown 401", "update", refuse(401, "X", "x"), tenant.SignIn, "X", "sign in"},
		{"unknown 403", "update", refuse(403, "X", "x"), tenant.Denied, "X", "permission"},
		{"unknown 409", "update", refuse(409, "X", "x"), tenant.Conflict, "X", "same object"},
		{"unknown 412", "update", refuse(412, "X", "x"), tenant.Conflict, "X", "same object"},
		{"unknown 400", "update", refuse(400, "X", "x"), tenant.Refused, "X", ""},
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
		{"create, gateway's page", "principal", page, tenant.Lost, 1, 502},
		{"create, fault", "grant", refuse(500, "InternalServerError", "x"), tenant.Lost, 1, 500},
		{"create, busy", "password", refuse(503, "ServiceUnavailable", "x"), tenant.Lost, 1, 503},
		{"create, no such host", "principal", answer{Err: &net.DNSError{Err: "no such host", IsNotFound: true}}, tenant.Unreachable, 1, 0},
		{"create, empty success", "principal", answer{Status: 201}, tenant.Lost, 1, 201},
		{"create, success without a secret", "password", answer{Status: 200, Body: `{"keyId":"` + keyID + `"}`}, tenant.Lost, 1, 200},
		{"create, success that is no JSON", "grant", answer{Status: 201, Body: `{"id":`}, tenant.Lost, 1, 201},
		{"write, gateway's page to the end", "update", page, tenant.Lost, 8, 502},
		{"write, never a connection", "update", answer{Err: errors.New("connection refused")}, tenant.Unreachable, 8, 0},
		{"proxy refuses", "update", answer{Status: 403, Header: http.Header{"Content-Type": {"text/html"}}, Body: "<html>no</html>"}, tenant.Refused, 1, 403},
		{"redirect", "update", answer{Status: 302, Header: http.Header{"Location": {"https://portal.example.org/"}, "Content-Type": {"text/html"}}, Body: "<html>"}, tenant.Lost, 1, 302},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.no)
			e := adaptertest.Failure(t, operations()[c.op].run(r))
			if e.Kind != c.kind || e.Status != c.status || len(r.Service.Heard) != c.requests {
				t.Errorf("%d requests, kind %d: %v", len(r.Service.Heard), e.Kind, e)
			}
			if strings.Contains(e.Error(), "html") || strings.Contains(e.Error(), "factory") {
				t.Errorf("no words for a person: %v", e)
			}
		})
	}
}

func TestForeignTextIsStripped(t *testing.T) {
	t.Parallel()
	r := newRig(t, answer{Status: 400, Body: `{"error":{"code":"X\u001b[31m","message":"red \u001b[2J\r\nand \u202eback` + strings.Repeat("x", 5000) + `"}}`})
	e := adaptertest.Failure(t, operations()["update"].run(r))
	if strings.ContainsAny(e.Error(), "\x1b\r\n\u202e") || len([]rune(e.Message)) > 601 {
		t.Errorf("%q", e.Error())
	}
}

// TestTokenThatCannotBeHad tells an ended sign-in from a broken network.
func TestTokenThatCannotBeHad(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		kind tenant.Kind
		code string
	}{
		{"sign-in ended", errors.New("can't acquire a token without user interaction"), tenant.SignIn, ""},
		{"explained", refusal{}, tenant.SignIn, "AADSTS700082"},
		{"cancelled", context.Canceled, tenant.Unreachable, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, answer{Status: 204})
			r.Token.Err = c.err
			e := adaptertest.Failure(t, operations()["principal"].run(r))
			if e.Kind != c.kind || e.Code != c.code || len(r.Service.Heard) != 0 || !errors.Is(e, c.err) || e.Cure == "" {
				t.Errorf("%d requests: %+v", len(r.Service.Heard), e)
			}
		})
	}
}

// refusal is a sign-in's refusal with advice.
type refusal struct{}

func (refusal) Error() string               { return "the sign-in has ended" }
func (refusal) Advice() (code, cure string) { return "AADSTS700082", "sign in" }

// TestChallenges answers 401 with claims, as continuous access evaluation
// does, well formed and not.
func TestChallenges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, header string
		asked        int // requests to Graph
		claims       string
	}{
		{"well formed", `Bearer realm="", authorization_uri="https://login.example.org", error="insufficient_claims", claims="eyJhIjoxfQ=="`, 2, `{"a":1}`},
		{"without quotation marks", `Bearer error="insufficient_claims", claims=eyJhIjoxfQ==`, 1, ""},
		{"half a quotation", `Bearer claims="eyJh`, 1, ""},
		{"no claims", `Bearer error="invalid_token"`, 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			no := refuse(401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge")
			no.Header = http.Header{"Www-Authenticate": {c.header}}
			r := newRig(t, no, answer{Status: 204})
			err := operations()["update"].run(r)
			if len(r.Service.Heard) != c.asked || (err == nil) != (c.asked == 2) {
				t.Fatalf("%d requests, error %v", len(r.Service.Heard), err)
			}
			last := r.Token.Asked[len(r.Token.Asked)-1]
			if last.Claims != c.claims || !last.EnableCAE || last.Scopes[0] != "https://graph.microsoft.com/.default" {
				t.Errorf("asked for %+v", last)
			}
			if c.asked == 2 && r.Service.Heard[1].Body != r.Service.Heard[0].Body {
				t.Errorf("repeated %q as %q", r.Service.Heard[0].Body, r.Service.Heard[1].Body)
			}
		})
	}
}
