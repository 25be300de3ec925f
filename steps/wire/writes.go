package wire

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// mostWrites bounds what [Writes] keeps; a whole set-up makes some thirty.
const mostWrites = 500

// Writes keeps the answers to requests that may have changed something, without
// their bodies, in the order in which they came: for a record of what was done,
// with the ids that a service's support asks for. Sign-ins are none.
type Writes struct {
	mu   sync.Mutex
	list []Answer
}

// List is what was kept so far.
func (w *Writes) List() []Answer {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.list)
}

func (w *Writes) add(a Answer) {
	if w == nil || a.Status < 200 || a.Status >= 300 || a.Method == http.MethodGet || a.Method == http.MethodHead || strings.Contains(a.URL, "/oauth2/v2.0/") {
		return
	}
	a.Body = nil
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.list) < mostWrites {
		w.list = append(w.list, a)
	}
}
