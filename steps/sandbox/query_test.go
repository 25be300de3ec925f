package sandbox_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"teamwright/steps/sandbox"
)

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
		"none":                              {"", false, 100, ""},
		"by appId":                          {"$filter=appId eq '" + appID + "'", false, 1, ""},
		"by appId in capitals":              {"$filter=appId eq '" + strings.ToUpper(appID) + "'", false, 1, ""},
		"by name":                           {"$filter=displayName eq 'App 003'", false, 1, ""},
		"by unique name":                    {"$filter=uniqueName eq 'app-003'", false, 1, ""},
		"by the beginning of a name":        {"$filter=startswith(displayName,'App 00')", false, 10, ""},
		"by one of several names":           {"$filter=displayName in ('App 001','App 002','x')", false, 2, ""},
		"by either":                         {"$filter=displayName eq 'App 001' or (displayName eq 'App 002' and uniqueName eq 'app-002')", false, 2, ""},
		"by the beginning of a URI":         {"$filter=identifierUris/any(x:startswith(x,'api://learn7.example.org/'))", false, 1, ""},
		"by a URI":                          {"$filter=identifierUris/any(x:x eq 'api://learn7.example.org/x')", false, 1, ""},
		"by a tag":                          {"$filter=tags/any(t:t eq 't9')", false, 1, ""},
		"by a redirect":                     {"$filter=web/redirectUris/any(p:p eq 'https://learn9.example.org/cb')", false, 0, "Request_UnsupportedQuery"},
		"by a redirect, advanced":           {"$filter=web/redirectUris/any(p:p eq 'https://learn9.example.org/cb')&$count=true", true, 1, ""},
		"by the beginning of one":           {"$filter=web/redirectUris/any(p:startswith(p,'https://learn9.'))&$count=true", true, 1, ""},
		"advanced without count":            {"$filter=web/redirectUris/any(p:p eq 'x')", true, 0, "Request_UnsupportedQuery"},
		"not":                               {"$filter=not(displayName eq 'App 003')", false, 0, "Request_UnsupportedQuery"},
		"not, advanced":                     {"$filter=not(startswith(displayName,'App'))&$count=true", true, 0, ""},
		"ne":                                {"$filter=displayName ne 'App 003'", false, 0, "Request_UnsupportedQuery"},
		"ne, advanced":                      {"$filter=displayName ne 'App 003'&$count=true&$top=999", true, 204, ""},
		"by the beginning of a unique name": {"$filter=startswith(uniqueName,'app-00')", false, 10, ""},
		"created since":                     {"$filter=createdDateTime ge 2020-01-01T00:00:00Z&$top=5", false, 5, ""},
		"created at":                        {"$filter=createdDateTime eq 2020-01-01T00:00:00Z", false, 0, "Request_UnsupportedQuery"},
		"null, advanced":                    {"$filter=description eq null&$count=true&$top=7", true, 7, ""},
		"null of what is never null":        {"$filter=appId eq null&$count=true", true, 0, "Request_UnsupportedQuery"},
		"null":                              {"$filter=displayName eq null", false, 0, "Request_UnsupportedQuery"},
		"endswith":                          {"$filter=endswith(displayName,'3')&$count=true", true, 0, "Request_UnsupportedQuery"},
		"a collection without any":          {"$filter=identifierUris eq 'x'", false, 0, "Request_UnsupportedQuery"},
		"any on no collection":              {"$filter=displayName/any(x:x eq 'y')", false, 0, "Request_UnsupportedQuery"},
		"a property nobody filters by":      {"$filter=optionalClaims eq 'x'&$count=true", true, 0, "Request_UnsupportedQuery"},
		"a quote that does not end":         {"$filter=displayName eq 'x", false, 0, "BadRequest"},
		"a quote within":                    {"$filter=displayName eq 'it''s'", false, 0, ""},
		"something left":                    {"$filter=displayName eq 'x' 'y'", false, 0, "BadRequest"},
		"another variable":                  {"$filter=identifierUris/any(x:y eq 'z')", false, 0, "BadRequest"},
		"unknown operator":                  {"$filter=displayName like 'x'", false, 0, "BadRequest"},
		"search":                            {"$search=\"displayName:App 00\"", true, 10, ""},
		"search, not eventual":              {"$search=\"displayName:App\"", false, 0, "Request_UnsupportedQuery"},
		"sorted":                            {"$orderby=displayName", false, 0, "Request_UnsupportedQuery"},
		"sorted, advanced":                  {"$orderby=displayName desc&$count=true&$top=3", true, 3, ""},
		"top":                               {"$top=5", false, 5, ""},
		"top 0":                             {"$top=0", false, 0, "Request_BadRequest"},
		"top 1000":                          {"$top=1000", false, 0, "Request_BadRequest"},
		"skip":                              {"$skip=5", false, 0, "Request_UnsupportedQuery"},
		"select":                            {"$select=id,displayName&$top=1", false, 1, ""},
		"select what is not there":          {"$select=id,colour", false, 0, "BadRequest"},
		"twice the same option":             {"$top=1&$top=2", false, 0, "BadRequest"},
		"unknown option":                    {"$nothing=1", false, 0, "BadRequest"},
		"expand":                            {"$expand=owners", false, 0, "NotImplemented"},
		"a page token nobody gave":          {"$skiptoken=x", false, 0, "Directory_ExpiredPageToken"},
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
	t.Run("small pages", func(t *testing.T) {
		// A page may hold less than it could, and nothing at all, and there is
		// more behind it. Source: Microsoft Graph, paging.
		r := newRig(t, sandbox.Options{Tenant: sandbox.Tenant{SmallPages: true, Applications: []sandbox.Object{{"displayName": "A"}, {"displayName": "B"}}}})
		r.signIn(azureCLI, graphAll)
		var sizes []int
		for next := "/applications"; next != ""; {
			a := r.want(200, "GET", next, nil)
			sizes = append(sizes, len(a.rows()))
			next = strings.TrimPrefix(a.text("@odata.nextLink"), r.server.URL()+"/v1.0")
		}
		if !slices.Equal(sizes, []int{0, 1, 1}) {
			t.Errorf("pages of %v", sizes)
		}
		if a := r.want(200, "GET", "/servicePrincipals?$filter=displayName eq 'none'", nil); a.at("@odata.nextLink") != nil {
			t.Error("a list of nothing goes on")
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
