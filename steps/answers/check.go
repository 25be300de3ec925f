package answers

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"teamwright/manifest/schema"
)

// Limits that are not a single key's.
const (
	linkBytes = 2048 // publisher links in Totara and in the manifest
	siteBytes = 200  // the longest address made from the site must stay below Entra's 255
)

// vendorPackageName was the default of Totara before 13.3; its check refuses it.
const vendorPackageName = "com.totaralearning.microsoft.msteams"

var (
	guidForm     = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	colorForm    = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
	versionForm  = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})(\.(0|[1-9][0-9]{0,8})){2}$`)
	packageForm  = regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9_-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?)+$`)
	handleForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{1,63}$`)
	locationForm = regexp.MustCompile(`^[a-z][a-z0-9]{2,39}$`)
	labelForm    = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)
	folderForm   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)
	languageForm = regexp.MustCompile(`^[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8}){0,2}$`)
	rowForm      = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_-]+)+$`)
)

// resourceGroupForm has all letters of Unicode in it, which take a millisecond
// of every start unless they wait until they are needed.
var resourceGroupForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[\p{L}\p{N}_().-]+$`) })

// ManifestVersions are the published versions of the Teams manifest schema that
// can hold Totara's app, oldest first.
func ManifestVersions() []string {
	var all []string
	for _, v := range schema.Versions() {
		if v >= schema.Oldest {
			all = append(all, v.String())
		}
	}
	return all
}

func checkLine(s string) (wrong, right string) {
	if strings.ContainsAny(s, "\r\n") {
		return "has more than one line", "write it in one line"
	}
	return "", ""
}

func checkShortName(s string) (wrong, right string) { return checkLine(s) }

func checkParagraphs(string) (wrong, right string) { return "", "" }

func checkGUID(s string) (wrong, right string) {
	switch {
	case !guidForm.MatchString(s):
		return "is no GUID", "write 8-4-4-4-12 hex digits, as the admin center shows them"
	case strings.Trim(s, "0-") == "":
		return "is the all-zero GUID", "write the real one, or leave it empty"
	}
	return "", ""
}

func checkTenant(s string) (wrong, right string) {
	switch low := strings.ToLower(s); {
	case guidForm.MatchString(s):
		return checkGUID(s)
	case low == "common" || low == "organizations" || low == "consumers":
		return "is not one tenant but all of them", "write a domain of your own tenant, or its GUID"
	case strings.Contains(s, "@"):
		return "is an account, not a tenant", "write only what stands behind the @"
	case strings.Contains(s, "/"):
		return "is an address, not a tenant", "write a domain such as contoso.onmicrosoft.com, or the tenant's GUID"
	case !strings.Contains(s, "."):
		return "is neither a domain nor a GUID", "write a domain such as " + plainOr(low, "contoso") + ".onmicrosoft.com, or the tenant's GUID"
	}
	return checkDomainName(s)
}

// plainOr is s if it is one plain label of a domain, else other.
func plainOr(s, other string) string {
	if labelForm.MatchString(s) {
		return s
	}
	return other
}

func checkDomain(s string) (wrong, right string) {
	if strings.Contains(s, "@") {
		return "has an @", "write only the domain behind it"
	}
	return checkDomainName(strings.TrimPrefix(s, "*."))
}

func checkDomainName(s string) (wrong, right string) {
	labels := strings.Split(s, ".")
	for _, r := range s {
		if r > unicode.MaxASCII {
			return "has characters outside ASCII", "write the domain in its ASCII form, xn--…"
		}
	}
	last := labels[len(labels)-1]
	if len(s) > 253 || len(labels) < 2 || strings.Trim(last, "0123456789") == "" || slices.ContainsFunc(labels, func(l string) bool { return !labelForm.MatchString(l) }) {
		return "is no domain name", "write a name such as learn.example.org"
	}
	return "", ""
}

func checkHost(s string) (wrong, right string) {
	if strings.ContainsAny(s, "/:@") {
		return "is more than a host name", "leave out https://, port and path"
	}
	if addr, err := netip.ParseAddr(s); err == nil && addr.Is4() {
		return "", ""
	}
	return checkDomainName(s)
}

func checkCloud(s string) (wrong, right string) {
	names := []string{CloudPublic, CloudUSGov, CloudUSDoD, CloudChina}
	low := strings.ToLower(s)
	if slices.Contains(names, s) || strings.ContainsAny(s, `/\`) || strings.HasSuffix(low, ".yaml") || strings.HasSuffix(low, ".yml") {
		return "", ""
	}
	return choiceProblem(s, names, "is not public, usgov, usdod, china or the path of a cloud file (.yaml)")
}

func checkClientID(s string) (wrong, right string) {
	if s == ClientAzureCLI || s == ClientGraph || guidForm.MatchString(s) && strings.Trim(s, "0-") != "" {
		return "", ""
	}
	return choiceProblem(s, []string{ClientAzureCLI, ClientGraph}, "is not azcli, graph or a GUID")
}

func checkChoice(s string, choices []string) (wrong, right string) {
	if slices.Contains(choices, s) {
		return "", ""
	}
	return choiceProblem(s, choices, "is not one of "+strings.Join(choices, ", "))
}

func choiceProblem(s string, choices []string, wrong string) (string, string) {
	if n := nearest(s, choices); n != "" {
		return wrong, "did you mean " + n + "?"
	}
	return wrong, "write " + strings.Join(choices[:len(choices)-1], ", ") + " or " + choices[len(choices)-1]
}

func checkPackageName(s string) (wrong, right string) {
	switch {
	case strings.EqualFold(s, vendorPackageName):
		return "is the vendor's old default, which Totara refuses", "write your own domain reversed, such as org.example.learn.teams"
	case !packageForm.MatchString(s):
		return "is no package name", "write your domain reversed, such as org.example.learn.teams: letters, digits, - and _ between dots"
	}
	return "", ""
}

func checkVersion(s string) (wrong, right string) {
	switch {
	case !versionForm.MatchString(s):
		return "is not three numbers with dots", "write it as 1.0.0"
	case strings.HasPrefix(s, "0."):
		return "begins with 0, which Teams refuses", "begin with 1.0.0"
	}
	return "", ""
}

func checkManifestVersion(s string) (wrong, right string) {
	all := ManifestVersions()
	if slices.Contains(all, s) {
		return "", ""
	}
	return "is no schema version that can hold Totara's app",
		fmt.Sprintf("write one from %s to %s, such as \"1.12\"", all[0], all[len(all)-1])
}

func checkColor(s string) (wrong, right string) {
	if colorForm.MatchString(s) {
		return "", ""
	}
	return "is no colour", `write # and six hex digits in quotes, such as "#0B5CAB"`
}

func checkMPN(s string) (wrong, right string) {
	if len(s) > 10 {
		return fmt.Sprintf("is %d bytes; at most 10", len(s)), "write the partner ID alone, or leave it empty"
	}
	return checkLine(s)
}

func checkHandle(s string) (wrong, right string) {
	if handleForm.MatchString(s) {
		return "", ""
	}
	return "is no name for an Azure Bot", "write 2 to 64 letters, digits, -, _ and dots, beginning with a letter or digit"
}

func checkResourceGroup(s string) (wrong, right string) {
	if utf8.RuneCountInString(s) <= 90 && resourceGroupForm().MatchString(s) && !strings.HasSuffix(s, ".") {
		return "", ""
	}
	return "is no name for a resource group", "write at most 90 letters, digits, -, _, dots and parentheses, without a dot at the end"
}

func checkLocation(s string) (wrong, right string) {
	if locationForm.MatchString(s) {
		return "", ""
	}
	right = "write its short name, such as westeurope"
	if short := strings.ToLower(strings.ReplaceAll(s, " ", "")); locationForm.MatchString(short) {
		right = "write " + short
	}
	return "is no Azure region", right
}

func checkPath(s string) (wrong, right string) { return checkLine(s) }

func checkServerPath(s string) (wrong, right string) {
	if !strings.HasPrefix(s, "/") && !regexp.MustCompile(`^[A-Za-z]:[\\/]`).MatchString(s) {
		return "is no full path", "write it from the root, such as /var/www/totara/config.php"
	}
	return checkLine(s)
}

func checkFolder(s string) (wrong, right string) {
	if folderForm.MatchString(s) {
		return "", ""
	}
	return "is no folder name", "write the value of $CFG->admin alone, without slashes"
}

func checkArgument(s string) (wrong, right string) {
	name, value, found := strings.Cut(s, "=")
	if found && value != "" && looksSecretName(name) {
		return "hands over a secret", "let the command find it by itself (an SSH key, a protected file): no secret belongs in this file"
	}
	return checkLine(s)
}
