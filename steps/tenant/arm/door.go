package arm

import (
	"fmt"
	"net/http"
)

// sender is the last hand on a request before the wire. It lets nothing
// through to another host: every request here carries the person's token.
type sender struct {
	next   http.RoundTripper
	origin string // scheme and host of Resource Manager
}

// Do implements the SDKs' transporter.
func (s sender) Do(req *http.Request) (*http.Response, error) {
	if at := req.URL.Scheme + "://" + req.URL.Host; at != s.origin {
		return nil, &astray{at}
	}
	req.Header.Set("User-Agent", "teamwright")
	return s.next.RoundTrip(req)
}

// astray is a request to a host that is not Resource Manager, which was not
// sent.
type astray struct{ at string }

func (e *astray) Error() string {
	return fmt.Sprintf("the answer leads on to %s, which is not Azure Resource Manager", e.at)
}
