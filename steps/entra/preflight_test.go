package entra

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/tenant"
)

// ground is a tenant that answers what it is told to.
type ground struct {
	roles   []tenant.Role
	domains []tenant.Domain
	policy  tenant.AppPolicy
	deleted []tenant.Application
	err     error // of every question

	mu    sync.Mutex
	asked []string
}

func (g *ground) ask(what string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = append(g.asked, what)
	return g.err
}

func (g *ground) Person(context.Context) (tenant.Person, bool, error) {
	return tenant.Person{}, true, g.ask("person")
}
func (g *ground) Organization(context.Context) (tenant.Organization, error) {
	return tenant.Organization{}, g.ask("organization")
}
func (g *ground) Domains(context.Context) ([]tenant.Domain, error) {
	return g.domains, g.ask("domains")
}
func (g *ground) Roles(context.Context) ([]tenant.Role, error) { return g.roles, g.ask("roles") }
func (g *ground) AppPolicy(context.Context) (tenant.AppPolicy, error) {
	return g.policy, g.ask("policy")
}
func (g *ground) DeletedApplications(_ context.Context, by tenant.Key) ([]tenant.Application, error) {
	return slices.Clone(g.deleted), g.ask("deleted " + by.IdentifierURIPrefix)
}

// registered is the application as far as it is known.
type registered struct {
	id        steps.Value[string]
	passwords []tenant.Password
}

func (r registered) AppID() steps.Value[string]   { return r.id }
func (r registered) Passwords() []tenant.Password { return r.passwords }

// skewed is a clock of the tenant.
type skewed struct {
	ahead time.Duration
	known bool
}

func (s skewed) Skew() (time.Duration, bool) { return s.ahead, s.known }

func today() time.Time { return time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC) }

// flight is a preflight of a sound tenant before anything is made.
func flight() (Preflight, *ground) {
	g := &ground{
		roles:   []tenant.Role{{TemplateID: cloudApplicationAdministrator, Name: "Cloud Application Administrator"}},
		domains: []tenant.Domain{{Name: "contoso.onmicrosoft.com", Verified: true}, {Name: "Example.org", Verified: true}},
	}
	return Preflight{
		Answers: sound(), Ground: g, Registration: registered{id: steps.Unknown[string]("entra.application")},
		Clock: skewed{time.Second, true}, Now: today,
	}, g
}

// looked are the rows and the plan of a preflight.
func looked(t *testing.T, p Preflight) (map[string]steps.Result, map[steps.ID]steps.Change) {
	t.Helper()
	r := &steps.Runner{Steps: p.Steps()}
	if err := r.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, plan := map[string]steps.Result{}, map[steps.ID]steps.Change{}
	for _, one := range r.Check(t.Context()) {
		rows[one.ID] = one
	}
	for _, c := range r.Plan().Changes {
		plan[c.Step] = c
	}
	return rows, plan
}

func TestSoundTenant(t *testing.T) {
	t.Parallel()
	p, g := flight()
	rows, plan := looked(t, p)
	want := map[string]steps.Status{
		"entra.roles": steps.Pass, "entra.quota": steps.Pass, "entra.domain": steps.Pass, "entra.uri_policy": steps.Pass, "entra.secret_policy": steps.Pass,
		"entra.deleted": steps.Pass, "entra.clock": steps.Pass, "totara.open_signup": steps.Skipped,
	}
	for id, status := range want {
		if r := rows[id]; r.Status != status || r.Title == "" || r.Detail == "" || r.Group != steps.ID(id).Group() {
			t.Errorf("%s: %+v", id, r)
		}
		if c := plan[steps.ID(id)]; c.Action.Writes() || c.Action == steps.Blocked || c.Action == steps.Manual {
			t.Errorf("%s: %+v", id, c)
		}
	}
	if len(rows) != len(want) {
		t.Errorf("rows %+v", rows)
	}
	slices.Sort(g.asked)
	if !slices.Equal(g.asked, []string{"deleted api://learn.example.org/", "domains", "policy", "roles"}) {
		t.Errorf("asked %v", g.asked)
	}
}

// Each thing that can be wrong, one at a time.
func TestPreflightRows(t *testing.T) {
	t.Parallel()
	const appID = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
	made := func(p *Preflight) { p.Registration = registered{id: steps.Known(appID)} }
	role := func(name, id string) func(*Preflight, *ground) {
		return func(_ *Preflight, g *ground) { g.roles = []tenant.Role{{TemplateID: strings.ToUpper(id), Name: name}} }
	}
	refused := errors.New("HTTP 403")
	denied := &tenant.Error{Kind: tenant.Denied, Op: "read", Status: 403, Code: "Authorization_RequestDenied", Message: "Insufficient privileges"}
	for name, c := range map[string]struct {
		change func(*Preflight, *ground)
		row    string
		status steps.Status
		says   string
		fix    string
	}{
		"no role at all":          {func(_ *Preflight, g *ground) { g.roles = nil }, "entra.roles", steps.ToDo, "no active role is seen", "Privileged Identity Management"},
		"a reader":                {role("Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"), "entra.roles", steps.ToDo, "the active roles are Global Reader", "sign in again"},
		"an application's author": {role("Application Developer", applicationDeveloper), "entra.roles", steps.ToDo, "makes the application only", "sign in again"},
		"a global administrator":  {role("Global Administrator", globalAdministrator), "entra.roles", steps.Pass, "Global Administrator", ""},
		"nobody to publish":       {func(p *Preflight, _ *ground) { p.Answers.Publish.Enabled = true }, "entra.roles", steps.ToDo, "Teams Administrator, for publishing", "sign in again"},
		"published for review": {func(p *Preflight, _ *ground) {
			p.Answers.Publish = answers.Publish{Enabled: true, Review: true}
		}, "entra.roles", steps.Pass, "Cloud Application", ""},
		"a program":             {func(p *Preflight, _ *ground) { p.AppOnly = true }, "entra.roles", steps.Skipped, "a program", ""},
		"roles unread":          {func(_ *Preflight, g *ground) { g.err = refused }, "entra.roles", steps.Unseen, "HTTP 403", "Assigned roles"},
		"no role for the quota": {func(_ *Preflight, g *ground) { g.roles = nil }, "entra.quota", steps.Unseen, "250", "purge"},
		"a developer's quota":   {role("Application Developer", applicationDeveloper), "entra.quota", steps.Unseen, "250", "purge"},
		"quota behind us":       {func(p *Preflight, _ *ground) { made(p) }, "entra.quota", steps.Skipped, "is there", ""},
		"quota of a program":    {func(p *Preflight, _ *ground) { p.AppOnly = true }, "entra.quota", steps.Skipped, "a program", ""},

		"an own subdomain": {func(_ *Preflight, g *ground) {
			g.domains = []tenant.Domain{{Name: "learn.example.org", Verified: true}}
		}, "entra.domain", steps.Pass, "learn.example.org", ""},
		"a lookalike": {func(p *Preflight, g *ground) {
			p.Answers.SSO.Audience = "multitenant"
			g.domains = []tenant.Domain{{Name: "ample.org", Verified: true}}
		}, "entra.domain", steps.ToDo, "under no verified domain", "sso.audience to single"},
		"not verified": {func(p *Preflight, g *ground) {
			p.Answers.SSO.Audience = "multitenant"
			g.domains = []tenant.Domain{{Name: "example.org"}}
		}, "entra.domain", steps.ToDo, "it shows none", "verify the domain"},
		"foreign, single":   {func(_ *Preflight, g *ground) { g.domains = nil }, "entra.domain", steps.Pass, "no harm", ""},
		"domains unread":    {func(_ *Preflight, g *ground) { g.err = refused }, "entra.domain", steps.Unseen, "HTTP 403", "single is the safe choice"},
		"no single sign-on": {func(p *Preflight, _ *ground) { p.Answers.SSO.Enabled = false }, "entra.domain", steps.Skipped, "off", ""},

		"strict identifier URIs": {func(_ *Preflight, g *ground) {
			g.policy = tenant.AppPolicy{URINonDefaultOnly: true, URIStrictForV2: true}
		}, "entra.uri_policy", steps.ToDo, "api://CLIENT-ID", "exempt"},
		"strict, but not for version 2": {func(_ *Preflight, g *ground) { g.policy = tenant.AppPolicy{URINonDefaultOnly: true} }, "entra.uri_policy", steps.Pass, "version 2", ""},
		"a tenant id is asked for":      {func(_ *Preflight, g *ground) { g.policy = tenant.AppPolicy{URINeedsTenantID: true} }, "entra.uri_policy", steps.Pass, "allowed", ""},
		"URI policy unread":             {func(_ *Preflight, g *ground) { g.err = refused }, "entra.uri_policy", steps.Unseen, "HTTP 403", "the row entra.sso says"},
		"URI policy barred":             {func(_ *Preflight, g *ground) { g.err = denied }, "entra.uri_policy", steps.Unseen, "may not read the tenant's policy", "the row entra.sso says"},
		"URI set already": {func(p *Preflight, g *ground) {
			made(p)
			g.policy.URINonDefaultOnly, g.policy.URIStrictForV2 = true, true
		}, "entra.uri_policy", steps.Skipped, "is there", ""},

		"secrets forbidden":    {func(_ *Preflight, g *ground) { g.policy.SecretsForbidden = true }, "entra.secret_policy", steps.ToDo, "forbids client secrets", "exempt"},
		"shorter secrets":      {func(_ *Preflight, g *ground) { g.policy.SecretMaxLife = 90 * 24 * time.Hour }, "entra.secret_policy", steps.Pass, "90 days in this tenant: the 180 days", ""},
		"longer secrets":       {func(_ *Preflight, g *ground) { g.policy.SecretMaxLife = 900 * 24 * time.Hour }, "entra.secret_policy", steps.Pass, "180 days is allowed", ""},
		"secret policy unread": {func(_ *Preflight, g *ground) { g.err = refused }, "entra.secret_policy", steps.Unseen, "HTTP 403", "sso.secret_days"},
		"secret policy barred": {func(_ *Preflight, g *ground) { g.err = denied }, "entra.secret_policy", steps.Unseen, "may not read the tenant's policy", "sso.secret_days"},
		"a secret is there": {func(p *Preflight, g *ground) {
			p.Registration = registered{steps.Known(appID), []tenant.Password{{End: today().Add(time.Hour)}}}
			g.policy.SecretsForbidden = true
		}, "entra.secret_policy", steps.Skipped, "is there", ""},
		"a secret has run out": {func(p *Preflight, g *ground) {
			p.Registration = registered{steps.Known(appID), []tenant.Password{{End: today().Add(-time.Hour)}}}
			g.policy.SecretsForbidden = true
		}, "entra.secret_policy", steps.ToDo, "forbids", "exempt"},

		"a deleted one": {func(_ *Preflight, g *ground) {
			g.deleted = []tenant.Application{{DisplayName: "Old\x1b[2J LMS", AppID: appID}}
		}, "entra.deleted", steps.ToDo, `"Old[2J LMS" (client id ` + appID, "restore it"},
		"our own deleted": {func(_ *Preflight, g *ground) {
			g.deleted = []tenant.Application{{AppID: appID, UniqueName: application.UniqueName(site, "")}}
		}, "entra.deleted", steps.Pass, "none", ""},
		"the answers know": {func(p *Preflight, g *ground) {
			p.Answers.IDs.App = appID
			g.deleted = []tenant.Application{{AppID: "x"}}
		}, "entra.deleted", steps.Skipped, "name the application", ""},
		"deleted ones unread": {func(_ *Preflight, g *ground) { g.err = refused }, "entra.deleted", steps.Unseen, "HTTP 403", "Deleted applications"},

		"a slow clock":    {func(p *Preflight, _ *ground) { p.Clock = skewed{7 * time.Minute, true} }, "entra.clock", steps.ToDo, "7m0s slow", "set the clock"},
		"a fast clock":    {func(p *Preflight, _ *ground) { p.Clock = skewed{-2 * time.Hour, true} }, "entra.clock", steps.ToDo, "2h0m0s fast", "set the clock"},
		"a clock unheard": {func(p *Preflight, _ *ground) { p.Clock = skewed{} }, "entra.clock", steps.Unseen, "not answered", "run again"},
		"nearly right":    {func(p *Preflight, _ *ground) { p.Clock = skewed{-5 * time.Minute, true} }, "entra.clock", steps.Pass, "five minutes", ""},

		"open to any tenant": {func(p *Preflight, _ *ground) { p.Answers.SSO.Audience = "multitenant" }, "totara.open_signup", steps.ToDo, "anybody of any tenant can", "sso.allowed_domains"},
		"open to everybody":  {func(p *Preflight, _ *ground) { p.Answers.SSO.Audience = "multitenant+personal" }, "totara.open_signup", steps.ToDo, "personal Microsoft account", "single"},
		"open to persons":    {func(p *Preflight, _ *ground) { p.Answers.SSO.Audience = "personal" }, "totara.open_signup", steps.ToDo, "personal Microsoft account", "single"},
		"open to some domains": {func(p *Preflight, _ *ground) {
			p.Answers.SSO.Audience, p.Answers.SSO.AllowedDomains = "multitenant", []string{"example.org"}
		}, "totara.open_signup", steps.Pass, "example.org", ""},
		"sign-on off": {func(p *Preflight, _ *ground) { p.Answers.SSO.Enabled, p.Answers.SSO.Audience = false, "multitenant" }, "totara.open_signup", steps.Skipped, "off", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, g := flight()
			c.change(&p, g)
			rows, plan := looked(t, p)
			r := rows[c.row]
			if r.Status != c.status || !strings.Contains(r.Detail, c.says) || !strings.Contains(r.Fix, c.fix) || (c.fix == "") != (r.Fix == "") {
				t.Errorf("row %+v", r)
			}
			if strings.Contains(r.Detail, "\x1b") {
				t.Errorf("foreign text %q", r.Detail)
			}
			calm := c.status == steps.Unseen && g.err == error(denied)
			if got := plan[steps.ID(c.row)]; (got.Action == steps.Manual) != (c.status == steps.ToDo || c.status == steps.Unseen) && !calm || got.Action.Writes() {
				t.Errorf("change %+v", got)
			} else if calm && (got.Action != steps.Skip || got.Cure != "" || strings.Contains(got.Summary+r.Detail+r.Fix, "403")) {
				t.Errorf("what was to be expected frightens: %+v, %+v", got, r)
			}
		})
	}
}

// What Microsoft itself can judge is not for a person to tick away.
func TestTickableWarnings(t *testing.T) {
	t.Parallel()
	p, g := flight()
	p.Answers.SSO.Audience, p.Clock = "multitenant", skewed{time.Hour, true}
	g.roles, g.domains, g.policy = nil, nil, tenant.AppPolicy{SecretsForbidden: true}
	g.deleted = []tenant.Application{{AppID: "x"}}
	rows, _ := looked(t, p)
	for id, want := range map[string]bool{
		"entra.roles": false, "entra.secret_policy": false, "entra.clock": false,
		"entra.domain": true, "entra.deleted": true, "totara.open_signup": true,
	} {
		if rows[id].Tickable() != want {
			t.Errorf("%s: tickable %v: %+v", id, !want, rows[id])
		}
	}
}

// Once everything is made, little is asked.
func TestSecondRunAsksLittle(t *testing.T) {
	t.Parallel()
	p, g := flight()
	p.Answers.IDs.App = "0f9ccf0b-4e19-4c44-9a53-1d0b1a2e6f77"
	p.Registration = registered{steps.Known(p.Answers.IDs.App), []tenant.Password{{End: today().Add(time.Hour)}}}
	looked(t, p)
	slices.Sort(g.asked)
	if !slices.Equal(g.asked, []string{"domains", "policy", "roles"}) {
		t.Errorf("asked %v", g.asked)
	}
}

func TestDeletedAreTold(t *testing.T) {
	t.Parallel()
	p, g := flight()
	g.deleted = []tenant.Application{{AppID: "x", ObjectID: "o"}, {AppID: "y", UniqueName: application.UniqueName(site, "")}}
	var d *Deleted
	for _, s := range p.Steps() {
		if one, ok := s.(*Deleted); ok {
			d = one
		}
	}
	if err := d.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := d.Found(); len(found) != 1 || found[0].ObjectID != "o" {
		t.Errorf("found %+v", found)
	}
}

func TestHandOver(t *testing.T) {
	t.Parallel()
	cloud, err := tenant.FindCloud("public")
	if err != nil {
		t.Fatal(err)
	}
	note := HandOver(sound(), cloud, "/home/robin/our answers.yaml", "ID")
	for _, s := range []string{site, "teamwright setup --only entra --profile \"our answers.yaml\"", "https://login.microsoftonline.com/contoso.onmicrosoft.com/adminconsent?client_id=ID", "User.Read", "Cloud Application Administrator"} {
		if !strings.Contains(note, s) {
			t.Errorf("the note lacks %q:\n%s", s, note)
		}
	}
	if note := HandOver(sound(), cloud, "a.yaml", ""); strings.Contains(note, "adminconsent") {
		t.Errorf("without an application:\n%s", note)
	}
}
