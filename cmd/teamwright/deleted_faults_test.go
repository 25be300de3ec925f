package main

import (
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// tenantWithGrave holds an application of somebody else's that was deleted with
// its service principal, and that has an address of the site.
const tenantWithGrave = `
deleted:
  - displayName: Old LMS
    appId: ` + clientID + `
    identifierUris: ["api://learn.example.org/` + clientID + `"]
deleted_principals: [{appId: ` + clientID + `, displayName: Old LMS}]
`

// TestRestoredEveryFault disturbs a set-up in which a person takes a deleted
// application back: it is the site's in the end, and there is no other.
func TestRestoredEveryFault(t *testing.T) {
	graveMatrix("1", func(s *stage) {
		if !strings.Contains(s.read("teamwright.yaml"), clientID) {
			s.t.Errorf("the answers do not name it:\n%s", s.read("teamwright.yaml"))
		}
	}).run(t)
}

// TestPurgedEveryFault disturbs a set-up in which a person removes a deleted
// application for good: a new one is there in the end.
func TestPurgedEveryFault(t *testing.T) {
	graveMatrix("3", func(s *stage) {
		if strings.Contains(s.read("teamwright.yaml"), clientID) {
			s.t.Errorf("the answers name what is gone:\n%s", s.read("teamwright.yaml"))
		}
	}).run(t)
}

// graveMatrix is the matrix of a set-up whose person chooses one answer for the
// deleted application. Behind its first requests it is a set-up like others.
func graveMatrix(number string, named func(*stage)) matrix {
	return matrix{most: 3, least: 20, own: 40, thin: 4, prepare: func(t testing.TB, opt sandbox.Options) *trial {
		var err error
		if opt.Tenant, err = sandbox.ReadTenant(strings.NewReader(tenantWithGrave)); err != nil {
			t.Fatal(err)
		}
		s := play(t, opt)
		s.person = deciding(number)
		return &trial{
			stage: s,
			args: func() []string {
				return s.args("setup", "--secrets-to", "file:"+s.path("secret.json"), "--out", s.path("app.zip"))
			},
			whole: func(run ended) {
				s.whole(run)
				named(s)
			},
		}
	}}
}
