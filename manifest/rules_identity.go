package manifest

import (
	"fmt"
	"regexp"
	"strings"

	"teamwright/manifest/schema"
)

var (
	guid       = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	appVersion = regexp.MustCompile(`^[0-9]+\.[0-9]+\.[0-9]+$`)
)

const zeroGUID = "00000000-0000-0000-0000-000000000000"

// identityRules are about what tells this app and this version from others.
func identityRules() []Rule {
	return []Rule{
		{
			Code: "CommonAppIdIsRequiredField", Severity: Error, Target: "id", Asks: "the app has an id",
			Fix: "write the client id of the app's Entra application", Source: srcPublish,
			check: func(s *subject, report reporter) {
				if at := s.at("id"); at.node == nil || at.text() == "" {
					report(at, "the app has no id")
				}
			},
		},
		{
			Code: "CommonAppIdIsNotGuid", Severity: Error, Target: "id", Asks: "the app's id is a GUID",
			Fix: "write the client id of the app's Entra application", Source: srcPublish,
			check: func(s *subject, report reporter) {
				if at := s.at("id"); at.text() != "" && !guid.MatchString(at.text()) {
					report(at, fmt.Sprintf("the app's id %s is no GUID", schema.Show(at.node)))
				}
			},
		},
		{
			Code: "app-id-not-set", Severity: Error, Target: "id", Asks: "the app's id is not all zeros, Totara's value for none",
			Fix: "write the client id of the app's Entra application", Source: srcTotara,
			check: func(s *subject, report reporter) {
				if at := s.at("id"); at.text() == zeroGUID {
					report(at, "the app's id is all zeros, which stands for none")
				}
			},
		},
		{
			Code: "VersionContainsOnlyNumbersDotSeparated", Severity: Error, Target: "version", Asks: "the app's version is three numbers with dots",
			Fix: "write it as 1.0.0", Source: srcPublish,
			check: func(s *subject, report reporter) {
				if at := s.at("version"); !appVersion.MatchString(at.text()) {
					report(at, fmt.Sprintf("the app's version %q is not three numbers with dots", schema.Printable(at.text())))
				}
			},
		},
		{
			Code: "VersionHasMajorLessThan1", Severity: Error, Target: "version", Asks: "the app's version is at least 1.0.0",
			Fix: "begin with 1.0.0", Source: srcPublish,
			check: func(s *subject, report reporter) {
				major, _, _ := strings.Cut(s.at("version").text(), ".")
				if major != "" && strings.Trim(major, "0") == "" {
					report(s.at("version"), fmt.Sprintf("the app's version %s begins with 0", schema.Show(s.at("version").node)))
				}
			},
		},
		{
			Code: "PackageNameIsDefinedAfterManifestVersion116", Severity: Warning, Target: "packageName", Asks: "packageName is only written up to 1.16",
			Fix: "remove packageName", Source: srcPortal,
			check: func(s *subject, report reporter) {
				if at := s.at("packageName"); at.node != nil && s.known && !s.version.HasPackageName() {
					report(at, fmt.Sprintf("packageName does not exist in %s", s.version))
				}
			},
		},
	}
}
