package sandbox_test

import (
	"fmt"
	"testing"

	"teamwright/steps/sandbox"
)

func TestPermissionsAndRoles(t *testing.T) {
	t.Parallel()
	const denied = "Authorization_RequestDenied"
	roles := func(names ...string) sandbox.Tenant {
		return sandbox.Tenant{Person: sandbox.Person{Roles: append([]string{}, names...)}, Applications: []sandbox.Object{{"displayName": "Theirs", "id": scopeID}}}
	}
	closed := roles()
	closed.Policies.UsersMayNotCreate = true
	for name, c := range map[string]struct {
		tenant        sandbox.Tenant
		client, scope string
		method, path  string
		body          any
		status        int
	}{
		"no role, reads":                         {tenant: roles(), method: "GET", path: "/applications", status: 200},
		"no role, registers":                     {tenant: roles(), method: "POST", path: "/applications", body: body(nil), status: 201},
		"no role, may not register":              {tenant: closed, method: "POST", path: "/applications", body: body(nil), status: 403},
		"no role, changes another's":             {tenant: roles(), method: "PATCH", path: "/applications/" + scopeID, body: object{}, status: 403},
		"no role, another's secret":              {tenant: roles(), method: "POST", path: "/applications/" + scopeID + "/addPassword", body: object{}, status: 403},
		"no role, deletes another's":             {tenant: roles(), method: "DELETE", path: "/applications/" + scopeID, status: 403},
		"developer changes another's":            {tenant: roles("Application Developer"), method: "PATCH", path: "/applications/" + scopeID, body: object{}, status: 403},
		"developer consents":                     {tenant: roles("Application Developer"), method: "POST", path: "/oauth2PermissionGrants", body: object{}, status: 403},
		"cloud application administrator":        {tenant: roles("Cloud Application Administrator"), method: "PATCH", path: "/applications/" + scopeID, body: object{}, status: 204},
		"teams administrator changes":            {tenant: roles("Teams Administrator"), method: "PATCH", path: "/applications/" + scopeID, body: object{}, status: 403},
		"policies by the fixed set":              {tenant: roles("Global Administrator"), method: "GET", path: "/policies/defaultAppManagementPolicy", status: 403},
		"policies by consent":                    {tenant: roles("Global Administrator"), client: graphCLI, scope: "Policy.Read.All", method: "GET", path: "/policies/defaultAppManagementPolicy", status: 200},
		"authorization policy by consent":        {tenant: roles("Global Administrator"), client: graphCLI, scope: "Policy.Read.All", method: "GET", path: "/policies/authorizationPolicy", status: 200},
		"User.Read reads me":                     {tenant: roles(), client: graphCLI, scope: "User.Read", method: "GET", path: "/me?$select=id,userPrincipalName", status: 200},
		"User.Read reads the organization":       {tenant: roles(), client: graphCLI, scope: "User.Read", method: "GET", path: "/organization", status: 200},
		"User.Read reads no domains":             {tenant: roles(), client: graphCLI, scope: "User.Read", method: "GET", path: "/domains", status: 403},
		"User.Read reads no applications":        {tenant: roles(), client: graphCLI, scope: "User.Read", method: "GET", path: "/applications", status: 403},
		"User.Read registers nothing":            {tenant: roles(), client: graphCLI, scope: "User.Read", method: "POST", path: "/applications", body: body(nil), status: 403},
		"writing applications is not consenting": {tenant: roles("Global Administrator"), client: graphCLI, scope: "Application.ReadWrite.All", method: "POST", path: "/oauth2PermissionGrants", body: object{}, status: 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Tenant: c.tenant})
			if c.client == "" {
				c.client, c.scope = azureCLI, graphAll
			}
			r.signIn(c.client, c.scope)
			a := r.want(c.status, c.method, c.path, c.body)
			if c.status == 403 && a.code() != denied {
				t.Errorf("code %q", a.code())
			}
		})
	}
	t.Run("who registers without a role owns it", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, sandbox.Options{Tenant: roles()})
		r.signIn(azureCLI, graphAll)
		path, _, _ := r.application("Mine")
		r.want(200, "POST", path+"/addPassword", object{})
		if rows := r.want(200, "GET", path+"/owners", nil).rows(); len(rows) != 1 {
			t.Errorf("owners: %v", rows)
		}
	})
	t.Run("an administrator does not own it, and can be added", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, sandbox.Options{})
		r.signIn(azureCLI, graphAll)
		path, _, _ := r.application("Ours")
		if rows := r.want(200, "GET", path+"/owners", nil).rows(); len(rows) != 0 {
			t.Errorf("owners: %v", rows)
		}
		me := object{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + r.want(200, "GET", "/me", nil).text("id")}
		r.want(204, "POST", path+"/owners/$ref", me)
		r.refused(400, "Request_BadRequest", "POST", path+"/owners/$ref", me)
		r.refused(404, "Request_ResourceNotFound", "POST", path+"/owners/$ref", object{"@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/" + scopeID})
	})
	t.Run("250 objects without a role", func(t *testing.T) {
		t.Parallel()
		tenant := roles()
		for i := range 250 {
			tenant.Applications = append(tenant.Applications, sandbox.Object{"displayName": fmt.Sprint(i), "owners": list{"c7a41f0e-6b38-4d95-8e72-f50d9b1a2c63"}})
		}
		r := newRig(t, sandbox.Options{Tenant: tenant})
		r.signIn(azureCLI, graphAll)
		r.refused(403, "Directory_QuotaExceeded", "POST", "/applications", body(nil))
	})
}
