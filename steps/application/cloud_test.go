package application

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire/wiretest"
)

// entry is an application in the cloud.
type entry struct {
	App     tenant.Application
	Deleted bool
	Logo    []byte
}

// world is everything that a tenant holds.
type world struct {
	Apps       []entry
	Principals []tenant.Principal
	Gone       []tenant.Principal // deleted
	Grants     []tenant.Grant
}

func (w world) clone() world {
	data, err := json.Marshal(w)
	if err != nil {
		panic(err)
	}
	var out world
	if err := json.Unmarshal(data, &out); err != nil {
		panic(err)
	}
	return out
}

func (w *world) app(objectID string) *entry {
	for i := range w.Apps {
		if w.Apps[i].App.ObjectID == objectID {
			return &w.Apps[i]
		}
	}
	return nil
}

// moment is the world from an instant on.
type moment struct {
	at    time.Time
	world world
}

// fault is what happens to one request.
type fault struct {
	err  error
	done bool // the work is done, only the answer is not
}

// cloud is a tenant in memory with two replicas: every other read is answered
// by the one that is behind by lag.
type cloud struct {
	clock  *wiretest.Clock
	lag    time.Duration
	stale  bool // every read is answered by the one that is behind
	policy tenant.AppPolicy
	denied error // of AppPolicy

	mu      sync.Mutex
	history []moment
	reads   int
	serial  int
	writes  []string
	faults  map[string][]fault
	// before is called before each write, outside of any lock.
	before func(op string)
}

var _ tenant.Directory = (*cloud)(nil)

// graphPrincipal is Microsoft Graph's own.
func graphPrincipal() tenant.Principal {
	p := tenant.Principal{ObjectID: "graph-sp", AppID: tenant.GraphAppID, DisplayName: "Microsoft Graph"}
	for name, id := range map[string]string{
		"email": tenant.PermissionEmail, "offline_access": tenant.PermissionOfflineAccess, "openid": tenant.PermissionOpenID,
		"profile": tenant.PermissionProfile, "User.Read": tenant.PermissionUserRead,
	} {
		p.Scopes = append(p.Scopes, tenant.Scope{ID: id, Value: name})
	}
	return p
}

func newCloud(clock *wiretest.Clock) *cloud {
	c := &cloud{clock: clock, faults: map[string][]fault{}}
	c.history = []moment{{clock.Now().Add(-365 * 24 * time.Hour), world{Principals: []tenant.Principal{graphPrincipal()}}}}
	return c
}

// put changes the world behind everybody's back.
func (c *cloud) put(change func(*world)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.change(change)
}

func (c *cloud) change(change func(*world)) {
	w := c.history[len(c.history)-1].world.clone()
	change(&w)
	c.history = append(c.history, moment{c.clock.Now(), w})
}

// truth is the world as it is.
func (c *cloud) truth() world {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.history[len(c.history)-1].world.clone()
}

// seen is the world as the next read shows it.
func (c *cloud) seen() world {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reads++
	if c.lag > 0 && (c.stale || c.reads%2 == 1) {
		at := c.clock.Now().Add(-c.lag)
		for _, m := range slices.Backward(c.history) {
			if !m.at.After(at) {
				return m.world.clone()
			}
		}
	}
	return c.history[len(c.history)-1].world.clone()
}

// settle lets all replicas agree.
func (c *cloud) settle() { _ = c.clock.Sleep(context.Background(), c.lag+time.Hour) }

func (c *cloud) id(kind string) string {
	c.serial++
	return fmt.Sprintf("%s-%d", kind, c.serial)
}

// appID is a client id, as a GUID.
func appID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// fail makes the next requests of an operation fail, one after another.
func (c *cloud) fail(op string, faults ...fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults[op] = append(c.faults[op], faults...)
}

func (c *cloud) take(op string) (f fault, ok bool) {
	if list := c.faults[op]; len(list) > 0 {
		c.faults[op] = list[1:]
		return list[0], list[0].err != nil
	}
	return fault{}, false
}

// write does one write, or fails as it was told to.
func (c *cloud) write(ctx context.Context, op string, do func(*world) error) error {
	if c.before != nil {
		c.before(op)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() != nil {
		return &tenant.Error{Kind: tenant.Lost, Op: op, Err: ctx.Err()}
	}
	c.writes = append(c.writes, op)
	f, bad := c.take(op)
	if bad && !f.done {
		return f.err
	}
	var err error
	w := c.history[len(c.history)-1].world.clone()
	if err = do(&w); err != nil {
		return err
	}
	c.history = append(c.history, moment{c.clock.Now(), w})
	if bad {
		return f.err
	}
	return nil
}

func (c *cloud) readFault(op string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	f, _ := c.take(op)
	return f.err
}

// written are the operations that wrote, in order.
func (c *cloud) written() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.writes, " ")
}

func (c *cloud) Person(context.Context) (p tenant.Person, ok bool, err error) { return p, false, nil }
func (c *cloud) Organization(context.Context) (o tenant.Organization, err error) {
	return o, nil
}
func (c *cloud) Domains(context.Context) ([]tenant.Domain, error) { return nil, nil }
func (c *cloud) Roles(context.Context) ([]tenant.Role, error)     { return nil, nil }
func (c *cloud) AppPolicy(context.Context) (tenant.AppPolicy, error) {
	return c.policy, c.denied
}

func (c *cloud) ApplicationByAppID(_ context.Context, appID string) (tenant.Application, bool, error) {
	if err := c.readFault("ApplicationByAppID"); err != nil {
		return tenant.Application{}, false, err
	}
	for _, e := range c.seen().Apps {
		if !e.Deleted && strings.EqualFold(e.App.AppID, appID) {
			return e.App, true, nil
		}
	}
	return tenant.Application{}, false, nil
}

func (c *cloud) list(by tenant.Key, deleted bool) []tenant.Application {
	var out []tenant.Application
	for _, e := range c.seen().Apps {
		if e.Deleted == deleted && matches(e.App, by) {
			out = append(out, e.App)
		}
	}
	return out
}

func matches(app tenant.Application, by tenant.Key) bool {
	return by.AppID != "" && strings.EqualFold(app.AppID, by.AppID) || by.UniqueName != "" && app.UniqueName == by.UniqueName ||
		by.RedirectURI != "" && slices.Contains(app.Web.RedirectURIs, by.RedirectURI) ||
		by.IdentifierURIPrefix != "" && slices.ContainsFunc(app.IdentifierURIs, func(u string) bool { return strings.HasPrefix(u, by.IdentifierURIPrefix) })
}

func (c *cloud) FindApplications(_ context.Context, by tenant.Key) ([]tenant.Application, error) {
	return c.list(by, false), c.readFault("FindApplications")
}

func (c *cloud) DeletedApplications(_ context.Context, by tenant.Key) ([]tenant.Application, error) {
	return c.list(by, true), c.readFault("DeletedApplications")
}

func (c *cloud) UpsertApplication(ctx context.Context, uniqueName string, p tenant.ApplicationPatch) (app tenant.Application, created bool, err error) {
	err = c.write(ctx, "UpsertApplication", func(w *world) error {
		for i := range w.Apps {
			if e := &w.Apps[i]; e.App.UniqueName == uniqueName && !e.Deleted {
				p.Apply(&e.App)
				app = e.App
				return nil
			}
		}
		app = tenant.Application{ObjectID: c.id("object"), AppID: appID(c.serial), UniqueName: uniqueName, Created: c.clock.Now()}
		p.Apply(&app)
		w.Apps = append(w.Apps, entry{App: app})
		created = true
		return nil
	})
	if err != nil {
		return tenant.Application{}, false, err
	}
	return app, created, nil
}

// at changes one application, which has to be there.
func (c *cloud) at(ctx context.Context, op, objectID string, do func(*entry) error) error {
	return c.write(ctx, op, func(w *world) error {
		e := w.app(objectID)
		if e == nil || e.Deleted != (op == "RestoreApplication") {
			return &tenant.Error{Kind: tenant.NotFound, Op: op, Status: 404, Code: "Request_ResourceNotFound"}
		}
		return do(e)
	})
}

func (c *cloud) UpdateApplication(ctx context.Context, objectID string, p tenant.ApplicationPatch) error {
	return c.at(ctx, "UpdateApplication", objectID, func(e *entry) error {
		if p.PreAuthorized != nil {
			for _, pre := range *p.PreAuthorized {
				for _, id := range pre.ScopeIDs {
					if !slices.ContainsFunc(e.App.API.Scopes, func(s tenant.Scope) bool { return s.ID == id }) {
						return &tenant.Error{Kind: tenant.Refused, Op: "pre-authorise", Status: 400, Message: "permission id that cannot be found"}
					}
				}
			}
		}
		p.Apply(&e.App)
		return nil
	})
}

func (c *cloud) RestoreApplication(ctx context.Context, objectID string) error {
	return c.at(ctx, "RestoreApplication", objectID, func(e *entry) error { e.Deleted = false; return nil })
}

func (c *cloud) AddPassword(ctx context.Context, objectID, name string, end time.Time) (tenant.Password, secret.Text, error) {
	var p tenant.Password
	text := ""
	err := c.at(ctx, "AddPassword", objectID, func(e *entry) error {
		p = tenant.Password{KeyID: c.id("key"), Name: name, Hint: "abc", Start: c.clock.Now(), End: end}
		text = "abc-text-of-" + p.KeyID
		e.App.Passwords = append(e.App.Passwords, p)
		return nil
	})
	if err != nil {
		return tenant.Password{}, secret.Text{}, err
	}
	return p, secret.New(text), nil
}

func (c *cloud) RemovePassword(ctx context.Context, objectID, keyID string) error {
	return c.at(ctx, "RemovePassword", objectID, func(e *entry) error {
		e.App.Passwords = slices.DeleteFunc(e.App.Passwords, func(p tenant.Password) bool { return p.KeyID == keyID })
		return nil
	})
}

func (c *cloud) SetLogo(ctx context.Context, objectID string, png []byte) error {
	return c.at(ctx, "SetLogo", objectID, func(e *entry) error { e.Logo = slices.Clone(png); return nil })
}

func (c *cloud) PrincipalByAppID(_ context.Context, appID string) (tenant.Principal, bool, error) {
	if err := c.readFault("PrincipalByAppID"); err != nil {
		return tenant.Principal{}, false, err
	}
	for _, p := range c.seen().Principals {
		if p.AppID == appID {
			return p, true, nil
		}
	}
	return tenant.Principal{}, false, nil
}

func (c *cloud) CreatePrincipal(ctx context.Context, appID string, tags []string) (p tenant.Principal, err error) {
	err = c.write(ctx, "CreatePrincipal", func(w *world) error {
		if slices.ContainsFunc(w.Principals, func(p tenant.Principal) bool { return p.AppID == appID }) {
			return &tenant.Error{Kind: tenant.Conflict, Op: "create the service principal", Status: 409}
		}
		p = tenant.Principal{ObjectID: c.id("principal"), AppID: appID, Tags: tags}
		w.Principals = append(w.Principals, p)
		return nil
	})
	return p, err
}

func (c *cloud) DeletedPrincipals(_ context.Context, appID string) ([]tenant.Principal, error) {
	gone := slices.DeleteFunc(c.seen().Gone, func(p tenant.Principal) bool { return p.AppID != appID })
	return gone, c.readFault("DeletedPrincipals")
}

func (c *cloud) RestorePrincipal(ctx context.Context, objectID string) error {
	return c.write(ctx, "RestorePrincipal", func(w *world) error {
		i := slices.IndexFunc(w.Gone, func(p tenant.Principal) bool { return p.ObjectID == objectID })
		if i < 0 {
			return &tenant.Error{Kind: tenant.NotFound, Op: "restore the deleted service principal", Status: 404}
		}
		w.Principals = append(w.Principals, w.Gone[i])
		w.Gone = slices.Delete(w.Gone, i, i+1)
		return nil
	})
}

func (c *cloud) Grants(_ context.Context, clientID, resourceID string) ([]tenant.Grant, error) {
	if err := c.readFault("Grants"); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(c.seen().Grants, func(g tenant.Grant) bool {
		return g.ClientID != clientID || g.ResourceID != resourceID
	}), nil
}

func (c *cloud) CreateGrant(ctx context.Context, clientID, resourceID string, scopes []string) (g tenant.Grant, err error) {
	err = c.write(ctx, "CreateGrant", func(w *world) error {
		for _, g := range w.Grants {
			if g.ClientID == clientID && g.ResourceID == resourceID && g.ConsentType == tenant.ConsentAll {
				return &tenant.Error{Kind: tenant.Conflict, Op: "grant consent", Status: 400, Message: "Permission entry already exists."}
			}
		}
		g = tenant.Grant{ID: c.id("grant"), ClientID: clientID, ResourceID: resourceID, ConsentType: tenant.ConsentAll, Scopes: scopes}
		w.Grants = append(w.Grants, g)
		return nil
	})
	return g, err
}

func (c *cloud) UpdateGrant(ctx context.Context, grantID string, scopes []string) error {
	return c.write(ctx, "UpdateGrant", func(w *world) error {
		for i := range w.Grants {
			if w.Grants[i].ID == grantID {
				w.Grants[i].Scopes = scopes
				return nil
			}
		}
		return &tenant.Error{Kind: tenant.NotFound, Op: "widen the grant", Status: 404}
	})
}
