package main

import (
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// entryID is what the catalogue of Teams apps calls the published app.
const entryID = "0d9c3a52-31f5-4d1e-8a55-7d1e6b5a9c20"

// tenantToClear holds what a set-up has made, the published app too, and an
// application and an app beside it.
const tenantToClear = `
applications:
  - displayName: Example Learn
    appId: ` + clientID + `
    uniqueName: learn-example-org-b809d03207
    tags: ["teamwright:site=b809d03207", "teamwright:package=1.0.0/0123456789abcdef/sso/` + entryID + `/2026-01-02/made,published"]
    web: {redirectUris: ["https://learn.example.org/totara/admin/oauth2callback.php"]}
    passwordCredentials: [{displayName: teamwright sso 2026-01-02 0123abcd, startDateTime: 2026-01-02T00:00:00Z, endDateTime: 2099-03-01T00:00:00Z}]
  - displayName: Somebody's
    appId: 3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10
    passwordCredentials: [{displayName: teamwright sso 2026-01-02 0123abcd, startDateTime: 2026-01-02T00:00:00Z, endDateTime: 2099-03-01T00:00:00Z}]
service_principals: [{appId: ` + clientID + `}, {appId: 3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10}]
grants:
  - {clientId: ` + clientID + `, scope: User.Read}
  - {clientId: 3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10, scope: User.Read}
catalog:
  apps:
    - {id: ` + entryID + `, manifest_id: ` + clientID + `, name: Example Learn}
    - {id: 1d9c3a52-31f5-4d1e-8a55-7d1e6b5a9c20, manifest_id: 3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10, name: Somebody's}
`

// TestRemovalEveryFault disturbs a removal: what setup made is gone, and nothing
// else is.
func TestRemovalEveryFault(t *testing.T) {
	matrix{lingers: true, prepare: func(t testing.TB, opt sandbox.Options) *trial {
		s := toClear(t, opt)
		return &trial{stage: s, args: func() []string { return s.args("remove", "--yes") }, whole: s.cleared}
	}}.run(t)
}

// toClear is a stage before a tenant that a set-up has been in.
func toClear(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	var err error
	if opt.Tenant, err = sandbox.ReadTenant(strings.NewReader(tenantToClear)); err != nil {
		t.Fatal(err)
	}
	s := play(t, opt)
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"\nids: {app: "+clientID+", catalog: "+entryID+"}\n"))
	return s
}

// cleared fails unless the tenant holds what is not ours, and that alone.
// Totara's side waits for a person.
func (s *stage) cleared(run ended) {
	s.t.Helper()
	s.holds(run, 5, sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, Deleted: 1, CatalogApps: 1, Definitions: 1})
	if strings.Contains(s.read("teamwright.yaml"), entryID) {
		s.t.Error("the answers still name the entry of the catalogue")
	}
}
