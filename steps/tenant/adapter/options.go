// Package adapter is what the two adapters of Microsoft's SDKs, graph and arm,
// have in common: how a client of a service is set up above the wire, and what
// it remembers of things that came to be a moment ago.
package adapter

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/mishap"
	"teamwright/steps/wire"
)

// Limit ends an operation that everything below failed to end.
const Limit = 5 * time.Minute

// Options of a client of one service.
type Options struct {
	Cloud      tenant.Cloud
	Credential azcore.TokenCredential
	// Transport carries the requests: a [*wire.Transport], or something above
	// one.
	Transport http.RoundTripper
	Clock     wire.Clock
	// Budget bounds the waiting for one operation, for what the service needs
	// its time; 120 seconds when 0.
	Budget time.Duration
}

// Ready is the options with their defaults, and the host of the service at
// address. The credential is asked for one token at a time and its failures are
// told from those of the service ([mishap.Credential]).
func (o Options) Ready(service, address string) (Options, *url.URL, error) {
	if o.Transport == nil {
		return o, nil, fmt.Errorf("%s: a transport is needed", service)
	}
	host, err := url.Parse(address)
	if err != nil || host.Hostname() == "" {
		return o, nil, fmt.Errorf("%s: cloud %s names no host for it", service, o.Cloud.Name)
	}
	if o.Budget == 0 {
		o.Budget = 120 * time.Second
	}
	o.Credential, o.Clock = mishap.Credential(o.Credential), o.Clock.OrSystem()
	return o, host, nil
}
