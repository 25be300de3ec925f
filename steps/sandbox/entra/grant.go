package entra

import (
	"strings"
	"time"

	"teamwright/steps/sandbox/store"
)

// token answers a request to the token endpoint.
func (h *Host) token(ask request) (any, error) {
	kind := ask.form.Get("grant_type")
	if kind == "" {
		return nil, missing("grant_type")
	}
	var answer any
	var err error
	switch kind {
	case "device_code", "urn:ietf:params:oauth:grant-type:device_code":
		answer, err = h.redeem(ask)
	case "authorization_code":
		answer, err = h.exchange(ask)
	case "refresh_token":
		answer, err = h.renew(ask)
	case "client_credentials":
		answer, err = h.credentials(ask)
	default:
		return nil, refusal{70003, "the grant type '" + clip(kind) + "' is not supported here"}
	}
	if err == nil {
		h.signedIn(ask.form.Get("client_id"))
	}
	return answer, err
}

// renew answers a refresh: the same person and client, any resource.
func (h *Host) renew(ask request) (any, error) {
	text := ask.form.Get("refresh_token")
	if text == "" {
		return nil, missing("refresh_token")
	}
	client, err := h.public(ask)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	s := h.refresh[text]
	h.mu.Unlock()
	if s == nil || s.tenant != ask.tenant.ID || !strings.EqualFold(s.client, client) {
		return nil, refusal{50173, "the grant is not valid any more: the session was revoked or belongs to another client; sign in again"}
	}
	if code := ask.tenant.SignIn.Refuse; later(code) {
		return nil, refusal{code, "the session is not valid any more; sign in again"}
	}
	asked, err := h.scope(ask, ask.form.Get("scope"))
	if err != nil {
		return nil, err
	}
	if code := ask.tenant.SignIn.RefuseAzure; code != 0 && asked.resource.azure && !asked.resource.graph {
		return nil, refusal{code, "the sign-in to Azure was refused"}
	}
	if err := h.consent(ask.tenant, client, asked); err != nil {
		return nil, err
	}
	return h.issue(ask, *s, asked)
}

// credentials answers a client that asks for itself, with its secret.
func (h *Host) credentials(ask request) (any, error) {
	client := ask.form.Get("client_id")
	if client == "" {
		return nil, missing("client_id")
	}
	switch strings.ToLower(ask.name) {
	case "organizations", "common":
		return nil, refusal{50059, "the request names no tenant; use the tenant's own endpoint"}
	}
	if ask.form.Get("scope") == "" {
		return nil, missing("scope")
	}
	app, err := h.application(ask, client)
	if err != nil {
		return nil, err
	}
	if err := h.secret(ask, app); err != nil {
		return nil, err
	}
	asked, err := h.scope(ask, ask.form.Get("scope"))
	if err != nil {
		return nil, err
	}
	// Microsoft's own library adds the OpenID scopes here too, and Entra passes
	// over them.
	if !asked.all {
		return nil, refusal{1002012, "a client credentials request takes one scope, the resource with /.default"}
	}
	var principal store.Object
	if err := h.opt.Store.Read(ask.tenant.ID, func(v *store.View) {
		principal, _ = v.By(store.ServicePrincipals, "appId", client)
	}); err != nil {
		return nil, err
	}
	if principal == nil {
		return nil, refusal{7000229, "the application '" + clip(client) + "' has no service principal in the tenant"}
	}
	if principal["accountEnabled"] == false {
		return nil, refusal{7000112, "the application '" + clip(client) + "' is disabled"}
	}
	return h.issueApplication(ask, app, principal, asked)
}

// secret judges the client secret of a request.
func (h *Host) secret(ask request, app store.Object) error {
	secret := ask.form.Get("client_secret")
	if secret == "" {
		if ask.form.Get("client_assertion") != "" {
			return h.asserts(ask, app)
		}
		return refusal{7000218, "the request body must contain 'client_assertion' or 'client_secret'"}
	}
	if code := ask.tenant.SignIn.Refuse; ofSecret(code) {
		return refusal{code, "the client secret was refused"}
	}
	var why error = refusal{7000215, "the client secret is wrong; send the secret's value, not its id, for the application '" + clip(ask.form.Get("client_id")) + "'"}
	now := h.opt.Now()
	err := h.opt.Store.Read(ask.tenant.ID, func(v *store.View) {
		id, _ := app["id"].(string)
		seen, ok := v.Get(store.Applications, id)
		if !ok {
			return
		}
		secrets, _ := seen["passwordCredentials"].([]any)
		for _, e := range secrets {
			credential, _ := e.(map[string]any)
			keyID, _ := credential["keyId"].(string)
			if !v.Opens(keyID, secret) {
				continue
			}
			why = nil
			ends, _ := credential["endDateTime"].(string)
			if end, err := time.Parse(time.RFC3339, ends); err == nil && !now.Before(end) {
				why = refusal{7000222, "the client secret has expired; make a new one"}
			}
		}
	})
	if err != nil {
		return err
	}
	return why
}
