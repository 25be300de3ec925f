package wire_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"teamwright/steps/wire"
)

// clock is a clock that sleeps at once and remembers its pauses.
type clock struct {
	now    time.Time
	pauses []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)} }

func (c *clock) clock() wire.Clock {
	return wire.Clock{
		Now: func() time.Time { return c.now },
		Sleep: func(ctx context.Context, d time.Duration) error {
			c.pauses = append(c.pauses, d)
			c.now = c.now.Add(d)
			return ctx.Err()
		},
		Jitter: func() float64 { return 1 },
	}
}

// reply is one scripted answer of base.
type reply struct {
	status int
	header http.Header
	body   string
	err    error
	sent   bool // err came after a connection was there
}

// base answers from a script, whose last reply repeats, and keeps the bodies.
type base struct {
	script []reply
	bodies []string
}

func (b *base) RoundTrip(req *http.Request) (*http.Response, error) {
	got := ""
	if req.Body != nil {
		all, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		got = string(all)
	}
	b.bodies = append(b.bodies, got)
	r := b.script[min(len(b.bodies), len(b.script))-1]
	if r.err != nil {
		if trace := httptrace.ContextClientTrace(req.Context()); r.sent && trace != nil {
			trace.GotConn(httptrace.GotConnInfo{})
		}
		return nil, r.err
	}
	h := r.header.Clone()
	if h == nil {
		h = http.Header{"Content-Type": {"application/json"}}
	}
	return &http.Response{StatusCode: r.status, Header: h, Body: io.NopCloser(strings.NewReader(r.body)), Request: req}, nil
}

func header(pairs ...string) http.Header {
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

var (
	ok     = reply{status: 200, body: `{}`}
	page   = reply{status: 502, header: header("Content-Type", "text/html; charset=utf-8"), body: "<html>Bad Gateway</html>"}
	portal = reply{status: 200, header: header("Content-Type", "text/html"), body: "<html>Please sign in</html>"}
	reset  = reply{err: errors.New("connection reset by peer"), sent: true}
	dial   = reply{err: &net.OpError{Op: "dial", Err: errors.New("connection refused")}}
)

const token = "https://login.example.org/t/oauth2/v2.0/token"

func TestReplay(t *testing.T) {
	t.Parallel()
	const things = "https://graph.example.org/v1.0/things"
	for _, c := range []struct {
		name   string
		method string
		url    string
		body   string
		safe   bool // marked as repeatable
		pages  bool // a page is an answer
		script []reply
		tries  int
		status int // 0: an error
		sent   bool
	}{
		{name: "read on 429", method: "GET", script: []reply{{status: 429}, ok}, tries: 2, status: 200},
		{name: "read on 500", method: "GET", script: []reply{{status: 500}, ok}, tries: 2, status: 200},
		{name: "read on 502 page", method: "GET", script: []reply{page, ok}, tries: 2, status: 200},
		{name: "read on 503", method: "GET", script: []reply{{status: 503}, ok}, tries: 2, status: 200},
		{name: "read on 504", method: "GET", script: []reply{{status: 504}, ok}, tries: 2, status: 200},
		{name: "read of a page", method: "GET", pages: true, script: []reply{portal}, tries: 1, status: 200},
		{name: "read of a page on a gateway's", method: "GET", pages: true, script: []reply{page, portal}, tries: 2, status: 200},
		{name: "read on a portal's page", method: "GET", script: []reply{portal, ok}, tries: 2, status: 200},
		{name: "read on reset", method: "GET", script: []reply{reset, ok}, tries: 2, status: 200},
		{name: "patch on reset", method: "PATCH", body: `{"a":1}`, script: []reply{reset, ok}, tries: 2, status: 200},
		{name: "put on 503", method: "PUT", body: "png", script: []reply{{status: 503}, ok}, tries: 2, status: 200},
		{name: "delete on 500", method: "DELETE", script: []reply{{status: 500}, {status: 204}}, tries: 2, status: 204},
		{name: "create on 429", method: "POST", body: `{"a":1}`, script: []reply{{status: 429}, ok}, tries: 2, status: 200},
		{name: "create on 500 surfaces", method: "POST", body: `{}`, script: []reply{{status: 500}, ok}, tries: 1, status: 500},
		{name: "create on 502 page surfaces", method: "POST", body: `{}`, script: []reply{page, ok}, tries: 1, status: 502},
		{name: "create on 503 surfaces", method: "POST", body: `{}`, script: []reply{{status: 503}, ok}, tries: 1, status: 503},
		{name: "create on reset surfaces", method: "POST", body: `{}`, script: []reply{reset, ok}, tries: 1, sent: true},
		{name: "create before a connection", method: "POST", body: `{}`, script: []reply{dial, ok}, tries: 2, status: 200},
		{name: "marked action on reset", method: "POST", body: `{}`, safe: true, script: []reply{reset, ok}, tries: 2, status: 200},
		{name: "secret's token on 503", method: "POST", url: token, body: "grant_type=client_credentials", script: []reply{{status: 503}, ok}, tries: 2, status: 200},
		{name: "refresh on reset", method: "POST", url: token, body: "grant_type=refresh_token", script: []reply{reset, ok}, tries: 2, status: 200},
		{name: "device poll on page", method: "POST", url: token, body: "grant_type=device_code", script: []reply{page, ok}, tries: 2, status: 200},
		{name: "code redeemed once", method: "POST", url: token, body: "grant_type=authorization_code", script: []reply{reset, ok}, tries: 1, sent: true},
		{name: "refusal surfaces", method: "GET", script: []reply{{status: 403}, ok}, tries: 1, status: 403},
		{name: "proxy's refusal surfaces", method: "GET", script: []reply{{status: 403, header: header("Content-Type", "text/html")}, ok}, tries: 1, status: 403},
		{name: "unknown name surfaces", method: "GET", script: []reply{{err: &net.DNSError{Err: "no such host", IsNotFound: true}}, ok}, tries: 1},
		{name: "gives up", method: "GET", script: []reply{{status: 503}}, tries: 8, status: 503},
		{name: "gives up unreached", method: "GET", script: []reply{dial}, tries: 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, clk := &base{script: c.script}, newClock()
			if c.url == "" {
				c.url = things
			}
			ctx := t.Context()
			if c.safe {
				ctx = wire.Repeatable(ctx)
			}
			if c.pages {
				ctx = wire.Pages(ctx)
			}
			req, err := http.NewRequestWithContext(ctx, c.method, c.url, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			resp, err := wire.New(wire.Options{Base: b, Clock: clk.clock()}).RoundTrip(req)
			if len(b.bodies) != c.tries {
				t.Fatalf("sent %d times, want %d", len(b.bodies), c.tries)
			}
			for i, body := range b.bodies {
				if body != c.body {
					t.Errorf("try %d sent %q, want %q", i+1, body, c.body)
				}
			}
			if c.status != 0 {
				if err != nil || resp.StatusCode != c.status {
					t.Fatalf("answer %v, %v; want status %d", resp, err, c.status)
				}
				return
			}
			var broken *wire.Broken
			if !errors.As(err, &broken) {
				t.Fatalf("error %v, want a broken request", err)
			}
			if broken.Sent != c.sent || broken.Tries != c.tries {
				t.Errorf("sent %v after %d tries, want %v after %d", broken.Sent, broken.Tries, c.sent, c.tries)
			}
		})
	}
}

func TestPauses(t *testing.T) {
	t.Parallel()
	date := "Fri, 20 Nov 2026 10:00:00 GMT"
	later := "Fri, 20 Nov 2026 10:00:07 GMT"
	for _, c := range []struct {
		name   string
		script []reply
		want   []time.Duration
		status int
	}{
		{"own pauses", []reply{{status: 503}, {status: 503}, {status: 503}, {status: 503}, {status: 503}, {status: 503}, ok},
			[]time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 8 * time.Second}, 200},
		{"seconds", []reply{{status: 429, header: header("Retry-After", "4")}, ok}, []time.Duration{4 * time.Second}, 200},
		{"nought", []reply{{status: 429, header: header("Retry-After", "0")}, ok}, []time.Duration{500 * time.Millisecond}, 200},
		{"milliseconds", []reply{{status: 429, header: header("x-ms-retry-after-ms", "1500")}, ok}, []time.Duration{1500 * time.Millisecond}, 200},
		{"a date, by the service's clock", []reply{{status: 503, header: header("Retry-After", later, "Date", date)}, ok}, []time.Duration{7 * time.Second}, 200},
		{"a date, by our clock", []reply{{status: 503, header: header("Retry-After", later)}, ok}, []time.Duration{7 * time.Second}, 200},
		{"nonsense", []reply{{status: 429, header: header("Retry-After", "soon")}, ok}, []time.Duration{500 * time.Millisecond}, 200},
		{"more than the budget", []reply{{status: 429, header: header("Retry-After", "300")}, ok}, nil, 429},
		{"the budget's end", []reply{{status: 429, header: header("Retry-After", "50")}, {status: 429, header: header("Retry-After", "50")}, {status: 429, header: header("Retry-After", "50")}, ok},
			[]time.Duration{50 * time.Second, 50 * time.Second}, 429},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, clk := &base{script: c.script}, newClock()
			req := httptest.NewRequestWithContext(t.Context(), "GET", "https://graph.example.org/v1.0/me", nil)
			resp, err := wire.New(wire.Options{Base: b, Clock: clk.clock()}).RoundTrip(req)
			if err != nil || resp.StatusCode != c.status {
				t.Fatalf("answer %v, %v; want status %d", resp, err, c.status)
			}
			if len(clk.pauses) != len(c.want) {
				t.Fatalf("pauses %v, want %v", clk.pauses, c.want)
			}
			for i := range c.want {
				if clk.pauses[i] != c.want[i] {
					t.Errorf("pauses %v, want %v", clk.pauses, c.want)
				}
			}
		})
	}
}

func TestPauseIsJitteredByHalf(t *testing.T) {
	t.Parallel()
	c := wire.Clock{Jitter: func() float64 { return 0 }}
	if d := c.Pause(3); d != time.Second {
		t.Errorf("pause 3 without jitter is %v, want 1s", d)
	}
	if d := c.Pause(100); d != 4*time.Second {
		t.Errorf("pause 100 without jitter is %v, want 4s", d)
	}
}

func TestWaitIsTold(t *testing.T) {
	t.Parallel()
	clk := newClock()
	var told []wire.Wait
	ctx := wire.WithWait(t.Context(), func(w wire.Wait) { told = append(told, w) })
	tr := wire.New(wire.Options{
		Base:  &base{script: []reply{{status: 429, header: header("Retry-After", "4")}, reset, ok}},
		Clock: clk.clock(), Name: func(*url.URL) string { return "Microsoft Graph" },
	})
	if _, err := tr.RoundTrip(httptest.NewRequestWithContext(ctx, "GET", "https://graph.example.org/v1.0/me", nil)); err != nil {
		t.Fatal(err)
	}
	want := []wire.Wait{
		{What: "Microsoft Graph asks for patience (429)", Try: 1, Next: 4 * time.Second},
		{What: "Microsoft Graph cannot be reached", Try: 2, Elapsed: 4 * time.Second, Next: time.Second},
	}
	if len(told) != 2 || told[0] != want[0] || told[1] != want[1] {
		t.Errorf("told %+v, want %+v", told, want)
	}
}

func TestCancelEndsThePause(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c := newClock().clock()
	c.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	b := &base{script: []reply{{status: 503}}}
	_, err := wire.New(wire.Options{Base: b, Clock: c}).RoundTrip(httptest.NewRequestWithContext(ctx, "GET", "https://graph.example.org/", nil))
	if !errors.Is(err, context.Canceled) || len(b.bodies) != 1 {
		t.Errorf("error %v after %d tries, want cancelled after 1", err, len(b.bodies))
	}
}

func TestAnswerOverTheLimit(t *testing.T) {
	t.Parallel()
	b := &base{script: []reply{{status: 200, body: strings.Repeat("x", 101)}}}
	_, err := wire.New(wire.Options{Base: b, Clock: newClock().clock(), Limit: 100}).RoundTrip(httptest.NewRequestWithContext(t.Context(), "GET", "https://graph.example.org/", nil))
	var large *wire.TooLarge
	if !errors.As(err, &large) || len(b.bodies) != 1 {
		t.Errorf("error %v after %d tries, want too large after 1", err, len(b.bodies))
	}
}

func TestLastAnswerIsKept(t *testing.T) {
	t.Parallel()
	h := header("Content-Type", "text/html", "request-id", "11111111-2222-3333-4444-555555555555\x1b[2J", "Date", "Fri, 20 Nov 2026 10:00:00 GMT")
	tr := wire.New(wire.Options{Base: &base{script: []reply{{status: 502, header: h, body: "<html>"}}}, Clock: newClock().clock(), Tries: 2})
	outer, first := wire.Record(t.Context())
	ctx, last := wire.Record(outer)
	if _, err := tr.RoundTrip(httptest.NewRequestWithContext(ctx, "GET", "https://graph.example.org/v1.0/me?x=1", nil)); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*wire.Recorder{"inner": last, "outer": first} {
		a := r.Last()
		if a.Status != 502 || !a.HTML() || a.Tries != 2 || a.URL != "https://graph.example.org/v1.0/me" || string(a.Body) != "<html>" {
			t.Errorf("%s: kept %+v", name, a)
		}
		if a.RequestID != "11111111-2222-3333-4444-555555555555[2J" {
			t.Errorf("%s: request id %q", name, a.RequestID)
		}
		if !a.Date.Equal(time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: date %v", name, a.Date)
		}
	}
	if _, r := wire.Record(t.Context()); r.Last().Tries != 0 {
		t.Error("a recorder without a request has an answer")
	}
}

func TestSuccessBodiesAreNotKept(t *testing.T) {
	t.Parallel()
	ctx, last := wire.Record(t.Context())
	tr := wire.New(wire.Options{Base: &base{script: []reply{{status: 200, body: `{"access_token":"secret"}`}}}, Clock: newClock().clock()})
	if _, err := tr.RoundTrip(httptest.NewRequestWithContext(ctx, "GET", "https://graph.example.org/", nil)); err != nil {
		t.Fatal(err)
	}
	if a := last.Last(); len(a.Body) != 0 {
		t.Errorf("kept %q", a.Body)
	}
}

// TestBrokenBody breaks the connection in the middle of a real answer.
func TestBrokenBody(t *testing.T) {
	t.Parallel()
	var n atomic.Int32
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 1 {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, "whole")
	}))
	defer srv.Close()
	client := &http.Client{Transport: wire.New(wire.Options{Base: srv.Client().Transport, Clock: newClock().clock()})}
	resp, err := client.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, _ := io.ReadAll(resp.Body); string(got) != "whole" || n.Load() != 2 {
		t.Errorf("got %q after %d tries", got, n.Load())
	}
}

// TestDeadlineOfATry lets a server hold its answer back.
func TestDeadlineOfATry(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	srv := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-release
	}))
	defer srv.Close()
	defer close(release)
	client := &http.Client{Transport: wire.New(wire.Options{Base: srv.Client().Transport, Clock: newClock().clock(), Timeout: 50 * time.Millisecond})}
	_, err := client.Post(srv.URL, "application/json", strings.NewReader("{}"))
	var broken *wire.Broken
	if !errors.As(err, &broken) || !broken.Sent || broken.Tries != 1 || !strings.Contains(err.Error(), "no whole answer within 50ms") {
		t.Errorf("error %v", err)
	}
}

func TestCures(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	defer untrusted.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	for _, c := range []struct{ name, url, want string }{
		{"certificate", untrusted.URL, "SSL_CERT_FILE"},
		{"no TLS", "https" + strings.TrimPrefix(plain.URL, "http"), "does not speak TLS"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b, err := wire.Base(wire.BaseOptions{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = (&http.Client{Transport: wire.New(wire.Options{Base: b, Clock: newClock().clock()})}).Get(c.url)
			var broken *wire.Broken
			if !errors.As(err, &broken) || broken.Tries != 1 || !strings.Contains(broken.Cure(), c.want) {
				t.Errorf("error %v with cure %q, want a cure with %q after one try", err, broken.Cure(), c.want)
			}
		})
	}
	for err, want := range map[error]string{
		&net.DNSError{IsNotFound: true}:             "cannot be found",
		errors.New("Proxy Authentication Required"): "user:password",
		errors.New("connection reset"):              "HTTPS_PROXY",
		context.Canceled:                            "",
	} {
		if got := (&wire.Broken{Host: "h", Err: err}).Cure(); !strings.Contains(got, want) || (want == "" && got != "") {
			t.Errorf("%v: cure %q, want %q in it", err, got, want)
		}
	}
}
