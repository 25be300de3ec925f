package main

import (
	"regexp"
	"strings"
	"testing"

	"teamwright/steps/fleet"
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
