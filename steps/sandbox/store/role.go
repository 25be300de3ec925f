package store

// Role is a built-in directory role. The template id is the same in every
// tenant. Source: Microsoft Entra built-in roles.
type Role struct{ Name, TemplateID string }

// The roles that decide about something here.
const (
	GlobalAdministrator           = "Global Administrator"
	ApplicationAdministrator      = "Application Administrator"
	CloudApplicationAdministrator = "Cloud Application Administrator"
	ApplicationDeveloper          = "Application Developer"
	PrivilegedRoleAdministrator   = "Privileged Role Administrator"
	TeamsAdministrator            = "Teams Administrator"
	GlobalReader                  = "Global Reader"
	ReportsReader                 = "Reports Reader"
	SecurityAdministrator         = "Security Administrator"
	ConditionalAccess             = "Conditional Access Administrator"
)

// Roles lists the directory roles this cloud knows.
func Roles() []Role {
	return []Role{
		{GlobalAdministrator, "62e90394-69f5-4237-9190-012177145e10"},
		{ApplicationAdministrator, "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"},
		{CloudApplicationAdministrator, "158c047a-c907-4556-b7ef-446551a6b5f7"},
		{ApplicationDeveloper, "cf1c38e5-3621-4004-a7cb-879624dced7c"},
		{PrivilegedRoleAdministrator, "e8611ab8-c189-46e8-94e1-60213ab1f814"},
		{TeamsAdministrator, "69091246-20e8-4a56-aa4d-066075b2a7a8"},
		{GlobalReader, "f2ef992c-3afb-46b9-b7cf-a126ee74c451"},
		{SecurityAdministrator, "194ae4cb-b126-40b2-bd5b-6091b380977d"},
		{ConditionalAccess, "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"},
		{"User Administrator", "fe930be7-5e62-47db-91af-98c3a49a38b1"},
		{"Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b"},
		{"Security Reader", "5d6b6bb7-de71-4623-b4af-96380a352509"},
		{"Security Operator", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"},
		{ReportsReader, "4a5d8f65-41da-4de4-8968-e035b65339cf"},
	}
}
