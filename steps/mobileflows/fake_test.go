package mobileflows

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/journal"
	"teamwright/steps/mobileflows/access"
	rehearsal "teamwright/steps/sandbox/access"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// directory is a tenant without any lag. Questions that these tests never lead
// to have no answer.
type directory struct {
	tenant.Directory
	now    func() time.Time
	mu     sync.Mutex
	apps   []tenant.Application
	people []tenant.Principal
	grants []tenant.Grant
	writes []string
}

func newDirectory(now func() time.Time) *directory {
	graph := tenant.Principal{ObjectID: "graph", AppID: tenant.GraphAppID}
	for _, p := range append(Permissions(answers.PermissionsGuide), Permissions(answers.PermissionsLeast)...) {
		graph.Scopes = append(graph.Scopes, tenant.Scope{ID: p.ID, Value: p.Name})
	}
	return &directory{now: now, people: []tenant.Principal{graph}}
}

func (d *directory) wrote(what string) {
	d.writes = append(d.writes, what)
}

func (d *directory) AppPolicy(context.Context) (tenant.AppPolicy, error) {
	return tenant.AppPolicy{}, nil
}

func (d *directory) find(fits func(tenant.Application) bool) []tenant.Application {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []tenant.Application
	for _, a := range d.apps {
		if fits(a) {
			out = append(out, a)
		}
	}
	return out
}

func (d *directory) ApplicationByAppID(_ context.Context, id string) (tenant.Application, bool, error) {
	list := d.find(func(a tenant.Application) bool { return a.AppID == id })
	if len(list) == 0 {
		return tenant.Application{}, false, nil
	}
	return list[0], true, nil
}

func (d *directory) FindApplications(_ context.Context, by tenant.Key) ([]tenant.Application, error) {
	return d.find(func(a tenant.Application) bool {
		return by.UniqueName != "" && a.UniqueName == by.UniqueName || by.RedirectURI != "" && slices.Contains(a.Web.RedirectURIs, by.RedirectURI) ||
			by.RedirectURIPrefix != "" && slices.ContainsFunc(a.Web.RedirectURIs, func(u string) bool { return strings.HasPrefix(u, by.RedirectURIPrefix) })
	}), nil
}

func (d *directory) DeletedApplications(context.Context, tenant.Key) ([]tenant.Application, error) {
	return nil, nil
}

func (d *directory) UpsertApplication(_ context.Context, name string, p tenant.ApplicationPatch) (tenant.Application, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrote("application")
	a := tenant.Application{ObjectID: "o-" + name, AppID: "c-" + name, UniqueName: name, Created: d.now()}
	p.Apply(&a)
	d.apps = append(d.apps, a)
	return a, true, nil
}

func (d *directory) change(objectID string, change func(*tenant.Application)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.apps {
		if d.apps[i].ObjectID == objectID {
			change(&d.apps[i])
		}
	}
}

func (d *directory) UpdateApplication(_ context.Context, objectID string, p tenant.ApplicationPatch) error {
	d.wrote("update")
	d.change(objectID, p.Apply)
	return nil
}

func (d *directory) AddPassword(_ context.Context, objectID, name string, end time.Time) (tenant.Password, secret.Text, error) {
	p := tenant.Password{KeyID: "k-" + name, Name: name, Hint: "abc", Start: d.now(), End: end}
	d.wrote("secret")
	d.change(objectID, func(a *tenant.Application) { a.Passwords = append(a.Passwords, p) })
	return p, secret.New("abc-secret-text"), nil
}

func (d *directory) RemovePassword(_ context.Context, objectID, keyID string) error {
	d.wrote("remove secret")
	d.change(objectID, func(a *tenant.Application) {
		a.Passwords = slices.DeleteFunc(slices.Clone(a.Passwords), func(p tenant.Password) bool { return p.KeyID == keyID })
	})
	return nil
}

func (d *directory) PrincipalByAppID(_ context.Context, id string) (tenant.Principal, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.people, func(p tenant.Principal) bool { return p.AppID == id })
	if i < 0 {
		return tenant.Principal{}, false, nil
	}
	return d.people[i], true, nil
}

func (d *directory) DeletedPrincipals(context.Context, string) ([]tenant.Principal, error) {
	return nil, nil
}
func (d *directory) RestorePrincipal(context.Context, string) error { return errors.New("never") }

func (d *directory) CreatePrincipal(_ context.Context, appID string, tags []string) (tenant.Principal, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrote("principal")
	p := tenant.Principal{ObjectID: "p-" + appID, AppID: appID, Tags: tags}
	d.people = append(d.people, p)
	return p, nil
}

func (d *directory) Grants(_ context.Context, client, resource string) ([]tenant.Grant, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []tenant.Grant
	for _, g := range d.grants {
		if g.ClientID == client && g.ResourceID == resource {
			out = append(out, g)
		}
	}
	return out, nil
}

func (d *directory) CreateGrant(_ context.Context, client, resource string, scopes []string) (tenant.Grant, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrote("grant")
	g := tenant.Grant{ID: "g-" + client, ClientID: client, ResourceID: resource, ConsentType: tenant.ConsentAll, Scopes: scopes}
	d.grants = append(d.grants, g)
	return g, nil
}

// DeleteApplication and its like make the directory a [tenant.Remover].
func (d *directory) DeleteApplication(_ context.Context, objectID string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrote("delete application")
	d.apps = slices.DeleteFunc(d.apps, func(a tenant.Application) bool { return a.ObjectID == objectID })
	return nil
}

func (d *directory) DeleteGrant(_ context.Context, id string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wrote("delete grant")
	d.grants = slices.DeleteFunc(d.grants, func(g tenant.Grant) bool { return g.ID == id })
	return nil
}

// inbox takes secrets.
type inbox struct{ items []secret.Item }

func (*inbox) Where() string      { return "the inbox" }
func (*inbox) Ready(string) error { return nil }
func (b *inbox) Deliver(_ context.Context, it secret.Item) error {
	b.items = append(b.items, it)
	return nil
}

// rig is a tenant, an Access and the hosts of Mobile Flows; runs share it.
type rig struct {
	t       *testing.T
	now     time.Time
	dir     *directory
	service *rehearsal.Service
	ledger  *journal.Journal
	inbox   *inbox
	job     Job
	asked   []string // "METHOD path" of Access and the hosts

	// before looks at a request first; an answer of its own goes out instead.
	before func(n int, r *http.Request) *http.Response
	fail   func(n int, r *http.Request) error
	n      int
}

const site = "https://learn.example.org/totara"

func newRig(t *testing.T, opt rehearsal.Options) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), inbox: &inbox{}}
	now := func() time.Time { return r.now }
	var err error
	if r.ledger, err = journal.View(t.TempDir(), "none", now); err != nil {
		t.Fatal(err)
	}
	opt.Now = now
	if r.service, err = rehearsal.New(opt); err != nil {
		t.Fatal(err)
	}
	r.dir = newDirectory(now)
	clock := wire.Clock{Now: now, Jitter: func() float64 { return 0.5 }, Sleep: func(ctx context.Context, d time.Duration) error {
		r.now = r.now.Add(d)
		return ctx.Err()
	}}
	serial := 0
	r.job = Job{
		Answers: answers.Answers{Site: site, Tenant: "contoso.onmicrosoft.com", MobileFlows: answers.MobileFlows{
			Enabled: true, Name: "Mobile Flows Teams", Access: "https://access.example.org", Host: answers.MobileFlowsHost,
			Permissions: answers.PermissionsGuide, TTL: answers.TTLGuide, Connector: answers.ConnectorHosted, SecretDays: 365,
		}},
		Directory: r.dir, Ledger: r.ledger, Clock: clock, Sink: r.inbox, Transport: r, UEMBase: "https://graph.microsoft.com/beta",
		Prove: func(context.Context, string, secret.Text) error { return nil },
		NewID: func() string { serial++; return fmt.Sprintf("%08d-0000-4000-8000-000000000000", serial) },
	}
	r.client("right")
	return r
}

// client gives the job a service client; "" takes it away.
func (r *rig) client(password string) {
	o := access.Options{Origin: r.job.Answers.MobileFlows.Access, Transport: r, Now: r.job.Clock.Now}
	if password != "" {
		o.ID, o.Secret = secret.New("teamwright"), secret.New(password)
	}
	r.job.Access = access.New(o)
}

// RoundTrip answers for every host, as the rehearsal does.
func (r *rig) RoundTrip(req *http.Request) (*http.Response, error) {
	r.n++
	r.asked = append(r.asked, req.Method+" "+req.URL.Path)
	if r.before != nil {
		if resp := r.before(r.n, req); resp != nil {
			return resp, nil
		}
	}
	in := req.Clone(req.Context())
	in.Host = req.URL.Host
	in.URL = &url.URL{Path: req.URL.Path, RawQuery: req.URL.RawQuery}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	r.service.ServeHTTP(w, in)
	if r.fail != nil {
		if err := r.fail(r.n, req); err != nil {
			return nil, err
		}
	}
	return w.Result(), nil
}

func (r *rig) count(line string) int {
	n := 0
	for _, a := range r.asked {
		if a == line {
			n++
		}
	}
	return n
}

// run is one run of the program.
type run struct {
	plan   steps.Plan
	report steps.Report
}

func (r *rig) runner(list []steps.Step) *steps.Runner {
	return &steps.Runner{Steps: list, Journal: r.ledger, Clock: r.job.Clock, Parallel: 1}
}

func (r *rig) apply() run {
	r.t.Helper()
	return r.do(New(r.job).Steps())
}

func (r *rig) do(list []steps.Step) run {
	r.t.Helper()
	runner := r.runner(list)
	if err := runner.Read(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	plan := runner.Plan()
	return run{plan, runner.Apply(r.t.Context(), plan)}
}

// row is the row of that id behind "mobileflows.".
func (x run) row(t *testing.T, name string) steps.Result {
	t.Helper()
	return rowOf(t, x.report.Results, name)
}

func rowOf(t *testing.T, rows []steps.Result, name string) steps.Result {
	t.Helper()
	for _, r := range rows {
		if r.ID == "mobileflows."+name {
			return r
		}
	}
	t.Fatalf("no row %s", name)
	return steps.Result{}
}

// wants compares the states of some rows.
func (x run) wants(t *testing.T, want map[string]steps.Status) {
	t.Helper()
	for name, status := range want {
		if r := x.row(t, name); r.Status != status {
			t.Errorf("%s is %s (%s), want %s", name, r.Status, r.Detail, status)
		}
	}
}

func page(status int, body string) *http.Response {
	w := httptest.NewRecorder()
	w.WriteHeader(status)
	_, _ = w.WriteString(body)
	return w.Result()
}

func is(path, end string) bool { return strings.HasSuffix(path, end) }
