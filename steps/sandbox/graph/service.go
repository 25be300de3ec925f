package graph

import (
	"net/http"
	"time"

	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// Options are what the service needs.
type Options struct {
	Store  *store.Store
	Signer *token.Signer
	Now    func() time.Time
}

// Service answers for Microsoft Graph. It is safe for concurrent use.
type Service struct {
	opt Options
}

// New returns the Microsoft Graph of a cloud.
func New(opt Options) *Service { return &Service{opt: opt} }

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	absent(r.URL.Path).write(w, "", "", s.opt.Now())
}

func clip(text string) string { return text[:min(len(text), 128)] }
