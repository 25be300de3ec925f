package mobileflows

import (
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

const group steps.ID = "mobileflows"

// Desired is the Entra application that the answers describe: multi-tenant,
// because the service signs people in at an endpoint that no single tenant owns.
func Desired(j Job) application.Desired {
	a := j.Answers.MobileFlows
	callback := Callback(a.Host)
	return application.Desired{
		Group:        group,
		Title:        "the Mobile Flows application",
		UniqueName:   application.UniqueName(j.Answers.Site, "mobileflows"),
		SiteKey:      application.SiteKey(j.Answers.Site),
		FindBy:       []tenant.Key{{RedirectURI: callback}},
		Name:         a.Name,
		Audience:     tenant.AudienceMultiple,
		RedirectURIs: []string{callback},
		LogoutURL:    Logout(a.Access),
		Permissions:  Permissions(a.Permissions),
		Principal:    true,
		Consent:      true,
		Secret: &application.Secret{
			Name: "mobileflows", Life: time.Duration(a.SecretDays) * day, Where: j.Sink, Prove: j.Prove,
		},
	}
}

// Permissions are the delegated permissions of Microsoft Graph: the guide's
// five, or those that the connector's calls need. Source: Microsoft Graph
// permissions reference.
func Permissions(chosen string) []application.Permission {
	both := []application.Permission{
		{Name: "offline_access", ID: tenant.PermissionOfflineAccess},
		{Name: "User.Read", ID: tenant.PermissionUserRead},
		{Name: "MailboxSettings.Read", ID: "87f447af-9fa4-4c32-9dfa-4a57a73d18ce"},
	}
	if chosen == answers.PermissionsLeast {
		return append(both,
			application.Permission{Name: "Team.ReadBasic.All", ID: "485be79e-c497-4b35-9400-0e3fa7f2a5d4"},
			application.Permission{Name: "Channel.ReadBasic.All", ID: "9d8982ae-4365-4f57-95e9-d6032a4c0b87"},
			application.Permission{Name: "ChannelMessage.Read.All", ID: "767156cb-16ae-4d10-8f8b-41b657c8c8c8"},
			application.Permission{Name: "ChannelMessage.Send", ID: "ebf0f66e-9fb1-49e4-a278-222f76911cf4"})
	}
	return append(both,
		application.Permission{Name: "User.Read.All", ID: "a154be20-db9c-4678-8ab7-66f6cc099a59"},
		application.Permission{Name: "Group.ReadWrite.All", ID: "4e46008b-f24c-477d-8fff-7bb4ec7aafe0"})
}

// costs says what a set of permissions costs.
func costs(chosen string) string {
	if chosen == answers.PermissionsLeast {
		return "the least set: reads a person's teams, channels and channel messages, and sends replies; the Mobile Flows service may ask for the guide's names all the same, and then people meet a consent page"
	}
	return "the guide's set: User.Read.All reads every profile of the tenant, and Group.ReadWrite.All writes to every group that the person may write to; the calls need neither"
}
