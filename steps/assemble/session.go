package assemble

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/graph"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
)

// Access says how to reach a tenant.
type Access struct {
	Cloud    tenant.Cloud
	Door     signin.Door
	Tenant   string // domain or GUID
	ClientID string // preset or GUID
	Clock    wire.Clock
	Env      func(string) string
	Trace    *wire.Trace // nil: none
	Prompt   func(signin.DevicePrompt)
	Renew    func(context.Context) bool
	Secret   func(ctx context.Context, name string) (secret.Text, error)
}

// Session is a signed-in connection to one tenant.
type Session struct {
	Cloud     tenant.Cloud
	Account   signin.Account
	Scopes    []string // what the token says we may ask for
	Directory tenant.Directory

	transport http.RoundTripper
	clock     wire.Clock
}

// Open signs in. Errors of the sign-in itself are [*signin.Refused].
func Open(ctx context.Context, a Access) (*Session, error) {
	base, err := wire.Base(wire.BaseOptions{Env: a.Env, CAPEM: a.Cloud.CAPEM})
	if err != nil {
		return nil, err
	}
	transport := wire.New(wire.Options{Base: base, Clock: a.Clock, Name: serviceName(a.Cloud), Trace: a.Trace})
	in, err := signin.Open(ctx, signin.Options{
		Door: a.Door, Cloud: a.Cloud, Tenant: a.Tenant, ClientID: a.ClientID,
		Transport: transport, Clock: a.Clock, Env: a.Env,
		Prompt: a.Prompt, Renew: a.Renew, Secret: a.Secret,
	})
	if err != nil {
		return nil, err
	}
	directory, err := graph.New(graph.Options{Cloud: a.Cloud, Credential: in.Credential, Transport: transport, Clock: a.Clock})
	if err != nil {
		return nil, err
	}
	return &Session{
		Cloud: a.Cloud, Account: in.Account, Scopes: in.Scopes, Directory: directory,
		transport: transport, clock: a.Clock,
	}, nil
}

// serviceName names a host for a person.
func serviceName(c tenant.Cloud) func(*url.URL) string {
	return func(u *url.URL) string {
		switch origin := u.Scheme + "://" + u.Host; {
		case origin == c.Graph && strings.HasPrefix(u.Path, "/v1.0/"):
			return "Microsoft Graph"
		case origin == c.Authority:
			return "Entra sign-in"
		case origin == c.ResourceManager:
			return "Azure"
		}
		return u.Host
	}
}

// freshSecret is how long a refusal may mean that Entra is still copying a
// secret of this minute.
const freshSecret = 90 * time.Second

// Prove asks Entra for a token with a client secret that was made just now.
func (s *Session) Prove(ctx context.Context, appID string, text secret.Text) error {
	prover := signin.Prover{Cloud: s.Cloud, Transport: s.transport, Clock: s.clock, Patience: freshSecret}
	return prover.Prove(ctx, s.Account.TenantID, appID, text, "")
}
