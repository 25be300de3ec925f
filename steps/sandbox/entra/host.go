package entra

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// Options are what the sign-in host needs.
type Options struct {
	Store  *store.Store
	Signer *token.Signer
	Now    func() time.Time

	Sleep func(context.Context, time.Duration) error // waits

	Approve time.Duration // after this long a device code approves itself, or a person signs in
	Never   bool          // nobody approves
}

// Host answers for the sign-in host. It is safe for concurrent use.
type Host struct {
	opt Options

	mu      sync.Mutex
	devices map[string]*device  // by device code
	grants  map[string]*grant   // by authorization code
	refresh map[string]*session // by refresh token
	client  string              // the first client that got a token: who signed in
}

// New returns the sign-in host of a cloud.
func New(opt Options) *Host {
	return &Host{opt: opt, devices: map[string]*device{}, grants: map[string]*grant{}, refresh: map[string]*session{}}
}

// SignedIn reports whether anybody got a token yet.
func (h *Host) SignedIn() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.client != ""
}

// Proves reports whether a token request only tries a credential: an
// application asks for itself after somebody else has signed in.
func (h *Host) Proves(form url.Values) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return form.Get("grant_type") == "client_credentials" && h.client != "" && !strings.EqualFold(form.Get("client_id"), h.client)
}

func (h *Host) signedIn(client string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.client == "" {
		h.client = client
	}
}

// Serves reports whether a path belongs to the sign-in host.
func Serves(path string) bool {
	_, rest, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !ok {
		return path == "/device"
	}
	switch rest {
	case "v2.0/.well-known/openid-configuration", "discovery/instance", "discovery/v2.0/keys",
		"oauth2/v2.0/devicecode", "oauth2/v2.0/token", "oauth2/v2.0/authorize", "adminconsent":
		return true
	}
	return false
}

// ServeHTTP answers one request.
func (h *Host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/device" {
		h.page(w)
		return
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	post := rest == "oauth2/v2.0/devicecode" || rest == "oauth2/v2.0/token"
	if want := map[bool]string{true: http.MethodPost, false: http.MethodGet}[post]; r.Method != want {
		w.Header().Set("Allow", want)
		h.refuse(w, r, refusal{900561, "the endpoint takes " + want + " requests only"})
		return
	}
	if rest == "discovery/instance" {
		h.instance(w, r)
		return
	}
	bots, isBots := botFramework(name)
	tenant, err := h.opt.Store.Tenant(name)
	if isBots {
		tenant, err = bots, nil
	}
	if err != nil {
		h.refuse(w, r, refusal{90002, "tenant '" + clip(name) + "' was not found; check the tenant and the cloud"})
		return
	}
	ask := request{host: "https://" + r.Host, name: name, tenant: tenant}
	if post {
		if err := r.ParseForm(); err != nil || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			h.refuse(w, r, refusal{900144, "the request body must be a form"})
			return
		}
		ask.form = r.PostForm
		if id, secret, ok := r.BasicAuth(); ok && ask.form.Get("client_id") == "" {
			ask.form.Set("client_id", id)
			ask.form.Set("client_secret", secret)
		}
	}
	switch {
	case post:
	case rest == "oauth2/v2.0/authorize" && !isBots:
		ask.form = r.URL.Query()
		h.authorize(w, r, ask)
		return
	case rest == "adminconsent" && !isBots:
		ask.form = r.URL.Query()
		h.adminConsent(w, r, ask)
		return
	}
	var answer any
	switch {
	case isBots:
		answer, err = h.botDirectory(r, rest, ask)
	default:
		answer, err = h.ask(rest, ask)
	}
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	h.send(w, r, http.StatusOK, answer)
}

// ask answers a client at one of a tenant's endpoints.
func (h *Host) ask(rest string, ask request) (any, error) {
	switch rest {
	case "oauth2/v2.0/devicecode":
		return h.begin(ask)
	case "oauth2/v2.0/token":
		return h.token(ask)
	case "discovery/v2.0/keys":
		return map[string]any{"keys": []any{}}, nil
	default:
		return configuration(ask), nil
	}
}

// request is one question to the sign-in host.
type request struct {
	host   string // scheme and host it was sent to
	name   string // the tenant as named in the path
	tenant store.Tenant
	form   url.Values
}

func (h *Host) send(w http.ResponseWriter, r *http.Request, status int, answer any) {
	header := w.Header()
	header.Set("Content-Type", "application/json; charset=utf-8")
	header.Set("Cache-Control", "no-store, no-cache")
	header.Set("Pragma", "no-cache")
	if id := r.Header.Get("client-request-id"); id != "" && strings.EqualFold(r.Header.Get("return-client-request-id"), "true") {
		header.Set("client-request-id", clip(id))
	}
	if header.Get("x-ms-request-id") == "" {
		if id, err := h.opt.Store.NewID(); err == nil {
			header.Set("x-ms-request-id", id)
		}
	}
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer)
}

// page is what a browser finds at the verification address.
func (h *Host) page(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("This is the rehearsal cloud. There is nothing to type here: the code approves itself.\n"))
}

// clip bounds foreign text that is repeated in an answer and takes control
// characters out.
func clip(text string) string {
	text = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return -1
		}
		return c
	}, text)
	return text[:min(len(text), 128)]
}
