// Package adaptertest stands in for one of Microsoft's services in the tests of
// its adapter: it answers from a script, gives the token and moves the clock.
//
//	s := adaptertest.New(t, "Request-Id", adaptertest.Answer{Status: 204})
//	client, err := graph.New(s.Options)
//	…
//	err = client.DeleteGrant(s.Ctx, "g1")
//	s.Service.Heard // what the service was asked
//	s.Waits         // what a person was told meanwhile
package adaptertest

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps/tenant"
	"teamwright/steps/tenant/adapter"
	"teamwright/steps/wire"
	"teamwright/steps/wire/wiretest"
)

// Answer is one scripted answer, or a connection that breaks with Err.
type Answer struct {
	Status int
	Header http.Header
	Body   string
	Err    error
}

// Asked is one request that the service heard.
type Asked struct {
	Method, Path, Query, Body string
	Header                    http.Header
}

// Service answers from a script, whose last answer repeats.
type Service struct {
	mu     sync.Mutex
	id     string // the header that holds the request's id
	script []Answer
	at     int
	got    int

	Heard []Asked
	Gets  []Answer // of GET requests, beside the script; the last one repeats
}

// Play begins a new script.
func (s *Service) Play(script ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script, s.Heard, s.at = script, nil, 0
}

// RoundTrip implements [http.RoundTripper].
func (s *Service) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	s.Heard = append(s.Heard, Asked{req.Method, req.URL.EscapedPath(), req.URL.RawQuery, string(body), req.Header.Clone()})
	script, at := s.script, &s.at
	if req.Method == http.MethodGet && s.Gets != nil {
		script, at = s.Gets, &s.got
	}
	a := script[min(*at, len(script)-1)]
	*at++
	if a.Err != nil {
		return nil, a.Err
	}
	h := http.Header{"Content-Type": {"application/json"}, s.id: {"99999999-2222-3333-4444-555555555555"}}
	for k, v := range a.Header {
		h[k] = v
	}
	return &http.Response{StatusCode: a.Status, Header: h, Body: io.NopCloser(strings.NewReader(a.Body)), Request: req}, nil
}

// Stage is a scripted service with all that its adapter needs beside it.
type Stage struct {
	Service *Service
	Token   *Token
	Clock   *wiretest.Clock
	Waits   []wire.Wait // what the adapter told of its waiting
	Ctx     context.Context
	Options adapter.Options
}

// New is a stage in the public cloud on the morning of 20 November 2026. id is
// the header in which the service gives the request's id.
func New(t *testing.T, id string, script ...Answer) *Stage {
	t.Helper()
	s := &Stage{
		Service: &Service{id: id, script: script}, Token: &Token{},
		Clock: wiretest.NewClock(time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)),
	}
	s.Ctx = wire.WithWait(t.Context(), func(w wire.Wait) { s.Waits = append(s.Waits, w) })
	cloud, err := tenant.FindCloud("public")
	if err != nil {
		t.Fatal(err)
	}
	transport := wire.New(wire.Options{Base: s.Service, Clock: s.Clock.Wire(), Name: cloud.Service})
	s.Options = adapter.Options{Cloud: cloud, Credential: s.Token, Transport: transport, Clock: s.Clock.Wire()}
	return s
}
