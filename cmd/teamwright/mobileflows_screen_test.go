package main

import (
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// TestFlowsOnScreen walks through a set-up of Mobile Flows on a terminal, ticks
// what a person has seen, and then takes it all back, each thing by a word of
// its own.
func TestFlowsOnScreen(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{})
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"mobileflows: {enabled: true, access: https://access.example.org}\n"))
	s.write("given.json", []byte(`{"name":"access_client_id","value":"teamwright"}
{"name":"access_client_secret","value":"`+serviceClientSecret+`"}
`))
	term := s.drawn(100, 30, s.args("mobileflows", "apply", "--secrets-from", "file:"+s.path("given.json")))
	await(t, term, "Is this the account", "robin@contoso.onmicrosoft.com")
	term.Type("y")
	await(t, term, "Plan: 5 changes, none made yet", "Do exactly this?")
	term.Type("y")
	await(t, term, "A new secret: Mobile Flows", "Enter it in the connector in UEM")
	term.Type("v")
	await(t, term, s.issued(t))
	term.Type("\r")
	await(t, term, "Checklist:", "manual", "mobileflows.uem_menu")
	term.Type("q")
	over(t, term, 5)
	if text := term.Text(); strings.Contains(text, s.issued(t)) || strings.Contains(text, serviceClientSecret) {
		t.Error("a secret stands in the scrollback")
	}
	want := sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, AccessTemplates: 1}
	if got := s.cloud.Count(); got != want {
		t.Errorf("tenant and Access hold %+v, want %+v", got, want)
	}

	s.takeBack(t)
}

// takeBack goes through the questions of an audit.
func (s *stage) takeBack(t *testing.T) {
	t.Helper()
	term := s.drawn(100, 60, s.args("mobileflows", "audit", "--secrets-from", "file:"+s.path("given.json")))
	for _, question := range []string{"Is this the account", "Remove the application", "Remove the OAuth template", "Remove it for good?"} {
		await(t, term, question)
		term.Type("yes\r")
	}
	over(t, term, 0)
	text := term.Text()
	if strings.Contains(text, "Remove the consent") || strings.Contains(text, "Remove the secret") {
		t.Errorf("what goes with its application is asked about:\n%s", text)
	}
	if got, want := s.cloud.Count(), (sandbox.Counts{Deleted: 1}); got != want {
		t.Errorf("left are %+v, want %+v\n%s", got, want, text)
	}
}
