package graph

import (
	"context"
	"strings"
	"time"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/domains"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/organization"
	"github.com/microsoftgraph/msgraph-sdk-go/policies"
	"github.com/microsoftgraph/msgraph-sdk-go/users"

	"teamwright/steps/tenant"
)

// Person implements [tenant.Facts].
func (c *Client) Person(ctx context.Context) (p tenant.Person, ok bool, err error) {
	err = c.do(ctx, call{op: read, words: "read the person signed in"}, func(ctx context.Context) error {
		u, err := c.sdk.Me().Get(ctx, &users.UserItemRequestBuilderGetRequestConfiguration{
			QueryParameters: &users.UserItemRequestBuilderGetQueryParameters{Select: []string{"id", "displayName", "userPrincipalName"}},
		})
		if err != nil {
			return err
		}
		if u == nil {
			return errEmpty
		}
		p, ok = tenant.Person{ObjectID: text(u.GetId()), Name: text(u.GetDisplayName()), UPN: text(u.GetUserPrincipalName())}, true
		return nil
	})
	if appOnly(err) {
		return tenant.Person{}, false, nil
	}
	return p, ok, err
}

// appOnly tells whether a question about "me" was refused because no person is
// signed in.
func appOnly(err error) bool {
	e, ok := err.(*tenant.Error)
	return ok && e.Status == 400 && strings.Contains(e.Message, "delegated authentication flow")
}

// Organization implements [tenant.Facts].
func (c *Client) Organization(ctx context.Context) (o tenant.Organization, err error) {
	err = c.do(ctx, call{op: read, words: "read the tenant's record"}, func(ctx context.Context) error {
		r, err := c.sdk.Organization().Get(ctx, &organization.OrganizationRequestBuilderGetRequestConfiguration{
			QueryParameters: &organization.OrganizationRequestBuilderGetQueryParameters{Select: []string{"id", "displayName"}},
		})
		if err != nil {
			return err
		}
		if r == nil || len(r.GetValue()) == 0 {
			return errEmpty
		}
		o = tenant.Organization{TenantID: text(r.GetValue()[0].GetId()), Name: text(r.GetValue()[0].GetDisplayName())}
		return nil
	})
	return o, err
}

// Domains implements [tenant.Facts].
func (c *Client) Domains(ctx context.Context) ([]tenant.Domain, error) {
	list, err := pages(ctx, c, call{op: read, words: "list the tenant's domains"},
		func(ctx context.Context, next string) (page[models.Domainable], error) {
			b := c.sdk.Domains()
			if next != "" {
				return b.WithUrl(next).Get(ctx, nil)
			}
			return b.Get(ctx, &domains.DomainsRequestBuilderGetRequestConfiguration{
				QueryParameters: &domains.DomainsRequestBuilderGetQueryParameters{Select: []string{"id", "isVerified", "isDefault", "isInitial"}},
			})
		})
	var all []tenant.Domain
	for _, d := range list {
		all = append(all, tenant.Domain{Name: text(d.GetId()), Verified: yes(d.GetIsVerified()), Default: yes(d.GetIsDefault()), Initial: yes(d.GetIsInitial())})
	}
	return all, err
}

// Roles implements [tenant.Facts]. An app-only sign-in has no roles of a
// person.
func (c *Client) Roles(ctx context.Context) ([]tenant.Role, error) {
	// A cast of transitive members is an advanced query: "Advanced query
	// capabilities on Microsoft Entra ID objects".
	list, err := pages(ctx, c, call{op: read, words: "list the roles of the person signed in"},
		func(ctx context.Context, next string) (page[models.DirectoryRoleable], error) {
			b := c.sdk.Me().TransitiveMemberOf().GraphDirectoryRole()
			config := &users.ItemTransitiveMemberOfGraphDirectoryRoleRequestBuilderGetRequestConfiguration{Headers: eventual()}
			if next != "" {
				return b.WithUrl(next).Get(ctx, config)
			}
			config.QueryParameters = &users.ItemTransitiveMemberOfGraphDirectoryRoleRequestBuilderGetQueryParameters{
				Select: []string{"id", "displayName", "roleTemplateId"}, Count: ptr(true)}
			return b.Get(ctx, config)
		})
	if appOnly(err) {
		return nil, nil
	}
	var all []tenant.Role
	for _, r := range list {
		all = append(all, tenant.Role{TemplateID: text(r.GetRoleTemplateId()), Name: text(r.GetDisplayName())})
	}
	return all, err
}

// AppPolicy implements [tenant.Facts].
func (c *Client) AppPolicy(ctx context.Context) (p tenant.AppPolicy, err error) {
	err = c.do(ctx, call{op: read, words: "read the tenant's app management policy"}, func(ctx context.Context) error {
		r, err := c.sdk.Policies().DefaultAppManagementPolicy().Get(ctx, &policies.DefaultAppManagementPolicyRequestBuilderGetRequestConfiguration{
			QueryParameters: &policies.DefaultAppManagementPolicyRequestBuilderGetQueryParameters{Select: []string{"isEnabled", "applicationRestrictions"}},
		})
		if err != nil {
			return err
		}
		if r == nil {
			return errEmpty
		}
		p = appPolicy(r, c.clock.Now())
		return nil
	})
	return p, err
}

// appPolicy reads what the policy means for an application made now.
func appPolicy(r models.TenantAppManagementPolicyable, now time.Time) (p tenant.AppPolicy) {
	rules := r.GetApplicationRestrictions()
	if !yes(r.GetIsEnabled()) || rules == nil {
		return p
	}
	for _, rule := range rules.GetPasswordCredentials() {
		if rule.GetRestrictionType() == nil || !inForce(rule.GetState(), rule.GetRestrictForAppsCreatedAfterDateTime(), now) {
			continue
		}
		switch *rule.GetRestrictionType() {
		case models.PASSWORDADDITION_APPCREDENTIALRESTRICTIONTYPE:
			p.SecretsForbidden = true
		case models.PASSWORDLIFETIME_APPCREDENTIALRESTRICTIONTYPE:
			if rule.GetMaxLifetime() == nil {
				continue
			}
			life, err := rule.GetMaxLifetime().ToDuration()
			if err == nil && life > 0 && (p.SecretMaxLife == 0 || life < p.SecretMaxLife) {
				p.SecretMaxLife = life
			}
		}
	}
	if uris := rules.GetIdentifierUris(); uris != nil {
		p.URINeedsTenantID = uriRule(uris.GetUriAdditionWithoutUniqueTenantIdentifier(), now)
		p.URINonDefaultOnly = uriRule(uris.GetNonDefaultUriAddition(), now)
		if p.URINonDefaultOnly {
			exempt := uris.GetNonDefaultUriAddition().GetExcludeAppsReceivingV2Tokens()
			p.URIStrictForV2 = exempt != nil && !*exempt // they are, unless it says otherwise
		}
	}
	return p
}

func uriRule(r models.IdentifierUriRestrictionable, now time.Time) bool {
	return r != nil && inForce(r.GetState(), r.GetRestrictForAppsCreatedAfterDateTime(), now)
}

// inForce: a rule without a state is one from before there were states.
func inForce(state *models.AppManagementRestrictionState, after *time.Time, now time.Time) bool {
	if state != nil && *state != models.ENABLED_APPMANAGEMENTRESTRICTIONSTATE {
		return false
	}
	return after == nil || after.Before(now)
}

// eventual is the header of an advanced query.
func eventual() *abstractions.RequestHeaders {
	h := abstractions.NewRequestHeaders()
	h.Add("ConsistencyLevel", "eventual")
	return h
}
