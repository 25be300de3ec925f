// Package entra declares the application behind single sign-on: the one whose
// client id is also the Teams app's id.
//
// What Totara and Teams ask of it: two web redirect URIs, the front-channel
// logout URL, the identifier URI api://HOST/CLIENT-ID, the scope
// access_as_user with both Teams clients pre-authorised, five delegated
// permissions of Microsoft Graph with consent for everyone, a client secret.
// With single sign-on off only the registration itself remains, because the
// app still needs an id of its own, with its branding and logo.
//
// How that state is reached is the business of the package application.
//
// [Preflight] looks at the tenant before anything is written to it: roles and
// quota of the person, verified domains, policies, deleted applications, the
// clock, and who would get an account by signing in. Each is a step without
// changes and a row. None stops anything by itself: what cannot be looked at is
// unknown, what an admin should decide first waits for a person and shows in the
// plan.
package entra

import (
	"context"
	"time"

	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

// Scope is the delegated permission that Teams asks for on a person's behalf.
// Source: Teams platform, "Configure your app in Microsoft Entra ID".
const Scope = "access_as_user"

// Parts are what the declaration needs beside the answers.
type Parts struct {
	Logo []byte // 192×192 PNG; empty: none is uploaded
	Sink secret.Sink
	// Prove asks for a token with a new secret; nil leaves the proof out.
	Prove func(ctx context.Context, appID string, text secret.Text) error
	// InUse asks Totara how the secret begins that it uses; nil: it cannot be
	// asked. See [application.Secret].
	InUse func(ctx context.Context) (hint string, ok bool, err error)
}

// Desired is the application that the answers describe.
func Desired(a answers.Answers, p Parts) application.Desired {
	at := a.Addresses()
	d := application.Desired{
		Group:       "entra",
		Title:       "the app registration",
		AppID:       a.IDs.App,
		UniqueName:  application.UniqueName(a.Site, ""),
		SiteKey:     application.SiteKey(a.Site),
		FindBy:      []tenant.Key{{IdentifierURIPrefix: at.IdentifierPrefix()}, {RedirectURI: at.OAuthCallback}, {RedirectURI: at.OIDCLogin}},
		Name:        a.App.ShortName,
		HomePageURL: at.Home,
		TermsURL:    at.Terms,
		PrivacyURL:  at.Privacy,
		Logo:        p.Logo,
	}
	if !a.SSO.Enabled {
		d.Audience = tenant.AudienceSingle
		return d
	}
	d.Audience = Audience(a.SSO.Audience)
	d.RedirectURIs = at.RedirectURIs()
	d.LogoutURL = at.Logout
	// Version 2 tokens exempt the identifier URI from the tenant's policies on
	// its form. Source: Microsoft Entra, "Restrictions on identifier URIs".
	d.TokenVersion = 2
	d.IdentifierURI = at.IdentifierURI
	d.Scope = scope()
	d.Clients = []string{tenant.TeamsDesktopClient, tenant.TeamsWebClient}
	d.Permissions = permissions()
	d.Principal, d.Consent = true, true
	d.Secret = &application.Secret{
		Name:  "sso",
		Life:  time.Duration(a.SSO.SecretDays) * 24 * time.Hour,
		Where: p.Sink,
		Prove: p.Prove,
		InUse: p.InUse,
	}
	return d
}

// Audience is Entra's name for who may sign in.
func Audience(chosen string) string {
	switch chosen {
	case answers.AudienceMultitenant:
		return tenant.AudienceMultiple
	case answers.AudienceMultitenantPersonal:
		return tenant.AudienceAndPersonal
	case answers.AudiencePersonal:
		return tenant.AudiencePersonal
	}
	return tenant.AudienceSingle
}

// scope carries the texts that a consent page shows, after the guide.
func scope() *tenant.Scope {
	return &tenant.Scope{
		Value:            Scope,
		Type:             "User",
		AdminName:        "Teams can access the user's profile",
		AdminDescription: "Allows Teams to call the app's web APIs as the current user.",
		UserName:         "Teams can access your profile and make requests on your behalf",
		UserDescription:  "Enables Teams to call this app's APIs with the same rights that you have.",
	}
}

// permissions are the guide's five. None of them takes an admin by itself.
func permissions() []application.Permission {
	return []application.Permission{
		{Name: "email", ID: tenant.PermissionEmail},
		{Name: "offline_access", ID: tenant.PermissionOfflineAccess},
		{Name: "openid", ID: tenant.PermissionOpenID},
		{Name: "profile", ID: tenant.PermissionProfile},
		{Name: "User.Read", ID: tenant.PermissionUserRead},
	}
}
