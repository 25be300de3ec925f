package sandbox_test

import (
	"bytes"
	"compress/gzip"
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
	r.refused(403, "Authorization_RequestDenied", "DELETE", "/servicePrincipals(appId='"+graphAppID+"')", nil)
	r.refused(403, "Authorization_RequestDenied", "PATCH", "/servicePrincipals(appId='"+graphAppID+"')", object{"notes": "mine"})
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
	r.refused(400, "Request_BadRequest", "PATCH", "/applications(uniqueName='gone')", object{"displayName": "Again"}, "Prefer: create-if-missing")
	r.want(200, "POST", "/directory/deletedItems/"+id+"/restore", object{})
	if got, want := r.cloud.Count(), (sandbox.Counts{Applications: 1}); got != want {
		t.Errorf("after the restore there are %+v, want %+v", got, want)
	}
	if rows := r.want(200, "GET", "/directory/deletedItems/microsoft.graph.servicePrincipal?$filter=appId eq '"+appID+"'", nil).rows(); len(rows) != 1 || rows[0]["id"] != client {
		t.Errorf("deleted principals: %v", rows)
	}
	r.want(200, "POST", "/directory/deletedItems/"+client+"/restore", object{})
	if got, want := r.cloud.Count(), (sandbox.Counts{Applications: 1, Principals: 1}); got != want {
		t.Errorf("after both restores there are %+v, want %+v", got, want)
	}
	r.want(204, "DELETE", "/servicePrincipals/"+client, nil)
	r.want(201, "POST", "/servicePrincipals", object{"appId": appID})
	r.refused(409, "Request_MultipleObjectsWithSameKeyValue", "POST", "/directory/deletedItems/"+client+"/restore", object{})
	r.want(204, "DELETE", "/applications/"+id, nil)
	r.want(204, "DELETE", "/directory/deletedItems/"+id, nil)
	r.refused(404, "Request_ResourceNotFound", "POST", "/directory/deletedItems/"+id+"/restore", object{})
	r.want(201, "PATCH", "/applications(uniqueName='gone')", object{"displayName": "Again"}, "Prefer: create-if-missing")
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
