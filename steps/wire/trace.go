package wire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxTraced bounds a body in a trace, in bytes. Graph's own service principal,
// with every scope it offers, is about half of it.
const maxTraced = 1 << 20

// Trace writes every try of every request as one JSON line, without any
// secret, whole enough to answer from later. The zero of its pointer traces
// nothing. It is safe for use by many goroutines; a line is one write.
//
//	{"n":7,"time":"2026-11-20T10:00:00.123Z","ms":84,"try":1,"method":"GET",
//	 "url":"https://graph.microsoft.com/v1.0/organization?$select=id",
//	 "request":{"headers":{…}},
//	 "status":200,"answer":{"headers":{…},"json":{"value":[…]}}}
//
// A body stands under json, form or text; one that is none of these, is too
// long or cannot be read well enough to find its secrets stands as its length
// alone, a picture or a zip with its SHA-256.
type Trace struct {
	mu  sync.Mutex
	w   io.Writer
	n   int
	err error
}

// NewTrace is a trace into w. Whoever opens w sees to its mode (0600).
func NewTrace(w io.Writer) *Trace { return &Trace{w: w} }

// Err is the first error of writing; requests go on without their trace.
func (t *Trace) Err() error {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

type line struct {
	N       int     `json:"n"`
	Time    string  `json:"time"`
	MS      int64   `json:"ms"`
	Try     int     `json:"try"`
	Method  string  `json:"method"`
	URL     string  `json:"url"`
	Request message `json:"request"`
	Status  int     `json:"status,omitempty"`
	Answer  message `json:"answer,omitzero"`
	Error   string  `json:"error,omitempty"`
}

type message struct {
	Headers map[string]string `json:"headers,omitempty"`
	JSON    json.RawMessage   `json:"json,omitempty"`
	Form    string            `json:"form,omitempty"`
	Text    string            `json:"text,omitempty"`
	Bytes   int               `json:"bytes,omitempty"`
	SHA256  string            `json:"sha256,omitempty"`
}

func (t *Trace) add(at time.Time, took time.Duration, try int, req *http.Request, body []byte, o outcome) {
	if t == nil {
		return
	}
	l := line{
		Time: at.UTC().Format("2006-01-02T15:04:05.000Z"), MS: took.Milliseconds(), Try: try,
		Method: req.Method, URL: redactURL(req.URL), Request: traced(req.Header, body),
	}
	if o.resp != nil {
		l.Status, l.Answer = o.resp.StatusCode, traced(o.resp.Header, o.body)
	}
	if o.err != nil {
		l.Error = scrubText(o.err.Error())
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err != nil {
		return
	}
	t.n++
	l.N = t.n
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if t.err = e.Encode(l); t.err == nil {
		_, t.err = t.w.Write(out.Bytes())
	}
}

// traced is a message without its secrets. Headers are those of a list, so
// that a new one cannot leak.
func traced(h http.Header, body []byte) message {
	m := message{Headers: map[string]string{}}
	for name, values := range h {
		if keptHeader(name) {
			m.Headers[strings.ToLower(name)] = scrubText(strings.Join(values, ", "))
		}
	}
	if len(body) == 0 {
		return m
	}
	if len(body) > maxTraced {
		m.Bytes = len(body)
		return m
	}
	switch kind := mediaType(h); {
	case strings.HasSuffix(kind, "json"):
		m.JSON, _ = redactJSON(body)
	case kind == "application/x-www-form-urlencoded":
		m.Form, _ = redactForm(string(body))
	case strings.HasPrefix(kind, "text/"):
		m.Text = scrubText(string(body[:min(maxKept, len(body))]))
	case strings.HasPrefix(kind, "image/"), kind == "application/zip":
		sum := sha256.Sum256(body)
		m.SHA256 = hex.EncodeToString(sum[:])
	}
	if m.JSON == nil && m.Form == "" && m.Text == "" {
		m.Bytes = len(body)
	}
	return m
}

func keptHeader(name string) bool {
	switch n := strings.ToLower(name); n {
	case "accept", "content-type", "content-encoding", "prefer", "preference-applied", "consistencylevel", "user-agent", "if-match",
		"client-request-id", "request-id", "date", "retry-after", "www-authenticate", "allow", "via", "server", "location", "azure-asyncoperation":
		return true
	default:
		return strings.HasPrefix(n, "x-ms-") && !secretKey(n)
	}
}
