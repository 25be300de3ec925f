package totara

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// Options describe a site.
type Options struct {
	WWWRoot string
	Memory  string // file; empty: the site forgets
	Now     func() time.Time

	Gateway  bool              // in Totara's own cloud, behind its gateway
	NoEngage bool              // an edition without Engage: the feature cannot be switched on
	Pending  bool              // waits for its upgrade
	Forced   map[string]string // settings that config.php holds, by full name
	NoCron   bool              // cron has never run
}

// Operation is one thing that a site can be asked to do. It gives the result
// and the secrets that go out with it.
type Operation func(args json.RawMessage, secrets map[string]string) (result any, out map[string]string, err error)

// Site is a rehearsed site. It is safe for use by several callers at once.
type Site struct {
	options Options
	mu      sync.Mutex
	data    data
	ops     map[string]Operation
	written int
}

// New is a site as it was left in the memory file, or a fresh one.
func New(o Options) (*Site, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Site{options: o, data: fresh()}
	s.ops = map[string]Operation{"site.hello": s.hello, "totara.look": s.look, "totara.write": s.write, "totara.prove": s.prove}
	return s, s.remember()
}

// Handle adds an operation, or replaces one. Call it before the first request.
func (s *Site) Handle(name string, op Operation) { s.ops[name] = op }

// Refusal is why an operation is not done.
type Refusal struct{ Code, Text, Cure string }

func (r *Refusal) Error() string { return r.Text }

// request is a request as it travels.
type request struct {
	Version int               `json:"version"`
	Op      string            `json:"op"`
	Args    json.RawMessage   `json:"args"`
	Secrets map[string]string `json:"secrets"`
}

// envelope is an answer as it travels.
type envelope struct {
	Version int               `json:"version"`
	OK      bool              `json:"ok"`
	Result  any               `json:"result,omitempty"`
	Secrets map[string]string `json:"secrets,omitempty"`
	Notes   []string          `json:"notes"`
	Error   *failure          `json:"error,omitempty"`
}

type failure struct {
	Code    string `json:"code"`
	Text    string `json:"text"`
	Cure    string `json:"cure"`
	Written int    `json:"written"`
}

// Answer does one operation. Refusals are part of the answer; an error is only
// for a site that cannot be reached.
func (s *Site) Answer(ctx context.Context, raw []byte) ([]byte, string, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	var r request
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, "", fmt.Errorf("request of another form: %w", err)
	}
	if r.Version != 1 {
		return nil, "", fmt.Errorf("request of version %d, not 1", r.Version)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	op, known := s.ops[r.Op]
	if !known {
		return reply(envelope{Error: &failure{Code: "operation", Text: "the script knows no operation " + r.Op}})
	}
	s.written = 0
	result, secrets, err := op(r.Args, r.Secrets)
	if s.written > 0 {
		if kept := s.keep(); kept != nil {
			return nil, "", kept
		}
	}
	if err != nil {
		f := &failure{Text: err.Error(), Written: s.written}
		if refused, ok := err.(*Refusal); ok {
			f.Code, f.Cure = refused.Code, refused.Cure
		}
		return reply(envelope{Error: f})
	}
	return reply(envelope{OK: true, Result: result, Secrets: secrets})
}

func reply(e envelope) ([]byte, string, error) {
	e.Version, e.Notes = 1, []string{}
	data, err := json.Marshal(e)
	return data, "", err
}

// hello says which site this is.
func (s *Site) hello(json.RawMessage, map[string]string) (any, map[string]string, error) {
	return s.greeting(), nil, nil
}

func (s *Site) greeting() map[string]any {
	flavour := "flavour_learn_perform_engage"
	if s.options.NoEngage {
		flavour = "flavour_learn"
	}
	return map[string]any{
		"php": "8.2.0", "release": "17.3 (rehearsal)", "version": "17.3", "wwwroot": s.options.WWWRoot,
		"admin": "admin", "flavour": flavour, "gateway": s.options.Gateway, "pending": s.options.Pending,
	}
}
