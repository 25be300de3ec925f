package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// Version is the minor number of a Teams app manifest schema: 12 stands for
// 1.12. Every published schema has the major number 1.
type Version int

// Versions that decide how a manifest is written.
const (
	// Oldest is the oldest version that the builder writes, the one that
	// Totara's own generator writes.
	Oldest Version = 5
	// Newest is the newest generally available version known here.
	Newest Version = 30
	// Default is the newest version whose apps stay inside Teams: from 1.13 on
	// an app is also offered in Outlook and Microsoft 365, whose hosts must be
	// allowed to frame the pages.
	Default Version = 12
)

// Versions lists every generally available version, oldest first. There has
// never been a 1.18.
func Versions() []Version {
	all := make([]Version, 0, Newest)
	for v := Version(0); v <= Newest; v++ {
		if v.Known() {
			all = append(all, v)
		}
	}
	return all
}

// ParseVersion reads "1.12". Anything that is no published version is an error
// that names the range.
func ParseVersion(s string) (Version, error) {
	minor, found := strings.CutPrefix(s, "1.")
	if found && len(minor) > 0 && len(minor) <= 2 && minor == strings.TrimLeft(minor, "+- ") {
		n, err := strconv.Atoi(minor)
		if err == nil && strconv.Itoa(n) == minor && Version(n).Known() {
			return Version(n), nil
		}
	}
	return 0, fmt.Errorf("%q is no manifest version; use one from 1.0 to %s, %s is the safest", s, Newest, Default)
}

// Known reports whether v has been published.
func (v Version) Known() bool { return v >= 0 && v <= Newest && v != 18 }

// String gives the form that manifestVersion holds: "1.12".
func (v Version) String() string { return "1." + strconv.Itoa(int(v)) }

// ManifestURL is the published address of the manifest schema.
func (v Version) ManifestURL() string {
	return "https://developer.microsoft.com/json-schemas/teams/v" + v.String() + "/MicrosoftTeams.schema.json"
}

// LocalizationURL is the published address of the schema of the language files.
// Versions before 1.5 have none.
func (v Version) LocalizationURL() string {
	return "https://developer.microsoft.com/json-schemas/teams/v" + v.String() + "/MicrosoftTeams.Localization.schema.json"
}

// HasPackageName reports whether the schema still knows packageName.
func (v Version) HasPackageName() bool { return v <= 16 }

// NeedsFullName reports whether name.full is required.
func (v Version) NeedsFullName() bool { return v >= 16 && v <= 19 }

// GroupChat is how scopes spell the group chat. Up to 1.16 both spellings are
// taken, from 1.17 on only this one; before 1.3 there is no such scope.
func (v Version) GroupChat() string { return "groupChat" }

// NeedsChannelFeatures reports whether the service refuses an app with the
// scope "team" that does not declare supportsChannelFeatures. The schema does
// not say so.
func (v Version) NeedsChannelFeatures() bool { return v >= 25 }
