package graph

import (
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

func isGUID(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }

// judgeIdentifierURIs judges the URIs that a write adds; those that were there
// may stay.
func judgeIdentifierURIs(tx *store.Tx, before, after store.Object, most limits) *problem {
	uris := texts(after, "identifierUris")
	if len(uris) > most.uris {
		return broken("identifierUris", "TooManyItems", "The application has more identifier URIs than its sign-in audience allows.")
	}
	tenant := tx.Newest.Tenant()
	had := texts(before, "identifierUris")
	wider := str(before, "signInAudience") == organization && str(after, "signInAudience") != organization
	older := tokenVersion(before) == 2 && tokenVersion(after) != 2
	seen := map[string]bool{}
	for _, uri := range uris {
		if seen[strings.ToLower(uri)] {
			return broken("identifierUris", "DuplicateValue", "Request contains a property with duplicate values: identifierUris.")
		}
		seen[strings.ToLower(uri)] = true
		added := !slices.ContainsFunc(had, func(u string) bool { return strings.EqualFold(u, uri) })
		if added || wider {
			if reason := uriFault(uri, most); reason != "" {
				return broken("identifierUris", "InvalidValue", "The identifier URI '"+clip(uri)+"' is not valid: "+reason+".")
			}
			if taken(tx, after, uri) {
				return conflict("identifierUris")
			}
		}
		if added || wider || older {
			if why := judgeOrigin(tenant, after, uri); why != nil {
				return why
			}
		}
	}
	return nil
}

// uriFault says what is wrong with the form of an identifier URI, or nothing.
func uriFault(uri string, most limits) string {
	u, err := url.Parse(uri)
	switch {
	case units(uri) > most.uri:
		return "it is too long for the application's sign-in audience"
	case err != nil || u.Scheme == "":
		return "it is no absolute URI"
	case strings.Contains(uri, "*"):
		return "wildcards are not supported"
	case !slices.Contains([]string{"api", "https", "http", "ms-appx", "urn", "spn"}, u.Scheme):
		return "the scheme is not supported"
	case u.Scheme == "urn":
		if !most.urn {
			return "urn is not supported for personal accounts"
		}
		return ""
	case u.Host == "":
		return "it has no host"
	case strings.HasSuffix(uri, "/"):
		return "it ends with a slash"
	case (u.RawQuery != "" || u.Fragment != "") && !most.uriQuery:
		return "query strings and fragments are not supported for personal accounts"
	}
	return ""
}

// taken reports whether another application has the URI: of this tenant, the
// deleted ones included, and for more than one organization of any tenant.
func taken(tx *store.Tx, app store.Object, uri string) bool {
	found := false
	look := func(v *store.View, wide bool) {
		for _, other := range slices.Concat(v.All(store.Applications), deletedItems(v, store.DeletedApplications)) {
			if str(other, "id") == str(app, "id") || !wide && str(other, "signInAudience") == organization {
				continue
			}
			found = found || slices.ContainsFunc(texts(other, "identifierUris"), func(u string) bool { return strings.EqualFold(u, uri) })
		}
	}
	look(tx.Newest, true)
	if str(app, "signInAudience") != organization {
		tx.Others(func(v *store.View) { look(v, false) })
	}
	return found
}

// judgeOrigin applies the rules about where an identifier URI must come from:
// the tenant's policies and the verified domains. Source: Restrictions on
// identifier URIs of Microsoft Entra applications.
func judgeOrigin(tenant store.Tenant, app store.Object, uri string) *problem {
	u, err := url.Parse(uri)
	if err != nil {
		return nil
	}
	policies := tenant.Policies
	exempt := tokenVersion(app) == 2 && !policies.URIStrictForV2
	appID, tenantID := str(app, "appId"), tenant.ID
	lower := strings.ToLower(uri)
	usual := lower == "api://"+appID || lower == "api://"+tenantID+"/"+appID
	named := slices.ContainsFunc(strings.Split(lower, "/"), func(part string) bool { return part == appID || part == tenantID })
	host := u.Hostname()

	if policies.URIDefaultOnly && !exempt && !usual {
		return refusedURI(uri, "Failed to add identifier URI "+clip(uri)+". Only the URIs api://{appId} and api://{tenantId}/{appId} can be added, as per the default tenant policy of your organization. See https://aka.ms/identifier-uri-addition-error for more information on this error.")
	}
	if policies.URINeedsTenantID && !exempt && !named && !tenant.Covers(host) {
		return refusedURI(uri, "Failed to add identifier URI "+clip(uri)+". All newly added URIs must contain a tenant verified domain, tenant ID, or app ID, as per the default tenant policy of your organization. See https://aka.ms/identifier-uri-addition-error for more information on this error.")
	}
	// The older rule about verified domains: web addresses always, api:// for
	// applications of more than one organization. Version 2 tokens lift it.
	if tokenVersion(app) == 2 || tenant.Covers(host) || host == appID || host == tenantID {
		return nil
	}
	web := u.Scheme == "https" || u.Scheme == "http"
	if web || u.Scheme == "api" && str(app, "signInAudience") != organization {
		return refusedURI(uri, "Values of identifierUris property must use a verified domain of the organization or its subdomain: '"+clip(uri)+"'")
	}
	return nil
}

func refusedURI(uri, message string) *problem {
	return broken("identifierUris", "HostNameNotOnVerifiedDomain", message)
}
