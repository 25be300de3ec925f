package arm_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/arm"
	"teamwright/steps/wire"
)

// answer is one scripted answer of Azure.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

// refuse is a refusal as Azure words it.
func refuse(status int, code, message string) answer {
	return answer{status: status, body: `{"error":{"code":"` + code + `","message":"` + message + `"}}`}
}

func yes(body string) answer { return answer{status: 200, body: body} }

// asked is one request that Azure heard.
type asked struct {
	method, path, query, body string
	header                    http.Header
}

// fake answers from a script, whose last answer repeats.
type fake struct {
	mu     sync.Mutex
	script []answer
	heard  []asked
	at     int
}

// play begins a new script.
func (f *fake) play(script ...answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.script, f.heard, f.at = script, nil, 0
}

func (f *fake) RoundTrip(req *http.Request) (*http.Response, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body := ""
	if req.Body != nil {
		b, err := io.ReadAll(req.Body)
		if err != nil {
			return nil, err
		}
		body = string(b)
	}
	f.heard = append(f.heard, asked{req.Method, req.URL.EscapedPath(), req.URL.RawQuery, body, req.Header.Clone()})
	a := f.script[min(f.at, len(f.script)-1)]
	f.at++
	if a.err != nil {
		return nil, a.err
	}
	h := http.Header{"Content-Type": {"application/json"}, "X-Ms-Correlation-Request-Id": {"99999999-2222-3333-4444-555555555555"}}
	for k, v := range a.header {
		h[k] = v
	}
	return &http.Response{StatusCode: a.status, Header: h, Body: io.NopCloser(strings.NewReader(a.body)), Request: req}, nil
}

// token is a sign-in that gives a token, or an error.
type token struct {
	err error
	ask []policy.TokenRequestOptions
}

func (k *token) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	k.ask = append(k.ask, o)
	return azcore.AccessToken{Token: "t0ken", ExpiresOn: time.Now().Add(time.Hour)}, k.err
}

// clock is a clock that moves when somebody sleeps.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now, c.slept = c.now.Add(d), c.slept+d
	return ctx.Err()
}

func (c *clock) wire() wire.Clock {
	return wire.Clock{Now: c.Now, Sleep: c.Sleep, Jitter: func() float64 { return 1 }}
}

// rig is a client over a script.
type rig struct {
	*arm.Client
	fake  *fake
	token *token
	clock *clock
	waits *[]wire.Wait
	ctx   context.Context
}

func newRig(t *testing.T, script ...answer) *rig {
	t.Helper()
	r := &rig{fake: &fake{script: script}, token: &token{}, clock: &clock{now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}, waits: &[]wire.Wait{}}
	r.ctx = wire.WithWait(t.Context(), func(w wire.Wait) { *r.waits = append(*r.waits, w) })
	where, err := tenant.FindCloud("public")
	if err != nil {
		t.Fatal(err)
	}
	transport := wire.New(wire.Options{Base: r.fake, Clock: r.clock.wire(), Name: where.Service})
	if r.Client, err = arm.New(arm.Options{Cloud: where, Credential: r.token, Transport: transport, Clock: r.clock.wire()}); err != nil {
		t.Fatal(err)
	}
	return r
}

// failure is the tenant error that err must be.
func failure(t *testing.T, err error) *tenant.Error {
	t.Helper()
	var e *tenant.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v (%T), want a tenant error", err, err)
	}
	return e
}

const (
	sub    = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
	group  = "rg-learn"
	handle = "example-learn"
	appID  = "bbbbbbbb-0000-0000-0000-000000000001"
	home   = "aaaaaaaa-0000-0000-0000-00000000000a"

	botPath = "/subscriptions/" + sub + "/resourceGroups/" + group + "/providers/Microsoft.BotService/botServices/" + handle
)

// botBody is Azure's answer about a bot in a state.
func botBody(state string) string {
	return `{"id":"` + botPath + `","name":"` + handle + `","location":"global","kind":"azurebot","sku":{"name":"F0"},"tags":{"k":"v"},` +
		`"properties":{"displayName":"Learn","endpoint":"https://learn.example.org/bot","iconUrl":"https://learn.example.org/i.png","msaAppId":"` + appID +
		`","msaAppType":"SingleTenant","msaAppTenantId":"` + home + `","enabledChannels":["webchat","msteams"],"provisioningState":"` + state + `"}}`
}

const channelBody = `{"name":"` + handle + `/MsTeamsChannel","location":"global","properties":{"channelName":"MsTeamsChannel","location":"global",` +
	`"properties":{"isEnabled":true,"acceptedTerms":true,"deploymentEnvironment":"CommercialDeployment","enableCalling":true,"callingWebhook":"https://learn.example.org/call"}}}`

// wanted is the bot of botBody as the steps ask for it.
func wanted() tenant.Bot {
	return tenant.Bot{
		Group: group, Handle: handle, DisplayName: "Learn", Endpoint: "https://learn.example.org/bot", IconURL: "https://learn.example.org/i.png",
		AppID: appID, AppType: tenant.BotSingleTenant, AppTenantID: home, SKU: "F0", Tags: map[string]string{"k": "v"},
	}
}
