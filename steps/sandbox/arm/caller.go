package arm

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// caller is who asks: what the token says, and the tenant it belongs to.
type caller struct {
	token.Claims
	tenant store.Tenant
}

// authenticate reads the token of a request. Source: Azure Resource Manager,
// public reports of its refusals.
func (s *Service) authenticate(r *http.Request) (caller, *refusal) {
	scheme, bearer, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if bearer == "" || !strings.EqualFold(scheme, "bearer") {
		return caller{}, unauthorized(r, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.")
	}
	claims, err := s.opt.Signer.Read(bearer, s.opt.Now())
	switch {
	case errors.Is(err, token.ErrExpired):
		return caller{}, unauthorized(r, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time '"+s.opt.Now().UTC().Format("1/2/2006 3:04:05 PM")+"'.")
	case err != nil:
		return caller{}, unauthorized(r, "InvalidAuthenticationToken", "The access token is invalid.")
	}
	if !slices.Contains(audiences(r.Host), strings.TrimSuffix(claims.Audience, "/")) {
		return caller{}, unauthorized(r, "InvalidAuthenticationTokenAudience", "The access token has been obtained for wrong audience or resource '"+clip(claims.Audience)+"'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'.")
	}
	if claims.Delegated() && !claims.Allows("user_impersonation") {
		return caller{}, unauthorized(r, "InvalidAuthenticationToken", "The access token does not carry the scope 'user_impersonation'.")
	}
	if claims.HandlesChallenges() && s.opt.Signer.Stale(claims) {
		why := unauthorized(r, "AuthenticationFailed", "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp")
		text := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, `{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, s.opt.Now().Unix()))
		why.header["WWW-Authenticate"] = fmt.Sprintf(`Bearer authorization_uri="https://%s/", error="insufficient_claims", claims="%s"`, r.Host, text)
		return caller{}, why
	}
	tenant, err := s.opt.Store.Tenant(claims.Tenant)
	if err != nil {
		return caller{}, unauthorized(r, "InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer.")
	}
	return caller{claims, tenant}, nil
}

// audiences are those of a token for Resource Manager. One address is Microsoft
// Graph and Resource Manager at once: a token for it serves both, as far as its
// scopes go.
func audiences(host string) []string {
	return []string{
		"https://management.azure.com", "https://management.core.windows.net",
		"https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net",
		"https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn",
		"https://" + host,
	}
}

func unauthorized(r *http.Request, code, message string) *refusal {
	return &refusal{http.StatusUnauthorized, code, message, map[string]string{
		"WWW-Authenticate": fmt.Sprintf(`Bearer authorization_uri="https://%s/", error="invalid_token", error_description="%s"`, r.Host, message),
	}}
}

// subscription finds one of the caller's tenant.
func (c caller) subscription(id string) (store.Subscription, *refusal) {
	if uuid.Validate(id) != nil {
		return store.Subscription{}, bad("InvalidSubscriptionId", "The provided subscription identifier '%s' is malformed or invalid.", clip(id))
	}
	s, ok := c.tenant.Subscription(id)
	if !ok {
		return s, absent("SubscriptionNotFound", "The subscription '%s' could not be found.", id)
	}
	return s, nil
}

// roles are what the caller holds in a subscription, or in one group of it.
func (c caller) roles(s store.Subscription, group string) []string {
	if !c.Delegated() {
		for client, role := range s.Applications {
			if strings.EqualFold(client, c.AppID) {
				return []string{role}
			}
		}
		return nil
	}
	roles := []string{s.Role}
	for _, g := range s.ResourceGroups {
		if group != "" && strings.EqualFold(g.Name, group) {
			roles = append(roles, g.Role)
		}
	}
	return roles
}

// sees reports whether a subscription is in the caller's list: a role on any of
// its groups is enough.
func (c caller) sees(s store.Subscription) bool {
	roles := c.roles(s, "")
	if c.Delegated() {
		for _, g := range s.ResourceGroups {
			roles = append(roles, g.Role)
		}
	}
	return slices.ContainsFunc(roles, func(r string) bool { return r != "" && r != store.NoRole })
}

// may refuses a caller without a role for the action. Reading a subscription
// itself is open to whoever sees it.
func (c caller) may(s store.Subscription, group, action, path string) *refusal {
	if action == anybody || action == "Microsoft.Resources/subscriptions/read" && c.sees(s) {
		return nil
	}
	roles := c.roles(s, group)
	switch {
	case slices.Contains(roles, store.Owner), slices.Contains(roles, store.Contributor):
		return nil
	case slices.Contains(roles, store.Reader) && strings.HasSuffix(action, "/read"):
		return nil
	}
	name := c.UPN
	if name == "" {
		name = c.AppID
	}
	return &refusal{http.StatusForbidden, "AuthorizationFailed", fmt.Sprintf("The client '%s' with object id '%s' does not have authorization to perform action '%s' over scope '%s' or the scope is invalid. If access was recently granted, please refresh your credentials.",
		name, c.ObjectID, action, clip(path)), nil}
}
