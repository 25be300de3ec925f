package access

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options are what the services need. The zero value works.
type Options struct {
	Now    func() time.Time // the clock; nil means time.Now
	Rand   io.Reader        // source of tokens and ids; nil means crypto/rand
	Memory string           // file that remembers templates and clients; "" means none
	Issued func(text string)

	// Bearer reads an access token of Microsoft Graph: the person's user
	// principal name and what the token may do. Nil refuses every token.
	Bearer func(token string) (upn string, scopes []string, ok bool)

	// What kind of Access it is.
	Legacy  bool // knows only its own media types, as before 2025
	Seconds bool // counts the life of tokens in seconds
	Old     bool // has no interface for templates
	Page    bool // a gateway before it answers everything with a sign-in page
	Denied  bool // the service client lacks the admin scope
}

// Service answers for Access, the Mobile Flows host, the connector and the
// connector's part of Microsoft Graph. It is safe for concurrent use.
type Service struct {
	opt   Options
	key   func() (*rsa.PrivateKey, error) // of the Mobile Flows service; made when first asked for
	calls []call

	mu      sync.Mutex
	tokens  map[string]time.Time // access tokens with their ends
	state   state
	started string // public key, PEM, that the connector was started with in self-test mode
}

// New makes the services. Errors come from the memory file.
func New(opt Options) (*Service, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Rand == nil {
		opt.Rand = rand.Reader
	}
	s := &Service{opt: opt, calls: connectorCalls(), tokens: map[string]time.Time{}}
	s.key = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
	var err error
	if s.state, err = recall(opt.Memory); err != nil {
		return nil, err
	}
	if s.state.Templates == nil {
		s.state.Templates = map[string]object{}
		s.state.Clients = map[string]object{}
		s.seed()
	}
	return s, nil
}

// Paths of the services.
const (
	resources   = "/SAAS/jersey/manager/api/"
	tokenPath   = "/SAAS/auth/oauthtoken"
	newerIssuer = "/acs/.well-known/openid-configuration"
	olderIssuer = "/SAAS/auth/.well-known/openid-configuration"
	keyPath     = "/security/public-key"
	callback    = "/token-exchange/oauth2/callback"
	connectorAt = "/connector"
	startedAt   = "/rehearsal/connector"
)

// Serves reports whether a path belongs to these services.
func Serves(path string) bool {
	switch path {
	case keyPath, callback, startedAt, connectorAt:
		return true
	}
	for _, prefix := range []string{"/SAAS/", "/acs/", connectorAt + "/", "/beta/me/joinedTeams", "/beta/teams/", "/beta/$batch"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return path == "/beta/me" || strings.EqualFold(path, "/beta/me/mailboxsettings/timeZone")
}

// Kind is the log's word for a request: read, write, token or probe.
func Kind(r *http.Request) string {
	path := r.URL.Path
	switch {
	case path == tokenPath:
		return "token"
	case path == keyPath, path == callback, path == startedAt, strings.HasPrefix(path, connectorAt), strings.HasPrefix(path, "/SAAS/auth/device/"):
		return "probe"
	case r.Method == http.MethodGet, r.Method == http.MethodHead, path == "/beta/$batch":
		return "read"
	}
	return "write"
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	switch {
	case path == startedAt:
		s.start(w, r)
	case path == connectorAt, strings.HasPrefix(path, connectorAt+"/"):
		s.connector(w, r)
	case path == keyPath, path == callback:
		s.mobileFlows(w, r)
	case strings.HasPrefix(path, "/beta/"):
		s.graph(w, r)
	case s.opt.Page:
		s.page(w)
	case path == tokenPath:
		s.token(w, r)
	case path == newerIssuer, path == olderIssuer:
		s.discovery(w, r)
	case path == resources+"system/health":
		w.WriteHeader(http.StatusOK)
	case path == "/SAAS/auth/device/register":
		s.register(w, r)
	case strings.HasPrefix(path, resources):
		s.resource(w, r, strings.TrimPrefix(path, resources))
	default:
		http.NotFound(w, r)
	}
}

// Refuse answers as Access does when it cannot work.
func Refuse(w http.ResponseWriter, status int) {
	say(w, status, "application/json", map[string]any{"errors": []any{map[string]any{"code": "server.error", "message": "the service cannot answer"}}})
}

func (s *Service) page(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	io.WriteString(w, "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form method=\"post\"></form></body></html>")
}

// discovery tells who issues tokens here. Before 2026 it lay elsewhere.
func (s *Service) discovery(w http.ResponseWriter, r *http.Request) {
	if s.opt.Legacy && r.URL.Path == newerIssuer {
		http.NotFound(w, r)
		return
	}
	say(w, http.StatusOK, "application/json", map[string]any{
		"issuer":         "https://" + r.Host + strings.TrimSuffix(r.URL.Path, "/.well-known/openid-configuration"),
		"token_endpoint": "https://" + r.Host + tokenPath,
	})
}

func say(w http.ResponseWriter, status int, mediaType string, v any) {
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v)
}

// complain is an error in the manner of Access.
func complain(w http.ResponseWriter, status int, code, message string) {
	say(w, status, "application/json", map[string]any{"errors": []any{map[string]any{"code": code, "message": message}}})
}

// Count counts the templates beside the built-in one, and the dynamic clients.
func (s *Service) Count() (templates, clients int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.state.Templates {
		if id != builtIn {
			templates++
		}
	}
	return templates, len(s.state.Clients)
}
