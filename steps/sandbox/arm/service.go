package arm

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// Options are what the service needs.
type Options struct {
	Store  *store.Store
	Signer *token.Signer
	Now    func() time.Time

	// Settle is how long work in the background takes: a registration, the end
	// of a resource group.
	Settle time.Duration
}

// Service answers for Azure Resource Manager. It is safe for concurrent use.
type Service struct {
	opt    Options
	routes []route
}

// New returns the Resource Manager of a cloud.
func New(opt Options) *Service {
	s := &Service{opt: opt}
	s.routes = s.table()
	return s
}

// Serves reports whether a path belongs to Azure Resource Manager.
func Serves(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch strings.ToLower(first) {
	case "subscriptions", "providers", "tenants":
		return true
	}
	return false
}

// Reads reports whether a request changes nothing: asking whether a name is
// free is one, though it is sent as POST.
func Reads(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead ||
		strings.HasSuffix(strings.ToLower(r.URL.Path), "/checknameavailability")
}

// Written returns what a request changes: the bot with its channels, the
// resource group or the registration that the path names.
func Written(r *http.Request) (object string, ok bool) {
	if Reads(r) {
		return "", false
	}
	path := strings.ToLower(strings.Trim(r.URL.Path, "/"))
	if at := strings.Index(path, "/channels"); at > 0 {
		path = path[:at]
	}
	return path, true
}

// ask is one request on its way.
type ask struct {
	r      *http.Request
	caller caller
	names  []string // what stands at the {} of the path
	sub    store.Subscription
	body   store.Object
}

// reply is an answer that does not refuse.
type reply struct {
	status int
	body   any // nil for none
	header map[string]string
}

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requestID, err := s.opt.Store.NewID()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	stamp(w.Header(), r, requestID, s.opt.Now())
	answer, why := s.answer(r)
	if why != nil {
		why.write(w)
		return
	}
	header := w.Header()
	for name, value := range answer.header {
		header.Set(name, value)
	}
	if answer.body == nil {
		w.WriteHeader(answer.status)
		return
	}
	header.Set("Content-Type", "application/json; charset=utf-8")
	data, err := json.Marshal(answer.body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(answer.status)
	w.Write(data)
}

// stamp sets the headers that every answer has. Source: Azure Resource Manager,
// throttling and request headers.
func stamp(header http.Header, r *http.Request, requestID string, now time.Time) {
	correlation := r.Header.Get("x-ms-correlation-request-id")
	if uuid.Validate(correlation) != nil {
		correlation = requestID
	}
	header.Set("x-ms-request-id", requestID)
	header.Set("x-ms-correlation-request-id", correlation)
	header.Set("x-ms-routing-request-id", "REHEARSAL:"+now.UTC().Format("20060102T150405Z")+":"+requestID)
	if id := r.Header.Get("x-ms-client-request-id"); id != "" && r.Header.Get("x-ms-return-client-request-id") == "true" {
		header.Set("x-ms-client-request-id", clip(id))
	}
	kind := map[bool]string{true: "reads", false: "writes"}[Reads(r)]
	if r.Method == http.MethodDelete {
		kind = "deletes"
	}
	header.Set("x-ms-ratelimit-remaining-subscription-"+kind, strconv.Itoa(199))
	header.Set("Cache-Control", "no-cache")
	header.Set("Pragma", "no-cache")
	header.Set("Expires", "-1")
	header.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	header.Set("X-Content-Type-Options", "nosniff")
}

// answer judges a request in Resource Manager's order.
func (s *Service) answer(r *http.Request) (*reply, *refusal) {
	who, why := s.authenticate(r)
	if why != nil {
		return nil, why
	}
	do, names, why := s.find(r)
	if why != nil {
		return nil, why
	}
	if why := do.version(r); why != nil {
		return nil, why
	}
	a := &ask{r: r, caller: who, names: names}
	if do.scope != scopeTenant {
		if a.sub, why = who.subscription(names[0]); why != nil {
			return nil, why
		}
		a.names = names[1:]
		group := ""
		if do.scope == scopeGroup {
			group = a.names[0]
		}
		if why := who.may(a.sub, group, do.action, r.URL.Path); why != nil {
			return nil, why
		}
		if do.writes() && a.sub.State != store.Enabled && a.sub.State != "PastDue" {
			return nil, disabled(a.sub)
		}
	}
	if why := s.settle(a); why != nil {
		return nil, why
	}
	if do.body {
		if a.body, why = object(r); why != nil {
			return nil, why
		}
	}
	return do.handle(a)
}

// object reads the body as a JSON object.
func object(r *http.Request) (store.Object, *refusal) {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); !strings.EqualFold(strings.TrimSpace(kind), "application/json") {
		return nil, &refusal{http.StatusUnsupportedMediaType, "UnsupportedMediaType", "The content media type '" + clip(kind) + "' is not supported. Only 'application/json' is supported.", nil}
	}
	var o store.Object
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil || o == nil {
		return nil, bad("InvalidRequestContent", "The request content was invalid and could not be deserialized.")
	}
	return o, nil
}

// view shows the caller's tenant as the region knows it that answers.
func (s *Service) view(a *ask, look func(*store.View)) *refusal {
	if err := s.opt.Store.Read(a.caller.Tenant, look); err != nil {
		return failure(err)
	}
	return nil
}

// change runs a change of the caller's tenant.
func (s *Service) change(a *ask, do func(*store.Tx) *refusal) *refusal {
	var why *refusal
	err := s.opt.Store.Write(a.caller.Tenant, func(tx *store.Tx) error {
		if why = do(tx); why != nil {
			return why
		}
		return nil
	})
	if why == nil && err != nil {
		return failure(err)
	}
	return why
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

func str(o store.Object, key string) string {
	s, _ := o[key].(string)
	return s
}

func inner(o store.Object, key string) store.Object {
	m, _ := o[key].(map[string]any)
	return m
}
