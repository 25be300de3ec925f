package probe

import (
	"net/http"
	"slices"
	"strings"
)

// Ancestors are the origins in which Teams shows a page; a page that names its
// frame-ancestors has to name these. Source: Microsoft Teams platform,
// "Configure your web app's Content-Security-Policy", and its blog on the
// domain cloud.microsoft.
func Ancestors(authority string) []string {
	if strings.HasSuffix(authority, ".microsoftonline.us") {
		return []string{"https://gov.teams.microsoft.us", "https://dod.teams.microsoft.us"}
	}
	return []string{"https://teams.microsoft.com", "https://*.teams.microsoft.com", "https://*.cloud.microsoft"}
}

// shut is what keeps a page out of the frames of Teams; empty: nothing.
func shut(h http.Header, ancestors []string) string {
	lists := frameAncestors(h)
	var left []string
	for _, sources := range lists {
		for _, origin := range ancestors {
			if !slices.ContainsFunc(sources, func(s string) bool { return allows(s, origin) }) && !slices.Contains(left, strings.TrimPrefix(origin, "https://")) {
				left = append(left, strings.TrimPrefix(origin, "https://"))
			}
		}
	}
	switch {
	case len(left) > 0:
		return "frame-ancestors leaves out " + strings.Join(left, ", ")
	case len(lists) == 0 && h.Get("X-Frame-Options") != "":
		// Browsers that know frame-ancestors heed it alone where both stand.
		return "X-Frame-Options: " + h.Get("X-Frame-Options")
	}
	return ""
}

// frameAncestors are the source lists of every policy that has some. Several
// policies all have to allow a frame.
func frameAncestors(h http.Header) [][]string {
	var out [][]string
	for _, line := range h.Values("Content-Security-Policy") {
		for policy := range strings.SplitSeq(line, ",") {
			for directive := range strings.SplitSeq(policy, ";") {
				words := strings.Fields(directive)
				if len(words) > 0 && strings.EqualFold(words[0], "frame-ancestors") {
					out = append(out, words[1:])
					break // the first of a name counts
				}
			}
		}
	}
	return out
}

// allows tells whether one source of a policy covers an https origin, or all
// that a star in it stands for. Source: W3C, Content Security Policy Level 3, section 6.7.2.8.
func allows(source, origin string) bool {
	source = strings.ToLower(strings.TrimSuffix(source, "/"))
	host := strings.TrimPrefix(origin, "https://")
	switch source {
	case "*", "https:":
		return true
	case "'none'", "'self'":
		return false
	}
	if scheme, rest, ok := strings.Cut(source, "://"); ok {
		if scheme != "https" && scheme != "http" {
			return false
		}
		source = rest
	}
	source, _, _ = strings.Cut(source, "/")
	if name, port, ok := strings.Cut(source, ":"); ok {
		if port != "443" && port != "*" {
			return false
		}
		source = name
	}
	if suffix, ok := strings.CutPrefix(source, "*."); ok {
		return strings.HasSuffix(host, "."+suffix)
	}
	return source == host
}
