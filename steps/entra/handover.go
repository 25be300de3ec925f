package entra

import (
	"path/filepath"
	"strconv"
	"strings"

	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// ConsentPage is where an administrator consents for everybody, without this
// program. Source: Microsoft identity platform: "admin consent endpoint".
func ConsentPage(cloud tenant.Cloud, tenantName, appID string) string {
	return cloud.Authority + "/" + tenantName + "/adminconsent?client_id=" + appID
}

// HandOver is a note for the administrator of applications, where whoever runs
// the program lacks the role: everything that the part needs, and nothing
// secret. profile is the answers file; appID is empty before there is an
// application.
func HandOver(a answers.Answers, cloud tenant.Cloud, profile, appID string) string {
	lines := []string{
		"For the Cloud Application Administrator of " + a.Tenant + ":",
		"",
		"Please set up the application for single sign-on of " + a.Site + " in Teams.",
		"With this program and the answers file, which does only what is missing:",
		"",
		"    teamwright setup --only entra --profile " + strconv.Quote(filepath.Base(profile)),
	}
	if appID != "" {
		lines = append(lines, "",
			"If only everybody's consent is missing, this page gives it:",
			"",
			"    "+ConsentPage(cloud, a.Tenant, appID),
			"",
			"    client id    "+appID,
			"    asks for     "+strings.Join(permissionNames(), ", "))
	}
	lines = append(lines, "", "Nothing in this note is secret.")
	return strings.Join(lines, "\n") + "\n"
}

func permissionNames() []string {
	var out []string
	for _, p := range permissions() {
		out = append(out, p.Name)
	}
	return out
}
