package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

// TestEveryRequestOfARotationEveryFault disturbs one request of an exchange of
// secrets at a time, in every way there is, and runs it again. After every run
// Entra issues a token for the secret that Totara has; in the end there is one
// secret, and no second new one was made where the first had arrived.
func TestEveryRequestOfARotationEveryFault(t *testing.T) {
	t.Parallel()
	lagging, prompt := undisturbedRotation(t, quick()), undisturbedRotation(t, sandbox.Options{})
	kinds := map[string]span{
		sandbox.FaultThrottle: lagging, sandbox.FaultInternal: lagging, sandbox.FaultUnavailable: lagging,
		sandbox.FaultReset: lagging, sandbox.FaultLost: lagging, sandbox.FaultHTML502: lagging,
		sandbox.FaultHold: prompt,
	}
	var runs, whole atomic.Int32
	t.Cleanup(func() {
		t.Logf("%d requests (%d without lag) × 7 faults: %d exchanges, %d ended whole", lagging.last, prompt.last, runs.Load(), whole.Load())
	})
	for kind, s := range kinds {
		for n := 1; n <= s.last; n++ {
			t.Run(fmt.Sprintf("%s/%d", kind, n), func(t *testing.T) {
				t.Parallel()
				runs.Add(1)
				disturbRotation(t, s, sandbox.Fault{N: n, Do: kind})
				if !t.Failed() {
					whole.Add(1)
				}
			})
		}
	}
}

// span are the requests of an exchange behind the first sign-in: through the
// run that makes the new secret, and through the one that has the word.
type span struct{ made, last int }

func undisturbedRotation(t *testing.T, opt sandbox.Options) span {
	t.Helper()
	r := rehearseRotation(t, opt)
	r.after = math.MaxInt
	r.once(nil)
	s := span{made: r.log.afterSignIn()}
	r.enter()
	if run := r.once(nil); run.code != 0 {
		t.Fatalf("exit code %d\n%s\n%s", run.code, run.err, run.out)
	}
	s.last, r.after = r.log.afterSignIn(), 0
	r.exchanged()
	return s
}

func disturbRotation(t *testing.T, s span, fault sandbox.Fault) {
	opt := quick()
	opt.Faults = []sandbox.Fault{fault}
	if fault.Do == sandbox.FaultHold {
		opt.Lag = 0 // the killed program waits in real time
	}
	r := rehearseRotation(t, opt)
	r.after = fault.N
	for try := 1; ; try++ {
		var kill *sandbox.Fault
		if fault.Do == sandbox.FaultHold && (fault.N <= s.made) == (try == 1) && try <= 2 {
			kill = &fault
		}
		run := r.once(kill)
		r.works(run)
		r.enter()
		if run.code == 0 && kill == nil {
			break
		}
		if try == 5 {
			t.Fatalf("after %d runs: exit code %d\n%s\n%s", try, run.code, run.err, run.out)
		}
	}
	r.exchanged()
	before := r.log.len()
	if run := r.once(nil); run.code != 0 || writes(r.log.since(before)) > 0 {
		t.Errorf("the next run: exit code %d, %d writes\n%s", run.code, writes(r.log.since(before)), run.err)
	}
}

// The tenant in which secrets are exchanged: an application with one secret.
const (
	clientID         = "2c6f9a10-7b1e-4e55-9f7a-5a4b3c2d1e0f"
	firstSecret      = "old8Q~first-secret-of-the-application-0"
	tenantWithSecret = `
applications:
  - displayName: Example Learn
    appId: ` + clientID + `
    web: {redirectUris: ["https://learn.example.org/totara/admin/oauth2callback.php"]}
    passwordCredentials:
      - {displayName: teamwright sso 2026-01-02 0123abcd, secretText: ` + firstSecret + `, startDateTime: 2026-01-02T00:00:00Z, endDateTime: 2099-03-01T00:00:00Z}
service_principals: [{appId: ` + clientID + `}]
`
)

// rehearsedRotation is a stage whose Totara is a person with a form.
type rehearsedRotation struct {
	*stage
	totara secret.Text // what Totara has
	prover signin.Prover
	after  int // no probe before this request: a probe is a request, too
}

func rehearseRotation(t *testing.T, opt sandbox.Options) *rehearsedRotation {
	t.Helper()
	var err error
	if opt.Tenant, err = sandbox.ReadTenant(strings.NewReader(tenantWithSecret)); err != nil {
		t.Fatal(err)
	}
	r := &rehearsedRotation{stage: play(t, opt), totara: secret.New(firstSecret)}
	r.write("teamwright.yaml", []byte(r.read("teamwright.yaml")+"\nids: {app: "+clientID+"}\n"))
	cloud, err := tenant.FindCloud(r.file)
	if err != nil {
		t.Fatal(err)
	}
	transport, err := wire.Base(wire.BaseOptions{Env: r.env, CAPEM: cloud.CAPEM})
	if err != nil {
		t.Fatal(err)
	}
	r.prover = signin.Prover{Cloud: cloud, Transport: transport, Clock: r.clock.clock(), Patience: 30 * time.Second}
	return r
}

// once is one run of rotate, which is killed at a request that is held. Where a
// secret has arrived and a person has entered it, they say that Totara works.
func (r *rehearsedRotation) once(kill *sandbox.Fault) ended {
	r.t.Helper()
	args := r.args("rotate", "--yes", "--secrets-to", "file:"+r.path("new.json"))
	if list := r.handed("new.json"); len(list) > 0 && list[0]["secret"] == r.totara.Reveal() {
		args = append(args, "--totara-works", "sso")
	}
	if kill != nil {
		r.kill(kill.N, args)
		return ended{}
	}
	return r.run(args)
}

// handed are the secrets in a file.
func (r *rehearsedRotation) handed(name string) (out []map[string]string) {
	r.t.Helper()
	data, err := os.ReadFile(r.path(name))
	if err != nil {
		return nil
	}
	for line := range bytes.Lines(data) {
		var s map[string]string
		if err := json.Unmarshal(line, &s); err != nil {
			r.t.Fatalf("%s: %v", line, err)
		}
		out = append(out, s)
	}
	return out
}

// enter is a person who enters in Totara what has arrived.
func (r *rehearsedRotation) enter() {
	if list := r.handed("new.json"); len(list) > 0 {
		r.totara = secret.New(list[len(list)-1]["secret"])
	}
	r.works(ended{})
}

// works fails unless Entra issues a token for the secret that Totara has.
func (r *rehearsedRotation) works(run ended) {
	r.t.Helper()
	if r.log.afterSignIn() < r.after {
		return
	}
	if err := r.prover.Prove(r.t.Context(), "contoso.onmicrosoft.com", clientID, r.totara, ""); err != nil {
		r.t.Errorf("Totara is without a secret that works: %v\n%s\n%s", err, run.err, run.out)
	}
}

// exchanged fails unless one secret is left, the one that has arrived, and
// nothing that had arrived was made anew.
func (r *rehearsedRotation) exchanged() {
	r.t.Helper()
	r.works(ended{})
	want := sandbox.Counts{Applications: 1, Principals: 1, Secrets: 1}
	if got := r.cloud.Count(); got != want {
		r.t.Errorf("the tenant holds %+v, want %+v", got, want)
	}
	if list := r.handed("new.json"); len(list) != 1 || list[0]["secret"] != r.totara.Reveal() {
		r.t.Errorf("%d secrets have arrived, or Totara has another one", len(list))
	}
	all := r.log.since(0)
	removed := slices.IndexFunc(all, func(q request) bool { return strings.HasSuffix(q.Path, "/removePassword") && q.Status < 300 })
	if made := slices.IndexFunc(all[removed+1:], func(q request) bool { return strings.HasSuffix(q.Path, "/addPassword") }); removed >= 0 && made >= 0 {
		// Only a secret that was handed to nobody is removed before another
		// one is made.
		last := slices.ContainsFunc(all[removed+1+made:], func(q request) bool { return strings.HasSuffix(q.Path, "/removePassword") && q.Status < 300 })
		if !last {
			r.t.Error("the old secret was removed before the new one was made")
		}
	}
}
