package catalog

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/manifest"
	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/journal"
	"teamwright/steps/tenant"
	"teamwright/steps/wire/wiretest"
)

// entry is one of the catalogue.
type entry struct {
	app   tenant.CatalogApp
	since time.Time
}

// shop is a catalogue whose list lags behind. It takes a manifest's id once, and
// a version of an entry once.
type shop struct {
	clock *wiretest.Clock
	lag   time.Duration

	mu      sync.Mutex
	entries []entry
	faults  []string // of the next writes: lost, unheard, denied, or "" for none
	killing bool
	killed  func()   // when the process is killed in the middle of a write
	writes  []string // that were heard
	reads   int
	hears   func() // at a publication
	denied  bool   // of reads
	talks   bool   // conflicts name the entry
	deleted []string
	late    []entry // what was taken out, with the time of that
	serial  int
}

var _ tenant.Catalog = (*shop)(nil)

func (s *shop) CatalogApp(_ context.Context, id string) (tenant.CatalogApp, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.denied {
		return tenant.CatalogApp{}, false, &tenant.Error{Kind: tenant.Denied, Op: "read"}
	}
	for _, e := range s.entries {
		if e.app.ID == id {
			return e.app, true, nil
		}
	}
	return tenant.CatalogApp{}, false, nil
}

func (s *shop) FindCatalogApps(_ context.Context, manifestID string) ([]tenant.CatalogApp, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads++
	if s.denied {
		return nil, &tenant.Error{Kind: tenant.Denied, Op: "look"}
	}
	var out []tenant.CatalogApp
	for _, e := range s.entries {
		if e.app.ManifestID == manifestID && s.clock.Now().Sub(e.since) >= s.lag {
			out = append(out, e.app)
		}
	}
	for _, e := range s.late {
		if e.app.ManifestID == manifestID && s.clock.Now().Sub(e.since) < s.lag {
			out = append(out, e.app)
		}
	}
	return out, nil
}

// fault is what happens to a write: whether it is heard, and its answer.
func (s *shop) fault() (heard bool, err error) {
	f := ""
	if len(s.faults) > 0 {
		f, s.faults = s.faults[0], s.faults[1:]
	}
	switch f {
	case "lost":
		return true, &tenant.Error{Kind: tenant.Lost, Op: "publish"}
	case "unheard":
		return false, &tenant.Error{Kind: tenant.Lost, Op: "publish", Status: 503}
	case "denied":
		return false, &tenant.Error{Kind: tenant.Denied, Op: "publish", Cure: "Teams Administrator"}
	case "held": // the process is killed before the answer
		s.killing = true
		return true, &tenant.Error{Kind: tenant.Lost, Op: "publish"}
	}
	return true, nil
}

func (s *shop) PublishApp(_ context.Context, zip []byte, review bool) (tenant.CatalogApp, error) {
	in := opened(zip)
	heard, err := s.fault()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !heard {
		return tenant.CatalogApp{}, err
	}
	for _, e := range s.entries {
		if e.app.ManifestID == in.AppID {
			if s.talks {
				return tenant.CatalogApp{}, speaking(e.app)
			}
			return tenant.CatalogApp{}, conflict()
		}
	}
	for _, id := range s.deleted {
		if s.talks {
			return tenant.CatalogApp{}, speaking(tenant.CatalogApp{ID: id, ManifestID: in.AppID})
		}
	}
	s.serial++
	e := entry{since: s.clock.Now(), app: tenant.CatalogApp{ID: catalogID(s.serial), ManifestID: in.AppID, Name: in.ShortName,
		Definitions: []tenant.AppDefinition{{ID: "d", Version: in.Version, State: stateOf(review)}}}}
	s.entries = append(s.entries, e)
	s.writes = append(s.writes, "publish "+in.Version)
	if s.hears != nil {
		s.hears()
	}
	bare := e.app
	bare.Definitions = nil // the answer has none
	s.kill()
	return bare, err
}

func (s *shop) UpdateApp(_ context.Context, id string, zip []byte, review bool) error {
	in := opened(zip)
	heard, err := s.fault()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !heard {
		return err
	}
	for i := range s.entries {
		app := &s.entries[i].app
		if app.ID != id {
			continue
		}
		for _, d := range app.Definitions {
			if d.Version == in.Version || d.State == tenant.StateSubmitted {
				return conflict()
			}
		}
		app.Definitions = append(app.Definitions, tenant.AppDefinition{ID: "d", Version: in.Version, State: stateOf(review)})
		s.writes = append(s.writes, "update "+in.Version)
		s.kill()
		return err
	}
	return &tenant.Error{Kind: tenant.NotFound, Op: "update"}
}

// kill ends the process, as far as a test can: what happens later is taken back.
func (s *shop) kill() {
	if s.killing {
		s.killing = false
		s.killed()
	}
}

func (s *shop) DeleteApp(_ context.Context, id string) error {
	return s.take("delete "+id, id, func(*tenant.CatalogApp) bool { return true })
}

func (s *shop) WithdrawApp(_ context.Context, id, definition string) error {
	return s.take("withdraw "+id+" "+definition, id, func(app *tenant.CatalogApp) bool {
		app.Definitions = slices.DeleteFunc(slices.Clone(app.Definitions), func(d tenant.AppDefinition) bool { return d.ID == definition })
		return len(app.Definitions) == 0
	})
}

// take is a write that takes something of an entry away, or all of it.
func (s *shop) take(what, id string, all func(*tenant.CatalogApp) bool) error {
	heard, err := s.fault()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !heard {
		return err
	}
	s.writes = append(s.writes, what)
	for i := range s.entries {
		if s.entries[i].app.ID == id && all(&s.entries[i].app) {
			s.deleted = append(s.deleted, id)
			s.late = append(s.late, s.entries[i])
			s.late[len(s.late)-1].since = s.clock.Now()
			s.entries = slices.Delete(s.entries, i, i+1)
			break
		}
	}
	s.kill()
	return err
}

func conflict() error {
	return &tenant.Error{Kind: tenant.Conflict, Op: "publish", Code: "AppDefinitionAlreadyExists", Cure: "look for it under Manage apps"}
}

// speaking is a conflict that names the entry, among other ids.
func speaking(app tenant.CatalogApp) error {
	return &tenant.Error{Kind: tenant.Conflict, Op: "publish", Code: "AppDefinitionAlreadyExists", Cure: "look for it under Manage apps",
		Message: "App with same id already exists in the tenant. UserId: '" + botID + "', AppId: '" + catalogID(8) + "', ExternalId: '" + app.ManifestID + "', entitlementId: " + app.ID + ", state: Installed"}
}

func stateOf(review bool) string {
	if review {
		return tenant.StateSubmitted
	}
	return tenant.StatePublished
}

func catalogID(n int) string { return "dddddddd-0000-4000-8000-00000000000" + string(rune('0'+n)) }

// opened is what a package holds; one that Teams would refuse is a test's
// mistake.
func opened(zip []byte) manifest.Input {
	pkg, err := manifest.ReadBytes("a.zip", zip)
	if err == nil {
		var in manifest.Input
		if in, err = manifest.Describe(pkg); err == nil {
			return in
		}
	}
	panic(err)
}

// registration is the application in Entra, shared by all machines.
type registration struct {
	mu     sync.Mutex
	tags   []string
	denied bool
	stale  []string // what is seen of the tags, while Entra copies
	fail   error    // of the next write
	writes int
	looks  int
	fresh  bool
}

func (r *registration) Look(context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.fresh {
		r.looks++
	}
	r.fresh = true
	return nil
}

func (r *registration) Forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fresh = false
}

func (r *registration) Tags() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stale != nil {
		return r.stale
	}
	return r.tags
}

func (r *registration) DropTag(_ context.Context, prefix string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.fail; err != nil {
		r.fail = nil
		return err
	}
	if r.denied {
		return &tenant.Error{Kind: tenant.Denied, Op: "update the application"}
	}
	r.tags = slices.DeleteFunc(slices.Clone(r.tags), func(t string) bool { return strings.HasPrefix(t, prefix) })
	r.writes++
	return nil
}

func (r *registration) SetTag(_ context.Context, prefix, tag string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.fail; err != nil {
		r.fail = nil
		return err
	}
	if r.denied {
		return &tenant.Error{Kind: tenant.Denied, Op: "update the application"}
	}
	tags := []string{tag}
	for _, t := range r.tags {
		if !strings.HasPrefix(t, prefix) {
			tags = append(tags, t)
		}
	}
	r.tags = tags
	r.writes++
	return nil
}

// office is one site's work: the answers file, and what the tenant holds.
type office struct {
	t       *testing.T
	clock   *wiretest.Clock
	shop    *shop
	reg     *registration
	answers answers.Answers
	ready   bool // the sign-in may use the catalogue
	looks   bool // it may look into it
	appOnly bool
	shut    bool // the person goes on without the second sign-in
	waiting []string
	await   func() []string // instead
	opened  int
	refused error // of the second sign-in
	cloud   tenant.Cloud
	dir     string // of this machine's journal
	appID   func() steps.Value[string]
	saw     []steps.Event
}

func newOffice(t *testing.T) *office {
	t.Helper()
	clock := wiretest.NewClock(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
	cloud, err := tenant.FindCloud("public")
	must(t, err)
	o := &office{t: t, clock: clock, shop: &shop{clock: clock}, reg: &registration{tags: []string{"teamwright:site=1", "by hand"}},
		answers: sound(), cloud: cloud, dir: t.TempDir(), appID: knownID}
	o.answers.IDs.App, o.answers.Publish.Enabled, o.answers.App.Version = appID, true, "1.0.0"
	return o
}

// list are the steps of one run of this machine.
func (o *office) list(ledger Ledger) (*Edition, []steps.Step) {
	o.t.Helper()
	made, err := icons()
	must(o.t, err)
	e := NewEdition(o.answers, made, o.appID, nil)
	version, publish := o.publishing(e, ledger).Steps()
	return e, []steps.Step{version, publish}
}

// publishing is what the work in the catalogue takes here.
func (o *office) publishing(e *Edition, ledger Ledger) Publishing {
	return Publishing{
		Edition: e, Registration: o.reg, Ledger: ledger, Clock: o.clock.Wire(), Cloud: o.cloud, TenantID: "t1",
		Door: Door{Ready: func() bool { return o.ready }, Look: func(context.Context) (tenant.Catalog, bool) { return o.shop, o.ready || o.looks }, AppOnly: o.appOnly, Shut: o.shut, As: "Microsoft Graph Command Line Tools", Open: func(context.Context) (tenant.Catalog, error) {
			o.opened++
			if o.refused != nil {
				return nil, o.refused
			}
			return o.shop, nil
		}},
		Versioned: func(v string) error { o.answers.App.Version = v; return nil },
		Published: func(id string) error { o.answers.IDs.Catalog = id; return nil },
		Waiting: func() []string {
			if o.await != nil {
				return o.await()
			}
			return o.waiting
		},
	}
}

// outcome is what a run came to.
type outcome struct {
	plan   steps.Plan
	report steps.Report
}

// run is one set-up on this machine.
func (o *office) run() outcome {
	o.t.Helper()
	j, err := journal.Open(o.dir, "j", o.clock.Now)
	must(o.t, err)
	defer j.Close()
	o.reg.Forget()
	restore := func() {}
	o.shop.killed = func() { restore = o.snapshot() }
	defer func() { restore() }()
	_, list := o.list(j)
	r := &steps.Runner{Steps: list, Journal: j, Clock: o.clock.Wire(), Events: func(e steps.Event) { o.saw = append(o.saw, e) }}
	must(o.t, r.Read(o.t.Context()))
	plan := r.Plan()
	return outcome{plan, r.Apply(o.t.Context(), plan)}
}

// snapshot is how to bring the world back to this moment.
func (o *office) snapshot() func() {
	file := filepath.Join(o.dir, "j.jsonl")
	data, err := os.ReadFile(file)
	must(o.t, err)
	kept, tags, entries, writes := o.answers, slices.Clone(o.reg.tags), slices.Clone(o.shop.entries), slices.Clone(o.shop.writes)
	for i := range entries {
		entries[i].app.Definitions = slices.Clone(entries[i].app.Definitions)
	}
	return func() {
		must(o.t, os.WriteFile(file, data, 0o600))
		o.answers, o.reg.tags, o.shop.entries, o.shop.writes = kept, tags, entries, writes
	}
}

// check is the checklist alone.
func (o *office) check() []steps.Result {
	o.t.Helper()
	j, err := journal.View(o.dir, "j", o.clock.Now)
	must(o.t, err)
	o.reg.Forget()
	_, list := o.list(j)
	r := &steps.Runner{Steps: list, Clock: o.clock.Wire()}
	must(o.t, r.Read(o.t.Context()))
	return r.Check(o.t.Context())
}

// change is the planned change of a step.
func (u outcome) change(id steps.ID) steps.Change {
	c, _ := u.plan.Of(id)
	return c
}

// find is the row of an id; its status is empty when there is none.
func find(rows []steps.Result, id string) steps.Result {
	for _, r := range rows {
		if r.ID == id {
			return r
		}
	}
	return steps.Result{}
}

func (u outcome) row(id string) steps.Result { return find(u.report.Results, id) }
