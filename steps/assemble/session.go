package assemble

import (
	"context"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"teamwright/steps/bot"
	"teamwright/steps/probe"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/arm"
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
	Browser  func(signin.BrowserPrompt)
	Renew    func(context.Context) bool
	// Remember is the folder that names who signed in before; empty: every run
	// signs in anew.
	Remember string
	Secret   func(ctx context.Context, name string) (secret.Text, error)
	// Roads are shared with other sessions; nil: ways of its own.
	Roads *Roads
	// Through leads every request through something of the caller's, below the
	// repeating of requests, which is then as patient as Patience says; nil:
	// through nothing.
	Through  func(http.RoundTripper) http.RoundTripper
	Patience time.Duration // for one request with all its tries; 0: the usual
}

// Session is a signed-in connection to one tenant.
type Session struct {
	Cloud     tenant.Cloud
	Account   signin.Account
	Scopes    []string // what the token says we may ask for
	Directory tenant.Directory
	Remover   tenant.Remover
	Purger    tenant.Purger
	SignInLog tenant.SignIns
	Azure     tenant.Azure
	Timepiece tenant.Timepiece // how far the tenant's clock is from ours

	writes    *wire.Writes
	in        *signin.Session
	own       tenant.Catalog // with this sign-in's own token
	shop      shop           // what a second sign-in gave
	access    Access
	transport http.RoundTripper
	clock     wire.Clock
	network   func() (probe.Network, error) // to look at sites from outside
}

// Open signs in. Errors of the sign-in itself are [*signin.Refused].
func Open(ctx context.Context, a Access) (*Session, error) {
	if a.Roads == nil {
		a.Roads = NewRoads(a.Env, 0)
	}
	base, err := a.Roads.trusting(a.Cloud.CAPEM)
	if err != nil {
		return nil, err
	}
	if a.Through != nil {
		base = a.Through(base)
	}
	writes := &wire.Writes{}
	transport := wire.New(wire.Options{
		Base: base, Clock: a.Clock, Name: serviceName(a.Cloud), Trace: a.Trace, Writes: writes,
		Budget: a.Patience, Timeout: a.Patience,
	})
	s := &Session{Cloud: a.Cloud, access: a, transport: transport, clock: a.Clock, writes: writes, network: a.Roads.outside}
	if s.in, err = signin.Open(ctx, s.signInOptions(a.ClientID, nil)); err != nil {
		return nil, err
	}
	s.Account, s.Scopes = s.in.Account, s.in.Scopes
	client, err := graph.New(graph.Options{Cloud: a.Cloud, Credential: s.in.Credential, Transport: transport, Clock: a.Clock})
	if err != nil {
		return nil, err
	}
	s.Directory, s.Remover, s.Purger, s.SignInLog, s.own, s.Timepiece = tenant.Remembering(client), client, client, client, client, client
	if s.Azure, err = arm.New(arm.Options{Cloud: a.Cloud, Credential: s.in.Credential, Transport: transport, Clock: a.Clock}); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Session) signInOptions(client string, scopes []string) signin.Options {
	a := s.access
	o := signin.Options{
		Door: a.Door, Cloud: a.Cloud, Tenant: a.Tenant, ClientID: client, Scopes: scopes,
		Transport: s.transport, Clock: a.Clock, Env: a.Env,
		Prompt: a.Prompt, Browser: a.Browser, Renew: a.Renew, Secret: a.Secret,
		OpenURL: signin.Opener(a.Env),
	}
	if a.Remember != "" {
		o.Remember = filepath.Join(a.Remember, strings.Join([]string{"account", fileName(a.Cloud.Name), fileName(a.Tenant), fileName(client)}, "-")+".json")
	}
	return o
}

// fileName keeps what a file name can hold.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, strings.ToLower(s))
}

// Writes are the answers to what was changed through this session.
func (s *Session) Writes() []wire.Answer { return s.writes.List() }

// Notes are what the person should know of the sign-in, a sentence each.
func (s *Session) Notes() []string { return s.in.Notes }

// Challenged tells whether Microsoft wants the person to sign in once more
// before it goes on; [Session.Again] does that, and the plan stays good.
func (s *Session) Challenged() bool { return s.challenged() != nil }

// challenged is the sign-in that Microsoft wants anew, of the two there may be;
// nil when neither.
func (s *Session) challenged() *signin.Session {
	for _, in := range []*signin.Session{s.in, s.shop.signIn()} {
		if in != nil && in.Challenged() {
			return in
		}
	}
	return nil
}

// Again has the same person sign in once more.
func (s *Session) Again(ctx context.Context) error {
	if in := s.challenged(); in != nil {
		return in.Again(ctx)
	}
	return s.in.Again(ctx)
}

// serviceName names a host for a person.
func serviceName(c tenant.Cloud) func(*url.URL) string {
	return func(u *url.URL) string {
		switch origin := u.Scheme + "://" + u.Host; {
		case origin == c.Graph && strings.HasPrefix(u.Path, "/v1.0/"):
			return "Microsoft Graph"
		case origin == c.ResourceManager && strings.HasPrefix(u.Path, "/subscriptions"), origin == c.ResourceManager && strings.HasPrefix(u.Path, "/providers"):
			return "Azure"
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

// BotToken asks for a token for the bot connector, where a directory of the
// cloud's sign-in host gives it.
func (s *Session) BotToken(ctx context.Context, authority, appID string, text secret.Text) error {
	prover := signin.Prover{Cloud: s.Cloud, Transport: s.transport, Clock: s.clock, Patience: freshSecret}
	return prover.Prove(ctx, authority, appID, text, bot.Scope)
}
