package sandbox

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"teamwright/steps/sandbox/access"
	"teamwright/steps/sandbox/arm"
	"teamwright/steps/sandbox/entra"
	"teamwright/steps/sandbox/graph"
	"teamwright/steps/sandbox/store"
	"teamwright/steps/sandbox/token"
)

// Options say what kind of cloud to rehearse. The zero value is a cloud
// without latency and delay whose device codes approve themselves at once.
type Options struct {
	Now   func() time.Time                           // the clock; nil means time.Now
	Sleep func(context.Context, time.Duration) error // waits; nil means real waiting
	Rand  io.Reader                                  // source of keys, identifiers and secrets; nil means crypto/rand

	Latency time.Duration // of each request, half before the work and half after
	Lag     time.Duration // Entra's replication delay, and how long Azure works in the background
	// CatalogLag is how far the list of the app catalogue is behind, and how
	// long it remembers what was taken out; 0 means three times Lag.
	CatalogLag time.Duration

	Approve time.Duration // after this long a device code approves itself
	Never   bool          // nobody approves: codes expire

	Faults []Fault   // what goes wrong, by the number of the request after sign-in
	Log    io.Writer // one JSON object a line for each request; nil means none

	Tenant Tenant   // who signs in and what is there; the zero value is the default tenant
	More   []Tenant // further tenants of the same cloud
	Memory string   // file that remembers the state between runs, secrets as digests; "" means none

	Judge      func(http.Handler) http.Handler // wraps the handler of Microsoft Graph; for tests
	JudgeAzure func(http.Handler) http.Handler // wraps the handler of Azure Resource Manager; for tests
}

// Cloud is one rehearsal cloud. Its state outlives the servers that show it.
type Cloud struct {
	opt    Options
	store  *store.Store
	signer *token.Signer
	entra  *entra.Host
	graph  http.Handler
	arm    http.Handler
	access *access.Service
	log    *journal
	faults map[int]Fault

	writers writers
	served  atomic.Int64 // requests since sign-in
}

// New makes a cloud. Errors come from the memory file and from a tenant whose
// description contradicts itself.
func New(opt Options) (*Cloud, error) {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Sleep == nil {
		opt.Sleep = sleep
	}
	if opt.Rand == nil {
		opt.Rand = rand.Reader
	}
	if opt.Judge == nil {
		opt.Judge = func(h http.Handler) http.Handler { return h }
	}
	if opt.JudgeAzure == nil {
		opt.JudgeAzure = func(h http.Handler) http.Handler { return h }
	}
	tenants := append([]Tenant{opt.Tenant}, opt.More...)
	for _, t := range tenants {
		if err := checkPrepared(t); err != nil {
			return nil, err
		}
	}
	if opt.CatalogLag == 0 {
		opt.CatalogLag = 3 * opt.Lag
	}
	state, err := store.New(store.Options{Now: opt.Now, Rand: opt.Rand, Lag: opt.Lag, Late: opt.CatalogLag, Memory: opt.Memory}, tenants...)
	if err != nil {
		return nil, err
	}
	signer, err := token.NewSigner(opt.Rand)
	if err != nil {
		return nil, err
	}
	c := &Cloud{opt: opt, store: state, signer: signer, log: &journal{w: opt.Log}, faults: map[int]Fault{}, writers: writers{busy: map[string]int{}}}
	for _, f := range opt.Faults {
		c.faults[f.N] = f
	}
	c.entra = entra.New(entra.Options{
		Store: state, Signer: signer, Now: opt.Now, Sleep: opt.Sleep, Approve: opt.Approve, Never: opt.Never,
	})
	c.graph = opt.Judge(graph.New(graph.Options{Store: state, Signer: signer, Now: opt.Now}))
	if c.access, err = access.New(c.accessOptions()); err != nil {
		return nil, err
	}
	c.arm = opt.JudgeAzure(arm.New(arm.Options{Store: state, Signer: signer, Now: opt.Now, Settle: opt.Lag}))
	return c, nil
}

// accessOptions are those of the Workspace ONE Access beside the cloud: its
// memory lies beside the cloud's, its connector knows the cloud's tokens.
func (c *Cloud) accessOptions() access.Options {
	kind := c.opt.Tenant.Access
	opt := access.Options{
		Now: c.opt.Now, Rand: randomness{c.store}, Issued: c.store.Issue,
		Legacy: kind.Legacy, Seconds: kind.Seconds, Old: kind.Old, Page: kind.Page, Denied: kind.Denied,
		Bearer: func(text string) (string, []string, bool) {
			claims, err := c.signer.Read(text, c.opt.Now())
			return claims.UPN, strings.Fields(claims.Scopes), err == nil
		},
	}
	if c.opt.Memory != "" {
		opt.Memory = strings.TrimSuffix(c.opt.Memory, filepath.Ext(c.opt.Memory)) + "-access" + filepath.Ext(c.opt.Memory)
	}
	return opt
}

// randomness is the store's, one reader at a time.
type randomness struct{ store *store.Store }

func (r randomness) Read(b []byte) (int, error) {
	if err := r.store.Random(b); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Counts are how many objects the newest state of the cloud holds. Microsoft's
// own principals and what was granted to them are not counted.
type Counts struct {
	Applications, Principals, Grants int
	Secrets                          int // client secrets that have not expired
	Deleted                          int // applications in the deleted items
	AppRoleAssignments               int
	ResourceGroups, Bots, Channels   int // channels that were added to what every bot has
	CatalogApps, Definitions         int // entries of the app catalogue, and their versions
	AccessTemplates, AccessClients   int // OAuth templates that were made, and dynamic clients, of Workspace ONE Access
}

// Count counts what is there now.
func (c *Cloud) Count() Counts {
	n := Counts{
		Deleted:            c.store.Count(store.DeletedApplications),
		AppRoleAssignments: c.store.Count(store.AppRoleAssignments),
		ResourceGroups:     c.store.Count(store.ResourceGroups),
		Bots:               c.store.Count(store.Bots),
		Channels:           c.store.Count(store.Channels),
	}
	microsofts := map[any]bool{}
	c.store.Each(store.ServicePrincipals, func(_ store.Tenant, o store.Object) {
		if store.FirstParty(o) {
			microsofts[o["id"]] = true
		} else {
			n.Principals++
		}
	})
	c.store.Each(store.Grants, func(_ store.Tenant, o store.Object) {
		if !microsofts[o["clientId"]] {
			n.Grants++
		}
	})
	c.store.Each(store.CatalogApps, func(_ store.Tenant, o store.Object) {
		n.CatalogApps++
		versions, _ := o["definitions"].([]any)
		n.Definitions += len(versions)
	})
	n.AccessTemplates, n.AccessClients = c.access.Count()
	now := c.opt.Now()
	c.store.Each(store.Applications, func(_ store.Tenant, o store.Object) {
		n.Applications++
		n.Secrets += store.LiveSecrets(o, now)
	})
	return n
}

// Issued returns every secret text this cloud ever issued: client secrets,
// access and refresh tokens, device codes.
func (c *Cloud) Issued() []string { return c.store.Issued() }

// Activate gives the person who signs in a role that is eligible in the
// tenant's description, as an activation in Privileged Identity Management
// does. Requests are judged by it at once.
func (c *Cloud) Activate(role string) error {
	t, err := c.store.Tenant("organizations")
	if err != nil {
		return err
	}
	return c.store.Activate(t.ID, role)
}

// Challenge revokes the sessions: access tokens issued so far are answered
// with 401 and a claims challenge, where the client said it handles those.
func (c *Cloud) Challenge() { c.signer.Revoke() }

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
