package fleet_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"teamwright/steps/fleet"
	"teamwright/steps/wire"
)

// service answers after a while and counts what is under way.
type service struct {
	takes     time.Duration
	now, most atomic.Int32
	answer    func(n int32) *http.Response // nil: a good answer
	n         atomic.Int32
}

func (s *service) RoundTrip(req *http.Request) (*http.Response, error) {
	n := s.n.Add(1)
	for now := s.now.Add(1); ; {
		most := s.most.Load()
		if now <= most || s.most.CompareAndSwap(most, now) {
			break
		}
	}
	defer s.now.Add(-1)
	if err := wire.System().Sleep(req.Context(), s.takes); err != nil {
		return nil, err
	}
	if s.answer != nil {
		if resp := s.answer(n); resp != nil {
			return resp, nil
		}
	}
	return answer(200, nil), nil
}

func answer(status int, header http.Header) *http.Response {
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader("{}"))}
}

func ask(ctx context.Context, rt http.RoundTripper) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://graph.example.org/", nil)
	if err != nil {
		return 0, err
	}
	resp, err := rt.RoundTrip(req)
	if err != nil {
		return 0, err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, resp.Body.Close()
}

// TestBounds sends much from many tenants: never more than the bounds are under
// way, and never less while there is work.
func TestBounds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := fleet.NewGate(fleet.AtOnce, wire.Clock{})
		all := &service{takes: 150 * time.Millisecond}
		began := time.Now()
		var wg sync.WaitGroup
		for range 20 {
			one := gate.Tenant(fleet.AtOnceTenant, all)
			for range 150 {
				wg.Go(func() {
					if _, err := ask(t.Context(), one); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		if all.most.Load() != fleet.AtOnce {
			t.Errorf("%d requests at a time", all.most.Load())
		}
		if took, bound := time.Since(began), 3000*150*time.Millisecond/fleet.AtOnce; took > bound*11/10 {
			t.Errorf("took %v, the bound is %v", took, bound)
		}
	})
}

func TestBoundOfATenant(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		one := &service{takes: time.Second}
		rt := fleet.NewGate(fleet.AtOnce, wire.Clock{}).Tenant(fleet.AtOnceTenant, one)
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() { _, _ = ask(t.Context(), rt) })
		}
		wg.Wait()
		if one.most.Load() != fleet.AtOnceTenant {
			t.Errorf("%d requests at a time", one.most.Load())
		}
	})
}

// TestPatience throttles one tenant: all of it waits, the other goes on.
func TestPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		gate := fleet.NewGate(fleet.AtOnce, wire.Clock{})
		throttled := &service{takes: 10 * time.Millisecond, answer: func(n int32) *http.Response {
			if n == 1 {
				return answer(429, http.Header{"Retry-After": {"60"}})
			}
			return nil
		}}
		free := &service{takes: 10 * time.Millisecond}
		a, b := gate.Tenant(fleet.AtOnceTenant, throttled), gate.Tenant(fleet.AtOnceTenant, free)
		if status, err := ask(t.Context(), a); status != 429 || err != nil {
			t.Fatal(status, err)
		}
		began := time.Now()
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				if _, err := ask(t.Context(), a); err != nil || time.Since(began) < 60*time.Second-20*time.Millisecond {
					t.Errorf("asked again after %v, %v", time.Since(began), err)
				}
			})
			wg.Go(func() {
				if _, err := ask(t.Context(), b); err != nil || time.Since(began) > time.Second {
					t.Errorf("the other tenant waited %v, %v", time.Since(began), err)
				}
			})
		}
		wg.Wait()
		if throttled.n.Load() != 31 {
			t.Errorf("%d requests", throttled.n.Load())
		}
	})
}

// TestThroughTheWire has the repeating of requests above the gate: a pause is
// longer than a try may take, and costs no request.
func TestThroughTheWire(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{takes: 100 * time.Millisecond, answer: func(n int32) *http.Response {
			if n == 3 {
				return answer(429, http.Header{"Retry-After": {"90"}})
			}
			return nil
		}}
		rt := wire.New(wire.Options{Base: fleet.NewGate(4, wire.Clock{}).Tenant(2, s), Timeout: 10 * time.Minute, Budget: 10 * time.Minute})
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if status, err := ask(t.Context(), rt); status != 200 || err != nil {
					t.Error(status, err)
				}
			})
		}
		wg.Wait()
		if s.n.Load() != 21 || s.most.Load() != 2 {
			t.Errorf("%d requests, %d at a time", s.n.Load(), s.most.Load())
		}
	})
}

// TestPlacesComeBack breaks requests in every way and then fills the gate.
func TestPlacesComeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := &service{takes: time.Hour}
		rt := fleet.NewGate(2, wire.Clock{}).Tenant(2, slow)
		for range 5 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if _, err := ask(ctx, rt); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v", err)
			}
			cancel()
		}
		began := time.Now()
		if _, err := ask(t.Context(), rt); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != fleet.Timeout {
			t.Errorf("error %v after %v", err, time.Since(began))
		}
		var wg sync.WaitGroup
		for range 2 { // both places are taken
			wg.Go(func() { _, _ = ask(t.Context(), rt) })
		}
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := ask(ctx, rt); !errors.Is(err, context.Canceled) {
			t.Errorf("in the queue: %v", err)
		}
		wg.Wait()
		slow.takes = time.Millisecond
		for range 4 {
			if _, err := ask(t.Context(), rt); err != nil {
				t.Error(err)
			}
		}
	})
}
