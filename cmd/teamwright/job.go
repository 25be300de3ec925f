package main

import (
	"context"
	"errors"
	"os"
	"os/user"
	"time"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/journal"
	"teamwright/tui"
)

// job is an open job for one site: its answers, its record, its steps, and who
// is told about them.
type job struct {
	*program
	closers
	front   tui.Front
	file    *answers.File
	answers answers.Answers // the file's, with the flags over them
	journal *journal.Journal
	runner  *steps.Runner
	dir     string // of journals
	by      string // who is at the keyboard
	tenant  string // as the checklist names it
	shut    error  // why no totara.command is run; nil: they are
}

// newJob begins a job of whoever sits at this terminal.
func (p *program) newJob(file *answers.File, front tui.Front) (*job, error) {
	dir, err := p.state()
	if err != nil {
		return nil, err
	}
	a := p.effective(file)
	return &job{program: p, front: front, file: file, answers: a, dir: dir, by: whoami(), tenant: a.Tenant}, nil
}

// local opens a job that Microsoft has no part in; its journal goes by kind.
// writes says that it may change something, which takes the lock.
func (p *program) local(file *answers.File, front tui.Front, kind string, writes bool) (*job, error) {
	j, err := p.newJob(file, front)
	if err != nil {
		return nil, err
	}
	if writes {
		if err := j.lock(); err != nil {
			return nil, err
		}
	}
	if err := j.record(writes, kind, j.answers.Site); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	if p.rehearses(j.answers) {
		front.Banner()
	}
	return j, nil
}

// lock keeps a second run for the same site out until the job is closed.
func (j *job) lock() error {
	lock, err := journal.Acquire(j.dir, journal.Name(j.cloudName(j.answers), j.answers.Site), j.Clock.Now)
	if err == nil {
		j.later(lock.Release)
	}
	return err
}

// record opens the journal that goes by these names. writes says whether more
// than a look is wanted.
func (j *job) record(writes bool, names ...string) (err error) {
	open := journal.View
	if writes {
		open = journal.Open
	}
	if j.journal, err = open(j.dir, journal.Name(names...), j.Clock.Now); err == nil {
		j.later(j.journal.Close)
	}
	return err
}

// does says which steps the job is made of.
func (j *job) does(list []steps.Step) {
	j.runner = &steps.Runner{
		Steps: list, Journal: j.journal, Clock: j.Clock,
		Rehearsal: j.rehearses(j.answers), Events: j.front.Event,
	}
}

// asks tells whether a person is there who has not confirmed beforehand.
func (j *job) asks() bool { return j.front.Asks() && !j.flags.yes }

// ways lead to Totara sites.
func (j *job) ways() assemble.Ways {
	return assemble.Ways{Rehearsal: j.rehearses(j.answers), State: j.dir, Clock: j.Clock, Shut: j.shut}
}

// look reads everything and shows how it stands. It writes nothing.
func (j *job) look(ctx context.Context) error {
	if err := j.runner.Read(ctx); err != nil {
		return err
	}
	rows := assemble.Tick(j.runner.Check(ctx), j.file.Answers().Confirmed, j.Clock.Now())
	if err := j.show(rows); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return steps.ErrStopped
	}
	return said(steps.Summarize(rows).ExitCode())
}

// foresee reads everything and shows what would be done. It writes nothing.
func (j *job) foresee(ctx context.Context, detailed bool) error {
	if err := j.runner.Read(ctx); err != nil {
		return err
	}
	plan := j.runner.Plan()
	if err := j.showPlan(plan); err != nil {
		return err
	}
	return foreseen(plan, detailed)
}

// tick keeps that the person at the keyboard has seen a row hold, at once, and
// gives the rows as they are then.
func (j *job) tick(rows []steps.Result) func(steps.Result) ([]steps.Result, error) {
	return func(r steps.Result) ([]steps.Result, error) {
		if err := j.file.Set("confirmed."+r.ID, answers.NewTick(j.by, j.Clock.Now())); err != nil {
			return rows, err
		}
		if err := j.file.Save(j.file.Name()); err != nil {
			return rows, err
		}
		return assemble.Tick(rows, j.file.Answers().Confirmed, j.Clock.Now()), nil
	}
}

// show writes the rows, as words or as JSON.
func (j *job) show(rows []steps.Result) error {
	if !j.flags.json {
		j.front.Checklist(rows)
		return nil
	}
	return j.document(checklist{
		Format: 1, Rehearsal: j.rehearses(j.answers), Site: j.answers.Site, Tenant: j.tenant,
		Time: j.Clock.Now().UTC().Format(time.RFC3339), Results: rows, Summary: steps.Summarize(rows),
	})
}

// whoami names the person at this terminal where nobody signs in.
func whoami() string {
	name := "somebody"
	if u, err := user.Current(); err == nil && u.Username != "" {
		name = u.Username
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		return name
	}
	return name + "@" + host
}
