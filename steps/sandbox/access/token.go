package access

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"time"
)

// life is how long a token of Access is good for. Source: Omnissa Access API
// guide, "OAuth 2.0 client credentials": three hours.
const life = 3 * time.Hour

// token answers a service client that asks for itself.
func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	oauth := func(status int, code, text string) {
		say(w, status, "application/json", map[string]any{"error": code, "error_description": text})
	}
	if err := r.ParseForm(); err != nil || r.PostForm.Get("grant_type") == "" {
		oauth(http.StatusBadRequest, "invalid_request", "grant_type is missing")
		return
	}
	if r.PostForm.Get("grant_type") != "client_credentials" {
		complain(w, http.StatusInternalServerError, "internal.error", "grant type")
		return
	}
	id, secret, ok := r.BasicAuth()
	if !ok || id == "" || secret == "" || secret == "wrong" {
		w.Header().Set("WWW-Authenticate", `Basic realm="oauth2/client"`)
		oauth(http.StatusUnauthorized, "invalid_client", "Bad client credentials")
		return
	}
	raw := make([]byte, 32)
	if _, err := io.ReadFull(s.opt.Rand, raw); err != nil {
		complain(w, http.StatusInternalServerError, "internal.error", "no randomness")
		return
	}
	text := base64.RawURLEncoding.EncodeToString(raw)
	s.mu.Lock()
	s.tokens[text] = s.opt.Now().Add(life)
	s.mu.Unlock()
	if s.opt.Issued != nil {
		s.opt.Issued(text)
	}
	say(w, http.StatusOK, "application/json", map[string]any{
		"access_token": text, "token_type": "Bearer", "expires_in": int(life/time.Second) - 1, "scope": "admin",
	})
}

// admitted answers whoever has no right to the resources, and reports whether
// the request may go on.
func (s *Service) admitted(w http.ResponseWriter, r *http.Request) bool {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	s.mu.Lock()
	end, known := s.tokens[text]
	s.mu.Unlock()
	switch {
	case !strings.EqualFold(scheme, "Bearer") || !known || !s.opt.Now().Before(end):
		complain(w, http.StatusUnauthorized, "rest.operation.not.authenticated", "Not authenticated")
		return false
	case s.opt.Denied:
		complain(w, http.StatusForbidden, "rest.operation.not.authorized", "Insufficient authority")
		return false
	}
	return true
}
