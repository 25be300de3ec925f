package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/fleet"
	"teamwright/steps/site"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/steps/wire"
	"teamwright/tui"
)

// fleetPatience is how long one request of a fleet may take with all its tries and
// its time in the queue: a throttled tenant is waited for, as nobody sits and
// watches.
const fleetPatience = 10 * time.Minute

// patrol looks at the sites of a fleet. What they share is made once.
type patrol struct {
	*program
	front     tui.Front
	gate      *fleet.Gate
	allowExec bool

	closers // of what is shared
	trace   *wire.Trace
	dir     string        // of journals
	stage   *tenant.Cloud // the rehearsal cloud inside the program
	person  sync.Mutex    // one person signs in at a time
	icons   icons
	roads   *assemble.Roads
	secrets handedIn
}

// prepare makes what all tenants share.
func (f *patrol) prepare() (err error) {
	if f.dir, err = f.state(); err != nil {
		return err
	}
	if f.trace, err = f.traceTo(&f.closers); err != nil {
		return err
	}
	if f.flags.sandbox {
		cloud, err := f.cloud(answers.Answers{}, &f.closers)
		if err != nil {
			return err
		}
		f.stage = &cloud
		f.front.Banner()
	}
	return nil
}

func (f *patrol) rehearsal() bool { return f.stage != nil }

// open signs in to a tenant.
func (f *patrol) open(ctx context.Context, t fleet.Tenant) (fleet.Check, func() error, error) {
	cloud, err := f.cloudOf(t)
	if err != nil {
		return nil, nil, err
	}
	var session *assemble.Session
	enter := func(ctx context.Context) (err error) {
		session, err = f.enter(ctx, t, cloud)
		return err
	}
	if door := signin.Door(t.Auth); door == signin.Device || door == signin.Browser {
		err = f.inTurn(ctx, t, enter)
	} else {
		err = enter(ctx)
	}
	if err != nil {
		return nil, nil, f.hint(err, cloud)
	}
	for _, note := range session.Notes() {
		f.front.Say(t.Tenant + ": " + note)
	}
	return func(ctx context.Context, s fleet.Site) (fleet.Found, error) { return f.check(ctx, session, s) }, nil, nil
}

// inTurn has a person sign in, to one tenant at a time.
func (f *patrol) inTurn(ctx context.Context, t fleet.Tenant, enter func(context.Context) error) error {
	f.person.Lock()
	defer f.person.Unlock()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	f.front.Say("Sign-in to the tenant " + t.Tenant)
	err := f.front.SignIn(ctx, enter)
	var left *tui.Left
	if errors.As(err, &left) {
		return &signin.Refused{Meaning: "it was cancelled on the screen", Cure: "run the same command again"}
	}
	return err
}

// enter signs in to a tenant, by the gate that all tenants share.
func (f *patrol) enter(ctx context.Context, t fleet.Tenant, cloud tenant.Cloud) (*assemble.Session, error) {
	remember := ""
	if f.flags.remember {
		remember = f.dir
	}
	return assemble.Open(ctx, assemble.Access{
		Cloud: cloud, Door: signin.Door(t.Auth), Tenant: t.Tenant, ClientID: t.ClientID,
		Clock: f.Clock, Env: f.Env, Trace: f.trace,
		Prompt: f.front.Code, Browser: f.front.Browse,
		Renew:    func(context.Context) bool { return f.front.Asks() },
		Secret:   f.secrets.once(f.secretFrom(f.front)),
		Remember: remember,
		Roads:    f.roads,
		Through: func(own http.RoundTripper) http.RoundTripper {
			return f.gate.Tenant(fleet.AtOnceTenant, own)
		},
		Patience: fleetPatience,
	})
}

func (f *patrol) cloudOf(t fleet.Tenant) (tenant.Cloud, error) {
	if f.stage != nil {
		return *f.stage, nil
	}
	return tenant.FindCloud(t.Cloud)
}

// check looks at one site with its tenant's session.
func (f *patrol) check(ctx context.Context, session *assemble.Session, s fleet.Site) (found fleet.Found, err error) {
	file, err := s.File()
	if err != nil {
		return found, err
	}
	j, err := f.newJob(file, hushed{f.front})
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	j.answers, j.by, j.tenant = s.Answers, session.Account.Username, session.Account.TenantID
	run := &running{job: j, Session: session, sink: f.front.Screen()}
	left := run.withhold(f.allowExec)
	if run.assets, err = f.icons.of(file); err != nil {
		return found, err
	}
	if err := run.recordAt(run.tenant, false); err != nil {
		return found, err
	}
	if found.Results, err = run.judge(ctx); err != nil {
		return found, err
	}
	found.Results = left(found.Results)
	found.Expires = run.expiries()
	return found, nil
}

// expiries are the ends of the newest client secrets, of expired ones too: an
// alert has to see them.
func (run *running) expiries() []fleet.Expiry {
	var out []fleet.Expiry
	for _, of := range []struct {
		name string
		list []tenant.Password
	}{{"sso", run.work.App.Passwords()}, {"bot", run.work.Bot.App().Passwords()}} {
		if len(of.list) == 0 {
			continue
		}
		last := slices.MaxFunc(of.list, func(a, b tenant.Password) int { return a.End.Compare(b.End) })
		out = append(out, fleet.Expiry{Name: of.name, At: last.End.UTC()})
	}
	return out
}

// What is said about a site whose command was not run: whoever may put a file
// into the folder could run what they like.
const (
	unrun     = "Totara was not asked: its command was not run"
	unrunCure = "run fleet with --allow-exec where you trust every answers file of the folder, or check this site alone"
)

// withhold takes out of the answers what would run a program, unless that was
// allowed. The rows that only the program could judge then say so. Where a
// stand-in plays the site there is none to run.
func (run *running) withhold(allowed bool) func([]steps.Result) []steps.Result {
	a := &run.answers
	if !allowed { // of other sites too, which Totara Connect leads to
		run.shut = &site.Error{Kind: site.Unreachable, What: unrun, Cure: unrunCure, Untouched: true}
	}
	if allowed || a.Totara.Via != answers.ViaExec || run.ways().Plays(*a) {
		return func(rows []steps.Result) []steps.Result { return rows }
	}
	a.Totara.Via, a.Totara.Command = answers.ViaHand, nil
	connected := a.Connect.Role != answers.RoleNone
	a.Connect.Role = answers.RoleNone
	return func(rows []steps.Result) []steps.Result {
		for i, r := range rows {
			if r.Tickable() && strings.HasPrefix(r.ID, "totara.") {
				rows[i].Status, rows[i].Detail, rows[i].Fix = steps.Unseen, unrun, unrunCure
			}
		}
		if connected {
			rows = append(rows, steps.Result{
				ID: "connect.site", Group: "connect", Title: "Totara Connect", Status: steps.Unseen,
				Detail: unrun, Fix: unrunCure, Source: steps.FromAnswers,
			})
		}
		return rows
	}
}

// hushed is a front end that shows nothing of a single site's work and asks
// nobody.
type hushed struct{ tui.Front }

func (hushed) Event(steps.Event) {}
func (hushed) Say(string)        {}
func (hushed) Asks() bool        { return false }
