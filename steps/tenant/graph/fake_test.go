package graph_test

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
	"teamwright/steps/tenant/graph"
	"teamwright/steps/wire"
)

// answer is one scripted answer of Microsoft Graph.
type answer struct {
	status int
	header http.Header
	body   string
	err    error
}

// refuse is a refusal as Graph words it.
func refuse(status int, code, message string) answer {
	return answer{status: status, body: `{"error":{"code":"` + code + `","message":"` + message +
		`","innerError":{"date":"2026-11-20T10:00:00","request-id":"11111111-2222-3333-4444-555555555555"}}}`}
}

// asked is one request that Graph heard.
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
	gets   []answer // of GET requests, beside the script; the last one repeats
	got    int
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
	f.heard = append(f.heard, asked{req.Method, req.URL.Path, req.URL.RawQuery, body, req.Header.Clone()})
	script, at := f.script, &f.at
	if req.Method == http.MethodGet && f.gets != nil {
		script, at = f.gets, &f.got
	}
	a := script[min(*at, len(script)-1)]
	*at++
	if a.err != nil {
		return nil, a.err
	}
	h := http.Header{"Content-Type": {"application/json"}, "Request-Id": {"99999999-2222-3333-4444-555555555555"}}
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

// rig is a client over a script.
type rig struct {
	*graph.Client
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
	if r.Client, err = graph.New(graph.Options{Cloud: where, Credential: r.token, Transport: transport, Clock: r.clock.wire()}); err != nil {
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
	objectID = "aaaaaaaa-0000-0000-0000-000000000001"
	clientID = "bbbbbbbb-0000-0000-0000-000000000001"
	keyID    = "cccccccc-0000-0000-0000-000000000001"
)

// made is Graph's answer to a new application.
var made = answer{status: 201, body: `{"id":"` + objectID + `","appId":"` + clientID + `","uniqueName":"` + unique + `","displayName":"Learn"}`}

// withApp is a client that has just made an application, so that everything
// about it is young; the script is what follows.
func withApp(t *testing.T, script ...answer) *rig {
	t.Helper()
	r := newRig(t, append([]answer{made}, script...)...)
	if _, created, err := r.UpsertApplication(r.ctx, unique, tenant.ApplicationPatch{DisplayName: ptr("Learn"), Scopes: &[]tenant.Scope{}}); err != nil || !created {
		t.Fatal(created, err)
	}
	r.fake.play(script...)
	return r
}
