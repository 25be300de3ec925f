package entra

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
)

// cliScopes is what Microsoft's command line clients may do in Microsoft
// Graph without anybody's consent.
var cliScopes = []string{
	"Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "AuditLog.Read.All",
	"DelegatedPermissionGrant.ReadWrite.All", "Directory.AccessAsUser.All", "Group.ReadWrite.All",
	"User.Read.All", "User.ReadWrite.All",
}

// preauthorised returns the fixed Graph permissions of a client of Microsoft
// that has such a set.
func preauthorised(client string) ([]string, bool) {
	switch strings.ToLower(client) {
	case store.AzureCLI, store.AzurePowerShell:
		return cliScopes, true
	}
	return nil, false
}

// clientName is what a consent page calls a client of Microsoft.
func clientName(client string) string {
	switch strings.ToLower(client) {
	case store.AzureCLI:
		return "Microsoft Azure CLI"
	case store.AzurePowerShell:
		return "Microsoft Azure PowerShell"
	case store.GraphCommandLine:
		return "Microsoft Graph Command Line Tools"
	}
	return ""
}

// public returns the client of a request that a person finishes. A confidential
// client identifies itself with its secret, in both requests of the device flow.
// Source: RFC 8628, section 3.1.
func (h *Host) public(ask request) (string, error) {
	client := ask.form.Get("client_id")
	if client == "" {
		return "", missing("client_id")
	}
	if clientName(client) != "" {
		return client, nil
	}
	app, err := h.application(ask, client)
	if err != nil {
		return "", err
	}
	if ask.form.Has("client_secret") {
		return client, h.secret(ask, app)
	}
	redirects, _ := app["publicClient"].(map[string]any)
	uris, _ := redirects["redirectUris"].([]any)
	if app["isFallbackPublicClient"] != true && len(uris) == 0 {
		return "", refusal{7000218, "the request body must contain 'client_assertion' or 'client_secret': the application is no public client"}
	}
	return client, nil
}

// application returns the application of the tenant with the given client id.
func (h *Host) application(ask request, client string) (store.Object, error) {
	var app store.Object
	if _, err := uuid.Parse(client); err == nil {
		if err := h.opt.Store.Read(ask.tenant.ID, func(v *store.View) {
			app, _ = v.By(store.Applications, "appId", client)
		}); err != nil {
			return nil, err
		}
	}
	if app == nil {
		return nil, refusal{700016, "the application '" + clip(client) + "' was not found in the directory '" + ask.tenant.Name + "'"}
	}
	return app, nil
}

// admits are the roles that may consent for everybody to delegated
// permissions of Microsoft Graph.
var admits = []string{
	store.GlobalAdministrator, store.PrivilegedRoleAdministrator,
	store.ApplicationAdministrator, store.CloudApplicationAdministrator,
}

// consent lets the person consent to what the client asks, or refuses where
// role or policy do not allow it.
func (h *Host) consent(tenant store.Tenant, client string, asked scope) error {
	if fixed, ok := preauthorised(client); ok {
		if !asked.resource.graph {
			return nil
		}
		for _, name := range asked.names {
			if !slices.Contains(fixed, name) {
				return refusal{65002, "the first party application '" + client + "' is not preauthorized for '" + clip(name) + "' of the first party resource '" + store.MicrosoftGraph + "'"}
			}
		}
		return nil
	}
	if asked.resource.azure && !asked.resource.graph {
		return h.azure(tenant, client)
	}
	if !asked.resource.graph {
		return h.ownAPI(client, asked)
	}
	return h.opt.Store.Write(tenant.ID, func(tx *store.Tx) error {
		return consentTo(tx, client, wanted(tx, client, asked))
	})
}

// azure lets a client have tokens for Azure Resource Manager: an application of
// the tenant that declares it, none of Microsoft's other than those with a
// fixed set.
func (h *Host) azure(tenant store.Tenant, client string) error {
	if clientName(client) != "" {
		return refusal{65002, "the first party application '" + client + "' is not preauthorized for the first party resource '" + store.AzureManagement + "'"}
	}
	var app store.Object
	if err := h.opt.Store.Read(tenant.ID, func(v *store.View) { app, _ = v.By(store.Applications, "appId", client) }); err != nil {
		return err
	}
	resources, _ := app["requiredResourceAccess"].([]any)
	for _, r := range resources {
		if entry, _ := r.(map[string]any); entry["resourceAppId"] == store.AzureManagement {
			return nil
		}
	}
	return refusal{650057, "the resource '" + store.AzureManagement + "' is not listed in the requested permissions of the application '" + clip(client) + "'"}
}

// wanted lists the Graph permissions that a sign-in needs consent for: those
// asked by name, or with .default those the application declares.
func wanted(tx *store.Tx, client string, asked scope) []string {
	names := slices.Clone(asked.names)
	if asked.all {
		app, _ := tx.Newest.By(store.Applications, "appId", client)
		names = append(names, declared(app)...)
	}
	return append(names, asked.openID...)
}

func declared(app store.Object) []string {
	var names []string
	resources, _ := app["requiredResourceAccess"].([]any)
	for _, r := range resources {
		entry, _ := r.(map[string]any)
		if entry["resourceAppId"] != store.MicrosoftGraph {
			continue
		}
		access, _ := entry["resourceAccess"].([]any)
		for _, a := range access {
			permission, _ := a.(map[string]any)
			for _, p := range store.Permissions() {
				if permission["id"] == p.ID && permission["type"] == "Scope" {
					names = append(names, p.Name)
				}
			}
		}
	}
	return names
}

// consentTo records the person's consent for what is not consented to yet.
func consentTo(tx *store.Tx, client string, names []string) error {
	tenant := tx.Newest.Tenant()
	var missing []string
	have := granted(tx.Newest, client, tenant.Person.ID)
	for _, name := range names {
		i := slices.IndexFunc(store.Permissions(), func(p store.Permission) bool { return strings.EqualFold(p.Name, name) })
		if i < 0 {
			return refusal{650053, "the application asked for the scope '" + clip(name) + "', which the resource does not have"}
		}
		p := store.Permissions()[i]
		if slices.Contains(have, p.Name) {
			continue
		}
		if (p.Admin || tenant.Policies.UserConsentOff) && !tenant.Person.Has(admits...) {
			return refusal{90094, "the permission '" + p.Name + "' needs the consent of an administrator"}
		}
		missing = append(missing, p.Name)
	}
	if len(missing) == 0 {
		return nil
	}
	return record(tx, client, tenant, missing)
}

// record adds names to the person's own grant of the client, making principal
// and grant as needed.
func record(tx *store.Tx, client string, tenant store.Tenant, names []string) error {
	return recordFor(tx, client, tenant.Person.ID, names)
}

// recordFor is record for a person by id, or with nil for everybody.
func recordFor(tx *store.Tx, client string, person any, names []string) error {
	principal, ok := tx.Newest.By(store.ServicePrincipals, "appId", client)
	if !ok {
		id, err := tx.NewID()
		if err != nil {
			return err
		}
		owner := store.MicrosoftServices
		name := clientName(client)
		if app, ok := tx.Newest.By(store.Applications, "appId", client); ok {
			owner, name = tx.Newest.Tenant().ID, app["displayName"].(string)
		}
		principal = store.Object{
			"id": id, "appId": client, "displayName": name, "appDisplayName": name, "appOwnerOrganizationId": owner,
			"servicePrincipalType": "Application", "accountEnabled": true, "servicePrincipalNames": []any{client},
		}
		tx.Put(store.ServicePrincipals, id, principal)
	}
	graph, _ := tx.Newest.By(store.ServicePrincipals, "appId", store.MicrosoftGraph)
	for _, g := range tx.Newest.All(store.Grants) {
		if g["clientId"] == principal["id"] && g["resourceId"] == graph["id"] && g["principalId"] == person {
			more := store.Clone(g)
			scope, _ := g["scope"].(string)
			have := strings.Fields(scope)
			for _, name := range names {
				if !slices.Contains(have, name) {
					have = append(have, name)
				}
			}
			more["scope"] = strings.Join(have, " ")
			tx.Put(store.Grants, g["id"].(string), more)
			return nil
		}
	}
	id, err := tx.NewID()
	if err != nil {
		return err
	}
	kind := "Principal"
	if person == nil {
		kind = "AllPrincipals"
	}
	tx.Put(store.Grants, id, store.Object{
		"id": id, "clientId": principal["id"], "resourceId": graph["id"], "consentType": kind,
		"principalId": person, "scope": strings.Join(names, " "),
	})
	return nil
}

// granted lists the Graph permissions that the client has for the person.
func granted(v *store.View, client, person string) []string {
	principal, ok := v.By(store.ServicePrincipals, "appId", client)
	if !ok {
		return nil
	}
	graph, _ := v.By(store.ServicePrincipals, "appId", store.MicrosoftGraph)
	var names []string
	for _, g := range v.All(store.Grants) {
		if g["clientId"] == principal["id"] && g["resourceId"] == graph["id"] && (g["consentType"] == "AllPrincipals" || g["principalId"] == person) {
			scope, _ := g["scope"].(string)
			names = append(names, strings.Fields(scope)...)
		}
	}
	return names
}

// ownAPI lets a client have scopes of an application of the tenant that names
// it as an authorised client.
func (h *Host) ownAPI(client string, asked scope) error {
	if asked.resource.app == nil {
		return nil
	}
	api, _ := asked.resource.app["api"].(map[string]any)
	authorised, _ := api["preAuthorizedApplications"].([]any)
	for _, a := range authorised {
		entry, _ := a.(map[string]any)
		if id, _ := entry["appId"].(string); strings.EqualFold(id, client) {
			return nil
		}
	}
	return refusal{65001, "nobody has consented to the use of the application by the client '" + clip(client) + "'"}
}
