package main

import (
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// tenantOfATeamsAdmin is one whose person may publish, and not consent to it.
const tenantOfATeamsAdmin = `
person: {roles: [Teams Administrator]}
applications: [{displayName: Learn, appId: ` + clientID + `}]
`

// TestScreenWithoutSecondSignIn goes on without the second sign-in, which is
// refused: nothing was written before, the plan is not asked about again, and
// the package waits for a person.
func TestScreenWithoutSecondSignIn(t *testing.T) {
	t.Parallel()
	described, err := sandbox.ReadTenant(strings.NewReader(tenantOfATeamsAdmin))
	if err != nil {
		t.Fatal(err)
	}
	s := live(t, sandbox.Options{Tenant: described})
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"\nids: {app: "+clientID+"}\npublish: {enabled: true}\ntotara: {via: exec}\n"))
	term := s.drawn(80, 24, s.args("setup", "--only", "catalog", "--out", s.path("app.zip")))
	await(t, term, "> All of this is right")
	term.Type("\r")
	await(t, term, "Is this the account")
	term.Type("y")
	await(t, term, "Do exactly this?")
	term.Type("y")
	await(t, term, "The second sign-in came to nothing", "AADSTS90094", "Nothing was written yet", "Go on without it", "Stop here")
	if n := writes(s.log.since(0)); n != 0 {
		t.Errorf("%d writes before the second sign-in", n)
	}
	term.Type("\x1b[B\r")
	await(t, term, "Checklist:", "catalog.upload")
	term.Type("q")
	over(t, term, 5)
	if got := s.cloud.Count().CatalogApps; got != 0 {
		t.Errorf("%d entries", got)
	}
	s.read("app.zip")
}

// TestScreenSecondSignIn signs in a second time between the plan and its run,
// which is then shown as ever, and publishes.
func TestScreenSecondSignIn(t *testing.T) {
	t.Parallel()
	s := live(t, sandbox.Options{Approve: 500 * time.Millisecond, Latency: 50 * time.Millisecond})
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"\npublish: {enabled: true}\ntotara: {via: exec}\n"))
	term := s.drawn(80, 24, s.args("setup", "--out", s.path("app.zip")))
	await(t, term, "> All of this is right")
	term.Type("\r")
	await(t, term, "Is this the account")
	term.Type("y")
	await(t, term, "Do exactly this?")
	term.Type("y")
	await(t, term, "this one may.", "Microsoft Graph Command Line Tools", "and enter this code:")
	if n := writes(s.log.since(0)); n != 0 {
		t.Errorf("%d writes before the second sign-in", n)
	}
	await(t, term, "Working:")
	await(t, term, "Checklist:", "App package:")
	term.Type("q")
	over(t, term, 5)
	if got := s.cloud.Count().CatalogApps; got != 1 {
		t.Errorf("%d entries", got)
	}
}
