package main

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"

	"teamwright/steps/fleet"
	"teamwright/steps/secret"
)

// TestUnitsUseFlagsThatExist holds the flags of the printed units against the
// command's own.
func TestUnitsUseFlagsThatExist(t *testing.T) {
	t.Parallel()
	check, _, err := (&program{}).root().Find([]string{"fleet", "check"})
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`teamwright fleet check (?:[^\n\\]|\\\n)*`)
	flag := regexp.MustCompile(`--([a-z-]+)`)
	for _, name := range fleet.Units() {
		text, _ := fleet.Unit(name)
		used := 0
		for _, line := range command.FindAllString(text, -1) {
			for _, f := range flag.FindAllStringSubmatch(line, -1) {
				used++
				if check.Flag(f[1]) == nil && check.InheritedFlags().Lookup(f[1]) == nil {
					t.Errorf("%s: fleet check has no --%s", name, f[1])
				}
			}
		}
		if used < 3 || !strings.Contains(text, "--state-dir") {
			t.Errorf("%s uses %d flags", name, used)
		}
	}
}

// TestSecretsAreAskedForOnce has two tenants need the same secret.
func TestSecretsAreAskedForOnce(t *testing.T) {
	t.Parallel()
	asked := map[string]int{}
	broken := errors.New("the descriptor is closed")
	var g handedIn
	get := g.once(func(_ context.Context, name string) (secret.Text, error) {
		if asked[name]++; name == "certificate_password" {
			return secret.Text{}, broken
		}
		return secret.New("text of " + name), nil
	})
	for range 2 {
		if text, err := get(t.Context(), "client_secret"); err != nil || text.Reveal() != "text of client_secret" {
			t.Errorf("%v, %v", text, err)
		}
		if _, err := get(t.Context(), "certificate_password"); !errors.Is(err, broken) {
			t.Errorf("error %v", err)
		}
	}
	if asked["client_secret"] != 1 || asked["certificate_password"] != 2 {
		t.Errorf("asked %v", asked)
	}
}
