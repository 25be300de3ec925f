package sandbox_test

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

func picture(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestSetUp walks the whole set-up of an application for single sign-on, from
// the sign-in to a token for the application's own secret.
func TestSetUp(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)

	if me := r.want(200, "GET", "/me", nil); me.text("userPrincipalName") != "robin@contoso.onmicrosoft.com" {
		t.Errorf("me is %s", me.raw)
	}
	r.refused(400, "Request_UnsupportedQuery", "GET", "/me/transitiveMemberOf/microsoft.graph.directoryRole", nil)
	if roles := r.want(200, "GET", "/me/transitiveMemberOf/microsoft.graph.directoryRole?$count=true", nil, "ConsistencyLevel: eventual").rows(); len(roles) < 10 {
		t.Errorf("the person holds %d roles", len(roles))
	}
	if org := r.want(200, "GET", "/organization", nil).rows(); len(org) != 1 || org[0]["displayName"] != "Contoso" {
		t.Errorf("organization is %v", org)
	}
	if domains := r.want(200, "GET", "/domains", nil).rows(); len(domains) != 2 || domains[1]["id"] != "example.org" || domains[1]["isVerified"] != true {
		t.Errorf("domains are %v", domains)
	}
	r.refused(403, "Authorization_RequestDenied", "GET", "/policies/defaultAppManagementPolicy", nil)
	graphSP := r.want(200, "GET", "/servicePrincipals(appId='"+graphAppID+"')?$select=id,oauth2PermissionScopes", nil)

	made := r.want(201, "PATCH", "/applications(uniqueName='learn-example-org')", object{
		"displayName": "Example Learn", "signInAudience": "AzureADMyOrg",
		"api": object{"requestedAccessTokenVersion": 2},
		"web": object{"redirectUris": list{"https://learn.example.org/admin/oauth2callback.php", "https://learn.example.org/totara/msteams/oidc_login.php"},
			"logoutUrl": "https://learn.example.org/logout", "homePageUrl": "https://learn.example.org"},
		"info": object{"termsOfServiceUrl": "https://learn.example.org/terms"},
		"requiredResourceAccess": list{object{"resourceAppId": graphAppID, "resourceAccess": list{
			object{"id": "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "type": "Scope"}}}},
	}, "Prefer: create-if-missing")
	id, appID := made.text("id"), made.text("appId")
	if made.text("uniqueName") != "learn-example-org" || made.text("publisherDomain") != "contoso.onmicrosoft.com" {
		t.Errorf("made %s", made.raw)
	}
	r.want(204, "PATCH", "/applications(uniqueName='learn-example-org')", object{"displayName": "Example Learn"}, "Prefer: create-if-missing")

	scope := "6a1e2bd0-5b36-4f0c-9a39-0a3b1d8f7c55"
	r.want(204, "PATCH", "/applications/"+id, object{
		"identifierUris": list{"api://learn.example.org/" + appID},
		"api": object{"oauth2PermissionScopes": list{object{"id": scope, "value": "access_as_user", "type": "User", "isEnabled": true,
			"adminConsentDisplayName": "Teams can access", "adminConsentDescription": "Lets Teams call the API as the user."}}},
	})
	r.want(204, "PATCH", "/applications/"+id, object{"api": object{"preAuthorizedApplications": list{
		object{"appId": "1fec8e78-bce4-4aaf-ab1b-5451cc387264", "delegatedPermissionIds": list{scope}},
		object{"appId": "5e3ce6c0-2b1f-4285-8d4b-75ee78787346", "delegatedPermissionIds": list{scope}}}}})
	sp := r.want(201, "POST", "/servicePrincipals", object{"appId": appID, "tags": list{"WindowsAzureActiveDirectoryIntegratedApp"}})
	grant := r.want(201, "POST", "/oauth2PermissionGrants", object{"clientId": sp.text("id"), "consentType": "AllPrincipals",
		"resourceId": graphSP.text("id"), "scope": "User.Read openid"})
	secret := r.want(200, "POST", "/applications/"+id+"/addPassword", object{"passwordCredential": object{"displayName": "teamwright"}})
	if text := secret.text("secretText"); len(text) != 40 || secret.text("hint") != text[:3] {
		t.Errorf("secret %s", secret.raw)
	}
	r.want(204, "PUT", "/applications/"+id+"/logo", picture(t, 192), "Content-Type: image/png")

	read := r.want(200, "GET", "/applications/"+id, nil)
	if read.at("api", "requestedAccessTokenVersion") != 2.0 || len(read.json["identifierUris"].(list)) != 1 {
		t.Errorf("a merge lost something: %s", read.raw)
	}
	if bytes.Contains(read.raw, []byte(secret.text("secretText"))) {
		t.Error("a read shows the secret")
	}
	if read.text("info", "logoUrl") == "" || len(r.want(200, "GET", "/applications/"+id+"/logo", nil).raw) == 0 {
		t.Error("the logo is not there")
	}
	if got := r.want(200, "GET", "/oauth2PermissionGrants/"+grant.text("id"), nil); got.text("scope") != "User.Read openid" {
		t.Errorf("grant %s", got.raw)
	}
	proof := r.form("/contoso.onmicrosoft.com/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", appID,
		"client_secret", secret.text("secretText"), "scope", "https://graph.microsoft.com/.default")
	if proof.status != 200 {
		t.Errorf("the secret does not open: %s", proof.raw)
	}
	want := sandbox.Counts{Applications: 1, Principals: 1, Grants: 1, Secrets: 1}
	if got := r.cloud.Count(); got != want {
		t.Errorf("there are %+v, want %+v", got, want)
	}
	for _, text := range []string{secret.text("secretText"), proof.text("access_token"), r.bearer} {
		if !slices.Contains(r.cloud.Issued(), text) {
			t.Errorf("%s… is not listed as issued", text[:min(len(text), 12)])
		}
	}
	if !strings.HasPrefix(r.server.URL(), "https://127.0.0.1:") {
		t.Errorf("address %s", r.server.URL())
	}
}
