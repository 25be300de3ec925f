//go:build live

package main

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestLive goes through a real tenant, for whoever has one to spare:
//
//	TEAMWRIGHT_LIVE=/path/to/teamwright.yaml go test -tags live -run Live ./cmd/teamwright
//
// The answers name tenant, client and door; a door without a person (secret,
// certificate, workload) is needed, as nobody answers. It only looks, and ends
// with the plan. With TEAMWRIGHT_LIVE_WRITE=yes it also sets everything up,
// demands that a second run finds nothing to do, and takes it all back; every
// run leaves a trace beside the answers, which sandbox --replay goes through
// again.
func TestLive(t *testing.T) {
	profile := os.Getenv("TEAMWRIGHT_LIVE")
	if profile == "" {
		t.Skip("TEAMWRIGHT_LIVE names no answers file")
	}
	state := t.TempDir()
	run := func(words ...string) string {
		t.Helper()
		args := append(words, "--profile", profile, "--plain", "--state-dir", state, "--trace", profile+"."+words[0]+".jsonl")
		out, err := exec.Command("teamwright", args...).CombinedOutput()
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit) && exit.ExitCode() == exitWaiting: // rows wait for a person
		case err != nil:
			t.Fatalf("%v: %v\n%s", words, err, out)
		}
		return string(out)
	}
	if text := run("plan"); !strings.Contains(text, "Plan:") {
		t.Fatalf("no plan:\n%s", text)
	}
	if os.Getenv("TEAMWRIGHT_LIVE_WRITE") != "yes" {
		return
	}
	secrets := "file:" + t.TempDir() + "/secret.json"
	first := run("setup", "--yes", "--secrets-to", secrets)
	if !strings.Contains(first, "entra.secret") {
		t.Fatalf("no set-up:\n%s", first)
	}
	if second := run("setup", "--yes", "--secrets-to", secrets); !strings.Contains(second, "Plan: nothing to do") {
		t.Errorf("a second run has something to do:\n%s", second)
	}
	run("remove", "--yes")
}
