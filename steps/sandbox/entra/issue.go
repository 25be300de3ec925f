package entra

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// session is what a refresh token stands for.
type session struct {
	tenant string
	client string
}

// Lives of access tokens. Source: Microsoft identity platform, configurable
// token lifetimes; continuous access evaluation.
const (
	tokenLife      = 75 * time.Minute
	challengedLife = 26 * time.Hour // for clients that handle claims challenges
)

// issue makes the answer for a person.
func (h *Host) issue(ask request, s session, asked scope) (any, error) {
	tenant, now := ask.tenant, h.opt.Now()
	c, life := h.claims(ask, asked, s.client, now)
	c.IDType, c.ObjectID, c.Name = "user", tenant.Person.ID, tenant.Person.Name
	c.UPN, c.Username = tenant.Person.UPN, tenant.Person.UPN
	c.AppName = clientName(s.client)
	for _, role := range store.Roles() {
		if tenant.Person.Has(role.Name) {
			c.WIDs = append(c.WIDs, role.TemplateID)
		}
	}
	names, err := h.scopes(tenant, s.client, asked)
	if err != nil {
		return nil, err
	}
	c.Scopes = strings.Join(names, " ")
	access, err := h.sign(c)
	if err != nil {
		return nil, err
	}
	answer := map[string]any{
		"token_type": "Bearer", "scope": told(asked, names), "access_token": access,
		"expires_in": int(life / time.Second), "ext_expires_in": int(life / time.Second),
	}
	if asked.offline() {
		text, err := h.keep(s)
		if err != nil {
			return nil, err
		}
		answer["refresh_token"] = text
	}
	if _, family := preauthorised(s.client); family {
		answer["foci"] = "1"
	}
	if slices.Contains(asked.openID, "openid") {
		id := map[string]any{
			"ver": "2.0", "iss": ask.host + "/" + tenant.ID + "/v2.0", "aud": s.client, "tid": tenant.ID,
			"sub": "rehearsal-" + tenant.Person.ID, "oid": tenant.Person.ID, "name": tenant.Person.Name,
			"preferred_username": tenant.Person.UPN, "iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(tokenLife).Unix(),
		}
		if answer["id_token"], err = h.sign(id); err != nil {
			return nil, err
		}
	}
	if ask.form.Get("client_info") != "" {
		info, err := json.Marshal(map[string]string{"uid": tenant.Person.ID, "utid": tenant.ID})
		if err != nil {
			return nil, err
		}
		answer["client_info"] = base64.RawURLEncoding.EncodeToString(info)
	}
	return answer, nil
}

// issueApplication makes the answer for an application that asks for itself.
func (h *Host) issueApplication(ask request, app, principal store.Object, asked scope) (any, error) {
	var roles []string
	if err := h.opt.Store.Read(ask.tenant.ID, func(v *store.View) {
		for _, a := range v.All(store.AppRoleAssignments) {
			if a["principalId"] == principal["id"] && a["resourceAppId"] == asked.resource.appID {
				if role, ok := a["appRoleValue"].(string); ok {
					roles = append(roles, role)
				}
			}
		}
	}); err != nil {
		return nil, err
	}
	return h.applicationToken(ask, app, principal, roles, asked)
}

// applicationToken is a token for an application itself.
func (h *Host) applicationToken(ask request, app, principal store.Object, roles []string, asked scope) (any, error) {
	client, _ := app["appId"].(string)
	c, life := h.claims(ask, asked, client, h.opt.Now())
	c.IDType, c.Roles = "app", roles
	c.ObjectID, _ = principal["id"].(string)
	c.AppName, _ = app["displayName"].(string)
	access, err := h.sign(c)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"token_type": "Bearer", "access_token": access,
		"expires_in": int(life / time.Second), "ext_expires_in": int(life / time.Second),
	}, nil
}

// claims are those that every access token has.
func (h *Host) claims(ask request, asked scope, client string, now time.Time) (token.Claims, time.Duration) {
	life := tokenLife
	c := token.Claims{
		Audience: asked.resource.audience, Issuer: ask.host + "/" + ask.tenant.ID + "/v2.0",
		IssuedAt: now.Unix(), NotBefore: now.Unix(), AppID: client, Tenant: ask.tenant.ID, Version: "1.0",
		Generation: h.opt.Signer.Generation(),
	}
	if asked.resource.app != nil {
		c.Version = "2.0"
	}
	if handlesChallenges(ask.form.Get("claims")) {
		c.Client, life = []string{"CP1"}, challengedLife
	}
	c.Expires = now.Add(life).Unix()
	return c, life
}

// handlesChallenges reads the claims parameter of a client that declares the
// capability CP1. Source: Microsoft identity platform, claims challenges.
func handlesChallenges(text string) bool {
	var claims struct {
		AccessToken struct {
			Capabilities struct {
				Values []string `json:"values"`
			} `json:"xms_cc"`
		} `json:"access_token"`
	}
	if json.Unmarshal([]byte(text), &claims) != nil {
		return false
	}
	return slices.ContainsFunc(claims.AccessToken.Capabilities.Values, func(v string) bool { return strings.EqualFold(v, "cp1") })
}

// told is what an answer lists as granted: what was asked, and every permission
// with its resource. Source: answers of Microsoft Entra's token endpoint.
func told(asked scope, names []string) string {
	all := strings.Fields(asked.text)
	for _, name := range names {
		switch name {
		case "openid", "profile", "email":
		default:
			name = strings.TrimSuffix(asked.resource.audience, "/") + "/" + name
		}
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return strings.Join(all, " ")
}

// impersonation is the one scope of Azure Resource Manager.
const impersonation = "user_impersonation"

// scopes are the permissions that a person's token carries: for Microsoft's
// own clients the fixed set, else what was consented to.
func (h *Host) scopes(tenant store.Tenant, client string, asked scope) ([]string, error) {
	names := slices.Clone(asked.names)
	switch {
	case asked.resource.graph:
		if fixed, ok := preauthorised(client); ok {
			names = append([]string{"email", "openid", "profile"}, fixed...)
			if asked.resource.azure {
				names = append(names, impersonation)
			}
			break
		}
		if err := h.opt.Store.ReadNewest(tenant.ID, func(v *store.View) {
			names = granted(v, client, tenant.Person.ID)
		}); err != nil {
			return nil, err
		}
	case asked.all && asked.resource.app == nil:
		names = []string{impersonation}
	case asked.all:
		names = offered(asked.resource.app)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == "offline_access" })
	slices.Sort(names)
	return slices.Compact(names), nil
}

// offered lists the scopes that an application exposes.
func offered(app store.Object) []string {
	api, _ := app["api"].(map[string]any)
	scopes, _ := api["oauth2PermissionScopes"].([]any)
	var names []string
	for _, s := range scopes {
		entry, _ := s.(map[string]any)
		if name, ok := entry["value"].(string); ok && entry["isEnabled"] == true {
			names = append(names, name)
		}
	}
	return names
}

// sign signs claims, gives an access token its identifier and lists it.
func (h *Host) sign(claims any) (string, error) {
	if c, ok := claims.(token.Claims); ok {
		id, err := h.opt.Store.NewID()
		if err != nil {
			return "", err
		}
		c.Unique = id
		claims = c
	}
	text, err := h.opt.Signer.Sign(claims)
	if err != nil {
		return "", err
	}
	h.opt.Store.Issue(text)
	return text, nil
}

// keep makes a refresh token.
func (h *Host) keep(s session) (string, error) {
	secret := make([]byte, 96)
	if err := h.opt.Store.Random(secret); err != nil {
		return "", err
	}
	text := "1.AX" + base64.RawURLEncoding.EncodeToString(secret)
	h.opt.Store.Issue(text)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.refresh[text] = &s
	return text, nil
}
