package main

import (
	"os"
	"testing"

	"teamwright/steps/sandbox"
)

// TestSetupEveryFault disturbs a set-up of single sign-on.
func TestSetupEveryFault(t *testing.T) {
	matrix{least: 15, prepare: func(t testing.TB, opt sandbox.Options) *trial {
		s := play(t, opt)
		return &trial{stage: s, args: func() []string { return s.setup() }, whole: s.whole}
	}}.run(t)
}

// everything is added to the sample answers for a set-up of all there is:
// single sign-on, the bot, Totara by machine, and publishing.
const everything = `
bot: {enabled: true, messaging_extension: true, handle: example-learn, resource_group: rg-learn}
publish: {enabled: true}
totara: {via: exec}
`

// playEverything is a stage for a set-up of all there is.
func playEverything(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	s := play(t, opt)
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+everything))
	return s
}

func (s *stage) setupEverything() []string {
	return s.args("setup", "--yes", "--accept-bot-terms", "--out", s.path("app.zip"))
}

// TestEverythingEveryFault disturbs a set-up of all there is.
func TestEverythingEveryFault(t *testing.T) {
	matrix{least: 50, most: 3, prepare: func(t testing.TB, opt sandbox.Options) *trial {
		s := playEverything(t, opt)
		return &trial{
			stage: s, args: s.setupEverything, whole: s.wholeEverything,
			// Until nothing fails and nothing is left out.
			over: func(run ended) bool { return run.code == 5 && s.cloud.Count().Definitions > 0 },
		}
	}}.run(t)
}

// wholeEverything fails unless everything is there, once.
func (s *stage) wholeEverything(run ended) {
	s.t.Helper()
	s.holds(run, 5, sandbox.Counts{
		Applications: 2, Principals: 2, Grants: 1, Secrets: 2,
		ResourceGroups: 1, Bots: 1, Channels: 1, CatalogApps: 1, Definitions: 1,
	})
	if _, err := os.Stat(s.path("app.zip")); err != nil {
		s.t.Error(err)
	}
}
