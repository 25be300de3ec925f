package sandbox_test

import (
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

func TestPolicies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		policies sandbox.Policies
		secrets  []string // restrictionType, with the life where there is one
		uris     string   // the restriction of URIs and whether version 2 tokens are exempt
	}{
		"none":            {},
		"no secrets":      {policies: sandbox.Policies{SecretsForbidden: true}, secrets: []string{"passwordAddition "}},
		"short secrets":   {policies: sandbox.Policies{SecretMaxDays: 180}, secrets: []string{"passwordLifetime P180D"}},
		"URIs":            {policies: sandbox.Policies{URINeedsTenantID: true}, uris: "uriAdditionWithoutUniqueTenantIdentifier exempt"},
		"URIs, strictest": {policies: sandbox.Policies{URIDefaultOnly: true, URIStrictForV2: true}, uris: "nonDefaultUriAddition"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Policies: c.policies, Applications: []sandbox.Object{{"displayName": "x", "id": scopeID}}}})
			r.signIn(graphCLI, "Policy.Read.All Application.Read.All")
			p := r.want(200, "GET", "/policies/defaultAppManagementPolicy", nil)
			var secrets []string
			idle := 0
			for _, e := range p.at("applicationRestrictions", "passwordCredentials").(list) {
				rule := e.(object)
				if rule["state"] != "enabled" || rule["restrictForAppsCreatedAfterDateTime"].(string) > "2026-11-20" {
					idle++ // off, or not yet: a tenant's policy has such rules too
					continue
				}
				life, _ := rule["maxLifetime"].(string)
				secrets = append(secrets, rule["restrictionType"].(string)+" "+life)
			}
			if idle < 2 {
				t.Errorf("only %d restrictions that are off or not in force yet", idle)
			}
			if strings.Join(secrets, ",") != strings.Join(c.secrets, ",") {
				t.Errorf("secrets: %v", secrets)
			}
			kind, exempt, _ := strings.Cut(c.uris, " ")
			for name, e := range p.at("applicationRestrictions", "identifierUris").(object) {
				rule := e.(object)
				if (rule["state"] == "enabled") != (name == kind) || name == kind && rule["excludeAppsReceivingV2Tokens"] != (exempt != "") {
					t.Errorf("%s: %v", name, rule)
				}
			}
			if own := r.want(200, "GET", "/applications/"+scopeID+"/appManagementPolicies", nil).rows(); len(own) != 0 {
				t.Errorf("policies of the application: %v", own)
			}
		})
	}
}

// TestOwnAPI asks for a token of an application that exposes a scope, as Teams
// does for a tab.
func TestOwnAPI(t *testing.T) {
	t.Parallel()
	const teams = "1fec8e78-bce4-4aaf-ab1b-5451cc387264"
	app := func(clients ...any) sandbox.Object {
		return sandbox.Object{"displayName": "LMS", "appId": secretClient, "identifierUris": list{"api://learn.example.org/" + secretClient},
			"api": object{"requestedAccessTokenVersion": 2, "preAuthorizedApplications": append(list{}, clients...),
				"oauth2PermissionScopes": list{
					object{"id": scopeID, "value": "access_as_user", "isEnabled": true},
					object{"id": teams, "value": "old", "isEnabled": false}}}}
	}
	allowed := object{"appId": graphCLI, "delegatedPermissionIds": list{scopeID}}
	for name, c := range map[string]struct {
		app  sandbox.Object
		code int
	}{
		"authorised":     {app(allowed), 0},
		"not authorised": {app(), 65001},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Applications: []sandbox.Object{c.app}}})
			begun := r.form("/example.org/oauth2/v2.0/devicecode", "client_id", graphCLI, "scope", "api://learn.example.org/"+secretClient+"/.default")
			a := r.form("/example.org/oauth2/v2.0/token", "grant_type", "device_code", "client_id", graphCLI, "device_code", begun.text("device_code"))
			if a.aadsts() != c.code {
				t.Fatalf("got %d %s", a.status, a.raw)
			}
			if c.code != 0 {
				return
			}
			got := claims(t, a.text("access_token"))
			if got["aud"] != secretClient || got["scp"] != "access_as_user" || got["ver"] != "2.0" {
				t.Errorf("claims %v", got)
			}
			r.bearer = a.text("access_token")
			r.refused(401, "InvalidAuthenticationToken", "GET", "/me", nil)
		})
	}
}

func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	other := sandbox.Tenant{ID: "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb", Name: "Fabrikam", Domains: []sandbox.Domain{{Name: "fabrikam.onmicrosoft.com"}},
		Person: sandbox.Person{ID: "dddddddd-1111-4222-8333-eeeeeeeeeeee", Name: "Sam", UPN: "sam@fabrikam.onmicrosoft.com"},
		Applications: []sandbox.Object{
			{"displayName": "Shared", "appId": secretClient, "signInAudience": "AzureADMultipleOrgs"},
			{"displayName": "At home", "appId": ownClient}}}
	r := newRig(t, sandbox.Options{More: []sandbox.Tenant{other}})
	begun := r.form("/fabrikam.onmicrosoft.com/oauth2/v2.0/devicecode", "client_id", azureCLI, "scope", graphAll)
	code := []string{"grant_type", "device_code", "client_id", azureCLI, "device_code", begun.text("device_code")}
	if wrong := r.form("/example.org/oauth2/v2.0/token", code...); wrong.aadsts() != 70018 {
		t.Errorf("the code of another tenant: %s", wrong.raw)
	}
	r.bearer = r.form("/fabrikam.onmicrosoft.com/oauth2/v2.0/token", code...).text("access_token")
	if me := r.want(200, "GET", "/me", nil); me.text("displayName") != "Sam" {
		t.Errorf("me is %s", me.raw)
	}
	if rows := r.want(200, "GET", "/applications", nil).rows(); len(rows) != 2 {
		t.Errorf("there are %v", rows)
	}
	r.signIn(azureCLI, graphAll)
	if rows := r.want(200, "GET", "/applications", nil).rows(); len(rows) != 0 {
		t.Errorf("here are %v", rows)
	}
	// An application of many organizations can have a principal here, one of
	// its own organization cannot.
	shared := r.want(201, "POST", "/servicePrincipals", object{"appId": secretClient})
	if shared.text("appOwnerOrganizationId") != other.ID {
		t.Errorf("principal %s", shared.raw)
	}
	r.refused(400, "Request_BadRequest", "POST", "/servicePrincipals", object{"appId": ownClient})
}
