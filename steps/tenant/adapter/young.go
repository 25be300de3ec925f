package adapter

import (
	"slices"
	"sync"
	"time"
)

// youth is how long a thing counts as young. The copying between Entra's
// servers is a matter of seconds mostly, of minutes at times; Azure names no
// bound for the registration of a provider, and minutes are rare.
const youth = 10 * time.Minute

// Young remembers what came to be a moment ago, by keys that its owner chooses:
// while one of them is young, an answer may come from a part of the service that
// has not heard of it. It is safe for use by many goroutines.
type Young struct {
	now  func() time.Time
	mu   sync.Mutex
	born map[string]time.Time
}

// NewYoung remembers nothing yet.
func NewYoung(now func() time.Time) *Young {
	return &Young{now: now, born: map[string]time.Time{}}
}

// Add remembers things made just now. An empty key names nothing.
func (y *Young) Add(things ...string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, t := range things {
		if t != "" {
			y.born[t] = y.now()
		}
	}
}

// Seen remembers things by their date of creation, if they are young at the
// instant now of the service's own clock.
func (y *Young) Seen(created, now time.Time, things ...string) {
	if created.IsZero() || now.Sub(created) >= youth {
		return
	}
	age := max(0, now.Sub(created))
	y.mu.Lock()
	defer y.mu.Unlock()
	for _, t := range things {
		if _, known := y.born[t]; !known && t != "" {
			y.born[t] = y.now().Add(-age)
		}
	}
}

// Any tells whether one of the things is young.
func (y *Young) Any(things []string) bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	return slices.ContainsFunc(things, func(t string) bool {
		born, ok := y.born[t]
		return ok && y.now().Sub(born) < youth
	})
}

// Age is how old the youngest of the things is; a day for those that are not
// known to be young.
func (y *Young) Age(things []string) time.Duration {
	y.mu.Lock()
	defer y.mu.Unlock()
	least := 24 * time.Hour
	for _, t := range things {
		if born, ok := y.born[t]; ok {
			least = min(least, y.now().Sub(born))
		}
	}
	return least
}
