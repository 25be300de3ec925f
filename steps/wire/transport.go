package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// Defaults of [Options].
const (
	DefaultBudget  = 120 * time.Second
	DefaultTries   = 8
	DefaultTimeout = 30 * time.Second
	DefaultLimit   = 16 << 20
)

// Options of a [Transport]. The zero value works.
type Options struct {
	// Base does the real work; nil is Go's default transport, which knows no
	// cloud file. See [Base].
	Base  http.RoundTripper
	Clock Clock
	// Name names a service for a person, such as "Microsoft Graph"; nil names
	// the host.
	Name    func(*url.URL) string
	Trace   *Trace        // nil: none
	Writes  *Writes       // nil: none are kept
	Budget  time.Duration // for one request with all its tries and pauses
	Tries   int           // at most, for one request
	Timeout time.Duration // for one try, its body included; real time
	Limit   int64         // bytes of one answer, after decompression
}

// Transport repeats, bounds, records and traces requests. It is safe for use
// by many goroutines.
type Transport struct{ o Options }

// New is a Transport; unset options take their defaults.
func New(o Options) *Transport {
	o.Clock = o.Clock.OrSystem()
	if o.Base == nil {
		o.Base = http.DefaultTransport
	}
	if o.Name == nil {
		o.Name = func(u *url.URL) string { return u.Host }
	}
	if o.Budget == 0 {
		o.Budget = DefaultBudget
	}
	if o.Tries == 0 {
		o.Tries = DefaultTries
	}
	if o.Timeout == 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	return &Transport{o: o}
}

// RoundTrip sends a request until it is answered, refused, or its budget is
// spent. The last answer is returned as it came, an unfinished one as
// [*Broken] or [*TooLarge].
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := drain(req)
	if err != nil {
		return nil, fmt.Errorf("read the request's body: %w", err)
	}
	ctx, clock := req.Context(), t.o.Clock
	start := clock.Now()
	for try := 1; ; try++ {
		o := t.try(req, body, try)
		v := judge(req, body, o)
		pause := clock.Pause(try)
		asked, named := time.Duration(0), false
		if o.resp != nil {
			if asked, named = RetryAfter(o.resp.Header, clock.Now()); named {
				pause = max(asked, time.Second/2)
			}
		}
		told := answer(req, o, try, asked)
		record(ctx, told)
		t.o.Writes.add(told)
		elapsed := clock.Now().Sub(start)
		if !v.again || try >= t.o.Tries || elapsed+pause > t.o.Budget || ctx.Err() != nil {
			return t.finish(req, o, try)
		}
		Report(ctx, Wait{What: t.o.Name(req.URL) + " " + v.what, Try: try, Elapsed: elapsed, Next: pause})
		if err := clock.Sleep(ctx, pause); err != nil {
			return nil, &Broken{Method: req.Method, Host: req.URL.Host, Tries: try, Sent: o.sent && !refused(o), Err: err}
		}
	}
}

// refused tells whether a try surely was not carried out.
func refused(o outcome) bool {
	return o.resp != nil && o.resp.StatusCode == http.StatusTooManyRequests
}

func (t *Transport) finish(req *http.Request, o outcome, tries int) (*http.Response, error) {
	if o.err == nil {
		o.resp.Request = req
		return o.resp, nil
	}
	if large, ok := o.err.(*TooLarge); ok {
		return nil, large
	}
	return nil, &Broken{Method: req.Method, Host: req.URL.Host, Tries: tries, Sent: o.sent, Err: o.err}
}

// try sends the request once and reads the whole answer.
func (t *Transport) try(req *http.Request, body []byte, n int) (o outcome) {
	if err := req.Context().Err(); err != nil {
		return outcome{err: err}
	}
	began := t.o.Clock.Now()
	defer func() { t.o.Trace.add(began, t.o.Clock.Now().Sub(began), n, req, body, o) }()

	var sent atomic.Bool
	ctx, cancel := context.WithTimeout(req.Context(), t.o.Timeout)
	defer cancel()
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { sent.Store(true) },
	})
	one := req.Clone(ctx)
	if body != nil {
		one.Body, one.ContentLength, one.GetBody = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	}
	resp, err := t.o.Base.RoundTrip(one)
	if err != nil {
		return outcome{err: t.timedOut(req, err), sent: sent.Load()}
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(io.LimitReader(resp.Body, t.o.Limit+1))
	if err != nil {
		return outcome{err: t.timedOut(req, err), sent: true}
	}
	if int64(len(got)) > t.o.Limit {
		return outcome{err: &TooLarge{Host: req.URL.Host, Limit: t.o.Limit}, sent: true}
	}
	resp.Body = io.NopCloser(bytes.NewReader(got))
	if req.Method != http.MethodHead {
		resp.ContentLength = int64(len(got))
	}
	return outcome{resp: resp, body: got, sent: true}
}

// timedOut puts the try's own deadline into words; the caller's stays as it is.
func (t *Transport) timedOut(req *http.Request, err error) error {
	if cause := req.Context().Err(); cause != nil {
		return cause
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("no whole answer within %v", t.o.Timeout)
	}
	return err
}

func answer(req *http.Request, o outcome, tries int, asked time.Duration) Answer {
	bare := *req.URL
	bare.RawQuery, bare.Fragment, bare.User = "", "", nil
	a := Answer{Method: req.Method, URL: bare.String(), Tries: tries, RetryAfter: asked, Err: o.err}
	if o.resp == nil {
		return a
	}
	a.Status = o.resp.StatusCode
	a.ContentType = mediaType(o.resp.Header)
	a.RequestID = requestID(o.resp.Header)
	a.Date, _ = http.ParseTime(o.resp.Header.Get("Date"))
	if a.Status >= 400 {
		a.Body = bytes.Clone(o.body[:min(maxKept, len(o.body))])
	}
	return a
}

// drain reads a request's body so that it can be sent again.
func drain(req *http.Request) ([]byte, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return nil, nil
	}
	defer req.Body.Close()
	body, err := io.ReadAll(req.Body)
	if body == nil {
		body = []byte{}
	}
	return body, err
}
