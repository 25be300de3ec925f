package answers

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// parseHTTPS reads an https address without user, query and fragment.
func parseHTTPS(s string) (u *url.URL, wrong, right string) {
	low := strings.ToLower(s)
	switch {
	case strings.ContainsAny(s, " \t\r\n"):
		return nil, "has a space in it", "write the address alone"
	case strings.HasPrefix(low, "http://"):
		return nil, "is http", "write https:// — Teams and Entra take nothing else"
	case !strings.HasPrefix(s, "https://"):
		return nil, "does not begin with https://", "write the full address, such as https://learn.example.org"
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Opaque != "":
		return nil, "is no address", "write it such as https://learn.example.org"
	case u.User != nil:
		return nil, "has a user name in it", "leave out everything before the @: no secret belongs in this file"
	case strings.HasSuffix(u.Host, ":"):
		return nil, "has a colon without a port", "leave out the colon"
	}
	if addr, err := netip.ParseAddr(u.Hostname()); err == nil && addr.Zone() == "" {
		return u, "", ""
	}
	if u.Hostname() == "localhost" {
		return u, "", ""
	}
	if wrong, right := checkDomainName(u.Hostname()); wrong != "" {
		return nil, "has a host that " + wrong, right
	}
	return u, "", ""
}

// checkSite judges $CFG->wwwroot.
func checkSite(s string) (wrong, right string) {
	u, wrong, right := parseHTTPS(s)
	switch {
	case wrong != "":
		return wrong, right
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#"):
		return "has more than host and folder", "leave out everything from ? or # on"
	case strings.HasSuffix(s, "/"):
		return "ends in a slash", "write " + strings.TrimRight(s, "/")
	case u.Port() == "443":
		return "names the port that https has anyway", "leave out :443"
	case strings.HasSuffix(strings.ToLower(u.Path), ".php"):
		return "is the address of a page", "write the site's own address ($CFG->wwwroot), without the page"
	case len(s) > siteBytes:
		return fmt.Sprintf("is %d bytes; at most %d, since Entra limits the addresses made from it", len(s), siteBytes), "use the site's short address"
	}
	for _, part := range strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/") {
		if u.Path != "" && (part == "" || part == "." || part == "..") {
			return "has an empty, . or .. folder in its path", "write it as $CFG->wwwroot has it"
		}
	}
	return "", ""
}

// checkLink judges an address that people follow: a publisher's page, a picture.
func checkLink(s string) (wrong, right string) {
	if len(s) > linkBytes {
		return fmt.Sprintf("is %d bytes; at most %d", len(s), linkBytes), "use a shorter address"
	}
	_, wrong, right = parseHTTPS(s)
	return wrong, right
}

// checkOrigin judges an https address without a folder.
func checkOrigin(s string) (wrong, right string) {
	u, wrong, right := parseHTTPS(s)
	if wrong == "" && (u.Path != "" || u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#")) {
		return "has more than a host", "write https://" + u.Host
	}
	return wrong, right
}

// checkConnector judges which Teams connector Mobile Flows uses.
func checkConnector(s string) (wrong, right string) {
	if s == ConnectorHosted {
		return "", ""
	}
	if !strings.Contains(s, ":") {
		return choiceProblem(s, []string{ConnectorHosted, "https://own.connector.example"}, "is neither hosted nor an https address")
	}
	if strings.HasSuffix(s, "/") {
		return "ends in a slash", "write " + strings.TrimRight(s, "/")
	}
	return checkLink(s)
}
