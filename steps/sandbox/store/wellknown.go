package store

// Identifiers that are the same in every tenant.
const (
	MicrosoftGraph    = "00000003-0000-0000-c000-000000000000"
	AzureCLI          = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	AzurePowerShell   = "1950a258-227b-4e31-a9cf-717495945fc2"
	GraphCommandLine  = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
	AzureManagement   = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
	MicrosoftServices = "f8cdef31-a31e-4b4a-93e4-5f571e91255a" // tenant that owns Microsoft's own applications
)

// Permission is a delegated permission of Microsoft Graph. Source: Microsoft
// Graph permissions reference.
type Permission struct {
	Name, ID string
	Admin    bool // needs the consent of an administrator
}

// Permissions lists the delegated permissions of Microsoft Graph that this
// cloud knows.
func Permissions() []Permission {
	return []Permission{
		{"AppCatalog.Read.All", "88e58d74-d3df-44f3-ad47-e89edf4472e4", true},
		{"AppCatalog.ReadWrite.All", "1ca167d5-1655-44a1-8adf-1414072e1ef9", true},
		{"AppCatalog.Submit", "3db89e36-7fa6-4012-b281-85f3d9d9fd2e", false},
		{"AppRoleAssignment.ReadWrite.All", "84bccea3-f856-4a8a-967b-dbe0a3d53a64", true},
		{"Application.Read.All", "c79f8feb-a9db-4090-85f9-90d820caa0eb", true},
		{"Application.ReadWrite.All", "bdfbf15f-ee85-4955-8675-146e8e5296b5", true},
		{"AuditLog.Read.All", "e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20", true},
		{"Channel.ReadBasic.All", "9d8982ae-4365-4f57-95e9-d6032a4c0b87", false},
		{"ChannelMessage.Read.All", "767156cb-16ae-4d10-8f8b-41b657c8c8c8", true},
		{"ChannelMessage.Send", "ebf0f66e-9fb1-49e4-a278-222f76911cf4", false},
		{"DelegatedPermissionGrant.ReadWrite.All", "41ce6ca6-6826-4807-84f1-1c82854f7ee5", true},
		{"Directory.AccessAsUser.All", "0e263e50-5827-48a4-b97c-d940288653c7", true},
		{"Directory.Read.All", "06da0dbc-49e2-44d2-8312-53f166ab848a", true},
		{"Directory.ReadWrite.All", "c5366453-9fb0-48a5-a156-24f0c49a4b84", true},
		{"Domain.Read.All", "2f9ee017-59c1-4f1d-9472-bd5529a7b311", true},
		{"Group.ReadWrite.All", "4e46008b-f24c-477d-8fff-7bb4ec7aafe0", true},
		{"MailboxSettings.Read", "87f447af-9fa4-4c32-9dfa-4a57a73d18ce", false},
		{"Organization.Read.All", "4908d5b9-3fb2-4b1e-9336-1888b7937185", true},
		{"Policy.Read.All", "572fea84-0151-49b2-9301-11cb16974376", true},
		{"Team.ReadBasic.All", "485be79e-c497-4b35-9400-0e3fa7f2a5d4", false},
		{"User.Read", "e1fe6dd8-ba31-4d61-89e7-88639da4683d", false},
		{"User.Read.All", "a154be20-db9c-4678-8ab7-66f6cc099a59", true},
		{"User.ReadWrite.All", "204e0828-b5ca-4ad8-b9f3-f32a958e7cc4", true},
		{"email", "64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0", false},
		{"offline_access", "7427e0e9-2fba-42fe-b0c0-848c9e6a8182", false},
		{"openid", "37f7f235-527c-4136-accd-4a02d197296e", false},
		{"profile", "14dad69e-099b-42c9-810b-d002981feec1", false},
	}
}
