package access

import (
	"io"
	"net/http"
	"strings"
)

// connector plays a Teams connector behind a customer's reverse proxy. The
// first label of the public name, as the proxy forwards it, chooses a defect:
//
//	open      cards are given to anybody
//	trusting  the signature of a token is not checked
//	plain     the proxy does not say that the outside speaks https
//	inside    the proxy does not say its public name
//	login     the proxy wants everybody to sign in
//	down      nothing but 502
//
// Any other name is a sound connector.
func (s *Service) connector(w http.ResponseWriter, r *http.Request) {
	public := r.Header.Get("X-Forwarded-Host")
	defect, _, _ := strings.Cut(public, ".")
	switch defect {
	case "login":
		w.Header().Set("Location", "https://login."+public+"/")
		w.WriteHeader(http.StatusFound)
		return
	case "down":
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	base := outside(r, defect)
	switch path := strings.TrimPrefix(r.URL.Path, connectorAt); {
	case path == "/health" && r.Method == http.MethodGet:
		say(w, http.StatusOK, "application/vnd.spring-boot.actuator.v3+json", map[string]any{"status": "UP"})
	case (path == "/" || path == "") && r.Method == http.MethodGet:
		say(w, http.StatusOK, "application/json", discovery(base))
	case path == "/cards/requests" && r.Method == http.MethodPost:
		s.cards(w, r, defect, base+path)
	default:
		http.NotFound(w, r)
	}
}

// outside is the connector's address as it believes it to be.
func outside(r *http.Request, defect string) string {
	proto, host := r.Header.Get("X-Forwarded-Proto"), r.Header.Get("X-Forwarded-Host")
	switch {
	case defect == "plain", proto == "":
		proto = "http"
	case defect == "inside", host == "":
		host = "10.1.2.3:8080"
	}
	return proto + "://" + host + r.Header.Get("X-Forwarded-Prefix")
}

func discovery(base string) map[string]any {
	href := func(path string) map[string]any { return map[string]any{"href": base + path} }
	return map[string]any{
		"image":     href("/images/connector.png"),
		"test_auth": href("/test-auth"),
		"object_types": map[string]any{
			"card": map[string]any{"pollable": true, "endpoint": href("/cards/requests")},
		},
	}
}

// cards answers a request for cards: whose token, for which address, and does
// Microsoft Graph take the person's token.
func (s *Service) cards(w http.ResponseWriter, r *http.Request, defect, at string) {
	_, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	key, err := s.trusted()
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	c, sound := read(text, key, s.opt.Now())
	switch {
	case defect == "open" || defect == "trusting" && text != "":
	case !sound:
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
		w.WriteHeader(http.StatusUnauthorized)
		return
	case c.Audience != at:
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if r.Header.Get("X-Routing-Prefix") == "" || r.Header.Get("X-Connector-Base-Url") == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	io.Copy(io.Discard, io.LimitReader(r.Body, 1<<20))
	_, graph, _ := strings.Cut(r.Header.Get("X-Connector-Authorization"), " ")
	if _, _, ok := s.bearer(graph); !ok {
		w.Header().Set("X-Backend-Status", "401")
		say(w, http.StatusBadRequest, "application/json", map[string]any{"error": "invalid_connector_token"})
		return
	}
	say(w, http.StatusOK, "application/json", map[string]any{"objects": []any{}})
}

func (s *Service) bearer(token string) (upn string, scopes []string, ok bool) {
	if s.opt.Bearer == nil || token == "" {
		return "", nil, false
	}
	return s.opt.Bearer(token)
}
