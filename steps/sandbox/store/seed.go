package store

import (
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
)

// seed fills a new tenant: Microsoft's own principals and what the tenant's
// description prepares. Identifiers that were not given are derived from the
// tenant, so that two runs over the same description agree.
func (s *Store) seed(d *directory) error {
	for _, p := range firstParty() {
		p["id"] = derived(d.tenant.ID, "principal "+p["appId"].(string))
		d.keep(ServicePrincipals, p)
	}
	for i, prepared := range d.tenant.Applications {
		o, err := d.prepare(prepared, fmt.Sprintf("application %d", i))
		if err != nil {
			return fmt.Errorf("applications[%d]: %w", i, err)
		}
		d.keep(Applications, o)
	}
	for i, prepared := range d.tenant.Deleted {
		o, err := d.prepare(prepared, fmt.Sprintf("deleted %d", i))
		if err != nil {
			return fmt.Errorf("deleted[%d]: %w", i, err)
		}
		s.bury(d, DeletedApplications, o)
	}
	for i, prepared := range d.tenant.ServicePrincipals {
		o, err := d.principal(prepared)
		if err != nil {
			return fmt.Errorf("service_principals[%d]: %w", i, err)
		}
		d.keep(ServicePrincipals, o)
	}
	for i, prepared := range d.tenant.DeletedPrincipals {
		o, err := d.principal(prepared)
		if err != nil {
			return fmt.Errorf("deleted_principals[%d]: %w", i, err)
		}
		s.bury(d, DeletedPrincipals, o)
	}
	for i, prepared := range d.tenant.Grants {
		if err := d.grant(prepared, i); err != nil {
			return fmt.Errorf("grants[%d]: %w", i, err)
		}
	}
	if err := d.signIns(s.opt.Now()); err != nil {
		return err
	}
	d.azure()
	if err := d.catalog(s.opt.Now()); err != nil {
		return err
	}
	return d.assign()
}

// bury keeps an object among the deleted items, since now where it does not say.
func (s *Store) bury(d *directory, into Set, o Object) {
	if o["deletedDateTime"] == nil {
		o["deletedDateTime"] = s.opt.Now().UTC().Format(time.RFC3339)
	}
	d.keep(into, o)
}

// assign gives applications their own permissions on Microsoft Graph.
func (d *directory) assign() error {
	for client, names := range d.tenant.AppPermissions {
		principal, ok := d.still().By(ServicePrincipals, "appId", client)
		if !ok {
			return fmt.Errorf("app_permissions: %q is the client id of no service principal of the tenant", client)
		}
		for _, name := range names {
			d.keep(AppRoleAssignments, Object{
				"id": derived(d.tenant.ID, "assignment "+client+" "+name), "principalId": principal["id"],
				"resourceAppId": MicrosoftGraph, "appRoleValue": name,
			})
		}
	}
	return nil
}

// prepare completes a prepared application and takes its secrets' texts out.
func (d *directory) prepare(prepared Object, name string) (Object, error) {
	o, err := Plain(prepared)
	if err != nil {
		return nil, err
	}
	if text(o, "displayName") == "" {
		return nil, fmt.Errorf("displayName is missing")
	}
	defaults(o, Object{
		"id":              derived(d.tenant.ID, name),
		"appId":           derived(d.tenant.ID, name+" client"),
		"signInAudience":  "AzureADMyOrg",
		"createdDateTime": "2024-05-14T09:21:07Z",
	})
	secrets, _ := o["passwordCredentials"].([]any)
	for i, e := range secrets {
		secret, ok := e.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("passwordCredentials[%d] is no object", i)
		}
		defaults(secret, Object{
			"keyId":               derived(d.tenant.ID, fmt.Sprintf("%s secret %d", name, i)),
			"startDateTime":       "2024-05-14T09:21:07Z",
			"endDateTime":         "2099-12-31T00:00:00Z",
			"displayName":         nil,
			"customKeyIdentifier": nil,
		})
		keyID := strings.ToLower(text(secret, "keyId"))
		if plain := text(secret, "secretText"); plain != "" {
			d.secrets[keyID] = newDigest(keyID, plain)
			secret["hint"] = plain[:min(3, len(plain))]
		}
		secret["secretText"] = nil
	}
	return o, nil
}

// principal completes a prepared service principal.
func (d *directory) principal(prepared Object) (Object, error) {
	o, err := Plain(prepared)
	if err != nil {
		return nil, err
	}
	appID := text(o, "appId")
	if appID == "" {
		return nil, fmt.Errorf("appId is missing")
	}
	defaults(o, Object{
		"id":                     derived(d.tenant.ID, "principal "+appID),
		"appOwnerOrganizationId": d.tenant.ID,
		"servicePrincipalType":   "Application",
		"accountEnabled":         true,
	})
	for _, app := range d.prepared(Applications) {
		if strings.EqualFold(text(app, "appId"), appID) {
			defaults(o, Object{"displayName": app["displayName"]})
		}
	}
	return o, nil
}

// grant completes a prepared grant: clientId and resourceId may be given as
// application ids.
func (d *directory) grant(prepared Object, i int) error {
	o, err := Plain(prepared)
	if err != nil {
		return err
	}
	defaults(o, Object{
		"id":          strings.ReplaceAll(derived(d.tenant.ID, fmt.Sprintf("grant %d", i)), "-", ""),
		"consentType": "AllPrincipals",
		"resourceId":  MicrosoftGraph,
		"principalId": nil,
	})
	for _, key := range []string{"clientId", "resourceId"} {
		for _, p := range d.prepared(ServicePrincipals) {
			if strings.EqualFold(text(p, "appId"), text(o, key)) {
				o[key] = p["id"]
			}
		}
		if _, ok := d.set(ServicePrincipals).rows[strings.ToLower(text(o, key))]; !ok {
			return fmt.Errorf("%s %q is no service principal of the tenant", key, text(o, key))
		}
	}
	d.keep(Grants, o)
	return nil
}

// keep stores an object that every replica has known for ever.
func (d *directory) keep(name Set, o Object) {
	d.set(name).put(strings.ToLower(text(o, "id")), o, time.Time{}, 0)
}

func (d *directory) prepared(name Set) []Object {
	return d.still().All(name)
}

// still shows the prepared state, which no replica is behind of.
func (d *directory) still() *View {
	return &View{dir: d, lag: func(Set) time.Duration { return 0 }}
}

func firstParty() []Object {
	var scopes []any
	for _, p := range Permissions() {
		kind := "User"
		if p.Admin {
			kind = "Admin"
		}
		scopes = append(scopes, Object{
			"id": p.ID, "value": p.Name, "type": kind, "isEnabled": true,
			"adminConsentDisplayName": p.Name, "adminConsentDescription": "Allows the app " + p.Name + ".",
			"userConsentDisplayName": p.Name, "userConsentDescription": "Allows the app " + p.Name + ".",
		})
	}
	of := func(appID, name string, more Object) Object {
		o := Object{
			"appId": appID, "displayName": name, "appDisplayName": name,
			"appOwnerOrganizationId": MicrosoftServices, "servicePrincipalType": "Application",
			"signInAudience": "AzureADMultipleOrgs", "accountEnabled": true,
			"servicePrincipalNames": []any{appID},
		}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	return []Object{
		of(MicrosoftGraph, "Microsoft Graph", Object{
			"oauth2PermissionScopes": scopes,
			"servicePrincipalNames":  []any{MicrosoftGraph, "https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn"},
		}),
		of(AzureManagement, "Windows Azure Service Management API", nil),
		of("1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams", nil),
		of("5e3ce6c0-2b1f-4285-8d4b-75ee78787346", "Microsoft Teams Web Client", nil),
	}
}

func derived(tenant, name string) string {
	return uuid.NewSHA1(uuid.MustParse(tenant), []byte(name)).String()
}

func text(o Object, key string) string {
	s, _ := o[key].(string)
	return s
}

func defaults(o, with Object) {
	for k, v := range with {
		if _, ok := o[k]; !ok {
			o[k] = v
		}
	}
}
