package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

// application makes an application with a service principal.
func (r *rig) application(name string) (path, appID, principal string) {
	r.t.Helper()
	made := r.want(201, "POST", "/applications", object{"displayName": name})
	sp := r.want(201, "POST", "/servicePrincipals", object{"appId": made.text("appId")})
	return "/applications/" + made.text("id"), made.text("appId"), sp.text("id")
}

func TestServicePrincipals(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	path, appID, id := r.application("Principal")
	r.want(204, "PATCH", path, object{"identifierUris": list{"api://" + appID}, "tags": list{"fromApplication"}, "web": object{"redirectUris": list{"https://learn.example.org/a"}},
		"api": object{"oauth2PermissionScopes": list{scope(nil)}}})
	r.want(204, "PATCH", "/servicePrincipals/"+id, object{"tags": list{"own"}, "notes": "n"})

	read := r.want(200, "GET", "/servicePrincipals(appId='"+appID+"')", nil)
	if read.text("id") != id || read.text("displayName") != "Principal" || read.text("appOwnerOrganizationId") != bigTenant {
		t.Errorf("principal %s", read.raw)
	}
	for name, want := range map[string]int{"servicePrincipalNames": 2, "tags": 2, "replyUrls": 1, "oauth2PermissionScopes": 1} {
		if got := len(read.at(name).(list)); got != want {
			t.Errorf("%s has %d items, want %d: %s", name, got, want, read.raw)
		}
	}
	r.refused(409, "Request_MultipleObjectsWithSameKeyValue", "POST", "/servicePrincipals", object{"appId": appID})
	for name, body := range map[string]object{
		"nobody's":     {"appId": scopeID},
		"no appId":     {"displayName": "x"},
		"no GUID":      {"appId": "x"},
		"read-only":    {"appId": scopeID, "servicePrincipalType": "Application"},
		"unknown":      {"appId": scopeID, "colour": "red"},
		"tag twice":    {"appId": scopeID, "tags": list{"a", "a"}},
		"wrong type":   {"appId": scopeID, "accountEnabled": "yes"},
		"unknown mode": {"appId": scopeID, "preferredSingleSignOnMode": "magic"},
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			r.refused(400, "Request_BadRequest", "POST", "/servicePrincipals", body)
		})
	}
	r.t = t
	if rows := r.want(200, "GET", "/servicePrincipals?$filter=appId eq '"+appID+"'&$select=id", nil).rows(); len(rows) != 1 || len(rows[0]) != 1 {
		t.Errorf("filtered: %v", rows)
	}
	r.want(204, "PATCH", "/servicePrincipals/"+id, object{"accountEnabled": false})
	secret := r.want(200, "POST", path+"/addPassword", object{}).text("secretText")
	if a := r.form("/example.org/oauth2/v2.0/token", "grant_type", "client_credentials", "client_id", appID, "client_secret", secret, "scope", "https://graph.microsoft.com/.default"); a.aadsts() != 7000112 {
		t.Errorf("a disabled principal gets %s", a.raw)
	}
	r.want(204, "DELETE", "/servicePrincipals/"+id, nil)
	r.refused(404, "Request_ResourceNotFound", "GET", "/servicePrincipals/"+id, nil)
}

func TestGrants(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	_, _, client := r.application("Granted")
	resource := r.want(200, "GET", "/servicePrincipals(appId='"+graphAppID+"')", nil).text("id")
	me := r.want(200, "GET", "/me", nil).text("id")
	grant := func(more object) object {
		g := object{"clientId": client, "consentType": "AllPrincipals", "resourceId": resource, "scope": "openid profile"}
		for k, v := range more {
			if g[k] = v; v == nil {
				delete(g, k)
			}
		}
		return g
	}
	for name, c := range map[string]struct {
		more   object
		status int
	}{
		"no client":                 {object{"clientId": nil}, 400},
		"unknown client":            {object{"clientId": scopeID}, 400},
		"client by appId":           {object{"clientId": graphAppID}, 400},
		"no resource":               {object{"resourceId": nil}, 400},
		"no scope":                  {object{"scope": nil}, 400},
		"scope too long":            {object{"scope": strings.Repeat("x", 3851)}, 400},
		"unknown consent":           {object{"consentType": "Everyone"}, 400},
		"for all, with a principal": {object{"principalId": me}, 400},
		"for one, without":          {object{"consentType": "Principal"}, 400},
		"for one, unknown":          {object{"consentType": "Principal", "principalId": scopeID}, 404},
		"start time":                {object{"startTime": "2026-01-01T00:00:00Z"}, 400},
		"id":                        {object{"id": "x"}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			r.want(c.status, "POST", "/oauth2PermissionGrants", grant(c.more))
		})
	}
	r.t = t
	made := r.want(201, "POST", "/oauth2PermissionGrants", grant(nil))
	dup := r.refused(409, "Request_MultipleObjectsWithSameKeyValue", "POST", "/oauth2PermissionGrants", grant(object{"scope": "email"}))
	if dup.message() != "Permission entry already exists." {
		t.Errorf("message %q", dup.message())
	}
	r.want(201, "POST", "/oauth2PermissionGrants", grant(object{"consentType": "Principal", "principalId": me}))
	path := "/oauth2PermissionGrants/" + made.text("id")
	r.want(204, "PATCH", path, object{"scope": "openid profile email"})
	r.refused(400, "Request_BadRequest", "PATCH", path, object{"scope": ""})
	r.refused(400, "Request_BadRequest", "PATCH", path, object{"consentType": "Principal"})
	filter := "/oauth2PermissionGrants?$filter=clientId eq '" + client + "' and resourceId eq '" + resource + "' and consentType eq 'AllPrincipals'"
	if rows := r.want(200, "GET", filter, nil).rows(); len(rows) != 1 || rows[0]["scope"] != "openid profile email" || rows[0]["principalId"] != nil {
		t.Errorf("filtered: %v", rows)
	}
	if rows := r.want(200, "GET", "/servicePrincipals/"+client+"/oauth2PermissionGrants", nil).rows(); len(rows) != 2 {
		t.Errorf("of the principal: %v", rows)
	}
	r.refused(400, "Request_UnsupportedQuery", "GET", "/oauth2PermissionGrants?$filter=scope eq 'openid'", nil)
	r.want(204, "DELETE", path, nil)
	r.refused(404, "Request_ResourceNotFound", "PATCH", path, object{"scope": "x"})
	if again := r.want(201, "POST", "/oauth2PermissionGrants", grant(nil)); again.text("id") != made.text("id") {
		t.Error("the id of a grant is not made of what it joins")
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) string { return newClock().Now().Add(d).Format(time.RFC3339) }
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		policies sandbox.Policies
		wish     object
		status   int
		code     string
		life     time.Duration
	}{
		"no wish":                {wish: object{}, status: 200, life: 731 * day},
		"a name and an end":      {wish: object{"displayName": "n", "endDateTime": at(365 * day)}, status: 200, life: 365 * day},
		"a later start":          {wish: object{"startDateTime": at(day), "endDateTime": at(3 * day)}, status: 200, life: 2 * day},
		"an end in the past":     {wish: object{"endDateTime": at(-day)}, status: 400, code: "Request_BadRequest"},
		"an end before start":    {wish: object{"startDateTime": at(3 * day), "endDateTime": at(day)}, status: 400, code: "Request_BadRequest"},
		"an own text":            {wish: object{"secretText": "mine"}, status: 400, code: "Request_BadRequest"},
		"an end that is no time": {wish: object{"endDateTime": "tomorrow"}, status: 400, code: "Request_BadRequest"},
		"forbidden":              {policies: sandbox.Policies{SecretsForbidden: true}, wish: object{}, status: 400, code: "CredentialTypeNotAllowedAsPerAppPolicy"},
		"too long":               {policies: sandbox.Policies{SecretMaxDays: 180}, wish: object{}, status: 400, code: "CredentialInvalidLifetimeAsPerAppPolicy"},
		"just long enough":       {policies: sandbox.Policies{SecretMaxDays: 180}, wish: object{"endDateTime": at(180 * day)}, status: 200, life: 180 * day},
		"one second too long":    {policies: sandbox.Policies{SecretMaxDays: 180}, wish: object{"startDateTime": at(0), "endDateTime": at(180*day + time.Second)}, status: 400, code: "CredentialInvalidLifetimeAsPerAppPolicy"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Policies: c.policies}})
			r.signIn(azureCLI, graphAll)
			path, _, _ := r.application("Secretive")
			a := r.want(c.status, "POST", path+"/addPassword", object{"passwordCredential": c.wish})
			if a.code() != c.code {
				t.Fatalf("code %q: %s", a.code(), a.raw)
			}
			if c.status != 200 {
				return
			}
			start, err1 := time.Parse(time.RFC3339, a.text("startDateTime"))
			end, err2 := time.Parse(time.RFC3339, a.text("endDateTime"))
			if err1 != nil || err2 != nil || end.Sub(start).Round(day) != c.life {
				t.Errorf("it lives from %s to %s", a.text("startDateTime"), a.text("endDateTime"))
			}
			shown := r.want(200, "GET", path, nil).at("passwordCredentials").(list)
			if len(shown) != 1 || shown[0].(object)["secretText"] != nil || shown[0].(object)["hint"] != a.text("hint") || shown[0].(object)["keyId"] != a.text("keyId") {
				t.Errorf("a read shows %v", shown)
			}
			r.want(204, "POST", path+"/removePassword", object{"keyId": a.text("keyId")})
			r.refused(400, "Request_BadRequest", "POST", path+"/removePassword", object{"keyId": a.text("keyId")})
			r.refused(400, "Request_BadRequest", "POST", path+"/removePassword", object{"keyId": "x"})
			if n := r.cloud.Count().Secrets; n != 0 {
				t.Errorf("%d secrets are left", n)
			}
		})
	}
	t.Run("two for personal accounts", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, sandbox.Options{})
		r.signIn(azureCLI, graphAll)
		path := "/applications/" + r.want(201, "POST", "/applications", forPersonal(body(nil))).text("id")
		r.want(200, "POST", path+"/addPassword", object{})
		r.want(200, "POST", path+"/addPassword", object{})
		r.refused(400, "Request_BadRequest", "POST", path+"/addPassword", object{})
	})
}

func TestLogo(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	path, _, _ := r.application("Pictured")
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	r.want(404, "GET", path+"/logo", nil)
	for name, c := range map[string]struct {
		data   []byte
		kind   string
		status int
	}{
		"PNG":                    {picture(t, 192), "image/png", 204},
		"JPEG":                   {photo.Bytes(), "image/jpeg", 204},
		"JPEG called PNG":        {photo.Bytes(), "image/png", 400},
		"bytes without a type":   {picture(t, 192), "application/octet-stream", 415},
		"no picture":             {[]byte("no picture"), "image/png", 400},
		"nothing":                {[]byte{}, "image/png", 400},
		"more than 100 kilobyte": {append(picture(t, 8), make([]byte, 100<<10)...), "image/png", 400},
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			r.want(c.status, "PUT", path+"/logo", c.data, "Content-Type: "+c.kind)
		})
	}
}

func TestDeletedItems(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	made := r.want(201, "PATCH", "/applications(uniqueName='gone')", object{"displayName": "Gone"}, "Prefer: create-if-missing")
	id, appID := made.text("id"), made.text("appId")
	client := r.want(201, "POST", "/servicePrincipals", object{"appId": appID}).text("id")
	resource := r.want(200, "GET", "/servicePrincipals(appId='"+graphAppID+"')", nil).text("id")
	r.want(201, "POST", "/oauth2PermissionGrants", object{"clientId": client, "consentType": "AllPrincipals", "resourceId": resource, "scope": "openid"})
	r.want(204, "DELETE", "/applications/"+id, nil)
	if got, want := r.cloud.Count(), (sandbox.Counts{Deleted: 1}); got != want {
		t.Errorf("after the delete there are %+v, want %+v", got, want)
	}
	r.refused(404, "Request_ResourceNotFound", "GET", "/applications/"+id, nil)
	rows := r.want(200, "GET", "/directory/deletedItems/microsoft.graph.application?$filter=displayName eq 'Gone'", nil).rows()
	if len(rows) != 1 || rows[0]["appId"] != appID || rows[0]["deletedDateTime"] == nil {
		t.Fatalf("deleted items: %v", rows)
	}
	if one := r.want(200, "GET", "/directory/deletedItems/"+id, nil); one.text("id") != id {
		t.Errorf("deleted item: %s", one.raw)
	}
	r.refused(400, "ObjectConflict", "PATCH", "/applications(uniqueName='gone')", object{"displayName": "Again"}, "Prefer: create-if-missing")
	r.want(200, "POST", "/directory/deletedItems/"+id+"/restore", object{})
	if got, want := r.cloud.Count(), (sandbox.Counts{Applications: 1, Principals: 1}); got != want {
		t.Errorf("after the restore there are %+v, want %+v", got, want)
	}
	r.want(204, "DELETE", "/applications/"+id, nil)
	r.want(204, "DELETE", "/directory/deletedItems/"+id, nil)
	r.refused(404, "Request_ResourceNotFound", "POST", "/directory/deletedItems/"+id+"/restore", object{})
	r.want(201, "PATCH", "/applications(uniqueName='gone')", object{"displayName": "Again"}, "Prefer: create-if-missing")
}

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

func TestTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	const invalid = "InvalidAuthenticationToken"
	r.refused(401, invalid, "GET", "/me", nil)
	good := r.signIn(azureCLI, graphAll).text("access_token")
	arm := r.signIn(azureCLI, "https://management.azure.com/.default").text("access_token")
	other := newRig(t, sandbox.Options{})
	foreign := other.signIn(azureCLI, graphAll).text("access_token")
	for name, token := range map[string]string{
		"nonsense": "x", "another audience": arm, "another cloud": foreign, "changed": good[:len(good)-6] + "AAAAAA",
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			r.bearer = token
			if a := r.refused(401, invalid, "GET", "/me", nil); a.header.Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate")
			}
		})
	}
	r.t, r.bearer = t, good
	a := r.want(200, "GET", "/me", nil, "client-request-id: 6a1e2bd0-5b36-4f0c-9a39-0a3b1d8f7c55")
	if a.header.Get("request-id") == "" || a.header.Get("client-request-id") != "6a1e2bd0-5b36-4f0c-9a39-0a3b1d8f7c55" || a.header.Get("Date") != "Fri, 20 Nov 2026 09:00:00 GMT" {
		t.Errorf("headers %v", a.header)
	}
	r.cloud.Challenge() // the client did not say that it handles challenges
	r.want(200, "GET", "/me", nil)
	r.clock.Move(80 * time.Minute)
	r.refused(401, invalid, "GET", "/me", nil)
}

func TestQueries(t *testing.T) {
	t.Parallel()
	var apps []sandbox.Object
	for i := range 205 {
		apps = append(apps, sandbox.Object{"displayName": fmt.Sprintf("App %03d", i), "uniqueName": fmt.Sprintf("app-%03d", i),
			"identifierUris": list{fmt.Sprintf("api://learn%d.example.org/x", i)}, "tags": list{"all", fmt.Sprint("t", i)},
			"web": object{"redirectUris": list{fmt.Sprintf("https://learn%d.example.org/cb", i)}}})
	}
	r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Applications: apps}})
	r.signIn(azureCLI, graphAll)
	appID := r.want(200, "GET", "/applications(uniqueName='app-007')?$select=appId", nil).text("appId")
	const eventual = "ConsistencyLevel: eventual"
	for name, c := range map[string]struct {
		query    string
		advanced bool
		rows     int
		code     string
	}{
		"none":                         {"", false, 100, ""},
		"by appId":                     {"$filter=appId eq '" + appID + "'", false, 1, ""},
		"by appId in capitals":         {"$filter=appId eq '" + strings.ToUpper(appID) + "'", false, 1, ""},
		"by name":                      {"$filter=displayName eq 'App 003'", false, 1, ""},
		"by unique name":               {"$filter=uniqueName eq 'app-003'", false, 1, ""},
		"by the beginning of a name":   {"$filter=startswith(displayName,'App 00')", false, 10, ""},
		"by one of several names":      {"$filter=displayName in ('App 001','App 002','x')", false, 2, ""},
		"by either":                    {"$filter=displayName eq 'App 001' or (displayName eq 'App 002' and uniqueName eq 'app-002')", false, 2, ""},
		"by the beginning of a URI":    {"$filter=identifierUris/any(x:startswith(x,'api://learn7.example.org/'))", false, 1, ""},
		"by a URI":                     {"$filter=identifierUris/any(x:x eq 'api://learn7.example.org/x')", false, 1, ""},
		"by a tag":                     {"$filter=tags/any(t:t eq 't9')", false, 1, ""},
		"by a redirect":                {"$filter=web/redirectUris/any(p:p eq 'https://learn9.example.org/cb')", false, 0, "Request_UnsupportedQuery"},
		"by a redirect, advanced":      {"$filter=web/redirectUris/any(p:p eq 'https://learn9.example.org/cb')&$count=true", true, 1, ""},
		"by the beginning of one":      {"$filter=web/redirectUris/any(p:startswith(p,'https://learn9.'))&$count=true", true, 1, ""},
		"advanced without count":       {"$filter=web/redirectUris/any(p:p eq 'x')", true, 0, "Request_UnsupportedQuery"},
		"not":                          {"$filter=not(displayName eq 'App 003')", false, 0, "Request_UnsupportedQuery"},
		"not, advanced":                {"$filter=not(startswith(displayName,'App'))&$count=true", true, 0, ""},
		"ne":                           {"$filter=displayName ne 'App 003'", false, 0, "Request_UnsupportedQuery"},
		"ne, advanced":                 {"$filter=displayName ne 'App 003'&$count=true&$top=999", true, 204, ""},
		"null":                         {"$filter=displayName eq null", false, 0, "Request_UnsupportedQuery"},
		"endswith":                     {"$filter=endswith(displayName,'3')&$count=true", true, 0, "Request_UnsupportedQuery"},
		"a collection without any":     {"$filter=identifierUris eq 'x'", false, 0, "Request_UnsupportedQuery"},
		"any on no collection":         {"$filter=displayName/any(x:x eq 'y')", false, 0, "Request_UnsupportedQuery"},
		"a property nobody filters by": {"$filter=notes eq 'x'", false, 0, "Request_UnsupportedQuery"},
		"a quote that does not end":    {"$filter=displayName eq 'x", false, 0, "BadRequest"},
		"a quote within":               {"$filter=displayName eq 'it''s'", false, 0, ""},
		"something left":               {"$filter=displayName eq 'x' 'y'", false, 0, "BadRequest"},
		"another variable":             {"$filter=identifierUris/any(x:y eq 'z')", false, 0, "BadRequest"},
		"unknown operator":             {"$filter=displayName like 'x'", false, 0, "BadRequest"},
		"search":                       {"$search=\"displayName:App 00\"", true, 10, ""},
		"search, not eventual":         {"$search=\"displayName:App\"", false, 0, "Request_UnsupportedQuery"},
		"sorted":                       {"$orderby=displayName", false, 0, "Request_UnsupportedQuery"},
		"sorted, advanced":             {"$orderby=displayName desc&$count=true&$top=3", true, 3, ""},
		"top":                          {"$top=5", false, 5, ""},
		"top 0":                        {"$top=0", false, 0, "Request_BadRequest"},
		"top 1000":                     {"$top=1000", false, 0, "Request_BadRequest"},
		"skip":                         {"$skip=5", false, 0, "Request_UnsupportedQuery"},
		"select":                       {"$select=id,displayName&$top=1", false, 1, ""},
		"select what is not there":     {"$select=id,colour", false, 0, "BadRequest"},
		"twice the same option":        {"$top=1&$top=2", false, 0, "BadRequest"},
		"unknown option":               {"$nothing=1", false, 0, "BadRequest"},
		"expand":                       {"$expand=owners", false, 0, "NotImplemented"},
		"a page token nobody gave":     {"$skiptoken=x", false, 0, "Directory_ExpiredPageToken"},
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			var headers []string
			if c.advanced {
				headers = append(headers, eventual)
			}
			a := r.call("GET", "/applications?"+strings.ReplaceAll(c.query, `"`, "%22"), nil, headers...)
			if a.code() != c.code || len(a.rows()) != c.rows {
				t.Errorf("%d, code %q, %d rows: %s", a.status, a.code(), len(a.rows()), a.raw[:min(len(a.raw), 300)])
			}
		})
	}
	t.Run("pages", func(t *testing.T) {
		r.t = t
		seen := map[any]bool{}
		next, pages := "/applications?$select=id&$filter=startswith(displayName,'App')", 0
		for next != "" {
			a := r.want(200, "GET", next, nil)
			for _, row := range a.rows() {
				seen[row["id"]] = true
			}
			next = strings.TrimPrefix(a.text("@odata.nextLink"), r.server.URL()+"/v1.0")
			pages++
		}
		if len(seen) != 205 || pages != 3 {
			t.Errorf("%d applications on %d pages", len(seen), pages)
		}
	})
	t.Run("counts", func(t *testing.T) {
		r.t = t
		if n := r.want(200, "GET", "/applications?$count=true&$top=1", nil, eventual).at("@odata.count"); n != 205.0 {
			t.Errorf("count %v", n)
		}
		if a := r.want(200, "GET", "/applications?$count=true&$top=1", nil); a.at("@odata.count") != nil {
			t.Error("a count that was not asked for eventually")
		}
		if a := r.want(200, "GET", "/applications/$count", nil, eventual); string(a.raw) != "205" {
			t.Errorf("count %s", a.raw)
		}
		r.refused(400, "Request_BadRequest", "GET", "/applications/$count", nil)
	})
}

func TestWire(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	zip.Write([]byte(`{"displayName":"Packed"}`))
	zip.Close()
	made := r.want(201, "POST", "/applications", packed.Bytes(), "Content-Type: application/json", "Content-Encoding: gzip")
	if made.text("displayName") != "Packed" {
		t.Errorf("made %s", made.raw)
	}
	r.refused(400, "BadRequest", "POST", "/applications", []byte("no gzip"), "Content-Type: application/json", "Content-Encoding: gzip")
	r.refused(415, "BadRequest", "POST", "/applications", []byte("{}"), "Content-Type: application/json", "Content-Encoding: br")
	got := r.want(200, "GET", "/me", nil, "Accept-Encoding: gzip")
	if got.header.Get("Content-Encoding") != "gzip" || !bytes.HasPrefix(got.raw, []byte{0x1f, 0x8b}) {
		t.Error("the answer is not packed")
	}
	if plain := r.want(200, "GET", "/me", nil, "Accept-Encoding: identity"); plain.header.Get("Content-Encoding") != "" || plain.text("id") == "" {
		t.Error("the answer is packed though nobody asked")
	}
	for path, code := range map[string]string{
		"/nothing": "BadRequest", "/applications/" + scopeID + "/nothing": "BadRequest", "/applications//x": "BadRequest", "/applications(": "BadRequest",
	} {
		if a := r.call("GET", path, nil); a.status < 400 || a.code() != code && a.code() != "Request_ResourceNotFound" {
			t.Errorf("%s: %d %s", path, a.status, a.raw)
		}
	}
	r.refused(405, "Request_BadRequest", "DELETE", "/me", nil)
	if n := len(r.cloud.Issued()); n < 3 || slices.Contains(r.cloud.Issued(), "") {
		t.Errorf("%d texts issued", n)
	}
}
