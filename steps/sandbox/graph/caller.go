package graph

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// caller is who asks: what the token says, and for a person the roles held.
type caller struct {
	token.Claims
	person store.Person // zero for an application
}

// authenticate reads the token of a request.
func (s *Service) authenticate(r *http.Request) (caller, *problem) {
	scheme, bearer, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if bearer == "" || !strings.EqualFold(scheme, "bearer") {
		return caller{}, unauthorized("Access token is empty.", nil)
	}
	claims, err := s.opt.Signer.Read(bearer, s.opt.Now())
	switch {
	case errors.Is(err, token.ErrExpired):
		return caller{}, unauthorized("Lifetime validation failed, the token is expired.", nil)
	case errors.Is(err, token.ErrSignature):
		return caller{}, unauthorized("Signing key is invalid.", nil)
	case err != nil:
		return caller{}, unauthorized("CompactToken parsing failed.", nil)
	}
	if !audience(claims.Audience, r.Host) {
		return caller{}, unauthorized("Invalid audience.", nil)
	}
	if claims.HandlesChallenges() && s.opt.Signer.Stale(claims) {
		return caller{}, s.challenge(r)
	}
	tenant, err := s.opt.Store.Tenant(claims.Tenant)
	if err != nil {
		return caller{}, unauthorized("The token belongs to a tenant that is not here.", nil)
	}
	who := caller{Claims: claims}
	if claims.Delegated() {
		who.person = tenant.Person
	}
	return who, nil
}

// audience reports whether a token is meant for this Microsoft Graph.
func audience(aud, host string) bool {
	return slices.Contains([]string{
		store.MicrosoftGraph, "https://graph.microsoft.com", "https://" + host,
	}, strings.TrimSuffix(aud, "/"))
}

func unauthorized(message string, header map[string]string) *problem {
	if header == nil {
		header = map[string]string{"WWW-Authenticate": `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`}
	}
	return &problem{status: http.StatusUnauthorized, code: "InvalidAuthenticationToken", message: message, header: header}
}

// challenge is the answer to a token whose session was revoked. Source:
// Microsoft identity platform, claims challenges and claims requests.
func (s *Service) challenge(r *http.Request) *problem {
	claims := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, `{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, s.opt.Now().Unix()))
	return unauthorized("Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp", map[string]string{
		"WWW-Authenticate": fmt.Sprintf(`Bearer realm="", authorization_uri="https://%s/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", errorDescription="Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp", error="insufficient_claims", claims="%s"`, r.Host, claims),
	})
}

// Permissions that stand for others. Directory.AccessAsUser.All lets a client
// do in the directory what the person may do. Source: Microsoft Graph
// permissions reference.
var (
	readApplications  = []string{"Application.Read.All", "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.Read.All", "Directory.ReadWrite.All", "Directory.AccessAsUser.All"}
	writeApplications = []string{"Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.ReadWrite.All", "Directory.AccessAsUser.All"}
	readGrants        = []string{"DelegatedPermissionGrant.Read.All", "DelegatedPermissionGrant.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", "Directory.AccessAsUser.All"}
	writeGrants       = []string{"DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All", "Directory.AccessAsUser.All"}
	readMe            = []string{"User.Read", "User.Read.All", "User.ReadWrite.All", "User.ReadWrite", "Directory.Read.All", "Directory.ReadWrite.All", "Directory.AccessAsUser.All"}
	readOrganization  = append([]string{"Organization.Read.All", "Organization.ReadWrite.All"}, readMe...)
	readDomains       = []string{"Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All", "Directory.AccessAsUser.All"}
	readPolicies      = []string{"Policy.Read.All", "Policy.ReadWrite.ApplicationConfiguration"}
)

// Roles of a person that open something. Source: Microsoft Entra built-in
// roles, least privileged roles by task.
var (
	manageApplications = []string{store.GlobalAdministrator, store.ApplicationAdministrator, store.CloudApplicationAdministrator}
	createApplications = append([]string{store.ApplicationDeveloper}, manageApplications...)
	manageGrants       = append([]string{store.PrivilegedRoleAdministrator}, manageApplications...)
	seePolicies        = append([]string{store.GlobalReader, store.SecurityAdministrator, store.ConditionalAccess}, manageApplications...)
)

// may refuses a caller whose token lacks all of the permissions.
func (c caller) may(permissions []string) *problem {
	if len(permissions) == 0 || c.Allows(permissions...) {
		return nil // the catalogue judges its permissions itself
	}
	return forbidden()
}

// holds refuses a person without any of the roles. An application acts by its
// permissions alone.
func (c caller) holds(roles []string) *problem {
	if !c.Delegated() || c.person.Has(roles...) {
		return nil
	}
	return forbidden()
}

// manages refuses a person who is neither owner of the object nor holds one of
// the roles.
func (c caller) manages(o store.Object, roles []string) *problem {
	if slices.Contains(texts(o, ownersKey), c.ObjectID) {
		return nil
	}
	if !c.Delegated() && !slices.Contains(c.Roles, "Application.ReadWrite.All") && !slices.Contains(c.Roles, "Directory.ReadWrite.All") {
		return forbidden() // Application.ReadWrite.OwnedBy, and not its owner
	}
	return c.holds(roles)
}

// creates refuses a person who may not register applications.
func (c caller) creates(t store.Tenant) *problem {
	if c.Delegated() && !t.Policies.UsersMayNotCreate {
		return nil
	}
	return c.holds(createApplications)
}
