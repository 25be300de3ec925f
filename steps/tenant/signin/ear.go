package signin

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// maxHeard bounds an answer of the sign-in host, in bytes.
const maxHeard = 1 << 20

// ear listens to what the sign-in host answers. The libraries above read the
// body of a refusal while they poll and pass on an empty one, keep the life of
// a device code to themselves, and swallow why a silent renewal failed.
type ear struct {
	next http.RoundTripper
	now  func() time.Time

	mu    sync.Mutex
	heard heard
	then  func() // called after each answer, on the goroutine that asked
}

// heard is what the last answer said.
type heard struct {
	n       int    // answers and failures so far
	refusal *reply // nil after a success
	err     error  // no answer came
	issuer  string // of the last discovery
	life    time.Duration
	ahead   time.Duration // of our clock before the host's; behind it when negative
}

// reply is an answer of the sign-in host, as OAuth and Entra shape it.
type reply struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
	Correlation string `json:"correlation_id"`
	Issuer      string `json:"issuer"`
	ExpiresIn   int    `json:"expires_in"`
	AccessToken string `json:"access_token"`
	status      int
}

func (e *ear) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := e.next.RoundTrip(req)
	if err != nil {
		e.hear(func(h *heard) { h.refusal, h.err = nil, err })
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxHeard))
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		e.hear(func(h *heard) { h.refusal, h.err = nil, err })
		return resp, nil
	}
	var r reply
	_ = json.Unmarshal(body, &r) // a page is no reply; its status remains
	r.status = resp.StatusCode
	e.hear(func(h *heard) {
		h.refusal, h.err = nil, nil
		if date, err := http.ParseTime(resp.Header.Get("Date")); err == nil {
			h.ahead = e.now().Sub(date)
		}
		switch path := strings.ToLower(req.URL.Path); {
		case r.status >= 400:
			h.refusal = &r
		case strings.HasSuffix(path, "/.well-known/openid-configuration"):
			h.issuer = r.Issuer
		case strings.HasSuffix(path, "/devicecode"):
			h.life = time.Duration(r.ExpiresIn) * time.Second
		}
	})
	return resp, nil
}

func (e *ear) hear(set func(*heard)) {
	e.mu.Lock()
	e.heard.n++
	set(&e.heard)
	then := e.then
	e.mu.Unlock()
	if then != nil {
		then()
	}
}

// after has f called after each answer; nil ends it.
func (e *ear) after(f func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.then = f
}

func (e *ear) last() heard {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.heard
}

// tenantID is the tenant that the last discovery named in its issuer, such as
// https://login.microsoftonline.com/{tenant}/v2.0; "" for the shared ones.
func (h heard) tenantID() string {
	return issuerTenant.FindString(strings.ToLower(h.issuer))
}

var issuerTenant = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
