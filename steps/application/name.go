package application

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"
)

// UniqueName is the alternate key of the application of a site: its host and
// a short hash of its whole address, stable for ever. kind sets further
// applications of the same site apart, such as "bot"; the first has none.
// Only lower-case letters, digits and hyphens occur.
func UniqueName(site, kind string) string {
	host := "site"
	if u, err := url.Parse(site); err == nil && u.Hostname() != "" {
		host = strings.ToLower(u.Hostname())
	}
	clean := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, host)
	name := clean[:min(len(clean), 80)] + "-" + siteHash(site)
	if kind != "" {
		name += "-" + kind
	}
	return name
}

// siteTag begins the tag that leads from an application to its site.
const siteTag = "teamwright:site="

// SiteKey is the tag that leads from an application to its site.
func SiteKey(site string) string { return siteTag + siteHash(site) }

func siteHash(site string) string {
	sum := sha256.Sum256([]byte(site))
	return hex.EncodeToString(sum[:5])
}
