package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// TestTwoSecretsOneFile kills a set-up that hands over two secrets. The same
// command goes on from there, into the same file, and in the end both secrets lie
// in it, once.
func TestTwoSecretsOneFile(t *testing.T) {
	matrix{faults: []string{sandbox.FaultHold}, prepare: func(t testing.TB, opt sandbox.Options) *trial {
		s := play(t, opt)
		s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"\nbot: {enabled: true, handle: example-learn, resource_group: rg-learn}\n"))
		return &trial{stage: s, args: func() []string { return s.setup() }, whole: s.bothSecrets}
	}}.run(t)
}

// bothSecrets fails unless the run went through and its file holds what the
// cloud does.
func (s *stage) bothSecrets(run ended) {
	s.t.Helper()
	if run.code != 5 {
		s.t.Fatalf("exit code %d, want 5 (rows wait for a person)\n%s\n%s", run.code, run.err, run.out)
	}
	if n := s.cloud.Count().Secrets; n != 2 {
		s.t.Errorf("the cloud holds %d secrets, want 2\n%s", n, run.err)
	}
	var names []string
	for line := range strings.Lines(s.read("secret.json")) {
		var given struct{ Name, Secret string }
		if err := json.Unmarshal([]byte(line), &given); err != nil || given.Secret == "" {
			s.t.Errorf("a line of the file is no secret: %v", err)
		}
		names = append(names, given.Name)
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"bot", "sso"}) {
		s.t.Errorf("the file holds %v, want bot and sso", names)
	}
}
