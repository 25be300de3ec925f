package arm

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	azarm "github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter"
	"teamwright/steps/wire"
)

// Options of a [Client].
type Options = adapter.Options

// Client asks Azure Resource Manager about one tenant. It is safe for use by
// many goroutines.
type Client struct {
	cloud   tenant.Cloud
	token   azcore.TokenCredential
	options *azarm.ClientOptions
	clock   wire.Clock
	budget  time.Duration
	young   *adapter.Young

	mu    sync.Mutex
	known map[string]*subscription // SDK clients by subscription
}

var _ tenant.Azure = (*Client)(nil)

// New is a Client. It sends nothing.
func New(o Options) (*Client, error) {
	o, host, err := o.Ready("azure", o.Cloud.ResourceManager)
	if err != nil {
		return nil, err
	}
	return &Client{
		cloud: o.Cloud, token: o.Credential, clock: o.Clock, budget: o.Budget,
		options: &azarm.ClientOptions{
			ClientOptions: policy.ClientOptions{
				Cloud:     configuration(o.Cloud),
				Retry:     policy.RetryOptions{MaxRetries: -1},
				Telemetry: policy.TelemetryOptions{Disabled: true},
				Transport: sender{next: o.Transport, origin: host.Scheme + "://" + host.Host},
			},
			DisableRPRegistration: true,
		},
		young: adapter.NewYoung(o.Clock.Now),
		known: map[string]*subscription{},
	}, nil
}

// configuration tells the SDKs where a cloud is. The audience of a token for
// Resource Manager is its own address in every cloud.
func configuration(c tenant.Cloud) cloud.Configuration {
	return cloud.Configuration{
		ActiveDirectoryAuthorityHost: c.Authority,
		Services: map[cloud.ServiceName]cloud.ServiceConfiguration{
			cloud.ResourceManager: {Endpoint: c.ResourceManager, Audience: c.ResourceManager},
		},
	}
}

// call is one operation, for retries and for words.
type call struct {
	op    op
	words string // for [tenant.Error.Op], such as "make the Azure Bot"
	write bool   // it changes something
	// on are the young things it leans on: when one of them is young, an
	// answer may come from a part of Azure that has not heard of it.
	on []string
}

// do runs one operation, waits where Azure needs its time and puts failures
// into words. f sends exactly one request, which sets a state or only reads.
func (c *Client) do(ctx context.Context, k call, f func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(wire.Repeatable(ctx), adapter.Limit)
	defer cancel()
	start := c.clock.Now()
	for try := 1; ; try++ {
		one, recorder := wire.Record(ctx)
		err := f(one)
		if err == nil {
			return nil
		}
		answer := recorder.Last()
		e := explain(k, err, answer)
		l, ok := c.unready(k, e)
		if !ok {
			return e
		}
		if err := c.pause(ctx, l.what, try, start, answer.RetryAfter); err != nil {
			if errors.Is(err, errBudget) && l.fragment != "" {
				return e // lag is a guess here: the refusal's own cure names it, and what else it can be
			}
			if errors.Is(err, errBudget) {
				e.Cure = "Azure is not through with an earlier change after " + c.budget.String() + "; run the same command again, it goes on from here"
				return e
			}
			e.Kind, e.Err = tenant.Unreachable, err
			return e
		}
	}
}

// errBudget says that a wait would take longer than the budget.
var errBudget = errors.New("not within the budget")

// pause waits before the next try, and tells so. asked is how long Azure asked
// to wait; 0 when it did not say.
func (c *Client) pause(ctx context.Context, what string, try int, start time.Time, asked time.Duration) error {
	next, elapsed := max(c.clock.Pause(try), asked), c.clock.Now().Sub(start)
	if elapsed+next > c.budget {
		return errBudget
	}
	wire.Report(ctx, wire.Wait{What: what, Try: try, Elapsed: elapsed, Next: next})
	return c.clock.Sleep(ctx, next)
}

// until looks again and again until Azure is through with something. what says
// in words what is awaited.
func (c *Client) until(ctx context.Context, k call, what string, look func(ctx context.Context) (done bool, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, adapter.Limit)
	defer cancel()
	start := c.clock.Now()
	for try := 1; ; try++ {
		one, recorder := wire.Record(ctx)
		done, err := look(one)
		if done || err != nil {
			return err
		}
		answer := recorder.Last()
		if err := c.pause(ctx, what, try, start, answer.RetryAfter); err != nil {
			e := &tenant.Error{Kind: tenant.Lost, Op: k.words, Message: what + ", and has not ended after " + c.clock.Now().Sub(start).Round(time.Second).String(), Err: err}
			e.Cure = "it goes on in Azure: run the same command again in some minutes"
			return e
		}
	}
}
