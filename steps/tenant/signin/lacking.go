package signin

import (
	"slices"
	"strings"
)

// wider lists, for a delegated permission of Microsoft Graph, those that allow
// the same and more. Directory.AccessAsUser.All lets a client do in the
// directory whatever the person may do. Sources: "Microsoft Graph permissions
// reference", and the tables "Permissions" of the methods that we use.
func wider(scope string) []string {
	const (
		asUser    = "Directory.AccessAsUser.All"
		readDir   = "Directory.Read.All"
		writeDir  = "Directory.ReadWrite.All"
		readUser  = "User.Read.All"
		writeUser = "User.ReadWrite.All"
	)
	switch scope {
	case "Application.Read.All":
		return []string{"Application.ReadWrite.All", readDir, writeDir, asUser}
	case "Application.ReadWrite.All":
		return []string{writeDir, asUser}
	case "DelegatedPermissionGrant.Read.All":
		return []string{"DelegatedPermissionGrant.ReadWrite.All", readDir, writeDir, asUser}
	case "DelegatedPermissionGrant.ReadWrite.All":
		return []string{writeDir, asUser}
	case "AppRoleAssignment.ReadWrite.All":
		return []string{asUser}
	case "Domain.Read.All":
		return []string{"Domain.ReadWrite.All", readDir, writeDir, asUser}
	case "Organization.Read.All":
		return []string{"Organization.ReadWrite.All", readDir, writeDir, asUser}
	case "RoleManagement.Read.Directory":
		return []string{"RoleManagement.ReadWrite.Directory", readDir, writeDir, asUser}
	case "Directory.Read.All":
		return []string{writeDir, asUser}
	case "User.Read":
		return []string{"User.ReadWrite", readUser, writeUser, readDir, writeDir, asUser}
	case "User.ReadBasic.All":
		return []string{readUser, writeUser, readDir, writeDir, asUser}
	case "User.Read.All":
		return []string{writeUser, readDir, writeDir, asUser}
	case "AppCatalog.Read.All":
		return []string{"AppCatalog.ReadWrite.All", "AppCatalog.Submit"}
	case "AppCatalog.Submit":
		return []string{"AppCatalog.ReadWrite.All"}
	}
	return nil
}

// Lacking names the permissions of need that have, as a token's scp lists
// them, neither holds nor covers with a wider one, in the order of need.
func Lacking(have []string, need []string) []string {
	holds := func(scope string) bool {
		return slices.ContainsFunc(have, func(h string) bool { return strings.EqualFold(h, scope) })
	}
	var out []string
	for _, scope := range need {
		if !holds(scope) && !slices.ContainsFunc(wider(scope), holds) && !slices.Contains(out, scope) {
			out = append(out, scope)
		}
	}
	return out
}
