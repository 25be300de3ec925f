package graph

import (
	"net/http"
	"regexp"
	"strings"
)

// door is the last hand on a request before the wire, and the first on its
// answer.
type door struct{ next http.RoundTripper }

func (d door) RoundTrip(req *http.Request) (*http.Response, error) {
	req.Header.Set("User-Agent", "teamwright")
	resp, err := d.next.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	// The SDK answers a claims challenge (continuous access evaluation) with a
	// new token, once. It takes for granted that the claims stand in quotation
	// marks, and panics where they do not.
	if h := resp.Header.Get("WWW-Authenticate"); strings.Contains(h, "claims") && !quotedClaims.MatchString(h) {
		resp.Header.Del("WWW-Authenticate")
	}
	return resp, nil
}

var quotedClaims = regexp.MustCompile(`claims\s*=\s*"[^",]*"`)
