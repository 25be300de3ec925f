package site

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"teamwright/steps/secret"
)

// Transport carries one request to where a site answers. request and answer
// are JSON documents; beside is what was printed around the answer. When the
// context ends, so does the work.
type Transport interface {
	Answer(ctx context.Context, request []byte) (answer []byte, beside string, err error)
}

// Options are the circumstances of a site.
type Options struct {
	// Config is the path of Totara's config.php on its server.
	Config string
	// Timeout bounds one request; 0 means [Patience].
	Timeout time.Duration
}

// Patience is how long a request may take, sign-in and start of PHP included.
const Patience = 2 * time.Minute

// Site is one Totara site. It is safe for use by several steps at once, and
// asks one thing after the other: a server under an admin's eyes is no place
// for a crowd.
type Site struct {
	transport Transport
	options   Options
	turn      chan struct{}
	answered  bool // guarded by turn
}

// New is a site behind a transport. It asks nothing yet.
func New(t Transport, o Options) *Site {
	if o.Timeout == 0 {
		o.Timeout = Patience
	}
	return &Site{transport: t, options: o, turn: make(chan struct{}, 1)}
}

// Request is one operation.
type Request struct {
	Op   string // such as "totara.read"
	Args any    // anything that JSON can say; no secrets
	// Secrets travel beside the arguments and are never shown.
	Secrets map[string]secret.Text
}

// document is a request as it travels.
type document struct {
	Version int               `json:"version"`
	Op      string            `json:"op"`
	Config  string            `json:"config"`
	Args    any               `json:"args"`
	Secrets map[string]string `json:"secrets"`
}

// Answer is what a site said.
type Answer struct {
	Result  json.RawMessage
	Secrets map[string]secret.Text
	// Notes are what PHP said beside the answer: warnings, banners. They are
	// fit for a terminal and hold no secret of the request.
	Notes []string
}

// Into reads the result.
func (a Answer) Into(v any) error {
	if err := json.Unmarshal(a.Result, v); err != nil {
		return &Error{Kind: Garbled, What: "the site's answer has another form than expected: " + err.Error(), Cure: cureGarbled}
	}
	return nil
}

// Hello is the result of the operation site.hello.
type Hello struct {
	Version string `json:"version"`
	WWWRoot string `json:"wwwroot"`
	Admin   string `json:"admin"`   // the folder, $CFG->admin
	Flavour string `json:"flavour"` // empty: none known
	Gateway bool   `json:"gateway"` // Totara's own cloud gateway is in use
	Pending bool   `json:"pending"` // an upgrade waits to be run
}

// Ask has one operation done. The error is an [*Error], or the context's.
func (s *Site) Ask(ctx context.Context, r Request) (Answer, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
	if len(r.Secrets) > 0 && !s.answered {
		if _, err := s.ask(ctx, Request{Op: "site.hello"}); err != nil {
			return Answer{}, neverSent(err)
		}
	}
	return s.ask(ctx, r)
}

// ask sends one request. Its turn has come.
func (s *Site) ask(ctx context.Context, r Request) (Answer, error) {
	doc := document{Version: 1, Op: r.Op, Config: s.options.Config, Args: r.Args, Secrets: map[string]string{}}
	if doc.Args == nil {
		doc.Args = struct{}{}
	}
	hide := make(blind, 0, len(r.Secrets))
	for name, text := range r.Secrets {
		doc.Secrets[name] = text.Reveal()
		hide = append(hide, text)
	}
	request, err := json.Marshal(doc)
	if err != nil {
		return Answer{}, fmt.Errorf("arguments of %s: %w", r.Op, err)
	}
	limited, cancel := context.WithTimeoutCause(ctx, s.options.Timeout, errTooSlow)
	defer cancel()
	raw, beside, err := s.transport.Answer(limited, request)
	switch {
	case ctx.Err() != nil && err != nil:
		return Answer{}, ctx.Err()
	case limited.Err() != nil && err != nil:
		return Answer{}, hide.error(slow(s.options.Timeout, beside))
	case err != nil:
		return Answer{}, hide.error(err)
	}
	answer, err := open(raw, beside, hide)
	if err == nil {
		s.answered = true
	}
	return answer, err
}
