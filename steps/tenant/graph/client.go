package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/authentication"
	"github.com/microsoft/kiota-abstractions-go/store"
	kiotaidentity "github.com/microsoft/kiota-authentication-azure-go"
	khttp "github.com/microsoft/kiota-http-go"
	kiotajson "github.com/microsoft/kiota-serialization-json-go"
	msgraph "github.com/microsoftgraph/msgraph-sdk-go"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter"
	"teamwright/steps/wire"
)

// Options of a [Client].
type Options = adapter.Options

// Client asks Microsoft Graph about one tenant. It is safe for use by many
// goroutines.
type Client struct {
	sdk    *msgraph.GraphServiceClient
	cloud  tenant.Cloud
	clock  wire.Clock
	budget time.Duration
	young  *adapter.Young
	skew   *skew
}

var _ tenant.Directory = (*Client)(nil)

// New is a Client. It sends nothing.
func New(o Options) (*Client, error) {
	o, host, err := o.Ready("graph", o.Cloud.Graph)
	if err != nil {
		return nil, err
	}
	// A host that is not listed would get no token and no error.
	auth, err := kiotaidentity.NewAzureIdentityAuthenticationProviderWithScopesAndValidHosts(
		o.Credential, []string{o.Cloud.Graph + "/.default"}, []string{host.Hostname()})
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	client := &http.Client{
		Transport: khttp.NewCustomTransportWithParentTransport(door{o.Transport},
			khttp.NewUrlReplaceHandler(true, documented()),
			khttp.NewParametersNameDecodingHandler()),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	sdk, err := newSDK(auth, client, o.Cloud.Graph+"/v1.0")
	if err != nil {
		return nil, fmt.Errorf("graph: %w", err)
	}
	return &Client{
		sdk: sdk, cloud: o.Cloud, clock: o.Clock, budget: o.Budget,
		young: adapter.NewYoung(o.Clock.Now),
		skew:  &skew{},
	}, nil
}

// newSDK is the SDK's client without the SDK's constructor: that one registers
// readers and writers in process-wide maps, which other clients read at the
// same time without a lock.
func newSDK(auth authentication.AuthenticationProvider, client *http.Client, base string) (*msgraph.GraphServiceClient, error) {
	adapter, err := khttp.NewNetHttpRequestAdapterWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(auth,
		store.NewBackingStoreParseNodeFactory(kiotajson.NewJsonParseNodeFactory()),
		store.NewBackingStoreSerializationWriterProxyFactory(kiotajson.NewJsonSerializationWriterFactory()), client)
	if err != nil {
		return nil, err
	}
	adapter.SetBaseUrl(base)
	root := abstractions.NewBaseRequestBuilder(adapter, "{+baseurl}", map[string]string{"baseurl": base})
	return &msgraph.GraphServiceClient{GraphBaseServiceClient: msgraph.GraphBaseServiceClient{BaseRequestBuilder: *root}}, nil
}

// documented turns the SDK's own spellings of paths into those that Microsoft
// documents. The first is the SDK's stand-in for the person signed in.
func documented() map[string]string {
	return map[string]string{
		"/users/me-token-to-replace": "/me",
		"/graph.directoryRole":       "/microsoft.graph.directoryRole",
		"/graph.application":         "/microsoft.graph.application",
		"/graph.servicePrincipal":    "/microsoft.graph.servicePrincipal",
	}
}

// call is one operation, for retries and for words.
type call struct {
	op    op
	words string // for [tenant.Error.Op], such as "create the service principal"
	write bool   // it changes something
	away  bool   // it wants something away: that it is not there is as good
	// on are the young things it leans on: when one of them is young, an
	// answer may come from a replica that has not heard of it.
	on []string
}

// do runs one operation, waits for replicas and puts failures into words. f
// sends exactly one request.
func (c *Client) do(ctx context.Context, k call, f func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, adapter.Limit)
	defer cancel()
	start, absent := c.clock.Now(), 0
	for try := 1; ; try++ {
		one, recorder := wire.Record(ctx)
		err := f(one)
		answer := recorder.Last()
		c.skew.see(answer.Date, c.clock.Now())
		if err == nil {
			return nil
		}
		e := explain(k, err, answer)
		row, ok := c.lagging(k, e)
		if !ok {
			return e
		}
		if absent++; e.Status != http.StatusNotFound && !nothingToRemove(e) {
			absent = 0
		}
		if k.away && absent >= agreeing && c.young.Age(k.on) >= settled {
			return e
		}
		pause, elapsed := c.clock.Pause(try), c.clock.Now().Sub(start)
		if elapsed+pause > c.budget {
			e.Cure = "Entra has not copied a new object to all of its servers within " + c.budget.String() + "; run the same command again, it goes on from here"
			return e
		}
		wire.Report(ctx, wire.Wait{What: row.what, Try: try, Elapsed: elapsed, Next: pause})
		if err := c.clock.Sleep(ctx, pause); err != nil {
			e.Kind, e.Err = tenant.Unreachable, err
			return e
		}
	}
}

// errEmpty is a success without the body that it should have.
var errEmpty = errors.New("the answer is empty")
