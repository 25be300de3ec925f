package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// buried are deleted items as a tenant file prepares them.
const buried = `
applications:
  - {displayName: New name, appId: 11111111-1111-4111-8111-111111111111, uniqueName: learn, identifierUris: ["api://learn.example.org/x"]}
deleted:
  - {id: 21111111-1111-4111-8111-111111111111, displayName: Same name, appId: 21111111-1111-4111-8111-111111111112, uniqueName: learn}
  - {id: 31111111-1111-4111-8111-111111111111, displayName: Same URI, appId: 31111111-1111-4111-8111-111111111112, identifierUris: ["api://learn.example.org/x"]}
  - {id: 41111111-1111-4111-8111-111111111111, displayName: Free, appId: 41111111-1111-4111-8111-111111111112, uniqueName: free}
  - {id: 51111111-1111-4111-8111-111111111111, displayName: Old, appId: 51111111-1111-4111-8111-111111111112, uniqueName: old, deletedDateTime: 2026-10-22T09:00:00Z}
deleted_principals:
  - {id: 42111111-1111-4111-8111-111111111111, appId: 41111111-1111-4111-8111-111111111112}
  - {id: 52111111-1111-4111-8111-111111111111, appId: 51111111-1111-4111-8111-111111111112}
`

// TestBuried: what was taken since does not come back, after 30 days nothing
// does, and a principal comes back to its application alone.
func TestBuried(t *testing.T) {
	t.Parallel()
	tenant, err := sandbox.ReadTenant(strings.NewReader(buried))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, sandbox.Options{Tenant: tenant})
	r.signIn(azureCLI, graphAll)
	const items = "/directory/deletedItems/"
	restore := func(id string) string { return items + id + "/restore" }
	if rows := r.want(200, "GET", items+"microsoft.graph.application?$select=id,deletedDateTime", nil).rows(); len(rows) != 4 {
		t.Errorf("deleted applications: %v", rows)
	}
	r.refused(400, "Request_BadRequest", "POST", restore("21111111-1111-4111-8111-111111111111"), object{})
	r.refused(400, "Request_BadRequest", "POST", restore("31111111-1111-4111-8111-111111111111"), object{})
	r.refused(400, "Request_BadRequest", "POST", restore("42111111-1111-4111-8111-111111111111"), object{})
	r.want(200, "POST", restore("41111111-1111-4111-8111-111111111111"), object{})
	r.want(200, "POST", restore("42111111-1111-4111-8111-111111111111"), object{})
	r.refused(404, "Request_ResourceNotFound", "POST", restore("41111111-1111-4111-8111-111111111111"), object{})
	r.refused(404, "Request_ResourceNotFound", "DELETE", items+"41111111-1111-4111-8111-111111111111", nil)
	if got, want := r.cloud.Count(), (sandbox.Counts{Applications: 2, Principals: 1, Deleted: 3}); got != want {
		t.Errorf("there are %+v, want %+v", got, want)
	}

	// A deleted application keeps its name until it is gone for good.
	again := func(status int) {
		t.Helper()
		r.want(status, "PATCH", "/applications(uniqueName='old')", object{"displayName": "Again"}, "Prefer: create-if-missing")
	}
	again(400)
	r.clock.Move(36 * time.Hour) // the token ends, and so do the 30 days of the last one
	r.signIn(azureCLI, graphAll)
	r.refused(404, "Request_ResourceNotFound", "POST", restore("51111111-1111-4111-8111-111111111111"), object{})
	r.refused(404, "Request_ResourceNotFound", "GET", items+"51111111-1111-4111-8111-111111111111", nil)
	if rows := r.want(200, "GET", items+"microsoft.graph.application", nil).rows(); len(rows) != 2 {
		t.Errorf("after 30 days: %v", rows)
	}
	again(201)
	r.clock.Move(30 * 24 * time.Hour)
	r.signIn(azureCLI, graphAll)
	if rows := r.want(200, "GET", items+"microsoft.graph.servicePrincipal", nil).rows(); len(rows) != 0 {
		t.Errorf("principals after 30 days: %v", rows)
	}
	for name, file := range map[string]string{
		"no client id": "deleted_principals: [{displayName: X}]",
		"no such key":  "deleted_principals: [{appId: 41111111-1111-4111-8111-111111111112, colour: red}]",
	} {
		tenant, err := sandbox.ReadTenant(strings.NewReader(file))
		if err == nil {
			_, err = sandbox.New(sandbox.Options{Tenant: tenant})
		}
		if err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
