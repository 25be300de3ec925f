package assemble

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/mobileflows"
	"teamwright/steps/mobileflows/access"
	"teamwright/steps/mobileflows/preflight"
	"teamwright/steps/rotate"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Flows are what a job about Mobile Flows is made of, beside the session.
type Flows struct {
	Answers answers.Answers
	Ledger  application.Ledger
	Clock   wire.Clock
	NewID   func() string
	Sink    secret.Sink
	// ClientID and ClientSecret are the service client's of Workspace ONE
	// Access; empty: there is none.
	ClientID, ClientSecret secret.Text
	TrustHost              string
	Unit                   access.Unit
	Notice                 application.Notice // when its secret wants attention
}

// MobileFlows puts a job about Mobile Flows together.
func (s *Session) MobileFlows(f Flows) mobileflows.Job {
	a := f.Answers.MobileFlows
	world := s.world(a)
	origin := a.Access
	if s.Cloud.Access != "" || s.Cloud.Rehearsal {
		origin = s.stageOrigin()
	}
	return mobileflows.Job{
		Answers: f.Answers, Directory: s.Directory, Ledger: f.Ledger, Clock: f.Clock, NewID: f.NewID, Sink: f.Sink, Prove: s.Prove, Notice: f.Notice,
		Access:    access.New(access.Options{Origin: origin, Transport: world, Now: f.Clock.Now, ID: f.ClientID, Secret: f.ClientSecret}),
		Transport: world, GraphBase: s.graphBase(), UEMBase: s.uemBase(), Rehearsal: s.Cloud.Rehearsal, TrustHost: f.TrustHost, Unit: f.Unit,
	}
}

// graphBase is the base address that UEM gets. Graph's beta is the only one that
// the connector's paging works with.
func (s *Session) graphBase() string { return s.Cloud.Graph + "/beta" }

// uemBase is that base address for a page of UEM, which nothing rehearses.
func (s *Session) uemBase() string {
	if public, err := tenant.FindCloud(answers.CloudPublic); err == nil && s.Cloud.Rehearsal {
		return public.Graph + "/beta"
	}
	return s.graphBase()
}

// stageOrigin is the one address of a cloud that a cloud file describes.
func (s *Session) stageOrigin() string {
	if s.Cloud.Access != "" {
		return s.Cloud.Access
	}
	return s.Cloud.Graph
}

// TestUser is the door through which a test user signs in to the Mobile Flows
// application itself.
func (s *Session) TestUser(a answers.Answers, appID string, text secret.Text, prompt func(preflight.Prompt)) preflight.Door {
	var scopes []string
	for _, p := range mobileflows.Permissions(a.MobileFlows.Permissions) {
		scopes = append(scopes, p.Name)
	}
	return preflight.Door{
		Authority: s.Cloud.Authority, Tenant: s.Account.TenantID, Graph: s.Cloud.Graph, AppID: appID, Secret: text,
		Scopes: scopes, Transport: s.transport, Clock: s.clock, Prompt: prompt,
	}
}

// Replay makes the connector's calls as a signed-in test user.
func (s *Session) Replay(p preflight.Person, upn string) preflight.Replay {
	return preflight.Replay{Base: s.graphBase(), Transport: s.transport, Now: s.clock.Now, Person: p, UPN: upn}
}

// StartConnector starts the rehearsal cloud's connector with a public key, as a
// person starts a container. started is false where there is no rehearsal: then
// a person does it.
func (s *Session) StartConnector(ctx context.Context, publicPEM string) (started bool, err error) {
	if !s.Cloud.Rehearsal {
		return false, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, s.stageOrigin()+"/rehearsal/connector", strings.NewReader(publicPEM))
	if err != nil {
		return false, err
	}
	resp, err := s.transport.RoundTrip(req)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20)); err != nil {
		return false, err
	}
	if resp.StatusCode != http.StatusNoContent {
		return false, fmt.Errorf("start the rehearsed connector: HTTP %d", resp.StatusCode)
	}
	return true, nil
}

// flowsTarget is the exchange of the secret of Mobile Flows. Its receiver is the
// connector in UEM, which cannot be asked.
func flowsTarget(j Job) rotate.Target {
	return rotate.Target{
		Desired: mobileflows.Desired(mobileflows.Job{Answers: j.Answers, Sink: j.Sink, Prove: j.Session.Prove}),
		Env:     application.Env{Directory: j.Session.Directory, Ledger: j.Ledger, Clock: j.Clock, NewID: j.NewID, Notice: j.Notice},
		Place:   "the connector in UEM (Content, Mobile Flows)",
	}
}

// world is how hosts outside Microsoft are reached: as they are, or, in a
// rehearsal, all of them on its stage, so that nothing real is touched.
func (s *Session) world(a answers.MobileFlows) http.RoundTripper {
	if !s.Cloud.Rehearsal {
		return s.transport
	}
	stage, err := url.Parse(s.stageOrigin())
	if err != nil {
		return s.transport
	}
	own, err := url.Parse(a.Connector)
	if err != nil || own.Host == "" {
		own = nil
	}
	return scenery{inner: s.transport, stage: stage, connector: own}
}

// scenery leads every host to the rehearsal cloud under its own name. In front
// of the connector it is the customer's reverse proxy.
type scenery struct {
	inner     http.RoundTripper
	stage     *url.URL
	connector *url.URL // public address of an own connector; nil: none
}

// RoundTrip sends a request to the stage.
func (s scenery) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host == s.stage.Host {
		return s.inner.RoundTrip(req)
	}
	on := req.Clone(req.Context())
	on.Host = req.URL.Host
	on.URL.Scheme, on.URL.Host = s.stage.Scheme, s.stage.Host
	if s.connector != nil && req.URL.Host == s.connector.Host {
		on.URL.Path = "/connector" + strings.TrimPrefix(req.URL.Path, s.connector.Path)
		on.URL.RawPath = ""
		on.Header.Set("X-Forwarded-Host", req.URL.Host)
		on.Header.Set("X-Forwarded-Proto", "https")
		on.Header.Set("X-Forwarded-Prefix", s.connector.Path)
	}
	return s.inner.RoundTrip(on)
}
