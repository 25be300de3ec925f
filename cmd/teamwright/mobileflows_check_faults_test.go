package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// flowsMemory is what a cloud and an admin have once Mobile Flows is set up.
type flowsMemory struct {
	files  map[string]string
	issued []string // secrets and tokens
}

// setUpFlows sets Mobile Flows up, once for many trials.
func setUpFlows(t *testing.T, more string) flowsMemory {
	t.Helper()
	dir := t.TempDir()
	s := playFlows(t, sandbox.Options{Memory: filepath.Join(dir, "cloud.json")})
	s.write("teamwright.yaml", []byte(strings.Replace(s.read("teamwright.yaml"), "mobileflows: {", "mobileflows: {"+more, 1)))
	if run := s.run(s.apply()); run.code != 5 {
		t.Fatalf("set up: exit code %d\n%s\n%s", run.code, run.err, run.out)
	}
	files := map[string]string{"teamwright.yaml": s.read("teamwright.yaml"), "both.json": s.read("given.json") + s.read("secret.json")}
	for _, name := range []string{"cloud.json", "cloud-access.json"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	return flowsMemory{files, s.cloud.Issued()}
}

// play is a stage on which all that is remembered was done an hour ago.
func (m flowsMemory) play(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	dir := t.TempDir()
	opt.Memory = filepath.Join(dir, "cloud.json")
	for _, name := range []string{"cloud.json", "cloud-access.json"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(m.files[name]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := playFlows(t, opt)
	s.clock.ahead = time.Hour
	for _, name := range []string{"teamwright.yaml", "both.json"} {
		s.write(name, []byte(m.files[name]))
	}
	return s
}

// TestFlowsCheckEveryFault disturbs checks: with a test user who signs in, and
// with an own connector in its self-test. In the end every row is seen, and
// nothing was ever written.
func TestFlowsCheckEveryFault(t *testing.T) {
	tests := map[string]struct {
		more    string // in the answers
		words   []string
		signIns int // at most, in one run
		rows    string
	}{
		"with a test user": {
			"", []string{"--user", "robin@contoso.onmicrosoft.com"}, 2,
			"preflight_signin preflight_me preflight_timezone preflight_teams preflight_channels preflight_mentions preflight_replies preflight_reply secret_proof",
		},
		"with a self-test": {
			"connector: 'https://own.connector.example/teams', ", []string{"--self-test"}, 1,
			"connector_health connector_addresses connector_guarded connector_stranger connector_logic connector_audience",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			done := sync.OnceValue(func() flowsMemory { return setUpFlows(t, tt.more) })
			matrix{thin: 4, prepare: func(t testing.TB, opt sandbox.Options) *trial {
				s := done().play(t, opt)
				return &trial{
					stage: s,
					args: func() []string {
						return append(s.args("mobileflows", "check", "--secrets-from", "file:"+s.path("both.json")), tt.words...)
					},
					after: func(run ended) {
						if n := strings.Count(run.err, "enter this code:"); n > tt.signIns {
							t.Errorf("%d sign-ins in one run, want at most %d\n%s", n, tt.signIns, run.err)
						}
					},
					whole: func(run ended) {
						s.holds(run, 5, sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, AccessTemplates: 1})
						if n := writes(s.log.since(0)); n > 0 {
							t.Errorf("a check makes %d writes", n)
						}
						for row := range strings.FieldsSeq(tt.rows) {
							if !strings.Contains(run.out, "pass     mobileflows."+row+" ") {
								t.Errorf("%s does not pass\n%s\n%s", row, run.err, run.out)
							}
						}
						s.quiet(run, done().issued...)
						if strings.Contains(run.err+run.out, "PRIVATE KEY") {
							t.Error("the key of the self-test is shown")
						}
					},
				}
			}}.run(t)
		})
	}
}
