package main

import (
	"context"
	"errors"

	"teamwright/steps/answers"
	"teamwright/steps/journal"
	"teamwright/tui"
)

// begin opens a job that changes something and is no set-up: sink, lock,
// sign-in, journal. What it does is assembled by the caller.
func (p *program) begin(ctx context.Context, file *answers.File, front tui.Front) (*running, error) {
	run := &running{program: p, front: front, file: file, answers: p.effective(file)}
	var err error
	if run.sink, err = p.sinkOrTotara(run.answers, front); err != nil {
		return nil, err
	}
	dir, err := p.state()
	if err != nil {
		return nil, err
	}
	run.dir = dir
	lock, err := journal.Acquire(dir, journal.Name(p.cloudName(run.answers), run.answers.Site), p.Clock.Now)
	if err != nil {
		return nil, err
	}
	if run.connection, err = p.connect(ctx, run.answers, front); err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	run.closers = append(run.closers, lock.Release)
	if err = p.confirmAccount(ctx, run.connection, run.answers, front); err == nil {
		run.journal, err = p.openJournal(dir, run, true)
	}
	if err != nil {
		return nil, errors.Join(err, run.Close())
	}
	run.closers = append(run.closers, run.journal.Close)
	return run, nil
}

// someone refuses a job that nobody is there to confirm, and answers that do
// not say where it is to be done; all of it at once.
func (p *program) someone(file *answers.File, front tui.Front) error {
	a := p.effective(file)
	var missing []answers.Problem
	for key, value := range map[string]string{"site": a.Site, "tenant": a.Tenant} {
		if value == "" {
			missing = append(missing, answers.Problem{File: file.Name(), Key: key, Wrong: "is missing", Right: "setup writes it, or you do"})
		}
	}
	if !front.Asks() && !p.flags.yes {
		missing = append(missing, answers.Problem{
			File: file.Name(), Wrong: "the plan needs a confirmation, and nobody is there to give it",
			Right: "run on a terminal, or confirm with --yes",
		})
	}
	if len(missing) == 0 {
		return nil
	}
	return &answers.Problems{List: missing}
}

// asks tells whether a person is there who has not confirmed beforehand.
func (run *running) asks() bool { return run.front.Asks() && !run.flags.yes }
