package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

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
	work    assemble.Work
	sink    secret.Sink
	journal *journal.Journal
	only    []string
	user    string       // whose sign-ins are looked at; empty: nobody's
	saved   *steps.Saved // the plan to carry out; nil: the one made now
	assets  catalog.Assets
	out     string
}

// open prepares a job: icons, lock, sign-in, journal, steps. writes says that
// it may change something, which takes the lock.
func (p *program) open(ctx context.Context, file *answers.File, front tui.Front, only []string, writes bool) (*running, error) {
	run := &running{program: p, front: front, file: file, answers: p.effective(file), only: only}
	var err error
	if run.assets, err = catalog.ReadAssets(file); err != nil {
		return nil, err
	}
	if run.sink, err = p.sink(run.answers, front); err != nil {
		return nil, err
	}
	dir, err := p.state()
	if err != nil {
		return nil, err
	}
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
	run.out = p.flags.out
	if run.out == "" {
		run.out = catalog.FileName(run.answers, run.Cloud.Rehearsal)
	}
	run.assemble()
	for _, part := range assemble.NotYet(run.answers) {
		front.Say("Not done by this version: " + part)
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

// assemble lists the steps for the answers as they are now.
func (run *running) assemble() {
	run.work = assemble.Setup(assemble.Job{
		Answers: run.answers, Assets: run.assets, Directory: run.Directory,
		Ledger: run.journal, Clock: run.Clock, NewID: uuid.NewString,
		Sink: run.sink, Prove: run.Prove, Identified: run.identified,
		Out: run.out, Only: run.only,
	})
	run.runner = &steps.Runner{
		Steps: run.work.Steps, Journal: run.journal, Clock: run.Clock,
		Rehearsal: run.Cloud.Rehearsal, Events: run.front.Event,
	}
}

// signIns is the row about the sign-ins of one person.
func (run *running) signIns() steps.Step {
	return entra.NewSignIns(run.user, run.work.App.AppID, run.SignInLog, signin.Meaning)
}

// read looks at everything. Where several applications could be the site's, a
// person who is there chooses one, and it looks again.
func (run *running) read(ctx context.Context) error {
	if err := run.runner.Read(ctx); err != nil {
		return err
	}
	candidates := run.work.App.Candidates()
	if len(candidates) == 0 || !run.front.Asks() || run.flags.yes {
		return nil
	}
	var options []string
	for _, app := range candidates {
		options = append(options, fmt.Sprintf("%s, client id %s, made %s", app.DisplayName, app.AppID, app.Created.Format("2006-01-02")))
	}
	n, err := run.front.Choose(ctx, "Several applications of this tenant could be the site's. Which one is it?", options)
	if err != nil {
		return err
	}
	if err := run.identified(candidates[n].AppID); err != nil {
		return err
	}
	run.assemble()
	return run.runner.Read(ctx)
}

// identified keeps the application's client id in the answers file at once.
func (run *running) identified(appID string) error {
	if run.file.Answers().IDs.App == appID {
		return nil
	}
	run.answers.IDs.App = appID
	if err := run.file.Set("ids.app", appID); err != nil {
		return err
	}
	return run.file.Save(run.file.Name())
}

// remember keeps the client id of an application that was found as it should
// be.
func (run *running) remember() error {
	if appID, known := run.work.App.AppID().Get(); known {
		return run.identified(appID)
	}
	return nil
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
