package graph

import (
	"sync"
	"time"

	"teamwright/steps/tenant"
)

var _ tenant.Timepiece = (*Client)(nil)

// Skew implements [tenant.Timepiece].
func (c *Client) Skew() (time.Duration, bool) { return c.skew.get() }

// skew is how far Graph's clock is from ours, by the last answer that told.
type skew struct {
	mu    sync.Mutex
	ahead time.Duration
	known bool
}

// see notes the date of an answer, which has whole seconds, and our own clock
// when it came.
func (s *skew) see(date, now time.Time) {
	if date.IsZero() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead, s.known = date.Sub(now), true
}

func (s *skew) get() (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ahead, s.known
}
