package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

// TestRotationEveryFault disturbs an exchange of secrets. After every run Entra
// issues a token for the secret that Totara has; in the end there is one secret,
// and no second new one was made where the first had arrived.
func TestRotationEveryFault(t *testing.T) {
	matrix{most: 5, prepare: func(t testing.TB, opt sandbox.Options) *trial {
		r := rehearseRotation(t, opt)
		r.after = math.MaxInt
		if len(opt.Faults) > 0 {
			r.after = opt.Faults[0].N
		}
		return &trial{
			stage: r.stage, args: r.words,
			after: func(run ended) { r.works(run); r.enter() },
			over:  func(run ended) bool { return run.code == 0 },
			whole: r.exchanged,
		}
	}}.run(t)
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

func rehearseRotation(t testing.TB, opt sandbox.Options) *rehearsedRotation {
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

// words are those of the next run. Where a secret has arrived and a person has
// entered it, they say that Totara works.
func (r *rehearsedRotation) words() []string {
	args := r.args("rotate", "--yes", "--secrets-to", "file:"+r.path("new.json"))
	if list := r.handed("new.json"); len(list) > 0 && list[0]["secret"] == r.totara.Reveal() {
		args = append(args, "--totara-works", "sso")
	}
	return args
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
func (r *rehearsedRotation) exchanged(run ended) {
	r.t.Helper()
	r.after = 0
	r.works(run)
	r.holds(run, 0, sandbox.Counts{Applications: 1, Principals: 1, Secrets: 1})
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
