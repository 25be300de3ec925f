package assemble

import (
	"net/http"
	"sync"

	"teamwright/steps/probe"
	"teamwright/steps/wire"
)

// Roads are the ways into the network that sessions share: each connection costs
// memory, and each list of certificate authorities milliseconds of work.
type Roads struct {
	env     func(string) string
	atOnce  int
	outside func() (probe.Network, error) // to look at sites

	mu sync.Mutex
	of map[string]http.RoundTripper // by the authorities beside the system's
}

// NewRoads are the ways that an environment names, with so many idle connections
// to a host; 0 is the usual number.
func NewRoads(env func(string) string, atOnce int) *Roads {
	return &Roads{
		env: env, atOnce: atOnce, of: map[string]http.RoundTripper{},
		outside: sync.OnceValues(func() (probe.Network, error) { return probeNetwork(env) }),
	}
}

// trusting is the way to hosts that these authorities signed, or the system's.
func (r *Roads) trusting(pem []byte) (http.RoundTripper, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known := r.of[string(pem)]; known != nil {
		return known, nil
	}
	base, err := wire.Base(wire.BaseOptions{Env: r.env, CAPEM: pem})
	if err != nil {
		return nil, err
	}
	if t, ok := base.(*http.Transport); ok && r.atOnce > 0 {
		t.MaxIdleConnsPerHost = r.atOnce
	}
	r.of[string(pem)] = base
	return base, nil
}
