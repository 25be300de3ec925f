package graph

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// route is what one method of one path does.
type route struct {
	handle      func(*ask) (*reply, *problem)
	permissions []string // one of them is enough
	personal    bool     // only for a person's token
}

// key is the key of one segment: by is "id" or an alternate key.
type key struct{ by, value string }

// keyed are the collections whose next segment is a key.
var keyed = []string{"applications", "servicePrincipals", "oauth2PermissionGrants", "deletedItems", "organization", "domains", "appRoleAssignedTo", "appRoleAssignments", "teamsApps", "appDefinitions"}

// parsePath turns an escaped path into a pattern, with {} for each key, and the keys.
func parsePath(path string) (string, []key, *problem) {
	var (
		pattern []string
		keys    []key
	)
	for _, segment := range strings.Split(strings.TrimSuffix(path, "/"), "/") {
		segment, err := url.PathUnescape(segment)
		if err != nil || segment == "" {
			return "", nil, malformed("Empty segment encountered in request URL. Please make sure that a valid request URL is specified.")
		}
		if kind, ok := strings.CutPrefix(segment, "graph."); ok {
			segment = "microsoft.graph." + kind // the alias of the namespace in Microsoft's metadata
		}
		last := ""
		if n := len(pattern); n > 0 {
			last = pattern[n-1]
		}
		if open := strings.IndexByte(segment, '('); open > 0 && strings.HasSuffix(segment, ")") {
			k, why := parseKey(segment[open+1 : len(segment)-1])
			if why != nil {
				return "", nil, why
			}
			pattern, keys = append(pattern, segment[:open], "{}"), append(keys, k)
			continue
		}
		isKey := slices.Contains(keyed, last) && !strings.HasPrefix(segment, "$") && !strings.HasPrefix(segment, "microsoft.graph.") && segment != "delta" && segment != "getByIds"
		if isKey {
			pattern, keys = append(pattern, "{}"), append(keys, key{"id", segment})
			continue
		}
		if last == "{}" {
			segment = strings.TrimPrefix(segment, "microsoft.graph.") // a bound action may carry its namespace
		}
		pattern = append(pattern, segment)
	}
	return strings.Join(pattern, "/"), keys, nil
}

// parseKey reads what stands in parentheses: 'x' or name='x'.
func parseKey(text string) (key, *problem) {
	name, value, named := strings.Cut(text, "=")
	if !named {
		name, value = "id", text
	}
	plain, ok := literal(strings.TrimSpace(value))
	// A quote within the key must be doubled.
	if !ok || strings.Contains(strings.ReplaceAll(value[1:max(len(value)-1, 1)], "''", ""), "'") {
		return key{}, malformed("The key in the request URL is malformed: '%s'.", clip(text))
	}
	return key{strings.TrimSpace(name), plain}, nil
}

// find returns the route of a request, or the way in which Microsoft Graph
// says that there is none.
func (s *Service) find(method, pattern string) (route, *problem) {
	if r, ok := s.routes[method+" "+pattern]; ok {
		return r, nil
	}
	for name := range s.routes {
		if strings.HasSuffix(name, " "+pattern) {
			return route{}, &problem{status: http.StatusMethodNotAllowed, code: "Request_BadRequest", message: "Specified HTTP method is not allowed for the request target."}
		}
	}
	last := pattern[strings.LastIndexByte(pattern, '/')+1:]
	return route{}, malformed("Resource not found for the segment '%s'.", clip(last))
}

// table lists every path of the service.
func (s *Service) table() map[string]route {
	return map[string]route{
		"GET me": {s.me, readMe, true},
		"GET me/transitiveMemberOf/microsoft.graph.directoryRole": {s.myRoles, readMe, true},
		"GET organization": {s.organizations, readOrganization, false},
		"GET domains":      {s.domains, readDomains, false},
		"GET policies/defaultAppManagementPolicy": {s.defaultPolicy, readPolicies, false},
		"GET policies/authorizationPolicy":        {s.authorizationPolicy, readPolicies, false},

		"GET auditLogs/signIns": {s.signIns, readSignIns, false},

		"GET applications":                                {s.listApplications, readApplications, false},
		"GET applications/$count":                         {s.countApplications, readApplications, false},
		"POST applications":                               {s.createApplication, writeApplications, false},
		"GET applications/{}":                             {s.getApplication, readApplications, false},
		"PATCH applications/{}":                           {s.updateApplication, writeApplications, false},
		"DELETE applications/{}":                          {s.deleteApplication, writeApplications, false},
		"POST applications/{}/addPassword":                {s.addPassword, writeApplications, false},
		"POST applications/{}/removePassword":             {s.removePassword, writeApplications, false},
		"GET applications/{}/logo":                        {s.getLogo, readApplications, false},
		"PUT applications/{}/logo":                        {s.putLogo, writeApplications, false},
		"GET applications/{}/owners":                      {s.listOwners, readApplications, false},
		"POST applications/{}/owners/$ref":                {s.addOwner, writeApplications, false},
		"GET applications/{}/appManagementPolicies":       {s.applicationPolicies, readPolicies, false},
		"GET servicePrincipals":                           {s.listPrincipals, readApplications, false},
		"POST servicePrincipals":                          {s.createPrincipal, writeApplications, false},
		"GET servicePrincipals/{}":                        {s.getPrincipal, readApplications, false},
		"PATCH servicePrincipals/{}":                      {s.updatePrincipal, writeApplications, false},
		"DELETE servicePrincipals/{}":                     {s.deletePrincipal, writeApplications, false},
		"GET servicePrincipals/{}/oauth2PermissionGrants": {s.principalGrants, readGrants, false},

		"GET oauth2PermissionGrants":       {s.listGrants, readGrants, false},
		"POST oauth2PermissionGrants":      {s.createGrant, writeGrants, false},
		"GET oauth2PermissionGrants/{}":    {s.getGrant, readGrants, false},
		"PATCH oauth2PermissionGrants/{}":  {s.updateGrant, writeGrants, false},
		"DELETE oauth2PermissionGrants/{}": {s.deleteGrant, writeGrants, false},

		"GET directory/deletedItems/microsoft.graph.application":      {s.listDeleted, readApplications, false},
		"GET directory/deletedItems/microsoft.graph.servicePrincipal": {s.listDeletedPrincipals, readApplications, false},
		"GET directory/deletedItems/{}":                               {s.getDeleted, readApplications, false},
		"POST directory/deletedItems/{}/restore":                      {s.restore, writeApplications, false},
		"DELETE directory/deletedItems/{}":                            {s.purge, writeApplications, false},
	}
}
