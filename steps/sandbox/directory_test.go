package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

const log = "/auditLogs/signIns?$filter=appId eq '8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f' and userPrincipalName eq 'sam@example.org'"

func TestSignIns(t *testing.T) {
	t.Parallel()
	const file = `
sign_ins:
  - {app: 8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f, user: Sam@example.org, error: 50011, reason: The redirect URI does not match., ago: 1h}
  - {app: 8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f, user: Sam@example.org, ago: 2h}
  - {app: 8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f, user: Sam@example.org, error: 50105, ago: 1s}
  - {app: 8a9d2c10-7b1e-4e55-9f7a-5a4b3c2d1e0f, ago: 3h}
  - {app: 9b0e3d21-8c2f-4f66-8a8b-6b5c4d3e2f10, user: sam@example.org, ago: 1h}
`
	tenant, err := sandbox.ReadTenant(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, sandbox.Options{Tenant: tenant, Lag: 5 * time.Second})
	r.signIn(azureCLI, graphAll)
	rows := r.want(200, "GET", log, nil).rows()
	if len(rows) != 2 || rows[0]["status"].(object)["errorCode"] != 50011.0 || rows[0]["userPrincipalName"] != "sam@example.org" {
		t.Errorf("the log shows %v", rows)
	}
	r.clock.Move(5 * time.Second)
	for path, want := range map[string]int{
		log: 3, log + "&$top=1": 1, log + "&$orderby=createdDateTime desc": 3,
		strings.Replace(log, "sam@", "Sam@", 1): 0,
		log + " and status/errorCode eq 0":      1,
		"/auditLogs/signIns":                    5,
	} {
		if rows := r.want(200, "GET", path, nil).rows(); len(rows) != want {
			t.Errorf("%s: %d rows, want %d", path, len(rows), want)
		}
	}
	r.refused(400, "Request_UnsupportedQuery", "GET", log+"&$orderby=appId", nil)
	r.refused(400, "BadRequest", "GET", "/auditLogs/signIns?$select=nothing", nil)
	r.signIn(graphCLI, "https://graph.microsoft.com/User.Read openid")
	r.refused(403, "Authorization_RequestDenied", "GET", log, nil)

	for name, c := range map[string]struct {
		tenant sandbox.Tenant
		code   string
	}{
		"no role":    {sandbox.Tenant{Person: sandbox.Person{Roles: []string{"Application Administrator"}}}, "Authentication_MSGraphPermissionMissing"},
		"no licence": {sandbox.Tenant{NoPremium: true}, "Authentication_RequestFromNonPremiumTenantOrB2CTenant"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Tenant: c.tenant})
			r.signIn(azureCLI, graphAll)
			r.refused(403, c.code, "GET", log, nil)
		})
	}
}

// TestEligible: a role that could be activated is nowhere to be seen, until it
// is.
func TestEligible(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Person: sandbox.Person{
		Roles: []string{"Global Reader"}, Eligible: []string{"Cloud Application Administrator"}}}})
	r.signIn(azureCLI, graphAll)
	const roles = "/me/transitiveMemberOf/microsoft.graph.directoryRole?$count=true"
	if rows := r.want(200, "GET", roles, nil, "ConsistencyLevel: eventual").rows(); len(rows) != 1 {
		t.Errorf("roles %v", rows)
	}
	if err := r.cloud.Activate("Teams Administrator"); err == nil {
		t.Error("a role that the person is not eligible for was activated")
	}
	if err := r.cloud.Activate("Cloud Application Administrator"); err != nil {
		t.Fatal(err)
	}
	if rows := r.want(200, "GET", roles, nil, "ConsistencyLevel: eventual").rows(); len(rows) != 2 {
		t.Errorf("roles %v", rows)
	}
	if _, err := sandbox.ReadTenant(strings.NewReader("person: {eligible: [King]}")); err == nil {
		t.Error("an unknown role is eligible")
	}
}

func TestQuota(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policies sandbox.Policies
		roles    []string
		whose    string
	}{
		"a person's":   {sandbox.Policies{PersonQuota: 2}, []string{}, "Principal"},
		"the tenant's": {sandbox.Policies{TenantQuota: 2}, nil, "Tenant"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Policies: c.policies, Person: sandbox.Person{Roles: c.roles}}})
			r.signIn(azureCLI, graphAll)
			app := r.want(201, "POST", "/applications", object{"displayName": "One"})
			r.want(201, "POST", "/applications", object{"displayName": "Two"})
			a := r.refused(403, "Directory_QuotaExceeded", "POST", "/applications", object{"displayName": "Three"})
			if !strings.Contains(a.message(), c.whose) {
				t.Errorf("message %s", a.message())
			}
			r.refused(403, "Directory_QuotaExceeded", "POST", "/servicePrincipals", object{"appId": app.text("appId")})
			r.want(204, "DELETE", "/applications/"+app.text("id"), nil)
			r.want(204, "DELETE", "/directory/deletedItems/"+app.text("id"), nil)
			r.want(201, "POST", "/applications", object{"displayName": "Three"})
		})
	}
}
