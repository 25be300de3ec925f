package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/google/uuid"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/catalog"
	"teamwright/steps/entra"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/tenant/signin"
	"teamwright/tui"
)

// running is an open job at Microsoft.
type running struct {
	*job
	*assemble.Session
	work        *assemble.Work // of a set-up
	sink        secret.Sink    // nil: Totara itself
	terms       bool           // the terms of the bot's channel are accepted
	told        *steps.Plan    // confirmed before Microsoft wanted another sign-in
	shutCatalog bool           // the person goes on without the second sign-in
	again       int            // sign-ins that Microsoft wanted in between
	only        []string
	user        string          // whose sign-ins are looked at; empty: nobody's
	saved       *steps.Saved    // the plan to carry out; nil: the one made now
	decided     map[string]bool // deleted applications that were asked about, by client id
	keeping     sync.Mutex      // of the answers and their file
	assets      catalog.Assets
}

// signedIn opens a job at Microsoft. writes says that it may change something:
// that takes the lock, and the person's word that the account is the right one.
func (p *program) signedIn(ctx context.Context, file *answers.File, front tui.Front, writes bool) (run *running, err error) {
	j, err := p.newJob(file, front)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, j.Close())
		}
	}()
	if writes {
		if err := j.lock(); err != nil {
			return nil, err
		}
	}
	session, err := p.connect(ctx, j.answers, front, &j.closers)
	if err != nil {
		return nil, err
	}
	j.by, j.tenant = session.Account.Username, session.Account.TenantID
	if writes {
		if err := p.confirmAccount(ctx, session, j.answers, front); err != nil {
			return nil, err
		}
	}
	return &running{job: j, Session: session}, j.recordAt(j.tenant, writes)
}

// recordAt opens the journal of the site in a tenant.
func (j *job) recordAt(tenantID string, writes bool) error {
	return j.record(writes, j.cloudName(j.answers), tenantID, j.answers.Site)
}

// cloudName is the cloud as records go by it: a cloud file is the same one from
// wherever it is named, and another one in another folder.
func (p *program) cloudName(a answers.Answers) string {
	if p.flags.sandbox {
		return "sandbox"
	}
	if slices.Contains(tenant.CloudNames(), a.Cloud) {
		return a.Cloud
	}
	if path, err := filepath.Abs(a.Cloud); err == nil {
		return path
	}
	return a.Cloud
}

// open prepares a set-up, or a look at one. What is wrong with the answers
// comes out before anybody signs in.
func (p *program) open(ctx context.Context, file *answers.File, front tui.Front, only []string, writes bool) (*running, error) {
	assets, err := catalog.ReadAssets(file)
	if err != nil {
		return nil, err
	}
	sink, err := p.sinkOrTotara(p.effective(file), front)
	if err != nil {
		return nil, err
	}
	run, err := p.signedIn(ctx, file, front, writes)
	if err != nil {
		return nil, err
	}
	run.assets, run.sink, run.only = assets, sink, only
	if err := run.assemble(); err != nil {
		return nil, errors.Join(err, run.Close())
	}
	for _, part := range assemble.Elsewhere(run.answers) {
		front.Say(part)
	}
	if len(run.work.Steps) == 0 {
		err := usage(fmt.Errorf("--only %s: the answers in %s ask for nothing of it", strings.Join(only, ","), file.Name()))
		return nil, errors.Join(err, run.Close())
	}
	return run, nil
}

// parts are what the site's jobs are made of, for the answers as they are now.
func (run *running) parts() assemble.Job {
	return assemble.Job{
		File: run.file, Answers: run.answers, Assets: run.assets, Session: run.Session,
		Ledger: run.journal, Clock: run.Clock, Env: run.Env, NewID: uuid.NewString,
		Sink: run.sink, Secret: run.secretFrom(run.front), Ways: run.ways(),
		TermsAccepted: run.terms, ShutCatalog: run.shutCatalog, Keep: func(key, value string) error { return run.keep(key, value) }, Out: run.flags.out, Only: run.only, Notice: run.flags.notice,
	}
}

// assemble lists the steps of a set-up.
func (run *running) assemble() (err error) {
	if run.work, err = assemble.Setup(run.parts()); err == nil {
		run.does(run.work.Steps)
	}
	return err
}

// signIns is the row about the sign-ins of one person.
func (run *running) signIns() steps.Step {
	return entra.NewSignIns(run.user, run.work.App.AppID, run.SignInLog, signin.Meaning)
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
