package main

import (
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// TestRotateOnScreen exchanges two secrets by hand on a terminal. The steps of
// single sign-on and of the bot run side by side, and each has a secret to hand
// over and a question to ask: one comes after the other, and the run stands
// behind them.
func TestRotateOnScreen(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{})
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"bot: {enabled: true, handle: example-learn, resource_group: rg-learn}\n"))
	if run := s.run(s.args("setup", "--yes", "--accept-bot-terms", "--secrets-to", "file:"+s.path("first.json"), "--out", s.path("app.zip"))); run.code != 5 {
		t.Fatalf("exit code %d\n%s\n%s", run.code, run.err, run.out)
	}
	term := s.drawn(80, 24, s.args("rotate"))
	await(t, term, "Is this the account")
	term.Type("y")
	await(t, term, "How long shall a new secret live?", "single sign-on: ", "the bot: ")
	term.Type("\r")
	await(t, term, "Plan: 6 changes, none made yet", "Do exactly this?")
	term.Type("y")
	for range 2 {
		await(t, term, "A new secret: ", "v shows it for 30 seconds")
		term.Type("v")
		await(t, term, "In clear for")
		term.Type("\r")
	}
	for range 2 {
		await(t, term, "Does Totara work with the new secret of", "> Not tried yet")
		term.Type("\x1b[B")
		await(t, term, "> It works")
		term.Type("\r")
	}
	over(t, term, 0)
	if text := term.Text(); !strings.Contains(text, "The secret of single sign-on is exchanged") || !strings.Contains(text, "The secret of the bot is exchanged") {
		t.Errorf("left is\n%s", text)
	}
	if got := s.cloud.Count().Secrets; got != 2 {
		t.Errorf("%d live secrets, want one of each", got)
	}
	s.quiet(ended{out: term.Text()})
}
