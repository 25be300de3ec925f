package application

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/journal"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
	"teamwright/steps/wire/wiretest"
)

const (
	site     = "https://learn.example.org/totara"
	callback = site + "/admin/oauth2callback.php"
	login    = site + "/totara/msteams/oidc_login.php"
)

// inbox is a sink that keeps what arrives.
type inbox struct {
	mu      sync.Mutex
	items   []secret.Item
	refuse  error // of Deliver
	unready error
	resumed []string
	during  func()
}

func (s *inbox) Where() string { return "the inbox" }

func (s *inbox) Ready(resumed string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.resumed = append(s.resumed, resumed)
	return s.unready
}

func (s *inbox) Deliver(_ context.Context, it secret.Item) error {
	if s.during != nil {
		s.during()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse != nil {
		return s.refuse
	}
	s.items = append(s.items, it)
	return nil
}

// rig is a tenant with everything around it; runs share it.
type rig struct {
	t      *testing.T
	clock  *wiretest.Clock
	cloud  *cloud
	ledger Ledger
	inbox  *inbox
	want   Desired
	notice Notice
	ids    []string // what Identified heard
	serial int
	proofs []string
	refute error // of the proof
	events []steps.Event
}

func newRig(t *testing.T) *rig {
	t.Helper()
	clock := wiretest.NewClock(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC))
	clock.Hold = steps.Grace // nothing in flight takes that long here
	j, err := journal.View(t.TempDir(), "none", clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, clock: clock, cloud: newCloud(clock), ledger: j, inbox: &inbox{}}
	r.want = Desired{
		Group: "entra", Title: "the app registration",
		UniqueName: UniqueName(site, ""), SiteKey: SiteKey(site),
		FindBy: []tenant.Key{{IdentifierURIPrefix: "api://learn.example.org/"}, {RedirectURI: callback}, {RedirectURI: login}},
		Name:   "Example Learn", Audience: tenant.AudienceSingle,
		RedirectURIs: []string{callback, login}, LogoutURL: site + "/totara/msteams/sso_logout.php",
		HomePageURL: site, TermsURL: site, PrivacyURL: site, TokenVersion: 2,
		IdentifierURI: func(appID string) string { return "api://learn.example.org/" + appID },
		Scope:         &tenant.Scope{Value: "access_as_user", Type: "User"},
		Clients:       []string{tenant.TeamsDesktopClient, tenant.TeamsWebClient},
		Permissions: []Permission{
			{"email", tenant.PermissionEmail}, {"offline_access", tenant.PermissionOfflineAccess}, {"openid", tenant.PermissionOpenID},
			{"profile", tenant.PermissionProfile}, {"User.Read", tenant.PermissionUserRead},
		},
		Consent: true, Principal: true, Logo: []byte("png"),
		Secret: &Secret{Name: "sso", Life: 365 * 24 * time.Hour, Where: r.inbox, Prove: r.prove},
	}
	return r
}

func (r *rig) prove(_ context.Context, appID string, text secret.Text) error {
	r.proofs = append(r.proofs, appID+" "+text.Reveal())
	return r.refute
}

// newID is a UUID whose first eight digits differ.
func (r *rig) newID() string {
	r.serial++
	return fmt.Sprintf("%08d-0000-4000-8000-000000000000", r.serial)
}

// job is one run of the program.
type job struct {
	*rig
	app    *Application
	runner *steps.Runner
	plan   steps.Plan
}

func (r *rig) run() *job {
	r.t.Helper()
	j := r.start()
	if err := j.runner.Read(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	j.plan = j.runner.Plan()
	return j
}

func (r *rig) start() *job {
	clock := wire.Clock{Now: r.clock.Now, Sleep: r.clock.Sleep, Jitter: func() float64 { return 0.5 }}
	j := &job{rig: r}
	j.app = New(r.want, Env{Directory: r.cloud, Ledger: r.ledger, Clock: clock, NewID: r.newID, Notice: r.notice, Identified: func(id string) error {
		r.ids = append(r.ids, id)
		return nil
	}})
	j.runner = &steps.Runner{Steps: j.app.Steps(), Journal: r.ledger, Clock: clock, Events: func(e steps.Event) { r.events = append(r.events, e) }}
	return j
}

func (j *job) apply() steps.Report {
	j.t.Helper()
	return j.runner.Apply(j.t.Context(), j.plan)
}

// setUp takes a rig through one whole run and lets the replicas agree.
func (r *rig) setUp() {
	r.t.Helper()
	if report := r.run().apply(); steps.Summarize(report.Results).Fail > 0 || report.ExitCode() != 0 {
		r.t.Fatalf("set-up: %+v", report)
	}
	r.cloud.settle()
	r.cloud.mu.Lock()
	defer r.cloud.mu.Unlock()
	r.cloud.writes = nil
}

// change is the plan of one facet.
func (j *job) change(facet string) steps.Change {
	j.t.Helper()
	c, ok := j.plan.Of(steps.ID("entra." + facet))
	if !ok {
		j.t.Fatalf("no change for %s in %+v", facet, j.plan)
	}
	return c
}

// row is one row of a report.
func row(t *testing.T, rows []steps.Result, facet string) steps.Result {
	t.Helper()
	for _, r := range rows {
		if r.ID == "entra."+facet {
			return r
		}
	}
	t.Fatalf("no row %s in %+v", facet, rows)
	return steps.Result{}
}

func wantRow(t *testing.T, rows []steps.Result, facet string, status steps.Status, says string) {
	t.Helper()
	if r := row(t, rows, facet); r.Status != status || !strings.Contains(r.Detail, says) {
		t.Errorf("row %s is %s: %q, want %s with %q", facet, r.Status, r.Detail, status, says)
	}
}

// only is the one application of the tenant.
func (r *rig) only() entry {
	r.t.Helper()
	w := r.cloud.truth()
	if len(w.Apps) != 1 {
		r.t.Fatalf("%d applications: %+v", len(w.Apps), w.Apps)
	}
	return w.Apps[0]
}

// ours are the secrets whose names this program made.
func (r *rig) ours() []tenant.Password {
	r.t.Helper()
	return slices.DeleteFunc(r.only().App.Passwords, func(p tenant.Password) bool { return !strings.HasPrefix(p.Name, "teamwright ") })
}

// whole fails unless the tenant holds exactly one of everything, and the
// secret that is live is the one that arrived last.
func (r *rig) whole() {
	r.t.Helper()
	e, w := r.only(), r.cloud.truth()
	want := w.app(e.App.ObjectID).App
	if !slices.Contains(want.IdentifierURIs, "api://learn.example.org/"+want.AppID) || len(want.API.Scopes) == 0 || len(want.API.PreAuthorized) < 2 {
		r.t.Errorf("application %+v", want)
	}
	principals := slices.DeleteFunc(w.Principals, func(p tenant.Principal) bool { return p.AppID != e.App.AppID })
	if len(principals) != 1 || len(w.Grants) != 1 || string(e.Logo) != "png" {
		r.t.Errorf("principals %v, grants %v, logo %q", principals, w.Grants, e.Logo)
	}
	ours := r.ours()
	if len(ours) != 1 || len(r.inbox.items) == 0 || r.inbox.items[len(r.inbox.items)-1].KeyID != ours[0].KeyID {
		r.t.Errorf("live secrets %v, arrived %v", ours, r.inbox.items)
	}
	if open := r.ledger.Open("entra.secret"); len(open) > 0 {
		r.t.Errorf("open intents %v", open)
	}
}

var errLost = &tenant.Error{Kind: tenant.Lost, Op: "a write", Message: "the connection broke"}

func refused(kind tenant.Kind) error {
	return &tenant.Error{Kind: kind, Op: "a write", Status: 400, Message: "no", Cure: "ask somebody"}
}

var errDisk = errors.New("no space left on device")
