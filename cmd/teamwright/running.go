package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/google/uuid"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/catalog"
	"teamwright/steps/entra"
	"teamwright/steps/journal"
	"teamwright/steps/secret"
	"teamwright/steps/tenant/signin"
	"teamwright/tui"
)

// running is an open job for one site.
type running struct {
	*program
	*connection
	front   tui.Front
	file    *answers.File
	answers answers.Answers
	runner  *steps.Runner
	work    *assemble.Work
	sink    secret.Sink // nil: Totara itself
	terms   bool        // the terms of the bot's channel are accepted
	told    *steps.Plan // confirmed before Microsoft wanted another sign-in
	again   int         // sign-ins that Microsoft wanted in between
	journal *journal.Journal
	only    []string
	user    string       // whose sign-ins are looked at; empty: nobody's
	saved   *steps.Saved // the plan to carry out; nil: the one made now
	keeping sync.Mutex   // of the answers and their file
	assets  catalog.Assets
	dir     string // of journals
	shut    error  // why no totara.command is run; nil: they are
}

// open prepares a job: icons, lock, sign-in, journal, steps. writes says that
// it may change something, which takes the lock.
func (p *program) open(ctx context.Context, file *answers.File, front tui.Front, only []string, writes bool) (*running, error) {
	run := &running{program: p, front: front, file: file, answers: p.effective(file), only: only}
	var err error
	if run.assets, err = catalog.ReadAssets(file); err != nil {
		return nil, err
	}
	if run.sink, err = p.sinkOrTotara(run.answers, front); err != nil {
		return nil, err
	}
	dir, err := p.state()
	if err != nil {
		return nil, err
	}
	run.dir = dir
	var lock *journal.Lock
	if writes {
		if lock, err = journal.Acquire(dir, journal.Name(p.cloudName(run.answers), run.answers.Site), p.Clock.Now); err != nil {
			return nil, err
		}
	}
	release := func() error {
		if lock == nil {
			return nil
		}
		return lock.Release()
	}
	if run.connection, err = p.connect(ctx, run.answers, front); err != nil {
		return nil, errors.Join(err, release())
	}
	run.closers = append(run.closers, release)
	if writes {
		err = p.confirmAccount(ctx, run.connection, run.answers, front)
	}
	if err == nil {
		run.journal, err = p.openJournal(dir, run, writes)
	}
	if err != nil {
		return nil, errors.Join(err, run.Close())
	}
	run.closers = append(run.closers, run.journal.Close)
	if err := run.assemble(); err != nil {
		return nil, errors.Join(err, run.Close())
	}
	for _, part := range assemble.Elsewhere(run.answers) {
		front.Say(part)
	}
	if len(run.work.Steps) == 0 {
		err := usage(fmt.Errorf("this version has no steps for %s", strings.Join(only, ", ")))
		return nil, errors.Join(err, run.Close())
	}
	return run, nil
}

func (p *program) openJournal(dir string, run *running, writes bool) (*journal.Journal, error) {
	name := journal.Name(p.cloudName(run.answers), run.Account.TenantID, run.answers.Site)
	if writes {
		return journal.Open(dir, name, p.Clock.Now)
	}
	return journal.View(dir, name, p.Clock.Now)
}

func (p *program) cloudName(a answers.Answers) string {
	if p.flags.sandbox {
		return "sandbox"
	}
	return a.Cloud
}

// parts are what the site's jobs are made of, for the answers as they are now.
func (run *running) parts() assemble.Job {
	return assemble.Job{
		File: run.file, Answers: run.answers, Assets: run.assets, Session: run.Session,
		Ledger: run.journal, Clock: run.Clock, Env: run.Env, NewID: uuid.NewString,
		Sink: run.sink, Secret: run.secretFrom(run.front), Ways: run.ways(),
		TermsAccepted: run.terms, Keep: func(key, value string) error { return run.keep(key, value) }, Out: run.flags.out, Only: run.only, Notice: run.flags.notice,
	}
}

// ways lead to Totara sites.
func (run *running) ways() assemble.Ways {
	return assemble.Ways{Rehearsal: run.Cloud.Rehearsal, State: run.dir, Clock: run.Clock, Shut: run.shut}
}

// assemble lists the steps of a set-up.
func (run *running) assemble() (err error) {
	run.work, err = assemble.Setup(run.parts())
	if err != nil {
		return err
	}
	run.runner = &steps.Runner{
		Steps: run.work.Steps, Journal: run.journal, Clock: run.Clock,
		Rehearsal: run.Cloud.Rehearsal, Events: run.front.Event,
	}
	return nil
}

// signIns is the row about the sign-ins of one person.
func (run *running) signIns() steps.Step {
	return entra.NewSignIns(run.user, run.work.App.AppID, run.SignInLog, signin.Meaning)
}

// read looks at everything. What only a person can decide is asked of one who
// is there, and it looks again.
func (run *running) read(ctx context.Context) error {
	for {
		if err := run.runner.Read(ctx); err != nil {
			return err
		}
		if !run.asks() {
			return nil
		}
		chose, err := run.choose(ctx)
		if err != nil || !chose {
			return err
		}
		if err := run.assemble(); err != nil {
			return err
		}
	}
}

// choose asks the first question that the reads have left open.
func (run *running) choose(ctx context.Context) (chose bool, err error) {
	if apps := run.work.App.Candidates(); len(apps) > 0 {
		var options []string
		for _, app := range apps {
			options = append(options, fmt.Sprintf("%s, client id %s, made %s", app.DisplayName, app.AppID, app.Created.Format("2006-01-02")))
		}
		n, err := run.front.Choose(ctx, "Several applications of this tenant could be the site's. Which one is it?", options)
		if err != nil {
			return false, err
		}
		return true, run.keep("ids.app", apps[n].AppID)
	}
	if subscriptions := run.work.Bot.Candidates(); len(subscriptions) > 0 {
		var options []string
		for _, s := range subscriptions {
			options = append(options, fmt.Sprintf("%s, %s", s.Name, s.ID))
		}
		n, err := run.front.Choose(ctx, "Which Azure subscription shall hold the bot? The F0 tier costs nothing.", options)
		if err != nil {
			return false, err
		}
		return true, run.keep("bot.subscription", subscriptions[n].ID)
	}
	return false, nil
}

// keep writes one answer into the answers file at once. Steps that run side by
// side call it.
func (run *running) keep(key string, value any) error {
	run.keeping.Lock()
	defer run.keeping.Unlock()
	if reflect.DeepEqual(run.file.Answers().Value(key), value) && reflect.DeepEqual(run.answers.Value(key), value) {
		return nil
	}
	if err := run.answers.Put(key, value); err != nil {
		return err
	}
	if err := run.file.Set(key, value); err != nil {
		return err
	}
	return run.file.Save(run.file.Name())
}

// interrupted is where an interrupted run was handing a secret to; empty when
// there was none.
func (run *running) interrupted() string {
	if was := run.work.App.Interrupted(); was != "" {
		return was
	}
	return run.work.Bot.App().Interrupted()
}

// remember keeps the client ids of applications that were found as they should
// be.
func (run *running) remember() error {
	var errs []error
	if id, known := run.work.App.AppID().Get(); known {
		errs = append(errs, run.keep("ids.app", id))
	}
	if id, known := run.work.Bot.AppID().Get(); known && run.answers.Bot.Needed() {
		errs = append(errs, run.keep("ids.bot", id))
	}
	return errors.Join(errs...)
}

// tick keeps that the signed-in person has seen a row hold, at once, and gives
// the rows as they are then.
func (run *running) tick(rows []steps.Result) func(steps.Result) ([]steps.Result, error) {
	return func(r steps.Result) ([]steps.Result, error) {
		if err := run.file.Set("confirmed."+r.ID, answers.NewTick(run.Account.Username, run.Clock.Now())); err != nil {
			return rows, err
		}
		if err := run.file.Save(run.file.Name()); err != nil {
			return rows, err
		}
		return assemble.Tick(rows, run.file.Answers().Confirmed, run.Clock.Now()), nil
	}
}
