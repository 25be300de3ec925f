package graph_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter/adaptertest"
)

// operation is one method of the client, for tables.
type operation struct {
	name string
	run  func(r *rig) error
	done answer
}

func operations() map[string]operation {
	all := map[string]operation{}
	for _, o := range []operation{
		{"update", func(r *rig) error {
			return r.UpdateApplication(r.Ctx, objectID, tenant.ApplicationPatch{DisplayName: ptr("x")})
		}, answer{Status: 204}},
		{"logo", func(r *rig) error { return r.SetLogo(r.Ctx, objectID, []byte("png")) }, answer{Status: 204}},
		{"password", func(r *rig) error {
			_, _, err := r.AddPassword(r.Ctx, objectID, "n", time.Now())
			return err
		}, answer{Status: 200, Body: `{"secretText":"s3cret","keyId":"` + keyID + `"}`}},
		{"principal", func(r *rig) error {
			_, err := r.CreatePrincipal(r.Ctx, clientID, nil)
			return err
		}, answer{Status: 201, Body: `{"id":"p1","appId":"` + clientID + `"}`}},
		{"grant", func(r *rig) error {
			_, err := r.CreateGrant(r.Ctx, "p1", "g1", []string{"openid"})
			return err
		}, answer{Status: 201, Body: `{"id":"grant1","clientId":"p1"}`}},
		{"upsert", func(r *rig) error {
			_, _, err := r.UpsertApplication(r.Ctx, unique, tenant.ApplicationPatch{DisplayName: ptr("x")})
			return err
		}, made},
		{"remove", func(r *rig) error { return r.RemovePassword(r.Ctx, objectID, keyID) }, answer{Status: 204}},
	} {
		all[o.name] = o
	}
	return all
}

// young makes everything young that the operations lean on.
func young(t *testing.T) *rig {
	t.Helper()
	r := withApp(t, answer{Status: 201, Body: `{"id":"p1","appId":"` + clientID + `"}`}, answer{Status: 200, Body: `{"secretText":"s3cret","keyId":"` + keyID + `"}`})
	if _, err := r.CreatePrincipal(r.Ctx, clientID, nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.AddPassword(r.Ctx, objectID, "n", time.Now()); err != nil {
		t.Fatal(err)
	}
	r.Service.Play(answer{Status: 204})
	return r
}

func TestReplicationIsWaitedOut(t *testing.T) {
	t.Parallel()
	const (
		missing = "Resource 'x' does not exist or one of its queried reference-property objects are not present."
		noScope = "Property api.preAuthorizedApplications.delegatedPermissionIds has a Permission Id that cannot be found in the AppPermissions sets."
		enabled = "Permission (scope or role) cannot be deleted or updated unless disabled first."
	)
	for _, c := range []struct {
		name, op string
		no       answer
		what     string
		old      bool // waited out however old the object
	}{
		{"the application is unknown to a PATCH", "update", refuse(404, "Request_ResourceNotFound", missing), "Entra is copying the new app", false},
		{"the application is unknown to its logo", "logo", refuse(404, "Request_ResourceNotFound", missing), "Entra is copying the new app", false},
		{"the application is unknown to addPassword", "password", refuse(404, "Request_ResourceNotFound", missing), "Entra is copying the new app", false},
		{"the application is unknown to the principal", "principal", refuse(400, "Request_BadRequest", "The appId '1' of the service principal does not reference a valid application object."), "Entra is copying the new app", false},
		{"the misleading refusal", "principal", refuse(403, "Authorization_RequestDenied", "When using this permission, the backing application of the service principal being created must in the local tenant"), "Entra is copying the new app", false},
		{"the principal is unknown to the grant", "grant", refuse(400, "Request_BadRequest", missing), "Entra is copying the new service principal", false},
		{"the principal is not found for the grant", "grant", refuse(404, "Request_ResourceNotFound", missing), "Entra is copying the new app", false},
		{"the scope is unknown to the clients", "update", refuse(400, "Request_BadRequest", noScope), "Entra is copying the new scope", false},
		{"the scope is unknown, in other words", "update", refuse(400, "Request_BadRequest", "Invalid permission id in preAuthorizedApplications."), "Entra is copying the new scope", false},
		{"the scope is not disabled yet", "update", refuse(400, "CannotDeleteOrUpdateEnabledEntitlement", enabled), "Entra is copying the scope that was just disabled", false},
		{"the scope is not disabled yet, general code", "update", refuse(400, "Request_BadRequest", enabled), "Entra is copying the scope that was just disabled", false},
		{"the name is taken by the try before", "upsert", refuse(400, "Request_BadRequest", "Another object with the same value for property uniqueName already exists."), "Entra is copying the new app", false},
		{"two writes at a time", "update", refuse(409, "Conflict", "busy"), "Entra is busy with the write before", false},
		{"two writes at a time to an old object", "update", refuse(409, "Directory_ConcurrencyViolation", "busy"), "Entra is busy with the write before", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			op := operations()[c.op]

			r := young(t)
			r.Service.Play(c.no, c.no, op.done)
			if err := op.run(r); err != nil {
				t.Fatalf("young: %v", err)
			}
			if len(r.Service.Heard) != 3 || len(r.Waits) != 2 || (r.Waits)[1].What != c.what || (r.Waits)[1].Try != 2 {
				t.Errorf("young: %d requests, waits %+v", len(r.Service.Heard), r.Waits)
			}

			r = young(t)
			r.Service.Play(c.no)
			err := op.run(r)
			if e := adaptertest.Failure(t, err); !strings.Contains(e.Cure, "not copied") {
				t.Errorf("never copied: cure %q", e.Cure)
			}
			if r.Clock.Slept > 120*time.Second || r.Clock.Slept < 100*time.Second {
				t.Errorf("never copied: slept %v", r.Clock.Slept)
			}

			r = young(t)
			r.Clock.Pass(11 * time.Minute)
			r.Service.Play(c.no, op.done)
			err = op.run(r)
			if waited := len(r.Waits) > 0; waited != c.old {
				t.Errorf("old: waited %v, want %v (error %v)", waited, c.old, err)
			}
		})
	}
}

// TestYouthIsReadFromTheObject lets another process have made the application.
func TestYouthIsReadFromTheObject(t *testing.T) {
	t.Parallel()
	gone := refuse(404, "Request_ResourceNotFound", "Resource does not exist.")
	for _, c := range []struct {
		name    string
		created string
		waits   int
	}{{"two minutes ago", "2026-11-20T09:58:00Z", 1}, {"an hour ago", "2026-11-20T09:00:00Z", 0}, {"in no year at all", "", 0}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			body := `{"id":"` + objectID + `","appId":"` + clientID + `"`
			if c.created != "" {
				body += `,"createdDateTime":"` + c.created + `"`
			}
			r := newRig(t, answer{Status: 200, Body: body + "}"}, gone, answer{Status: 204})
			if _, ok, err := r.ApplicationByAppID(r.Ctx, clientID); !ok || err != nil {
				t.Fatal(ok, err)
			}
			err := r.UpdateApplication(r.Ctx, objectID, tenant.ApplicationPatch{DisplayName: ptr("x")})
			if len(r.Waits) != c.waits || (c.waits == 0) != tenant.Is(err, tenant.NotFound) {
				t.Errorf("waits %v, error %v", r.Waits, err)
			}
		})
	}
}

func TestUpsertThatExists(t *testing.T) {
	t.Parallel()
	gone := refuse(404, "Request_ResourceNotFound", "Resource does not exist.")
	there := answer{Status: 200, Body: strings.Replace(made.Body, "}", `,"createdDateTime":"2026-01-01T00:00:00Z"}`, 1)}
	r := newRig(t, answer{Status: 204}, gone, gone, there)
	a, created, err := r.UpsertApplication(r.Ctx, unique, tenant.ApplicationPatch{DisplayName: ptr("Learn")})
	if err != nil || created || a.AppID != clientID {
		t.Fatalf("%+v, created %v: %v", a, created, err)
	}
	if h := r.Service.Heard[0]; h.Header.Get("Prefer") != "create-if-missing" || h.Path != "/v1.0/applications(uniqueName='"+unique+"')" {
		t.Errorf("asked %+v", h)
	}
	if len(r.Waits) != 2 {
		t.Errorf("waits %v", r.Waits)
	}
}

// TestUpsertIsRepeated loses the first answer.
func TestUpsertIsRepeated(t *testing.T) {
	t.Parallel()
	taken := refuse(400, "Request_BadRequest", "Another object with the same value for property uniqueName already exists.")
	r := newRig(t, answer{Err: errors.New("connection reset by peer")}, taken, answer{Status: 204}, answer{Status: 200, Body: made.Body})
	if a, created, err := r.UpsertApplication(r.Ctx, unique, tenant.ApplicationPatch{}); err != nil || created || a.ObjectID != objectID {
		t.Fatalf("%+v, %v, %v", a, created, err)
	}
	if r.Service.Heard[0].Body != r.Service.Heard[1].Body || r.Service.Heard[0].Body == "" {
		t.Errorf("repeated %q as %q", r.Service.Heard[0].Body, r.Service.Heard[1].Body)
	}
	r = newRig(t, taken)
	_, _, err := r.UpsertApplication(r.Ctx, unique, tenant.ApplicationPatch{})
	if e := adaptertest.Failure(t, err); e.Kind != tenant.Conflict || len(r.Waits) != 0 || !strings.Contains(e.Cure, "deleted") {
		t.Errorf("taken from the start: %v, waits %v", e, r.Waits)
	}
}
