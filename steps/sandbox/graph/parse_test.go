package graph

import (
	"strings"
	"testing"

	"teamwright/steps/sandbox/store"
)

func TestParsePath(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"applications":                                        "applications",
		"applications/1":                                      "applications/{} id=1",
		"applications('1')":                                   "applications/{} id=1",
		"applications(appId='1')":                             "applications/{} appId=1",
		"applications(uniqueName='it''s')":                    "applications/{} uniqueName=it's",
		"applications(uniqueName='a%2Fb')":                    "applications/{} uniqueName=a/b",
		"applications/1/addPassword":                          "applications/{}/addPassword id=1",
		"applications/1/microsoft.graph.addPassword":          "applications/{}/addPassword id=1",
		"applications/1/owners/$ref":                          "applications/{}/owners/$ref id=1",
		"applications/$count":                                 "applications/$count",
		"directory/deletedItems/microsoft.graph.application":  "directory/deletedItems/microsoft.graph.application",
		"directory/deletedItems/1/restore":                    "directory/deletedItems/{}/restore id=1",
		"me/transitiveMemberOf/microsoft.graph.directoryRole": "me/transitiveMemberOf/microsoft.graph.directoryRole",
		"servicePrincipals(appId='1')/oauth2PermissionGrants": "servicePrincipals/{}/oauth2PermissionGrants appId=1",
		"oauth2PermissionGrants/a_b-c/":                       "oauth2PermissionGrants/{} id=a_b-c",
		"applications(uniqueName='a'b')":                      "!",
		"applications(uniqueName=a)":                          "!",
		"applications()":                                      "!",
		"applications(')":                                     "!",
		"a//b":                                                "!",
		"a/%zz":                                               "!",
		"":                                                    "!",
	} {
		pattern, keys, why := parsePath(path)
		got := pattern
		for _, k := range keys {
			got += " " + k.by + "=" + k.value
		}
		if why != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", path, got, want)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	for _, seed := range []string{"applications(appId='1')/addPassword", "a(b)/c", "(", "')('", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		pattern, keys, why := parsePath(path)
		if why == nil && strings.Count(pattern, "{}") < len(keys) {
			t.Errorf("%q: pattern %q, %d keys", path, pattern, len(keys))
		}
	})
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{
		"appId eq 'x'", "startswith(displayName,'a') and not(tags/any(t:t eq 'b'))", "identifierUris/any(x:startswith(x,'api://'))",
		"displayName in ('a','b')", "((((", "a/b/c eq", "'''", "not not not id eq '1'", "any(", "x/any(:",
	} {
		f.Add(seed)
	}
	app := store.Object{"displayName": "a", "tags": []any{"b", "c"}, "identifierUris": []any{}, "web": store.Object{"redirectUris": []any{1.0, nil}}}
	f.Fuzz(func(t *testing.T, text string) {
		keep, why := parseFilter(text, "Application", applicationFilters(), true)
		if (keep == nil) == (why == nil) {
			t.Fatalf("%q: neither condition nor refusal", text)
		}
		if why == nil {
			keep(app)
		}
	})
}

// TestTypesAgree looks for slips in the tables of types.
func TestTypesAgree(t *testing.T) {
	t.Parallel()
	var walk func(path string, c *complexType)
	walk = func(path string, c *complexType) {
		for name, p := range c.properties {
			at := path + "." + name
			if (p.kind == object) != (p.of != nil) {
				t.Errorf("%s: kind and type disagree", at)
			}
			if p.many && p.null {
				t.Errorf("%s: a collection is never null", at)
			}
			if p.of != nil {
				walk(at, p.of)
			}
		}
	}
	for _, c := range []*complexType{applicationType(), servicePrincipalType(), grantType()} {
		walk(c.name, c)
	}
	app := applicationType()
	for path := range applicationFilters() {
		first, _, _ := strings.Cut(path, "/")
		if _, ok := app.properties[first]; !ok {
			t.Errorf("filter by %s, which is no property", path)
		}
	}
}
