package catalog

import "teamwright/steps/tenant"

// adminPage is where an administrator finds the app.
func (s *shelf) adminPage() string {
	page := adminCenter(s.Cloud)
	if page == "" {
		return "the Teams admin center, Teams apps, Manage apps"
	}
	return page + "/policies/manage-apps/" + s.knownID()
}

// appLink opens the app in Teams; "" where that is not known.
func (s *shelf) appLink(id string) string {
	if s.Cloud.Teams == "" || id == "" {
		return ""
	}
	// Of an app of the organisation's catalogue the link holds the catalogue's
	// id, not the manifest's. Source: Teams: "Deep link to an application".
	link := s.Cloud.Teams + "/l/app/" + id
	if s.TenantID != "" {
		link += "?tenantId=" + s.TenantID
	}
	return link
}

// adminCenter is the address of the Teams admin center of a cloud; "" when
// unknown. Source: Microsoft 365: URLs for US government clouds.
func adminCenter(c tenant.Cloud) string {
	switch c.Name {
	case "public":
		return "https://admin.teams.microsoft.com"
	case "usgov":
		return "https://admin.gov.teams.microsoft.us"
	case "usdod":
		return "https://admin.dod.teams.microsoft.us"
	}
	return ""
}
