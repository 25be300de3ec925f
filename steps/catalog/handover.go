package catalog

import (
	"path/filepath"
	"strconv"
	"strings"

	"teamwright/steps/answers"
	"teamwright/steps/tenant"
)

// HandOver is a note for the Teams administrator, where whoever runs the program
// may not publish: everything that the part needs, and nothing secret. path is
// the app package, profile the answers file.
func (e *Edition) HandOver(cloud tenant.Cloud, profile, path string) string {
	a := e.answers
	page := adminCenter(cloud)
	if page == "" {
		page = "the Teams admin center"
	}
	lines := []string{
		"For the Teams administrator of " + a.Tenant + ":",
		"",
		"Please put the app " + quotedName(a) + " of " + a.Site + " into the organisation's catalogue.",
		"It takes the role Teams Administrator. With this program and the answers file:",
		"",
		"    teamwright setup --only catalog --profile " + strconv.Quote(filepath.Base(profile)),
		"",
		"Or by hand, with the app package " + path + ":",
		"",
		"    " + page + ": Teams apps, Manage apps, Upload new app (or Update, on the app's own page)",
		"    app id       " + e.app().Or("known once the application is made"),
		"    version      " + e.version(),
		"    package      " + a.App.PackageName,
	}
	if id := a.IDs.Catalog; id != "" {
		lines = append(lines, "    catalogue id "+id)
	}
	lines = append(lines, "",
		"Before anybody can use it: Manage apps, Actions, Org-wide app settings, Custom apps, both switches on.",
		"Nothing in this note is secret.")
	return strings.Join(lines, "\n") + "\n"
}

func quotedName(a answers.Answers) string { return "\"" + a.App.ShortName + "\"" }
