package wire

import (
	"context"
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxKept bounds the body that an [Answer] keeps, in bytes.
const maxKept = 64 << 10

// Answer is what is known of the last answer, whatever the SDK above made of
// it.
type Answer struct {
	Method      string
	URL         string // without query
	Status      int    // 0 when no answer came
	ContentType string // media type without parameters, lower case
	RequestID   string // the service's own id of the request
	Date        time.Time
	RetryAfter  time.Duration // what a 429 or 503 asked for; 0 when nothing
	Tries       int           // how often the request was sent
	// Body begins the body of a refusal (status 400 and above), at most 64 KiB.
	// Bodies of successes are not kept: they can hold tokens.
	Body []byte
	Err  error // why no answer came
}

// HTML tells whether a page came where data was due, as a proxy or a gateway
// sends it.
func (a Answer) HTML() bool { return a.ContentType == "text/html" }

// Recorder keeps the last answer to the requests made under one context.
type Recorder struct {
	outer *Recorder // hears the same
	mu    sync.Mutex
	last  Answer
}

type recorderKey struct{}

// Record makes the returned recorder keep the last answer to the requests made
// under the returned context. Recorders nest.
func Record(ctx context.Context) (context.Context, *Recorder) {
	outer, _ := ctx.Value(recorderKey{}).(*Recorder)
	r := &Recorder{outer: outer}
	return context.WithValue(ctx, recorderKey{}, r), r
}

// Last is the last answer; zero when no request was made.
func (r *Recorder) Last() Answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.last
}

func record(ctx context.Context, a Answer) {
	r, _ := ctx.Value(recorderKey{}).(*Recorder)
	for ; r != nil; r = r.outer {
		r.mu.Lock()
		r.last = a
		r.mu.Unlock()
	}
}

// requestID finds the id that the service's support asks for. Graph sends
// request-id, Entra x-ms-request-id, Azure Resource Manager
// x-ms-correlation-request-id.
func requestID(h http.Header) string {
	for _, name := range []string{"request-id", "x-ms-request-id", "x-ms-correlation-request-id", "client-request-id"} {
		if v := h.Get(name); v != "" {
			return printable(v, 100)
		}
	}
	return ""
}

func mediaType(h http.Header) string {
	t, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		t, _, _ = strings.Cut(h.Get("Content-Type"), ";")
		t = strings.ToLower(strings.TrimSpace(t))
	}
	return printable(t, 100)
}

// printable drops everything that could steer a terminal, and bounds the rest
// to n bytes.
func printable(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return -1
		}
		return r
	}, s)
	return s[:min(n, len(s))]
}
