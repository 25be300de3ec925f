package sandbox_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"teamwright/steps/sandbox"
)

const (
	scopeID   = "0b9f2c50-9a56-4f5e-8b8f-0e9d5c3a1f22"
	teamsApp  = "1fec8e78-bce4-4aaf-ab1b-5451cc387264"
	userRead  = "e1fe6dd8-ba31-4d61-89e7-88639da4683d"
	bigTenant = "5f2b7d34-9c1e-4a86-b0d7-3e9f1c6a8b42"
)

// body returns a fresh application's body with more in it.
func body(more object) object {
	b := object{"displayName": "An application"}
	maps.Copy(b, more)
	return b
}

func scope(more object) object {
	s := object{"id": scopeID, "value": "access_as_user", "type": "User", "isEnabled": true,
		"adminConsentDisplayName": "Access", "adminConsentDescription": "Access as the user"}
	maps.Copy(s, more)
	return s
}

func repeat(n int, item func(i int) any) list {
	l := list{}
	for i := range n {
		l = append(l, item(i))
	}
	return l
}

func web(uris ...any) object    { return object{"web": object{"redirectUris": list(uris)}} }
func spa(uris ...any) object    { return object{"spa": object{"redirectUris": list(uris)}} }
func public(uris ...any) object { return object{"publicClient": object{"redirectUris": list(uris)}} }

// forPersonal opens an application to personal accounts.
func forPersonal(more object) object {
	b := object{"signInAudience": "AzureADandPersonalMicrosoftAccount", "api": object{"requestedAccessTokenVersion": 2}}
	maps.Copy(b, more)
	return b
}

func TestCreateApplication(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	const bad = "Request_BadRequest"
	long := strings.Repeat("x", 300)
	for name, c := range map[string]struct {
		body   any
		status int
		code   string
	}{
		"just a name":                      {body(nil), 201, ""},
		"with the type's name":             {body(object{"@odata.type": "#microsoft.graph.application"}), 201, ""},
		"another type's name":              {body(object{"@odata.type": "#microsoft.graph.user"}), 400, "BadRequest"},
		"no name":                          {object{"signInAudience": "AzureADMyOrg"}, 400, bad},
		"name is null":                     {object{"displayName": nil}, 400, bad},
		"name is blank":                    {object{"displayName": "  "}, 400, bad},
		"name of 120":                      {body(object{"displayName": long[:120]}), 201, ""},
		"name of 121":                      {body(object{"displayName": long[:121]}), 400, bad},
		"name of 91, personal accounts":    {forPersonal(object{"displayName": long[:91]}), 400, bad},
		"name of 61 emoji":                 {body(object{"displayName": strings.Repeat("😀", 61)}), 400, bad},
		"no JSON":                          {"{", 400, "BadRequest"},
		"an array":                         {"[]", 400, "BadRequest"},
		"two objects":                      {"{} {}", 400, "BadRequest"},
		"empty":                            {"", 400, "BadRequest"},
		"unknown property":                 {body(object{"displayname": "x"}), 400, bad},
		"unknown property inside":          {body(object{"web": object{"redirectUrls": list{}}}), 400, bad},
		"unknown property in a list":       {body(object{"api": object{"oauth2PermissionScopes": list{scope(object{"enabled": true})}}}), 400, bad},
		"wrong type":                       {body(object{"identifierUris": "api://x"}), 400, bad},
		"null in a list":                   {body(object{"tags": list{nil}}), 400, bad},
		"read-only appId":                  {body(object{"appId": scopeID}), 400, bad},
		"read-only id":                     {body(object{"id": scopeID}), 400, bad},
		"read-only uniqueName":             {body(object{"uniqueName": "x"}), 400, bad},
		"read-only logo address":           {body(object{"info": object{"logoUrl": "https://x.example.org"}}), 400, bad},
		"secrets in the body":              {body(object{"passwordCredentials": list{object{"displayName": "x"}}}), 400, bad},
		"unknown audience":                 {body(object{"signInAudience": "Everyone"}), 400, bad},
		"many organizations":               {body(object{"signInAudience": "AzureADMultipleOrgs"}), 201, ""},
		"personal accounts":                {forPersonal(body(nil)), 201, ""},
		"personal accounts, old tokens":    {body(object{"signInAudience": "PersonalMicrosoftAccount"}), 400, bad},
		"token version 3":                  {body(object{"api": object{"requestedAccessTokenVersion": 3}}), 400, bad},
		"token version as text":            {body(object{"api": object{"requestedAccessTokenVersion": "2"}}), 400, bad},
		"notes too long":                   {body(object{"notes": strings.Repeat("n", 1025)}), 400, bad},
		"logout address":                   {body(object{"web": object{"logoutUrl": "https://learn.example.org/out"}}), 201, ""},
		"logout address on localhost":      {body(object{"web": object{"logoutUrl": "https://localhost/out"}}), 201, ""},
		"logout address in the clear":      {body(object{"web": object{"logoutUrl": "http://learn.example.org/out"}}), 400, bad},
		"logout address of 256":            {body(object{"web": object{"logoutUrl": "https://learn.example.org/" + long[:230]}}), 400, bad},
		"home page that is none":           {body(object{"web": object{"homePageUrl": "learn"}}), 400, bad},
		"empty addresses":                  {body(object{"info": object{"supportUrl": ""}}), 400, bad},
		"empty logout address":             {body(object{"web": object{"logoutUrl": ""}}), 400, bad},
		"terms that are none":              {body(object{"info": object{"termsOfServiceUrl": "javascript:alert(1)"}}), 400, bad},
		"redirect":                         {body(web("https://learn.example.org/a", "https://learn.example.org/b?c=d")), 201, ""},
		"redirect to localhost":            {body(web("http://localhost:8080/a", "http://127.0.0.1/b")), 201, ""},
		"redirect in the clear":            {body(web("http://learn.example.org/a")), 400, bad},
		"redirect with fragment":           {body(web("https://learn.example.org/a#b")), 400, bad},
		"redirect with parenthesis":        {body(web("https://learn.example.org/a(b)")), 400, bad},
		"redirect twice":                   {body(web("https://learn.example.org/a", "https://learn.example.org/a")), 400, bad},
		"redirect of two kinds":            {body(object{"web": web("https://x.example.org")["web"], "spa": spa("https://x.example.org")["spa"]}), 400, bad},
		"redirect of 257":                  {body(web("https://learn.example.org/" + long[:231])), 400, bad},
		"redirect relative":                {body(web("/a")), 400, bad},
		"redirect to an app":               {body(web("myapp://auth")), 400, bad},
		"redirect to an app, public":       {body(public("myapp://auth", "http://localhost")), 201, ""},
		"redirect of a page application":   {body(spa("http://learn.example.org")), 400, bad},
		"redirect with query, personal":    {forPersonal(body(web("https://learn.example.org/a?b=c"))), 400, bad},
		"redirect with wildcard":           {body(web("https://*.example.org")), 201, ""},
		"redirect with wildcard, personal": {forPersonal(body(web("https://*.example.org"))), 400, bad},
		"256 redirects":                    {body(web(repeat(256, func(i int) any { return fmt.Sprintf("https://learn.example.org/%d", i) })...)), 201, ""},
		"257 redirects":                    {body(web(repeat(257, func(i int) any { return fmt.Sprintf("https://learn.example.org/%d", i) })...)), 400, bad},
		"101 redirects, personal":          {forPersonal(body(web(repeat(101, func(i int) any { return fmt.Sprintf("https://learn.example.org/%d", i) })...))), 400, bad},
		"scope":                            {body(object{"api": object{"oauth2PermissionScopes": list{scope(nil)}}}), 201, ""},
		"scope without id":                 {body(object{"api": object{"oauth2PermissionScopes": list{object{"value": "x"}}}}), 400, bad},
		"scope whose id is no GUID":        {body(object{"api": object{"oauth2PermissionScopes": list{scope(object{"id": "1"})}}}), 400, bad},
		"scope without value":              {body(object{"api": object{"oauth2PermissionScopes": list{scope(object{"value": nil})}}}), 400, bad},
		"scope with a space":               {body(object{"api": object{"oauth2PermissionScopes": list{scope(object{"value": "access as"})}}}), 400, bad},
		"scope of 121":                     {body(object{"api": object{"oauth2PermissionScopes": list{scope(object{"value": long[:121]})}}}), 400, bad},
		"scope of 41, personal":            {forPersonal(body(object{"api": object{"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": list{scope(object{"value": long[:41]})}}})), 400, bad},
		"scope of an unknown type":         {body(object{"api": object{"oauth2PermissionScopes": list{scope(object{"type": "AdminAndUser"})}}}), 400, bad},
		"scope without texts":              {body(object{"api": object{"oauth2PermissionScopes": list{object{"id": scopeID, "value": "x", "isEnabled": true}}}}), 400, bad},
		"scope value twice":                {body(object{"api": object{"oauth2PermissionScopes": list{scope(nil), scope(object{"id": teamsApp})}}}), 400, bad},
		"scope id twice":                   {body(object{"api": object{"oauth2PermissionScopes": list{scope(nil), scope(object{"value": "other"})}}}), 400, bad},
		"client with the scope at once":    {body(object{"api": object{"oauth2PermissionScopes": list{scope(nil)}, "preAuthorizedApplications": list{object{"appId": teamsApp, "delegatedPermissionIds": list{scopeID}}}}}), 400, bad},
		"app role":                         {body(object{"appRoles": list{object{"id": scopeID, "value": "r", "displayName": "R", "description": "R", "allowedMemberTypes": list{"User"}}}}), 201, ""},
		"app role, personal":               {forPersonal(body(object{"appRoles": list{object{"id": scopeID, "value": "r", "displayName": "R", "description": "R", "allowedMemberTypes": list{"User"}}}})), 400, bad},
		"permission":                       {body(object{"requiredResourceAccess": list{object{"resourceAppId": graphAppID, "resourceAccess": list{object{"id": userRead, "type": "Scope"}}}}}), 201, ""},
		"permission without type":          {body(object{"requiredResourceAccess": list{object{"resourceAppId": graphAppID, "resourceAccess": list{object{"id": userRead}}}}}), 400, bad},
		"permission of an unknown type":    {body(object{"requiredResourceAccess": list{object{"resourceAppId": graphAppID, "resourceAccess": list{object{"id": userRead, "type": "Delegated"}}}}}), 400, bad},
		"no permission of a resource":      {body(object{"requiredResourceAccess": list{object{"resourceAppId": graphAppID, "resourceAccess": list{}}}}), 400, bad},
		"resource twice": {body(object{"requiredResourceAccess": repeat(2, func(int) any {
			return object{"resourceAppId": graphAppID, "resourceAccess": list{object{"id": userRead, "type": "Scope"}}}
		})}), 400, bad},
		"51 resources": {body(object{"requiredResourceAccess": repeat(51, func(i int) any {
			return object{"resourceAppId": fmt.Sprintf("00000003-0000-0000-c000-%012d", i), "resourceAccess": list{object{"id": userRead, "type": "Scope"}}}
		})}), 403, "Directory_QuotaExceeded"},
		"tags":           {body(object{"tags": list{"a", "b"}}), 201, ""},
		"tag with space": {body(object{"tags": list{"a b"}}), 400, bad},
		"tag twice":      {body(object{"tags": list{"a", "a"}}), 400, bad},
		"tag of 257":     {body(object{"tags": list{long[:257]}}), 400, bad},
		"1001 tags":      {body(object{"tags": repeat(1001, func(i int) any { return fmt.Sprint(i) })}), 403, "Directory_QuotaExceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			r.t = t
			a := r.want(c.status, "POST", "/applications", c.body)
			if a.code() != c.code {
				t.Errorf("code %q: %s", a.code(), a.raw)
			}
			if c.status == 201 {
				r.want(200, "GET", "/applications/"+a.text("id"), nil)
			}
		})
	}
	t.Run("not announced as JSON", func(t *testing.T) {
		r.t = t
		r.refused(400, "BadRequest", "POST", "/applications", `{"displayName":"x"}`, "Content-Type: text/plain")
	})
}

func TestUpdateApplication(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	made := r.want(201, "POST", "/applications", object{"displayName": "Kept", "notes": "note",
		"web":  object{"redirectUris": list{"https://learn.example.org/a", "https://learn.example.org/b"}, "logoutUrl": "https://learn.example.org/out"},
		"info": object{"marketingUrl": "https://example.org"},
		"api":  object{"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": list{scope(nil)}}})
	path := "/applications/" + made.text("id")

	r.want(204, "PATCH", path, object{"web": object{"redirectUris": list{"https://learn.example.org/c"}}, "info": object{"supportUrl": "https://example.org/help"}})
	read := r.want(200, "GET", path, nil)
	if uris := read.at("web", "redirectUris").(list); len(uris) != 1 || uris[0] != "https://learn.example.org/c" {
		t.Errorf("a list is not replaced whole: %v", uris)
	}
	if read.text("web", "logoutUrl") == "" || read.text("info", "marketingUrl") == "" || read.text("notes") != "note" {
		t.Errorf("a merge lost something: %s", read.raw)
	}
	r.want(204, "PATCH", path, object{"web": object{"logoutUrl": nil}, "notes": nil})
	if read = r.want(200, "GET", path, nil); read.at("web", "logoutUrl") != nil || read.at("notes") != nil {
		t.Errorf("null does not delete: %s", read.raw)
	}
	r.want(204, "PATCH", path, object{})

	enabled := func(more object) object {
		return object{"api": object{"oauth2PermissionScopes": list{scope(more)}}}
	}
	const entitlement = "CannotDeleteOrUpdateEnabledEntitlement"
	r.refused(400, entitlement, "PATCH", path, object{"api": object{"oauth2PermissionScopes": list{}}})
	r.refused(400, entitlement, "PATCH", path, object{"api": nil})
	r.refused(400, entitlement, "PATCH", path, enabled(object{"value": "other"}))
	r.refused(400, entitlement, "PATCH", path, enabled(object{"adminConsentDescription": "other"}))
	r.want(204, "PATCH", path, enabled(nil))
	r.want(204, "PATCH", path, object{"api": object{"preAuthorizedApplications": list{object{"appId": teamsApp, "delegatedPermissionIds": list{scopeID}}}}})
	for name, clients := range map[string]list{
		"unknown scope":    {object{"appId": teamsApp, "delegatedPermissionIds": list{userRead}}},
		"no scope":         {object{"appId": teamsApp, "delegatedPermissionIds": list{}}},
		"no client":        {object{"delegatedPermissionIds": list{scopeID}}},
		"client twice":     repeat(2, func(int) any { return object{"appId": teamsApp, "delegatedPermissionIds": list{scopeID}} }),
		"scope is no GUID": {object{"appId": teamsApp, "delegatedPermissionIds": list{"access_as_user"}}},
	} {
		t.Run("authorised client: "+name, func(t *testing.T) {
			r.t = t
			r.refused(400, "Request_BadRequest", "PATCH", path, object{"api": object{"preAuthorizedApplications": clients}})
		})
	}
	r.t = t
	r.want(204, "PATCH", path, enabled(object{"isEnabled": false}))
	r.refused(400, "Request_BadRequest", "PATCH", path, object{"api": object{"oauth2PermissionScopes": list{}}}) // a client still names it
	r.want(204, "PATCH", path, object{"api": object{"oauth2PermissionScopes": list{}, "preAuthorizedApplications": list{}}})

	r.refused(404, "Request_ResourceNotFound", "PATCH", "/applications/"+scopeID, object{})
	r.refused(400, "Request_BadRequest", "PATCH", "/applications/no-guid", object{})
	r.refused(404, "Request_ResourceNotFound", "PATCH", "/applications(uniqueName='nobody')", body(nil))
	r.refused(400, "BadRequest", "GET", "/applications(displayName='Kept')", nil)
	r.refused(400, "BadRequest", "GET", "/applications(uniqueName='a'b')", nil)
	r.refused(400, "Request_BadRequest", "PATCH", "/applications(uniqueName='nobody')", object{"notes": "x"}, "Prefer: create-if-missing")
	r.want(204, "PATCH", "/applications(appId='"+made.text("appId")+"')", object{"notes": "by appId"})
	quoted := r.want(201, "PATCH", "/applications(uniqueName='it''s')", body(nil), "Prefer: create-if-missing")
	if quoted.text("uniqueName") != "it's" {
		t.Errorf("a doubled quote became %q", quoted.text("uniqueName"))
	}
}

// TestDirectoryWritesItsOwnWay: what comes back means what was written, and
// looks different.
func TestDirectoryWritesItsOwnWay(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	path := "/applications/" + r.want(201, "POST", "/applications", body(object{
		"web":                    object{"redirectUris": list{"https://learn.example.org/a", "https://learn.example.org/b"}},
		"requiredResourceAccess": list{object{"resourceAppId": strings.ToUpper(scopeID), "resourceAccess": list{object{"id": strings.ToUpper(teamsApp), "type": "Scope"}}}},
	})).text("id")
	r.want(200, "POST", path+"/addPassword", object{"passwordCredential": object{"displayName": "first"}})
	r.want(200, "POST", path+"/addPassword", object{"passwordCredential": object{"displayName": "second"}})
	a := r.want(200, "GET", path, nil)
	if got := a.at("web", "redirectUris").(list); got[0] != "https://learn.example.org/b" || len(got) != 2 {
		t.Errorf("redirect URIs %v: the order is not promised", got)
	}
	access := a.at("requiredResourceAccess").(list)[0].(object)
	if access["resourceAppId"] != scopeID || access["resourceAccess"].(list)[0].(object)["id"] != teamsApp {
		t.Errorf("ids %v: the directory writes them in lower case", access)
	}
	secrets := a.at("passwordCredentials").(list)
	if first := secrets[0].(object); first["displayName"] != "second" || first["startDateTime"] != "2026-11-20T09:00:00.0000000Z" {
		t.Errorf("secrets %v: the newest comes first, to a tenth of a microsecond", secrets)
	}
}

func TestIdentifierURIs(t *testing.T) {
	t.Parallel()
	const (
		multi   = "AzureADMultipleOrgs"
		single  = "AzureADMyOrg"
		host    = "HostNameNotOnVerifiedDomain"
		invalid = "InvalidValue"
	)
	strict := sandbox.Policies{URINeedsTenantID: true}
	strictest := sandbox.Policies{URIDefaultOnly: true}
	for name, c := range map[string]struct {
		policies sandbox.Policies
		audience string
		version  int
		uri      string // {app} and {tenant} stand for ids
		code     string // of the refusal; "" if there is none
	}{
		"default":                               {uri: "api://{app}", audience: single},
		"Totara's, own domain":                  {uri: "api://learn.example.org/{app}", audience: single},
		"Totara's, foreign domain":              {uri: "api://learn.example.net/{app}", audience: single},
		"Totara's, foreign domain, many":        {uri: "api://learn.example.net/{app}", audience: multi, code: host},
		"Totara's, own domain, many":            {uri: "api://learn.example.org/{app}", audience: multi},
		"Totara's, foreign, many, version 2":    {uri: "api://learn.example.net/{app}", audience: multi, version: 2},
		"default, many":                         {uri: "api://{app}", audience: multi},
		"under the tenant, many":                {uri: "api://{tenant}/x", audience: multi},
		"a word":                                {uri: "api://learn", audience: single},
		"a word, many":                          {uri: "api://learn", audience: multi, code: host},
		"a word, strict":                        {policies: strict, uri: "api://learn", audience: single, code: host},
		"a word, strict, version 2":             {policies: strict, uri: "api://learn", audience: single, version: 2},
		"a word, strict without exemption":      {policies: sandbox.Policies{URINeedsTenantID: true, URIStrictForV2: true}, uri: "api://learn", audience: single, version: 2, code: host},
		"Totara's, foreign domain, strict":      {policies: strict, uri: "api://learn.example.net/{app}", audience: single},
		"own domain, strict":                    {policies: strict, uri: "https://learn.example.org/x", audience: single},
		"Totara's, strictest":                   {policies: strictest, uri: "api://learn.example.org/{app}", audience: single, code: host},
		"Totara's, strictest, version 2":        {policies: strictest, uri: "api://learn.example.org/{app}", audience: single, version: 2},
		"Totara's, strictest without exemption": {policies: sandbox.Policies{URIDefaultOnly: true, URIStrictForV2: true}, uri: "api://learn.example.org/{app}", audience: single, version: 2, code: host},
		"default, strictest":                    {policies: strictest, uri: "api://{app}", audience: single},
		"default with tenant, strictest":        {policies: strictest, uri: "api://{tenant}/{app}", audience: single},
		"web address, foreign domain":           {uri: "https://learn.example.net", audience: single, code: host},
		"web address, foreign, version 2":       {uri: "https://learn.example.net", audience: single, version: 2},
		"web address, own domain":               {uri: "https://learn.example.org/x", audience: single},
		"web address with a slash at the end":   {uri: "https://learn.example.org/", audience: single, code: invalid},
		"a domain that only looks like ours":    {uri: "https://badexample.org", audience: single, code: host},
		"wildcard":                              {uri: "https://*.example.org", audience: single, code: invalid},
		"no scheme":                             {uri: "learn.example.org", audience: single, code: invalid},
		"unknown scheme":                        {uri: "ftp://learn.example.org", audience: single, code: invalid},
		"name":                                  {uri: "urn:example:learn", audience: single},
		"name, personal":                        {uri: "urn:example:learn", audience: "PersonalMicrosoftAccount", version: 2, code: invalid},
		"too long":                              {uri: "api://{app}/" + strings.Repeat("x", 250), audience: single, code: invalid},
		"of 121, personal":                      {uri: "api://{app}/" + strings.Repeat("x", 121), audience: "PersonalMicrosoftAccount", version: 2, code: invalid},
		"query, personal":                       {uri: "api://{app}/x?y=z", audience: "PersonalMicrosoftAccount", version: 2, code: invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{Policies: c.policies}})
			r.signIn(azureCLI, graphAll)
			b := object{"displayName": "x", "signInAudience": c.audience}
			if c.version != 0 {
				b["api"] = object{"requestedAccessTokenVersion": c.version}
			}
			made := r.want(201, "POST", "/applications", b)
			uri := strings.NewReplacer("{app}", made.text("appId"), "{tenant}", bigTenant).Replace(c.uri)
			a := r.call("PATCH", "/applications/"+made.text("id"), object{"identifierUris": list{uri}})
			if a.reason() != c.code || (c.code == "") != (a.status == 204) || a.status != 204 && a.code() != "Request_BadRequest" {
				t.Errorf("%s: %d %s", uri, a.status, a.raw)
			}
		})
	}
}

func TestIdentifierURIsAreUnique(t *testing.T) {
	t.Parallel()
	other := sandbox.Tenant{ID: "aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb", Name: "Fabrikam", Domains: []sandbox.Domain{{Name: "fabrikam.onmicrosoft.com"}},
		Applications: []sandbox.Object{
			{"displayName": "Everywhere", "signInAudience": "AzureADMultipleOrgs", "identifierUris": list{"api://global.example.org/x"}},
			{"displayName": "At home", "identifierUris": list{"api://local.example.org/x"}},
		}}
	r := newRig(t, sandbox.Options{More: []sandbox.Tenant{other}})
	r.signIn(azureCLI, graphAll)
	make := func(name, audience string) string {
		return "/applications/" + r.want(201, "POST", "/applications", object{"displayName": name, "signInAudience": audience}).text("id")
	}
	first, second, wide := make("First", "AzureADMyOrg"), make("Second", "AzureADMyOrg"), make("Wide", "AzureADMultipleOrgs")
	uri := func(u string) object { return object{"identifierUris": list{u}} }
	r.want(204, "PATCH", first, uri("api://learn.example.org/x"))
	r.want(204, "PATCH", first, uri("api://learn.example.org/x"))
	taken := r.refused(400, "Request_BadRequest", "PATCH", second, uri("API://learn.example.org/X"))
	if taken.message() != "Another object with the same value for property identifierUris already exists." || taken.reason() != "ObjectConflict" {
		t.Errorf("refused with %s", taken.raw)
	}
	r.want(204, "DELETE", first, nil)
	r.refused(400, "Request_BadRequest", "PATCH", second, uri("api://learn.example.org/x")) // in the deleted items it is still busy
	r.want(204, "DELETE", "/directory/deletedItems/"+strings.TrimPrefix(first, "/applications/"), nil)
	r.want(204, "PATCH", second, uri("api://learn.example.org/x"))
	r.refused(400, "Request_BadRequest", "PATCH", second, object{"identifierUris": list{"api://a.example.org", "api://A.example.org"}})
	r.refused(400, "Request_BadRequest", "PATCH", wide, uri("api://global.example.org/x"))
	r.want(204, "PATCH", wide, uri("api://local.example.org/x"))
	r.want(204, "PATCH", second, uri("api://global.example.org/x"))
	// Opening an application to everybody makes its URI compete with everybody's.
	r.refused(400, "Request_BadRequest", "PATCH", second, object{"signInAudience": "AzureADMultipleOrgs"})
}

func TestPersonalApplicationsAreThrottled(t *testing.T) {
	t.Parallel()
	r := newRig(t, sandbox.Options{})
	r.signIn(azureCLI, graphAll)
	path := "/applications/" + r.want(201, "POST", "/applications", forPersonal(body(nil))).text("id")
	for range 60 {
		r.want(204, "PATCH", path, object{"notes": "n"})
	}
	if a := r.refused(429, "TooManyRequests", "PATCH", path, object{"notes": "n"}); a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	r.clock.Move(time.Minute)
	r.want(204, "PATCH", path, object{"notes": "n"})
}
