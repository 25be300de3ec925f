package assemble

import (
	"context"
	"slices"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/bot"
	"teamwright/steps/catalog"
	"teamwright/steps/entra"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Job is what the steps of one site are made of.
type Job struct {
	File    *answers.File
	Answers answers.Answers // of File, with what flags say over them
	Assets  catalog.Assets
	Session *Session
	Ledger  application.Ledger
	Clock   wire.Clock
	Env     func(string) string
	NewID   func() string
	// Sink is where new secrets go; nil: into Totara itself, where that can be
	// reached.
	Sink   secret.Sink
	Secret func(ctx context.Context, name string) (secret.Text, error)
	Ways   Ways
	// TermsAccepted says that a person accepted the terms of the bot's channel.
	TermsAccepted bool
	// ShutCatalog says that the person goes on without the second sign-in that
	// the catalogue takes.
	ShutCatalog bool
	// Keep writes one answer into the answers file, at once.
	Keep func(key, value string) error
	// Out is where the app package goes; empty or a folder: under a name of its own.
	Out string
	// Only are the groups to do; empty: all.
	Only []string
	// Notice is when secrets want attention.
	Notice application.Notice
}

// Work is a list of steps with the ends that a command needs of them.
type Work struct {
	Steps   []steps.Step
	App     *application.Application
	Bot     *bot.Bot
	Totara  TotaraSide
	Package *catalog.Package // nil when none is written
	Sink    secret.Sink

	plain   secret.Sink // without what a set-up knows of the other secret
	edition *catalog.Edition
	deleted *entra.Deleted
	job     Job
}

// Setup lists the steps of a set-up: the applications, the bot, Totara, and
// the package and its publishing behind everything that can fail.
func Setup(j Job) (*Work, error) {
	if j.Answers.Connect.Role != answers.RoleNone {
		var err error
		if j.Ways, err = j.Ways.Linked(j.Answers); err != nil {
			return nil, err
		}
	}
	w := &Work{job: j, Sink: j.Sink}
	appID := func() steps.Value[string] { return w.App.AppID() }
	botID := func() steps.Value[string] { return w.Bot.AppID() }
	w.edition = catalog.NewEdition(j.Answers, j.Assets, appID, botID)
	if err := w.totara(appID, botID); err != nil {
		return nil, err
	}
	if w.Sink == nil {
		w.Sink = w.Totara.Site.Sink()
	}
	w.plain, w.Sink = w.Sink, newOneFile(w)
	app := entra.Parts{Logo: j.Assets.Color, Sink: w.Sink, Prove: j.Session.Prove, InUse: w.inUse("sso")}
	w.App = application.New(entra.Desired(j.Answers, app), j.env("ids.app"))
	w.Bot = bot.New(j.Answers, j.env("ids.bot"), bot.Parts{
		Azure: j.Session.Azure, Cloud: j.Session.Cloud, TenantID: j.Session.Account.TenantID, Sink: w.Sink,
		Token: j.Session.BotToken, InUse: w.inUse("bot"), TermsAccepted: j.TermsAccepted,
	})
	tenantSide, siteSide := w.preflight()
	w.add("entra", tenantSide...)
	w.add("entra", w.App.Steps()...)
	w.add("bot", w.Bot.Steps()...)
	w.add("entra", siteSide...)
	w.add("totara", w.Totara.Steps...)
	if err := w.connect(); err != nil {
		return nil, err
	}
	w.catalogue()
	return w, nil
}

// does tells whether a part of the work is asked for.
func (j Job) does(part string) bool { return len(j.Only) == 0 || slices.Contains(j.Only, part) }

func (w *Work) add(part string, list ...steps.Step) {
	if w.job.does(part) {
		w.Steps = append(w.Steps, list...)
	}
}

// env is what an application works with; its client id is kept under key.
func (j Job) env(key string) application.Env {
	return application.Env{
		Directory: j.Session.Directory, Ledger: j.Ledger, Clock: j.Clock, NewID: j.NewID, Notice: j.Notice,
		Identified: func(appID string) error { return j.Keep(key, appID) },
	}
}

// preflight are the questions before anything is written: those about the
// tenant, and those whose rows stand with Totara's.
func (w *Work) preflight() (tenantSide, siteSide []steps.Step) {
	p := entra.Preflight{
		Answers: w.job.Answers, Ground: w.job.Session.Directory, Registration: w.App,
		Clock: w.job.Session.Timepiece, AppOnly: w.job.Session.Account.AppOnly, Now: w.job.Clock.Now,
	}
	for _, s := range p.Steps() {
		if d, ok := s.(*entra.Deleted); ok {
			w.deleted = d
		}
		if s.About().ID.Group() == "totara" {
			siteSide = append(siteSide, s)
		} else {
			tenantSide = append(tenantSide, s)
		}
	}
	return tenantSide, siteSide
}

// totara is Totara's side, by hand or by machine.
func (w *Work) totara(appID, botID func() steps.Value[string]) (err error) {
	j := w.job
	w.Totara, err = Totara(TotaraJob{
		Answers: j.Answers, Assets: j.Assets, Ways: j.Ways, Clock: j.Clock, Env: j.Env, NewID: j.NewID, Session: j.Session,
		Cloud: j.Session.Cloud, TenantID: j.Session.Account.TenantID,
		AppID: appID, BotID: botID, Version: w.edition.Version.Get,
		ServiceAfter:  []steps.ID{"entra.application", "entra.secret"},
		SettingsAfter: []steps.ID{"entra.application", "bot.application", "bot.secret", "catalog.version"},
		Passwords:     func() []tenant.Password { return w.App.Passwords() },
		BotPasswords:  func() []tenant.Password { return w.Bot.App().Passwords() },
	})
	return err
}

// inUse asks Totara which secret it uses; nil where it cannot be asked.
func (w *Work) inUse(name string) func(context.Context) (string, bool, error) {
	if w.Totara.Site == nil {
		return nil
	}
	return w.Totara.Site.InUse(name)
}

// connect is Totara Connect, where the answers have the site take part in it.
func (w *Work) connect() error {
	j := w.job
	if j.Answers.Connect.Role == answers.RoleNone || !j.does("connect") {
		return nil
	}
	list, err := Connect(Sites{File: j.File, Ledger: j.Ledger, Clock: j.Clock, Sink: j.Sink, Secret: j.Secret, Transport: j.Ways.Transport, Plays: j.Ways.Plays})
	w.Steps = append(w.Steps, list...)
	return err
}

// catalogue is the tenant's switches, the package behind every check that can
// fail, and what becomes of it.
func (w *Work) catalogue() {
	j := w.job
	gates := ids(w.Steps)
	parts := w.publishing(w.App)
	parts.After, parts.Gates, parts.Waiting = []steps.ID{"entra.application", "bot.application"}, gates, w.waiting
	version, publish := parts.Steps()
	if !j.does("catalog") {
		if j.Answers.Publish.Enabled { // Totara's settings name the version
			w.add("totara", version)
		}
		return
	}
	w.Steps = append(w.Steps, catalog.Preparation(j.Answers, j.Session.Cloud, j.Clock.Now)...)
	w.Package = w.edition.Package(w.path, gates)
	w.Steps = append(w.Steps, version, w.Package)
	if j.Answers.Publish.Enabled && !j.ShutCatalog {
		w.Steps = append(w.Steps, publish)
		return
	}
	upload := w.edition.Upload(w.path)
	upload.Cloud, upload.Account = j.Session.Cloud, catalog.Reached(j.Env)
	w.Steps = append(w.Steps, upload)
}

// publishing is what the work in the catalogue takes, for the application whose
// tags tell what was published.
func (w *Work) publishing(app catalog.Registration) catalog.Publishing {
	j := w.job
	return catalog.Publishing{
		Edition: w.edition, Registration: app, Ledger: j.Ledger, Clock: j.Clock,
		Cloud: j.Session.Cloud, TenantID: j.Session.Account.TenantID,
		Door: catalog.Door{
			Open: func(ctx context.Context) (tenant.Catalog, error) {
				return j.Session.Catalog(ctx, j.Answers.Publish.Review)
			},
			Ready: func() bool { return j.Session.Publishes(j.Answers.Publish.Review) },
			Look: func(ctx context.Context) (tenant.Catalog, bool) {
				return j.Session.CatalogToRead(ctx, j.Answers.Publish.Review)
			},
			AppOnly: j.Session.Account.AppOnly, As: catalogClient, Shut: j.ShutCatalog,
		},
		Versioned: func(v string) error { return j.Keep("app.version", v) },
		Published: func(id string) error { return j.Keep("ids.catalog", id) },
	}
}

// HandOverCatalog is a note for the Teams administrator.
func (w *Work) HandOverCatalog(profile string) string {
	return w.edition.HandOver(w.job.Session.Cloud, profile, w.path())
}

// path is where the package goes. A name of its own holds the version, which
// may rise.
func (w *Work) path() string {
	return catalog.Place(w.job.Out, w.edition.FileName(w.job.Session.Cloud.Rehearsal))
}

// waiting names Totara's rows that nobody has seen hold yet. By machine the
// rows are Totara's own word, and gates enough.
func (w *Work) waiting() []string {
	if w.Totara.Site != nil {
		return nil
	}
	var out []string
	for _, s := range w.Totara.Steps {
		if s.About().ID != "totara.checklist" {
			continue
		}
		for _, r := range Tick(s.Check(context.Background()), w.job.File.Answers().Confirmed, w.job.Clock.Now()) {
			if r.Status != steps.Pass && r.Status != steps.Skipped {
				out = append(out, r.ID)
			}
		}
	}
	return out
}

func ids(list []steps.Step) []steps.ID {
	var out []steps.ID
	for _, s := range list {
		out = append(out, s.About().ID)
	}
	return out
}

// catalogClient is who the browser says is signing in to publish.
const catalogClient = "Microsoft Graph Command Line Tools"

// Elsewhere says what the answers ask for that other commands do.
func Elsewhere(a answers.Answers) []string {
	if a.MobileFlows.Enabled {
		return []string{"Mobile Flows has a command of its own: teamwright mobileflows apply"}
	}
	return nil
}

// Groups are what --only can name.
func Groups() []string { return []string{"entra", "bot", "catalog", "totara", "connect"} }
