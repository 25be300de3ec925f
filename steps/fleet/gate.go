package fleet

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"

	"teamwright/steps/wire"
)

// The bounds of a fleet: requests under way at a time.
const (
	AtOnce       = 64 // in all
	AtOnceTenant = 8  // for one tenant; Microsoft throttles by tenant
)

// Timeout is how long one request may take once it has its place, its answer's
// body included. The time in the queue does not count, so whoever repeats
// requests above the gate needs a longer one.
const Timeout = 30 * time.Second

// Gate bounds how many requests are under way. It belongs below whatever
// repeats requests: one that waits for its next try holds no place.
type Gate struct {
	places chan struct{}
	clock  wire.Clock
}

// NewGate is a gate for so many requests at a time.
func NewGate(atOnce int, clock wire.Clock) *Gate {
	if clock.Now == nil {
		clock.Now = time.Now
	}
	if clock.Sleep == nil {
		clock.Sleep = wire.System().Sleep
	}
	return &Gate{places: make(chan struct{}, atOnce), clock: clock}
}

// Tenant leads the requests of one tenant through the gate to next, so many at
// a time.
func (g *Gate) Tenant(atOnce int, next http.RoundTripper) http.RoundTripper {
	return &tenantGate{gate: g, places: make(chan struct{}, atOnce), next: next}
}

type tenantGate struct {
	gate   *Gate
	places chan struct{}
	next   http.RoundTripper

	mu    sync.Mutex
	until time.Time // the tenant wants to be left alone
}

// RoundTrip waits for a place in the tenant's queue, for the end of its pause,
// and for a place in all. The place is free again when the body is closed.
func (t *tenantGate) RoundTrip(req *http.Request) (*http.Response, error) {
	leave, err := t.enter(req.Context())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(req.Context(), Timeout)
	done := sync.OnceFunc(func() { cancel(); leave() })
	resp, err := t.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		done()
		return nil, err
	}
	t.heed(resp)
	resp.Body = &counted{resp.Body, done}
	return resp, nil
}

func (t *tenantGate) enter(ctx context.Context) (leave func(), err error) {
	select {
	case t.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for {
		if err := t.patience(ctx); err != nil {
			<-t.places
			return nil, err
		}
		select {
		case t.gate.places <- struct{}{}:
		case <-ctx.Done():
			<-t.places
			return nil, ctx.Err()
		}
		if !t.paused() { // the pause may have begun in the queue
			return func() { <-t.gate.places; <-t.places }, nil
		}
		<-t.gate.places
	}
}

func (t *tenantGate) left() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.until.Sub(t.gate.clock.Now())
}

func (t *tenantGate) paused() bool { return t.left() > 0 }

// patience waits out the tenant's pause.
func (t *tenantGate) patience(ctx context.Context) error {
	for d := t.left(); d > 0; d = t.left() {
		if err := t.gate.clock.Sleep(ctx, d); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// heed makes the whole tenant wait when one answer asks for it.
func (t *tenantGate) heed(resp *http.Response) {
	if resp.StatusCode != http.StatusTooManyRequests && resp.StatusCode != http.StatusServiceUnavailable {
		return
	}
	now := t.gate.clock.Now()
	d, asked := wire.RetryAfter(resp.Header, now)
	if !asked {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if until := now.Add(d); until.After(t.until) {
		t.until = until
	}
}

// counted is a body whose end frees a place.
type counted struct {
	io.ReadCloser
	done func()
}

func (c *counted) Close() error {
	defer c.done()
	return c.ReadCloser.Close()
}
