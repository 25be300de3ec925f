package main

import (
	"fmt"
	"strings"
	"sync/atomic"
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

// TestEveryRequestOfARemovalEveryFault disturbs one request of a removal at a
// time, in every way there is, and runs it again: what setup made is gone, and
// nothing else is.
func TestEveryRequestOfARemovalEveryFault(t *testing.T) {
	t.Parallel()
	lagging, prompt := undisturbedRemoval(t, quick()), undisturbedRemoval(t, sandbox.Options{})
	kinds := map[string]int{
		sandbox.FaultThrottle: lagging, sandbox.FaultInternal: lagging, sandbox.FaultUnavailable: lagging,
		sandbox.FaultReset: lagging, sandbox.FaultLost: lagging, sandbox.FaultHTML502: lagging,
		sandbox.FaultHold: prompt,
	}
	var runs, whole atomic.Int32
	t.Cleanup(func() {
		t.Logf("%d requests (%d without lag) × 7 faults: %d removals, %d ended whole", lagging, prompt, runs.Load(), whole.Load())
	})
	for kind, requests := range kinds {
		for n := 1; n <= requests; n++ {
			t.Run(fmt.Sprintf("%s/%d", kind, n), func(t *testing.T) {
				t.Parallel()
				runs.Add(1)
				disturbRemoval(t, sandbox.Fault{N: n, Do: kind})
				if !t.Failed() {
					whole.Add(1)
				}
			})
		}
	}
}

func undisturbedRemoval(t *testing.T, opt sandbox.Options) int {
	t.Helper()
	s := toClear(t, opt)
	s.cleared(s.run(s.args("remove", "--yes")))
	return s.log.afterSignIn()
}

func toClear(t *testing.T, opt sandbox.Options) *stage {
	t.Helper()
	var err error
	if opt.Tenant, err = sandbox.ReadTenant(strings.NewReader(tenantToClear)); err != nil {
		t.Fatal(err)
	}
	s := play(t, opt)
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"\nids: {app: "+clientID+", catalog: "+entryID+"}\n"))
	return s
}

func disturbRemoval(t *testing.T, fault sandbox.Fault) {
	opt := quick()
	opt.Faults = []sandbox.Fault{fault}
	if fault.Do == sandbox.FaultHold {
		opt.Lag = 0 // the killed program waits in real time
	}
	s := toClear(t, opt)
	args := s.args("remove", "--yes")
	if fault.Do == sandbox.FaultHold {
		s.kill(fault.N, args)
	} else if run := s.run(args); run.code == 5 && strings.Contains(run.out, "0 could not be looked at") {
		s.cleared(run)
	}
	run := s.run(args)
	s.cleared(run)
	before := s.log.len()
	if again := s.run(args); writes(s.log.since(before)) > 0 {
		t.Errorf("one removal more writes: exit code %d\n%s", again.code, again.err)
	}
}

// cleared fails unless the tenant holds what is not ours, and that alone.
func (s *stage) cleared(run ended) {
	s.t.Helper()
	if run.code != 5 { // Totara's side is a person's
		s.t.Errorf("exit code %d, want 5\n%s\n%s", run.code, run.err, run.out)
	}
	want := sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, Deleted: 1, CatalogApps: 1, Definitions: 1}
	if got := s.cloud.Count(); got != want {
		s.t.Errorf("the tenant holds %+v, want %+v\n%s\n%s", got, want, run.err, run.out)
	}
	if strings.Contains(s.read("teamwright.yaml"), entryID) {
		s.t.Error("the answers still name the entry of the catalogue")
	}
}
