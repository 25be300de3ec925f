package remove

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/journal"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

const site = "https://learn.example.org/totara"

// world is a tenant, its Azure, and a log of what was written.
type world struct {
	t          *testing.T
	now        time.Time
	apps       map[string]*tenant.Application // by client id
	gone       map[string]*tenant.Application
	grants     []tenant.Grant
	subs       []tenant.Subscription
	groups     map[string]*tenant.ResourceGroup // by subscription
	bots       map[string]*tenant.Bot           // by subscription
	inside     map[string][]tenant.Resource
	lists      func(real []tenant.Resource) []tenant.Resource // what Azure's cache makes of it; nil: the truth
	writes     []string
	failing    string // the write that fails, once
	answers    answers.Answers
	off        steps.Step
	blindAzure bool
	entry      bool // of the catalogue of Teams apps
	journal    *journal.Journal
}

func ours(appID, kind, secret string) *tenant.Application {
	return &tenant.Application{
		ObjectID: "object-" + appID, AppID: appID, UniqueName: application.UniqueName(site, kind), DisplayName: "Example Learn " + kind,
		Tags: []string{application.SiteKey(site)},
		Passwords: []tenant.Password{
			{KeyID: "key-" + appID, Name: secret, Hint: "abc", End: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
			{KeyID: "hand-" + appID, Name: "by hand", Hint: "xyz"},
		},
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	tags := map[string]string{tenant.TagSite: application.SiteKey(site)}
	w := &world{
		t: t, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC),
		apps:   map[string]*tenant.Application{"sso-id": ours("sso-id", "", "teamwright sso 2026-01-01 aaaaaaaa"), "bot-id": ours("bot-id", "bot", "teamwright bot 2026-01-01 bbbbbbbb")},
		gone:   map[string]*tenant.Application{},
		grants: []tenant.Grant{{ID: "grant", ClientID: "principal-sso-id", ResourceID: "principal-" + tenant.GraphAppID, ConsentType: tenant.ConsentAll, Scopes: []string{"User.Read"}}},
		subs:   []tenant.Subscription{{ID: "off", State: "Disabled"}, {ID: "other", State: "Enabled"}, {ID: "sub", State: "Enabled"}},
		groups: map[string]*tenant.ResourceGroup{"sub": {Name: "rg-learn", Location: "westeurope", Tags: tags}},
		bots:   map[string]*tenant.Bot{"sub": {Group: "rg-learn", Handle: "example-learn", AppID: "bot-id", Tags: tags}},
		inside: map[string][]tenant.Resource{"sub": {{Type: tenant.TypeBot, Name: "example-learn"}}},
	}
	w.answers = answers.New("x").Answers()
	w.answers.Site, w.answers.Tenant = site, "contoso.onmicrosoft.com"
	w.answers.SSO.Enabled, w.answers.Bot.Enabled, w.answers.Bot.Handle, w.answers.Bot.ResourceGroup = true, true, "example-learn", "rg-learn"
	w.answers.IDs = answers.IDs{App: "sso-id", Bot: "bot-id"}
	j, err := journal.View(t.TempDir(), "none", w.clock().Now)
	if err != nil {
		t.Fatal(err)
	}
	w.journal = j
	return w
}

func (w *world) clock() wire.Clock {
	return wire.Clock{
		Now: func() time.Time { return w.now },
		Sleep: func(ctx context.Context, d time.Duration) error {
			if d == steps.Grace {
				<-ctx.Done()
			}
			return ctx.Err()
		},
		Jitter: func() float64 { return 0.5 },
	}
}

func (w *world) write(what string) error {
	if w.failing == what {
		w.failing = ""
		return &tenant.Error{Kind: tenant.Denied, Op: what, Status: 403, Message: "no"}
	}
	w.writes = append(w.writes, what)
	return nil
}

// directory is Microsoft Graph; what a removal does not ask for is not there.
type directory struct {
	tenant.Directory
	w *world
}

func (d directory) ApplicationByAppID(_ context.Context, appID string) (tenant.Application, bool, error) {
	if a := d.w.apps[appID]; a != nil {
		app := *a
		app.Passwords = slices.Clone(a.Passwords)
		return app, true, nil
	}
	return tenant.Application{}, false, nil
}

func (d directory) FindApplications(_ context.Context, by tenant.Key) ([]tenant.Application, error) {
	return named(d.w.apps, by), nil
}

func (d directory) DeletedApplications(_ context.Context, by tenant.Key) ([]tenant.Application, error) {
	return named(d.w.gone, by), nil
}

func named(all map[string]*tenant.Application, by tenant.Key) []tenant.Application {
	var out []tenant.Application
	for _, a := range all {
		if by.UniqueName != "" && a.UniqueName == by.UniqueName {
			out = append(out, *a)
		}
	}
	return out
}

func (d directory) PrincipalByAppID(_ context.Context, appID string) (tenant.Principal, bool, error) {
	return tenant.Principal{ObjectID: "principal-" + appID, AppID: appID}, true, nil
}

func (d directory) Grants(_ context.Context, client, resource string) ([]tenant.Grant, error) {
	return slices.DeleteFunc(slices.Clone(d.w.grants), func(g tenant.Grant) bool { return g.ClientID != client || g.ResourceID != resource }), nil
}

func (d directory) RemovePassword(_ context.Context, objectID, keyID string) error {
	app := d.w.apps[strings.TrimPrefix(objectID, "object-")]
	app.Passwords = slices.DeleteFunc(app.Passwords, func(p tenant.Password) bool { return p.KeyID == keyID })
	return d.w.write("secret " + keyID)
}

func (d directory) DeleteApplication(_ context.Context, objectID string) error {
	if err := d.w.write("application " + objectID); err != nil {
		return err
	}
	id := strings.TrimPrefix(objectID, "object-")
	d.w.gone[id] = d.w.apps[id]
	delete(d.w.apps, id)
	return nil
}

func (d directory) DeleteGrant(_ context.Context, id string) error {
	d.w.grants = slices.DeleteFunc(d.w.grants, func(g tenant.Grant) bool { return g.ID == id })
	return d.w.write("grant " + id)
}

// cloud is Azure.
type cloud struct {
	tenant.Azure
	w *world
}

func (c cloud) Subscriptions(context.Context) ([]tenant.Subscription, error) { return c.w.subs, nil }

func (c cloud) ResourceGroup(_ context.Context, sub, name string) (tenant.ResourceGroup, bool, error) {
	if sub == "off" {
		return tenant.ResourceGroup{}, false, errors.New("the subscription is disabled")
	}
	if g := c.w.groups[sub]; g != nil && strings.EqualFold(g.Name, name) {
		return *g, true, nil
	}
	return tenant.ResourceGroup{}, false, nil
}

func (c cloud) ResourcesIn(_ context.Context, sub, _ string) ([]tenant.Resource, error) {
	if c.w.lists != nil {
		return c.w.lists(slices.Clone(c.w.inside[sub])), nil
	}
	return slices.Clone(c.w.inside[sub]), nil
}

func (c cloud) Bot(_ context.Context, sub, _, _ string) (tenant.Bot, bool, error) {
	if b := c.w.bots[sub]; b != nil {
		return *b, true, nil
	}
	return tenant.Bot{}, false, nil
}

func (c cloud) DeleteBot(_ context.Context, sub, _, handle string) error {
	if err := c.w.write("bot " + handle); err != nil {
		return err
	}
	delete(c.w.bots, sub)
	c.w.inside[sub] = slices.DeleteFunc(c.w.inside[sub], func(r tenant.Resource) bool { return r.Type == tenant.TypeBot && r.Name == handle })
	return nil
}

func (c cloud) DeleteResourceGroup(_ context.Context, sub, name string) error {
	delete(c.w.groups, sub)
	return c.w.write("group " + name)
}

// declared is an application as setup declares it.
func (w *world) declared(group steps.ID, appID, kind, name string) Declared {
	return Declared{
		Desired: application.Desired{
			Group: group, Title: "the app registration", AppID: appID, UniqueName: application.UniqueName(site, kind), SiteKey: application.SiteKey(site),
			RedirectURIs: []string{site + "/admin/oauth2callback.php"}, Consent: kind == "", Secret: &application.Secret{Name: name},
		},
		Env: application.Env{Directory: directory{w: w}, Ledger: w.journal, Clock: w.clock(), NewID: func() string { return "00000000-0000-4000-8000-000000000000" }},
	}
}

// listing is the step that takes the app out of the catalogue.
type listing struct {
	w     *world
	after steps.ID
}

func (s *listing) About() steps.About {
	return steps.About{ID: "catalog.remove", Title: "catalogue", Reads: []steps.ID{s.after}, Needs: []steps.ID{s.after}}
}
func (s *listing) Read(context.Context) error { return nil }

func (s *listing) Plan() steps.Change {
	if !s.w.entry {
		return steps.Change{Action: steps.None}
	}
	return steps.Change{Action: steps.Delete, Key: "entry", Summary: "delete the entry"}
}

func (s *listing) Apply(context.Context, steps.Change) error {
	if err := s.w.write("entry"); err != nil {
		return err
	}
	s.w.entry = false
	return nil
}

func (s *listing) Check(context.Context) []steps.Result {
	return []steps.Result{{ID: "catalog.remove", Status: steps.Pass}}
}

type ended struct {
	code int
	plan steps.Plan
	rows []steps.Result
}

func (e ended) words() string {
	var b strings.Builder
	for _, c := range e.plan.Changes {
		fmt.Fprintf(&b, "%s %s: %s %q\n", c.Action, c.Step, c.Summary, c.Kept)
	}
	for _, r := range e.rows {
		fmt.Fprintf(&b, "%s %s: %s\n", r.Status, r.ID, r.Detail)
	}
	return b.String()
}

// remove is one confirmed run.
func (w *world) remove() ended {
	w.t.Helper()
	w.writes = nil
	p := Parts{
		Answers: w.answers, Remover: directory{w: w}, Azure: cloud{w: w}, Off: w.off,
		Catalog: func(_ *application.Removal, after steps.ID) steps.Step { return &listing{w, after} },
		SSO:     w.declared("entra", w.answers.IDs.App, "", "sso"), Bot: w.declared("bot", w.answers.IDs.Bot, "bot", "bot"),
	}
	if w.blindAzure {
		p.Azure = nil
	}
	r := &steps.Runner{Steps: Steps(p), Journal: w.journal, Clock: w.clock(), Parallel: 1}
	if err := r.Read(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	plan := r.Plan()
	report := r.Apply(w.t.Context(), plan)
	return ended{report.ExitCode(), plan, report.Results}
}
