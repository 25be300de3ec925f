package entra

import (
	"net/http"
	"strings"
)

// configuration is the OpenID Connect discovery document of a tenant.
func configuration(ask request) map[string]any {
	issuer := ask.tenant.ID
	switch strings.ToLower(ask.name) {
	case "organizations", "common":
		issuer = "{tenantid}" // Entra leaves the place open here
	}
	base := ask.host + "/" + ask.name
	return map[string]any{
		"issuer":                                ask.host + "/" + issuer + "/v2.0",
		"authorization_endpoint":                base + "/oauth2/v2.0/authorize",
		"token_endpoint":                        base + "/oauth2/v2.0/token",
		"device_authorization_endpoint":         base + "/oauth2/v2.0/devicecode",
		"jwks_uri":                              base + "/discovery/v2.0/keys",
		"response_types_supported":              []string{"code", "id_token"},
		"response_modes_supported":              []string{"query", "fragment", "form_post"},
		"subject_types_supported":               []string{"pairwise"},
		"scopes_supported":                      []string{"openid", "profile", "email", "offline_access"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt", "client_secret_basic"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"claims_supported":                      []string{"sub", "iss", "aud", "exp", "iat", "tid", "oid", "preferred_username", "name"},
		"tenant_region_scope":                   "EU",
		"cloud_instance_name":                   strings.TrimPrefix(ask.host, "https://"),
	}
}

// instance tells MSAL which hosts belong to one cloud: this one alone.
func (h *Host) instance(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	h.send(w, r, http.StatusOK, map[string]any{
		"tenant_discovery_endpoint": "https://" + host + "/common/v2.0/.well-known/openid-configuration",
		"api-version":               "1.1",
		"metadata": []any{map[string]any{
			"preferred_network": host, "preferred_cache": host, "aliases": []string{host},
		}},
	})
}
