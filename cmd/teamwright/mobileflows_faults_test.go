package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

// playFlows is a stage whose answers set Mobile Flows up.
func playFlows(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	s := play(t, opt)
	s.write("teamwright.yaml", []byte(s.read("teamwright.yaml")+"mobileflows: {enabled: true, access: https://access.example.org}\n"))
	s.write("given.json", []byte(`{"name":"access_client_id","value":"teamwright"}
{"name":"access_client_secret","value":"`+serviceClientSecret+`"}
`))
	return s
}

const serviceClientSecret = "service-client-secret-of-a-test"

// apply is a whole set-up of Mobile Flows without questions.
func (s *stage) apply() []string {
	return s.args("mobileflows", "apply", "--yes", "--secrets-from", "file:"+s.path("given.json"), "--secrets-to", "file:"+s.path("secret.json"))
}

// flows fails unless tenant and Access hold exactly what one set-up makes, and
// no secret lies anywhere but where it was handed to.
func (s *stage) flows(run ended) {
	s.t.Helper()
	s.holds(run, 5, sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, AccessTemplates: 1})
	s.quiet(run)
}

// quiet fails if a secret, of this cloud or one of these, was said or lies in the
// state folder.
func (s *stage) quiet(run ended, more ...string) {
	s.t.Helper()
	said := run.out + run.err
	entries, err := os.ReadDir(s.path("state"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.t.Fatal(err)
	}
	for _, e := range entries {
		said += s.read("state/" + e.Name())
	}
	for _, secret := range append(s.cloud.Issued(), append(more, serviceClientSecret)...) {
		if strings.Contains(said, secret) {
			s.t.Errorf("a secret of %d characters lies where it does not belong", len(secret))
		}
	}
}

// TestFlowsEveryFault disturbs a set-up of Mobile Flows.
func TestFlowsEveryFault(t *testing.T) {
	matrix{prepare: func(t testing.TB, opt sandbox.Options) *trial {
		s := playFlows(t, opt)
		return &trial{stage: s, args: s.apply, whole: s.flows}
	}}.run(t)
}

// What a set-up by the old guide left in a tenant and in Access, beside an
// application of somebody else.
const (
	oldFlows = `
name: Contoso
domains: [{name: contoso.onmicrosoft.com}]
applications:
  - displayName: Mobile Flows of 2021
    appId: ` + clientID + `
    signInAudience: AzureADMultipleOrgs
    web: {redirectUris: ["https://prod.hero.vmwservices.com/token-exchange/oauth2/callback", "https://other.example.org/cb"]}
    passwordCredentials: [{keyId: ` + oldKey + `, displayName: Never, startDateTime: 2021-03-01T00:00:00Z, endDateTime: 2299-12-31T00:00:00Z}]
  - displayName: Bystander
    appId: 3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10
    web: {redirectUris: ["https://bystander.example.org/cb"]}
    passwordCredentials: [{displayName: Theirs, startDateTime: 2026-03-01T00:00:00Z, endDateTime: 2099-12-31T00:00:00Z}]
service_principals: [{appId: ` + clientID + `}, {appId: 3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10}]
grants:
  - {id: ` + oldGrant + `, clientId: ` + clientID + `, scope: User.Read User.Read.All Group.ReadWrite.All}
  - {clientId: 3d7fab21-8c2f-4f66-8a8b-6b5c4d3e2f10, scope: User.Read}
`
	oldAccess = `{"schema":1,
"templates":{"MobileFlows_Server_Template":{"appProductId":"MobileFlows_Server_Template","scope":"user","redirectUri":"https://prod.hero.vmwservices.com/token-exchange/oauth2/callback","tokenType":"Bearer","authGrantTypes":"authorization_code"}},
"clients":{
"MobileFlows_Server_Template@1":{"clientId":"MobileFlows_Server_Template@1","appProductId":"MobileFlows_Server_Template"},
"MobileFlows_Server_Template@2":{"clientId":"MobileFlows_Server_Template@2","appProductId":"MobileFlows_Server_Template"}}}`
	oldKey   = "5b0d6f0e-3c43-4c0e-9a51-6b3f6c2a7d10"
	oldGrant = "b2xkLWdyYW50LW9mLW1vYmlsZS1mbG93cw"
)

// playOldFlows is a stage before what the old guide left.
func playOldFlows(t testing.TB, opt sandbox.Options) *stage {
	t.Helper()
	var err error
	if opt.Tenant, err = sandbox.ReadTenant(strings.NewReader(oldFlows)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	opt.Memory = filepath.Join(dir, "cloud.json")
	if err := os.WriteFile(filepath.Join(dir, "cloud-access.json"), []byte(oldAccess), 0o600); err != nil {
		t.Fatal(err)
	}
	s := playFlows(t, opt)
	s.write("teamwright.yaml", bytes.Replace([]byte(s.read("teamwright.yaml")), []byte("mobileflows: {enabled: true"), []byte("mobileflows: {enabled: false"), 1))
	return s
}

// TestFlowsAuditEveryFault disturbs removals: what was named is gone in the end,
// and nothing else is.
func TestFlowsAuditEveryFault(t *testing.T) {
	tests := map[string]struct {
		remove []string // what cannot be brought back is named once more
		code   int
		left   sandbox.Counts
	}{
		"all": {
			[]string{"app:" + clientID, "devices:MobileFlows_Server_Template", "template:MobileFlows_Server_Template"}, 0,
			sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1, Deleted: 1},
		},
		"one by one": {
			[]string{"secret:" + oldKey, "consent:" + oldGrant, "redirect:" + clientID}, 0,
			sandbox.Counts{Applications: 2, Principals: 2, Grants: 1, Secrets: 1, AccessTemplates: 1, AccessClients: 2},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			remove := strings.Join(tt.remove, ",")
			matrix{thin: 4, lingers: true, prepare: func(t testing.TB, opt sandbox.Options) *trial {
				s := playOldFlows(t, opt)
				return &trial{
					stage: s,
					args: func() []string {
						return s.args("mobileflows", "audit", "--yes", "--secrets-from", "file:"+s.path("given.json"), "--remove", remove, "--for-good", remove)
					},
					whole: func(run ended) { s.holds(run, tt.code, tt.left) },
				}
			}}.run(t)
		})
	}
}
