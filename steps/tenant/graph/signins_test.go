package graph_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
)

func TestSignIns(t *testing.T) {
	t.Parallel()
	r := newRig(t, answer{Status: 200, Body: `{"value":[
		{"createdDateTime":"2026-11-20T08:00:00Z","userPrincipalName":"robin@example.org","resourceDisplayName":"Learn","clientAppUsed":"Browser","correlationId":"c1","status":{"errorCode":0}},
		{"createdDateTime":"2026-11-20T09:00:00Z","userPrincipalName":"robin@example.org","correlationId":"c2","status":{"errorCode":50105,"failureReason":"not \u001b[2Jassigned\nto a role"}},
		{"createdDateTime":"2026-11-20T07:00:00Z","userPrincipalName":"robin@example.org"}]}`})
	all, err := r.SignIns(r.Ctx, clientID, "Robin.O'Neil@Example.org", 2)
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	if all[0].Code != 50105 || all[0].Reason != "not [2Jassigned to a role" || all[0].CorrelationID != "c2" || !all[0].Time.After(all[1].Time) {
		t.Errorf("the newest %+v", all[0])
	}
	if want := (tenant.SignInEvent{Time: time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC), User: "robin@example.org", Resource: "Learn", Client: "Browser", CorrelationID: "c1"}); all[1] != want {
		t.Errorf("got %+v", all[1])
	}
	h := r.Service.Heard[0]
	if h.Path != "/v1.0/auditLogs/signIns" || !strings.Contains(h.Query, "%27robin.o%27%27neil@example.org%27") && !strings.Contains(h.Query, "%27robin.o%27%27neil%40example.org%27") || !strings.Contains(h.Query, "$top=2") {
		t.Errorf("asked %+v", h)
	}
	for _, c := range []struct {
		name string
		no   answer
		kind tenant.Kind
		cure string
	}{
		{"no right", refuse(403, "Authorization_RequestDenied", "x"), tenant.Denied, "Reports Reader"},
		{"no permission", refuse(403, "Authentication_MSGraphPermissionMissing", "x"), tenant.Denied, "AuditLog.Read.All"},
		{"no licence", refuse(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant", "x"), tenant.Policy, "P1"},
	} {
		r := newRig(t, c.no)
		_, err := r.SignIns(r.Ctx, clientID, "x@example.org", 5)
		if e := adaptertest.Failure(t, err); e.Kind != c.kind || !strings.Contains(e.Cure, c.cure) {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
}

// TestSkew reads Graph's clock from its answers, refusals too, and takes the age
// of things by it.
func TestSkew(t *testing.T) {
	t.Parallel()
	r := newRig(t, answer{Status: 204})
	if _, known := r.Skew(); known {
		t.Error("the clock is known before anything was asked")
	}
	at := func(s string) http.Header { return http.Header{"Date": {s}} }
	no := refuse(403, "X", "x")
	no.Header = at("Fri, 20 Nov 2026 10:07:00 GMT")
	r.Service.Play(no)
	_ = operations()["update"].run(r)
	if ahead, known := r.Skew(); !known || ahead != 7*time.Minute {
		t.Errorf("ahead %v, %v", ahead, known)
	}
	// Our clock is an hour late: an application of Graph's last minute is young.
	there := answer{Status: 200, Header: at("Fri, 20 Nov 2026 11:00:00 GMT"), Body: `{"id":"` + objectID + `","appId":"` + clientID + `","createdDateTime":"2026-11-20T10:59:00Z"}`}
	gone := refuse(404, "Request_ResourceNotFound", "x")
	r.Service.Play(there, gone, answer{Status: 204})
	if _, ok, err := r.ApplicationByAppID(r.Ctx, clientID); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if err := operations()["update"].run(r); err != nil {
		t.Errorf("not taken for young: %v", err)
	}
}

// TestChallengedTwice ends with a sign-in: what a fresh token does not mend.
func TestChallengedTwice(t *testing.T) {
	t.Parallel()
	no := refuse(401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge")
	no.Header = http.Header{"Www-Authenticate": {`Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="`}}
	for name, op := range operations() {
		r := newRig(t, no)
		if e := adaptertest.Failure(t, op.run(r)); e.Kind != tenant.SignIn || e.NothingDone() || len(r.Service.Heard) > 2 || !strings.Contains(e.Cure, "sign in") {
			t.Errorf("%s: %d requests, %+v", name, len(r.Service.Heard), e)
		}
	}
}
