package graph

import (
	"reflect"
	"strings"
	"unicode"

	"teamwright/steps/sandbox/store"
)

// judgeScopes judges the scopes that an application exposes.
func judgeScopes(before, after store.Object, most limits) *problem {
	scopes := objects(inner(after, "api"), "oauth2PermissionScopes")
	if len(scopes) > most.scopes {
		return broken("oauth2PermissionScopes", "TooManyItems", "The application exposes more scopes than its sign-in audience allows.")
	}
	if why := judgeEntitlements("oauth2PermissionScopes", scopes, objects(after, "appRoles"), most.scopeName); why != nil {
		return why
	}
	for _, s := range scopes {
		if str(s, "value") == "" {
			return broken("value", "MissingValue", "A value is required for property 'value' of resource 'PermissionScope'.")
		}
		if s["isEnabled"] == true && (str(s, "adminConsentDisplayName") == "" || str(s, "adminConsentDescription") == "") {
			return broken("oauth2PermissionScopes", "MissingValue", "An enabled scope needs adminConsentDisplayName and adminConsentDescription.")
		}
	}
	return judgeEnabled(objects(inner(before, "api"), "oauth2PermissionScopes"), scopes)
}

// judgeRoles judges the app roles of an application.
func judgeRoles(before, after store.Object, most limits) *problem {
	roles := objects(after, "appRoles")
	if len(roles) > 0 && !most.appRoles {
		return broken("appRoles", "InvalidValue", "App roles are not supported for the application's sign-in audience.")
	}
	for _, r := range roles {
		if len(texts(r, "allowedMemberTypes")) == 0 || str(r, "displayName") == "" {
			return broken("appRoles", "MissingValue", "An app role needs allowedMemberTypes and displayName.")
		}
	}
	if why := judgeEntitlements("appRoles", roles, nil, 250); why != nil {
		return why
	}
	return judgeEnabled(objects(before, "appRoles"), roles)
}

// judgeEntitlements judges ids and values; others share the values' space.
func judgeEntitlements(property string, all, others []store.Object, longest int) *problem {
	ids, values := map[string]bool{}, map[string]string{}
	for _, o := range others {
		values[strings.ToLower(str(o, "value"))] = strings.ToLower(str(o, "id"))
	}
	for _, e := range all {
		id, value := strings.ToLower(str(e, "id")), str(e, "value")
		if id == "" {
			return broken("id", "MissingValue", "A value is required for property 'id' of an item of '"+property+"'.")
		}
		if ids[id] {
			return broken(property, "DuplicateValue", "Request contains a property with duplicate values: id '"+id+"'.")
		}
		ids[id] = true
		if value == "" {
			continue
		}
		if units(value) > longest {
			return broken("value", "InvalidLength", "The value of an item of '"+property+"' is too long for the application's sign-in audience.")
		}
		if !permissionName(value) {
			return broken("value", "InvalidValue", "The value '"+clip(value)+"' of an item of '"+property+"' has characters that are not allowed.")
		}
		if other, taken := values[strings.ToLower(value)]; taken && other != id {
			return broken("value", "DuplicateValue", "Request contains a property with duplicate values: value '"+clip(value)+"'.")
		}
		values[strings.ToLower(value)] = id
	}
	return nil
}

// permissionName reports whether a scope or role may be called so. Source:
// Microsoft Graph, permissionScope and appRole: value.
func permissionName(value string) bool {
	if value[0] == '.' {
		return false
	}
	for _, c := range value {
		if c > unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("!#$%&'()*+,-./:;=?@[]^+_`{|}~", c) {
			return false
		}
	}
	return true
}

// judgeEnabled refuses to drop or change what is still enabled: it must be
// disabled first, in a write of its own, and the replica must have seen that.
func judgeEnabled(before, after []store.Object) *problem {
	for _, was := range before {
		if was["isEnabled"] != true {
			continue
		}
		kept := false
		for _, is := range after {
			if strings.EqualFold(str(is, "id"), str(was, "id")) {
				kept = sameButEnabled(was, is)
			}
		}
		if !kept {
			return &problem{status: 400, code: "CannotDeleteOrUpdateEnabledEntitlement",
				message: "Permission (scope or role) cannot be deleted or updated unless disabled first.",
				details: []detail{{Code: "CannotDeleteOrUpdateEnabledEntitlement", Message: "The permission '" + str(was, "value") + "' is enabled.", Target: "isEnabled"}}}
		}
	}
	return nil
}

func sameButEnabled(was, is store.Object) bool {
	names := map[string]bool{}
	for name := range was {
		names[name] = true
	}
	for name := range is {
		names[name] = true
	}
	for name := range names {
		if name == "isEnabled" || name == "id" || name == "origin" {
			continue
		}
		if !reflect.DeepEqual(was[name], is[name]) {
			return false
		}
	}
	return true
}

// judgeClients judges the authorised client applications. A client may only
// be given a scope that the replica knew before this write.
func judgeClients(before, after store.Object, most limits) *problem {
	known, left := map[string]bool{}, map[string]bool{}
	for _, s := range objects(inner(before, "api"), "oauth2PermissionScopes") {
		known[strings.ToLower(str(s, "id"))] = true
	}
	for _, s := range objects(inner(after, "api"), "oauth2PermissionScopes") {
		left[strings.ToLower(str(s, "id"))] = true
	}
	clients := objects(inner(after, "api"), "preAuthorizedApplications")
	seen, total := map[string]bool{}, 0
	for _, c := range clients {
		id := strings.ToLower(str(c, "appId"))
		permissions := texts(c, "delegatedPermissionIds")
		total += len(permissions)
		switch {
		case !isGUID(id):
			return broken("appId", "InvalidValue", "Invalid value specified for property 'appId' of resource 'PreAuthorizedApplication'.")
		case seen[id]:
			return broken("preAuthorizedApplications", "DuplicateValue", "Request contains a property with duplicate values: appId '"+id+"'.")
		case len(permissions) == 0:
			return broken("delegatedPermissionIds", "MissingValue", "A value is required for property 'delegatedPermissionIds' of resource 'PreAuthorizedApplication'.")
		case len(permissions) > most.clientScopes:
			return broken("preAuthorizedApplications", "TooManyItems", "A client is given more scopes than the sign-in audience allows.")
		}
		seen[id] = true
		for _, p := range permissions {
			if p = strings.ToLower(p); !known[p] || !left[p] {
				return broken("preAuthorizedApplications", "InvalidValue", "Property api.preAuthorizedApplications.delegatedPermissionIds has a Permission Id that cannot be found in the AppPermissions sets.")
			}
		}
	}
	if len(clients) > most.clients || total > most.clientScopesInAll {
		return broken("preAuthorizedApplications", "TooManyItems", "More clients are authorised than the sign-in audience allows.")
	}
	return nil
}
