package bot_test

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
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/bot"
	"teamwright/steps/journal"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

const (
	site   = "https://learn.example.org/totara"
	home   = "aaaaaaaa-0000-0000-0000-00000000000a"
	subOne = "11111111-0000-0000-0000-000000000001"
	subTwo = "22222222-0000-0000-0000-000000000002"
	oldApp = "cccccccc-0000-0000-0000-000000000001"
	ends   = site + "/totara/msteams/botindex.php"
)

// sound is a set of answers with the bot on.
func sound() answers.Answers {
	return answers.Answers{
		Site: site, Tenant: "contoso.onmicrosoft.com",
		App: answers.App{ShortName: "Example Learn"},
		Bot: answers.Bot{
			Enabled: true, Handle: "example-learn", Messaging: answers.MessagingCommercial,
			ResourceGroup: "rg-learn", Location: "westeurope", SecretDays: 365,
		},
		Totara: answers.Totara{AdminFolder: "admin"},
	}
}

func deny(code string) *tenant.Error {
	return &tenant.Error{Kind: tenant.Denied, Op: "ask", Status: 403, Code: code, Cure: "ask for a role"}
}

// sky is an Azure in memory. Errors stand under the name of the call.
type sky struct {
	mu       sync.Mutex
	subs     []tenant.Subscription
	provider string
	barred   bool
	groups   map[string]tenant.ResourceGroup
	bots     []tenant.Bot
	channels map[string]tenant.TeamsChannel
	taken    map[string]string
	errs     map[string]error
	hide     bool     // what is written cannot be read yet
	late     int      // so many looks at the channel reach a region that has not heard of it
	heard    []string // calls in order
}

func newSky() *sky {
	return &sky{
		subs: []tenant.Subscription{{ID: subOne, Name: "Pay as you go", State: "Enabled"}}, provider: "NotRegistered",
		groups: map[string]tenant.ResourceGroup{}, channels: map[string]tenant.TeamsChannel{}, taken: map[string]string{}, errs: map[string]error{},
	}
}

// hear notes a call and gives its error.
func (s *sky) hear(call string, of ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = append(s.heard, strings.TrimSpace(call+" "+strings.Join(of, "/")))
	return s.errs[call]
}

// writes are the calls that changed something, in order.
func (s *sky) writes() []string {
	var out []string
	for _, h := range s.heard {
		if strings.HasPrefix(h, "put ") || strings.HasPrefix(h, "register") {
			out = append(out, h)
		}
	}
	return out
}

func (s *sky) Subscriptions(context.Context) ([]tenant.Subscription, error) {
	return s.subs, s.hear("subscriptions")
}

func (s *sky) BotProvider(_ context.Context, sub string) (string, error) {
	return s.provider, s.hear("provider", sub)
}

func (s *sky) MayRegister(_ context.Context, sub string) (bool, error) {
	return !s.barred, s.hear("may register", sub)
}

func (s *sky) RegisterBotProvider(_ context.Context, sub string) error {
	if err := s.hear("register", sub); err != nil {
		return err
	}
	s.provider = "Registered"
	return nil
}

func (s *sky) ResourceGroup(_ context.Context, sub, name string) (tenant.ResourceGroup, bool, error) {
	err := s.hear("group", sub, name)
	g, ok := s.groups[name]
	return g, ok && err == nil, err
}

func (s *sky) PutResourceGroup(_ context.Context, sub string, g tenant.ResourceGroup) error {
	if err := s.hear("put group", sub, g.Name); err != nil {
		return err
	}
	s.groups[g.Name] = g
	return nil
}

func (s *sky) ResourcesIn(context.Context, string, string) ([]tenant.Resource, error) {
	return nil, s.hear("resources")
}
func (s *sky) DeleteResourceGroup(context.Context, string, string) error {
	return s.hear("delete group")
}
func (s *sky) DeleteBot(context.Context, string, string, string) error { return s.hear("delete bot") }

func (s *sky) BotNameFree(_ context.Context, _, handle string) (bool, string, error) {
	err := s.hear("name", handle)
	why, taken := s.taken[handle]
	return !taken && err == nil, why, err
}

func (s *sky) at(group, handle string) int {
	return slices.IndexFunc(s.bots, func(b tenant.Bot) bool { return b.Group == group && b.Handle == handle })
}

func (s *sky) Bot(_ context.Context, _, group, handle string) (tenant.Bot, bool, error) {
	if err := s.hear("bot", group, handle); err != nil {
		return tenant.Bot{}, false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.at(group, handle)
	if i < 0 || s.hide {
		return tenant.Bot{}, false, nil
	}
	return s.bots[i], true, nil
}

func (s *sky) BotsOf(_ context.Context, sub string) ([]tenant.Bot, error) {
	return slices.Clone(s.bots), s.hear("bots", sub)
}

func (s *sky) CreateBot(_ context.Context, sub string, b tenant.Bot) error {
	if err := s.hear("put bot", sub, b.Group, b.Handle); err != nil {
		return err
	}
	s.bots = append(s.bots, b)
	return nil
}

func (s *sky) UpdateBot(_ context.Context, _ string, b tenant.Bot) error {
	if err := s.hear("put changes", b.Group, b.Handle); err != nil {
		return err
	}
	s.bots[s.at(b.Group, b.Handle)] = b
	return nil
}

func (s *sky) TeamsChannel(_ context.Context, _, group, handle string) (tenant.TeamsChannel, bool, error) {
	err := s.hear("channel", group, handle)
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.channels[group+"/"+handle]
	s.late--
	return c, ok && err == nil && !s.hide && s.late < 0, err
}

func (s *sky) PutTeamsChannel(_ context.Context, _, group, handle string, c tenant.TeamsChannel) error {
	if err := s.hear("put channel", group, handle); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[group+"/"+handle] = c
	return nil
}

// entra is a directory in memory, as far as the bot's application needs one.
type entra struct {
	tenant.Directory
	mu         sync.Mutex
	apps       []tenant.Application
	principals []string
	calls      int
	writes     int
}

func (e *entra) count(write bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.calls++
	if write {
		e.writes++
	}
}

func (e *entra) index(fits func(tenant.Application) bool) int {
	return slices.IndexFunc(e.apps, fits)
}

func (e *entra) ApplicationByAppID(_ context.Context, appID string) (tenant.Application, bool, error) {
	e.count(false)
	e.mu.Lock()
	defer e.mu.Unlock()
	if i := e.index(func(a tenant.Application) bool { return a.AppID == appID }); i >= 0 {
		return e.apps[i], true, nil
	}
	return tenant.Application{}, false, nil
}

func (e *entra) FindApplications(_ context.Context, by tenant.Key) ([]tenant.Application, error) {
	e.count(false)
	e.mu.Lock()
	defer e.mu.Unlock()
	if i := e.index(func(a tenant.Application) bool { return by.UniqueName != "" && a.UniqueName == by.UniqueName }); i >= 0 {
		return []tenant.Application{e.apps[i]}, nil
	}
	return nil, nil
}

func (e *entra) DeletedApplications(context.Context, tenant.Key) ([]tenant.Application, error) {
	e.count(false)
	return nil, nil
}

func (e *entra) UpsertApplication(_ context.Context, name string, p tenant.ApplicationPatch) (tenant.Application, bool, error) {
	e.count(true)
	e.mu.Lock()
	defer e.mu.Unlock()
	a := tenant.Application{ObjectID: "object-" + name, AppID: fmt.Sprintf("dddddddd-0000-0000-0000-%012d", len(e.apps)), UniqueName: name, Created: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	p.Apply(&a)
	e.apps = append(e.apps, a)
	return a, true, nil
}

func (e *entra) UpdateApplication(_ context.Context, objectID string, p tenant.ApplicationPatch) error {
	e.count(true)
	e.mu.Lock()
	defer e.mu.Unlock()
	p.Apply(&e.apps[e.index(func(a tenant.Application) bool { return a.ObjectID == objectID })])
	return nil
}

func (e *entra) AddPassword(_ context.Context, objectID, name string, end time.Time) (tenant.Password, secret.Text, error) {
	e.count(true)
	e.mu.Lock()
	defer e.mu.Unlock()
	a := &e.apps[e.index(func(a tenant.Application) bool { return a.ObjectID == objectID })]
	p := tenant.Password{KeyID: fmt.Sprintf("key-%d", len(a.Passwords)), Name: name, Hint: "s3c", End: end}
	a.Passwords = append(slices.Clone(a.Passwords), p)
	return p, secret.New("s3cret-text"), nil
}

func (e *entra) PrincipalByAppID(_ context.Context, appID string) (tenant.Principal, bool, error) {
	e.count(false)
	e.mu.Lock()
	defer e.mu.Unlock()
	return tenant.Principal{ObjectID: "p-" + appID, AppID: appID}, slices.Contains(e.principals, appID), nil
}

func (e *entra) DeletedPrincipals(context.Context, string) ([]tenant.Principal, error) {
	return nil, nil
}
func (e *entra) RestorePrincipal(context.Context, string) error { return errors.New("never") }

func (e *entra) CreatePrincipal(_ context.Context, appID string, _ []string) (tenant.Principal, error) {
	e.count(true)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.principals = append(e.principals, appID)
	return tenant.Principal{ObjectID: "p-" + appID, AppID: appID}, nil
}

func (e *entra) AppPolicy(context.Context) (tenant.AppPolicy, error) {
	return tenant.AppPolicy{}, deny("Authorization_RequestDenied")
}

// inbox takes secrets.
type inbox struct{ items []secret.Item }

func (*inbox) Where() string      { return "the test's inbox" }
func (*inbox) Ready(string) error { return nil }
func (i *inbox) Deliver(_ context.Context, it secret.Item) error {
	i.items = append(i.items, it)
	return nil
}

// refused is a refusal of Entra with its code.
type refused struct{ code string }

func (r refused) Error() string               { return "sign-in refused: " + r.code }
func (r refused) Advice() (code, cure string) { return r.code, "do something" }

// rig is a world with a bot to make.
type rig struct {
	t       *testing.T
	answers answers.Answers
	parts   bot.Parts
	sky     *sky
	entra   *entra
	inbox   *inbox
	journal *journal.Journal
	now     time.Time
	ids     int
	uses    string // how the secret begins that Totara uses

	mu    sync.Mutex
	asked map[string]int   // tokens asked for, by authority
	token map[string]error // what an authority answers

	bot *bot.Bot
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, answers: sound(), sky: newSky(), entra: &entra{}, inbox: &inbox{}, asked: map[string]int{}, token: map[string]error{}, now: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}
	where, err := tenant.FindCloud("public")
	if err != nil {
		t.Fatal(err)
	}
	if r.journal, err = journal.View(t.TempDir(), "j", r.clock); err != nil {
		t.Fatal(err)
	}
	r.parts = bot.Parts{
		Azure: r.sky, Cloud: where, TenantID: home, Sink: r.inbox, TermsAccepted: true,
		Token: func(_ context.Context, authority, _ string, text secret.Text) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.asked[authority]++
			if text.Empty() {
				return refused{"no secret"}
			}
			return r.token[authority]
		},
	}
	return r
}

func (r *rig) clock() time.Time { return r.now }

// runner has read everything.
func (r *rig) runner() *steps.Runner {
	r.t.Helper()
	clock := wire.Clock{Now: r.clock, Sleep: func(ctx context.Context, d time.Duration) error { r.now = r.now.Add(d); return ctx.Err() }, Jitter: func() float64 { return 0 }}
	r.bot = bot.New(r.answers, application.Env{
		Directory: r.entra, Ledger: r.journal, Clock: clock,
		NewID:      func() string { r.ids++; return fmt.Sprintf("%08d-0000-0000-0000-000000000000", r.ids) },
		Identified: func(appID string) error { r.answers.IDs.Bot = appID; return nil },
	}, r.parts)
	runner := &steps.Runner{Steps: r.bot.Steps(), Journal: r.journal, Clock: clock}
	if err := runner.Read(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	return runner
}

// plan is what would be changed, by step.
func (r *rig) plan() map[steps.ID]steps.Change {
	r.t.Helper()
	out := map[steps.ID]steps.Change{}
	for _, c := range r.runner().Plan().Changes {
		out[c.Step] = c
	}
	return out
}

// check is the checklist without an apply.
func (r *rig) check() map[string]steps.Result {
	r.t.Helper()
	return byID(r.runner().Check(r.t.Context()))
}

// setup plans and does it.
func (r *rig) setup() (steps.Plan, map[string]steps.Result) {
	r.t.Helper()
	runner := r.runner()
	plan := runner.Plan()
	return plan, byID(runner.Apply(r.t.Context(), plan).Results)
}

func byID(rows []steps.Result) map[string]steps.Result {
	out := map[string]steps.Result{}
	for _, row := range rows {
		out[row.ID] = row
	}
	return out
}

// existing puts a bot of somebody else's into Azure and its application into
// the tenant.
func (r *rig) existing(change func(*tenant.Bot)) *tenant.Bot {
	b := tenant.Bot{
		Group: "rg-learn", Handle: "example-learn", DisplayName: "Old bot", Endpoint: "https://old.example.org/", AppID: oldApp,
		AppType: tenant.BotMultiTenant, SKU: "S1", State: "Succeeded",
	}
	if change != nil {
		change(&b)
	}
	r.sky.bots = append(r.sky.bots, b)
	r.sky.provider = "Registered"
	r.sky.groups["rg-learn"] = tenant.ResourceGroup{Name: "rg-learn", Location: "West Europe"}
	r.entra.apps = append(r.entra.apps, tenant.Application{
		ObjectID: "old", AppID: oldApp, DisplayName: "Old bot app", Audience: tenant.AudienceMultiple,
		Passwords: []tenant.Password{{KeyID: "k", Name: "portal", Hint: "abc", End: r.now.AddDate(1, 0, 0)}},
	})
	r.entra.principals = append(r.entra.principals, oldApp)
	return &r.sky.bots[len(r.sky.bots)-1]
}
