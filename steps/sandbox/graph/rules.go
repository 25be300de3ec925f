package graph

import (
	"net/url"
	"slices"
	"strings"

	"teamwright/steps/sandbox/store"
)

// limits are what differs by sign-in audience. Source: Validation differences
// by supported account types; Redirect URI restrictions and limitations.
type limits struct {
	name, redirects                                          int
	uri, uris                                                int // longest identifier URI, most of them
	secrets, scopeName, scopes                               int
	permissions, perResource                                 int
	clients, clientScopes, clientScopesInAll                 int
	appRoles, urn, uriQuery, redirectQuery, redirectWildcard bool
}

// unlimited stands for the limit that all collections share.
const unlimited = 1000

func limitsOf(app store.Object) limits {
	if forPersonal(app) {
		return limits{
			name: 90, redirects: 100, uri: 120, uris: 50, secrets: 2, scopeName: 40, scopes: 100,
			permissions: 200, perResource: 30, clients: 100, clientScopes: 30, clientScopesInAll: 500,
		}
	}
	return limits{
		name: 120, redirects: 256, uri: 255, uris: unlimited, secrets: unlimited, scopeName: 120, scopes: unlimited,
		permissions: 400, perResource: 400, clients: unlimited, clientScopes: unlimited, clientScopesInAll: unlimited,
		appRoles: true, urn: true, uriQuery: true, redirectQuery: true, redirectWildcard: true,
	}
}

func forPersonal(app store.Object) bool {
	return slices.Contains([]string{everybody, personal}, str(app, "signInAudience"))
}

func tokenVersion(app store.Object) float64 {
	n, _ := inner(app, "api")["requestedAccessTokenVersion"].(float64)
	return n
}

// broken refuses a value of an application, with the code of the rule.
func broken(property, code, message string) *problem {
	return &problem{status: 400, code: badRequest, message: message, target: property,
		details: []detail{{Code: code, Message: message, Target: property}}}
}

// conflict is a value that another object has. Its code is the general one; the
// telling one stands in the details. Source: public reports.
func conflict(property string) *problem {
	return broken(property, "ObjectConflict", "Another object with the same value for property "+property+" already exists.")
}

// judge applies the rules that reach over properties. before is what the
// replica shows, empty for a new application; after is what it would become.
func judge(tx *store.Tx, before, after store.Object) *problem {
	most := limitsOf(after)
	for _, rule := range []func() *problem{
		func() *problem { return judgeName(after, most) },
		func() *problem { return judgeAudience(before, after) },
		func() *problem { return judgeAddresses(after) },
		func() *problem { return judgeRedirects(after, most) },
		func() *problem { return judgeScopes(before, after, most) },
		func() *problem { return judgeRoles(before, after, most) },
		func() *problem { return judgeClients(before, after, most) },
		func() *problem { return judgePermissions(after, most) },
		func() *problem { return judgeTags(after) },
		func() *problem { return judgeIdentifierURIs(tx, before, after, most) },
		func() *problem { return judgeSize(after) },
	} {
		if why := rule(); why != nil {
			return why
		}
	}
	return nil
}

func judgeName(app store.Object, most limits) *problem {
	name := str(app, "displayName")
	if strings.TrimSpace(name) == "" {
		return broken("displayName", "MissingValue", "A value is required for property 'displayName' of resource 'Application'.")
	}
	if units(name) > most.name {
		return broken("displayName", "InvalidLength", "The value of property 'displayName' is too long for the application's sign-in audience.")
	}
	return nil
}

func judgeAudience(before, after store.Object) *problem {
	version := tokenVersion(after)
	if v := inner(after, "api")["requestedAccessTokenVersion"]; v != nil && version != 1 && version != 2 {
		return broken("requestedAccessTokenVersion", "InvalidValue", "Property api.requestedAccessTokenVersion takes 1, 2 or null.")
	}
	if forPersonal(after) && version != 2 {
		return broken("signInAudience", "InvalidAccessTokenVersion", "Property api.requestedAccessTokenVersion must be 2 for an application that personal accounts can use.")
	}
	if forPersonal(after) && len(objects(after, "passwordCredentials")) > limitsOf(after).secrets {
		return broken("signInAudience", "TooManyAppPasswords", "The application has more client secrets than the sign-in audience allows.")
	}
	return nil
}

// judgeAddresses judges the addresses that are shown or called.
func judgeAddresses(app store.Object) *problem {
	web, info := inner(app, "web"), inner(app, "info")
	for property, value := range map[string]any{
		"homePageUrl": web["homePageUrl"], "marketingUrl": info["marketingUrl"],
		"privacyStatementUrl": info["privacyStatementUrl"], "supportUrl": info["supportUrl"],
		"termsOfServiceUrl": info["termsOfServiceUrl"],
	} {
		address, given := value.(string)
		if !given {
			continue
		}
		if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return broken(property, "InvalidValue", "Invalid value specified for property '"+property+"': an absolute http or https address is needed.")
		}
	}
	logout, given := web["logoutUrl"].(string)
	if !given {
		return nil
	}
	if u, err := url.Parse(logout); err != nil || u.Scheme != "https" || u.Host == "" {
		return broken("logoutUrl", "InvalidValue", "Invalid value specified for property 'logoutUrl' of resource 'WebApplication': https is needed.")
	}
	if units(logout) > 255 {
		return broken("logoutUrl", "InvalidLength", "The value of property 'logoutUrl' is longer than 255 characters.")
	}
	if forPersonal(app) && strings.Contains(logout, "*") {
		return broken("logoutUrl", "InvalidValue", "Wildcards are not supported in 'logoutUrl' for the application's sign-in audience.")
	}
	return nil
}

const longestRedirect = 256

func judgeRedirects(app store.Object, most limits) *problem {
	seen := map[string]bool{}
	for _, kind := range []string{"web", "spa", "publicClient"} {
		for _, uri := range texts(inner(app, kind), "redirectUris") {
			if seen[uri] {
				return broken("redirectUris", "DuplicateValue", "The redirect URI '"+clip(uri)+"' is given more than once.")
			}
			seen[uri] = true
			if reason := redirectFault(kind, uri, most); reason != "" {
				return broken("redirectUris", "InvalidValue", "The redirect URI '"+clip(uri)+"' of '"+kind+"' is not valid: "+reason+".")
			}
		}
	}
	if len(seen) > most.redirects {
		return broken("redirectUris", "TooManyItems", "The application has more redirect URIs than its sign-in audience allows.")
	}
	return nil
}

// redirectFault says what is wrong with a redirect URI, or nothing.
func redirectFault(kind, uri string, most limits) string {
	u, err := url.Parse(uri)
	switch {
	case units(uri) > longestRedirect:
		return "it is longer than 256 characters"
	case err != nil || u.Scheme == "":
		return "it is no absolute URI"
	case strings.Contains(uri, "#"):
		return "fragments are not supported"
	case strings.ContainsAny(uri, "!$'(),; \t"):
		return "special characters are not supported"
	case u.RawQuery != "" && !most.redirectQuery:
		return "query parameters are not supported for personal accounts"
	case strings.Contains(uri, "*") && !most.redirectWildcard:
		return "wildcards are not supported for personal accounts"
	case kind == "publicClient" && u.Scheme != "http":
		return ""
	case u.Host == "":
		return "it has no host"
	case u.Scheme == "http" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1":
		return "http is supported for localhost only"
	case u.Scheme != "https" && u.Scheme != "http":
		return "it must begin with https"
	case u.Hostname() == "::1":
		return "the IPv6 loopback address is not supported"
	case u.User != nil:
		return "it carries a user name"
	}
	return ""
}

// Limits of requested permissions. Source: limits on requested permissions per
// app.
const mostResources = 50

func judgePermissions(app store.Object, most limits) *problem {
	total := 0
	seen := map[string]bool{}
	resources := objects(app, "requiredResourceAccess")
	for _, r := range resources {
		id := strings.ToLower(str(r, "resourceAppId"))
		access := objects(r, "resourceAccess")
		total += len(access)
		switch {
		case id == "":
			return broken("resourceAppId", "MissingValue", "A value is required for property 'resourceAppId' of resource 'RequiredResourceAccess'.")
		case seen[id]:
			return broken("requiredResourceAccess", "DuplicateValue", "The resource '"+id+"' is given more than once.")
		case len(access) == 0:
			return broken("resourceAccess", "MissingValue", "A value is required for property 'resourceAccess' of resource 'RequiredResourceAccess'.")
		case len(access) > most.perResource:
			return tooManyPermissions()
		}
		seen[id] = true
		for _, p := range access {
			if str(p, "id") == "" || str(p, "type") == "" {
				return broken("resourceAccess", "MissingValue", "A permission needs 'id' and 'type'.")
			}
		}
	}
	if len(resources) > mostResources || total > most.permissions {
		return tooManyPermissions()
	}
	return nil
}

func tooManyPermissions() *problem {
	return &problem{status: 403, code: quotaExceeded, target: "requiredResourceAccess",
		message: "The application asks for more resources or permissions than its sign-in audience allows."}
}

func judgeTags(app store.Object) *problem {
	seen := map[string]bool{}
	for _, tag := range texts(app, "tags") {
		switch {
		case tag == "" || units(tag) > 256:
			return broken("tags", "InvalidLength", "A tag has 1 to 256 characters.")
		case strings.ContainsAny(tag, " \t\r\n"):
			return broken("tags", "InvalidValue", "A tag has no white space.")
		case seen[tag]:
			return broken("tags", "DuplicateValue", "A tag is given more than once.")
		}
		seen[tag] = true
	}
	return nil
}

// judgeSize applies the limit that all collections of an application share.
func judgeSize(app store.Object) *problem {
	items := 0
	var count func(v any)
	count = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, e := range v {
				count(e)
			}
		case []any:
			items += len(v)
			for _, e := range v {
				count(e)
			}
		}
	}
	count(app)
	if items > unlimited {
		return &problem{status: 403, code: quotaExceeded, message: "The application object has too many items in its collections."}
	}
	return nil
}
