package graph

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
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
}

// Service answers for Microsoft Graph. It is safe for concurrent use.
type Service struct {
	opt    Options
	routes map[string]route

	application, principal, grant *complexType

	packers sync.Pool // of *gzip.Writer, which are large

	mu     sync.Mutex
	writes map[string][]time.Time // by application: recent writes to those open to personal accounts
}

// New returns the Microsoft Graph of a cloud.
func New(opt Options) *Service {
	s := &Service{
		opt: opt, application: applicationType(), principal: servicePrincipalType(), grant: grantType(),
		writes: map[string][]time.Time{},
	}
	s.routes = s.table()
	maps.Copy(s.routes, s.catalogRoutes())
	return s
}

// ask is one request on its way.
type ask struct {
	r      *http.Request
	base   string // address of the service with version, as in links
	caller caller
	keys   []key
	query  query
	body   []byte // unpacked
}

// reply is an answer that does not refuse. A body is a store.Object, raw bytes
// with a content type in the header, or nothing.
type reply struct {
	status int
	body   any
	header map[string]string
}

const maxUnpacked = 32 << 20

// ServeHTTP answers one request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	requestID, err := s.opt.Store.NewID()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	clientID := r.Header.Get("client-request-id")
	if uuid.Validate(clientID) != nil {
		clientID = requestID
	}
	header := w.Header()
	header.Set("request-id", requestID)
	header.Set("client-request-id", clientID)
	header.Set("Cache-Control", "no-cache")
	header.Set("Vary", "Accept-Encoding")
	header.Set("x-ms-ags-diagnostic", `{"ServerInfo":{"DataCenter":"Rehearsal","Slice":"E","Ring":"1","ScaleUnit":"000","RoleInstance":"LOOPBACK"}}`)
	header.Set("x-ms-resource-unit", "1")

	answer, why := s.answer(r)
	if why != nil {
		why.write(w, requestID, clientID, s.opt.Now())
		return
	}
	s.send(w, r, answer)
}

// answer judges a request in Microsoft Graph's order: token, path, permission
// (by the route), body.
func (s *Service) answer(r *http.Request) (*reply, *problem) {
	who, why := s.authenticate(r)
	if why != nil {
		return nil, why
	}
	version, path, _ := strings.Cut(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	pattern, keys, why := parsePath(path)
	if why != nil {
		return nil, why
	}
	do, why := s.find(r.Method, pattern)
	if why != nil {
		return nil, why
	}
	if do.personal && !who.Delegated() {
		return nil, malformed("/me request is only valid with delegated authentication flow.")
	}
	if why := who.may(do.permissions); why != nil {
		return nil, why
	}
	a := &ask{r: r, base: "https://" + r.Host + "/" + version, caller: who, keys: keys}
	if a.query, why = parseQuery(r); why != nil {
		return nil, why
	}
	if a.query.expand != "" && !strings.HasPrefix(pattern, "appCatalogs/") {
		return nil, &problem{status: http.StatusNotImplemented, code: "NotImplemented", message: "The rehearsal cloud does not expand relationships."}
	}
	if a.body, why = unpack(r); why != nil {
		return nil, why
	}
	return do.handle(a)
}

// unpack reads the body, inflating it where it was sent as gzip.
func unpack(r *http.Request) ([]byte, *problem) {
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, malformed("The request body could not be read.")
	}
	switch encoding := strings.ToLower(r.Header.Get("Content-Encoding")); encoding {
	case "", "identity":
		return data, nil
	case "gzip":
		reader, err := gzip.NewReader(bytes.NewReader(data))
		if err == nil {
			data, err = io.ReadAll(io.LimitReader(reader, maxUnpacked+1))
		}
		if err != nil || len(data) > maxUnpacked {
			return nil, malformed("The request body is announced as gzip and is none, or is too large.")
		}
		return data, nil
	default:
		return nil, &problem{status: http.StatusUnsupportedMediaType, code: unreadable, message: "Content-Encoding '" + clip(encoding) + "' is not supported."}
	}
}

// object reads the body as a JSON object.
func (a *ask) object() (store.Object, *problem) {
	if !strings.HasPrefix(strings.ToLower(a.r.Header.Get("Content-Type")), "application/json") {
		return nil, malformed("A valid Content-Type, application/json, is required for the request body.")
	}
	if len(bytes.TrimSpace(a.body)) == 0 {
		return nil, malformed("Empty payload. JSON content expected.")
	}
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	var o store.Object
	if err := decoder.Decode(&o); err != nil || o == nil || decoder.More() {
		return nil, malformed("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.")
	}
	return o, nil
}

// send puts an answer on the wire, as gzip where that was asked for.
func (s *Service) send(w http.ResponseWriter, r *http.Request, answer *reply) {
	header := w.Header()
	for name, value := range answer.header {
		header.Set(name, value)
	}
	var data []byte
	switch body := answer.body.(type) {
	case nil:
		w.WriteHeader(answer.status)
		return
	case []byte:
		data = body
	default:
		header.Set("Content-Type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8")
		header.Set("OData-Version", "4.0")
		var err error
		if data, err = json.Marshal(body); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	if strings.Contains(strings.ToLower(r.Header.Get("Accept-Encoding")), "gzip") {
		var packed bytes.Buffer
		zip, ok := s.packers.Get().(*gzip.Writer)
		if !ok {
			zip = gzip.NewWriter(&packed)
		}
		zip.Reset(&packed)
		zip.Write(data)
		zip.Close()
		s.packers.Put(zip)
		header.Set("Content-Encoding", "gzip")
		data = packed.Bytes()
	}
	w.WriteHeader(answer.status)
	w.Write(data)
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
