package main

import (
	"context"
	"errors"
	"os"
	"os/user"
	"time"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/journal"
	"teamwright/tui"
	"teamwright/tui/plain"
)

func (p *program) connectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connect",
		Short: "Totara Connect: one server gives its users to any number of clients",
		Long: `connect joins Totara sites with Totara Connect. It is run with the answers file
of the server, which names those of its clients; or with the file of a client
whose server is in other hands. Microsoft has no part in it: nobody signs in.

See teamwright help connect.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usage(errors.New("connect what: plan, apply or check?"))
		},
	}
	var detailed bool
	plan := &cobra.Command{
		Use: "plan", Short: "What connect apply would change, read only", Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.connectPlan(cmd.Context(), detailed) },
	}
	plan.Flags().BoolVar(&detailed, "detailed-exitcode", false, "end with 6 when there are changes to make")
	cmd.AddCommand(plan,
		&cobra.Command{
			Use: "apply", Short: "Set both ends, shake hands, check", Args: noArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return p.connectApply(cmd.Context()) },
		},
		&cobra.Command{
			Use: "check", Short: "The rows of Totara Connect, read only", Args: noArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return p.connectCheck(cmd.Context()) },
		})
	return cmd
}

// joining is an open job of Totara Connect.
type joining struct {
	*program
	front   tui.Front
	file    *answers.File
	runner  *steps.Runner
	closers []func() error
}

func (j *joining) Close() error {
	var errs []error
	for i := len(j.closers) - 1; i >= 0; i-- {
		errs = append(errs, j.closers[i]())
	}
	return errors.Join(errs...)
}

// join opens the job and looks at every site. writes says that it may change
// something, which takes the lock.
func (p *program) join(ctx context.Context, front tui.Front, writes bool) (*joining, error) {
	file, err := p.load()
	if err != nil {
		return nil, err
	}
	j := &joining{program: p, front: front, file: file}
	if err := j.complete(writes); err != nil {
		return nil, err
	}
	if err := j.open(writes); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	if p.rehearses(p.effective(file)) {
		front.Banner()
	}
	if err := j.runner.Read(ctx); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

// complete refuses answers that are no server's and no client's, or lack
// something; all of it at once.
func (j *joining) complete(writes bool) error {
	a := j.effective(j.file)
	missing := assemble.Sites{Plays: j.ways("").Plays}.Missing(a)
	if a.Connect.Role == answers.RoleNone {
		missing = append(missing, answers.Problem{Key: "connect.role", Wrong: "is none", Right: "write server or client; see teamwright help connect"})
	}
	if writes && !j.front.Asks() && !j.flags.yes {
		missing = append(missing, answers.Problem{Wrong: "the plan needs a confirmation, and nobody is there to give it", Right: "run on a terminal, or confirm with --yes"})
	}
	if len(missing) == 0 {
		return nil
	}
	for i := range missing {
		missing[i].File = j.file.Name()
	}
	return &answers.Problems{List: missing}
}

func (j *joining) ways(state string) assemble.Ways {
	return assemble.Ways{Rehearsal: j.rehearses(j.effective(j.file)), State: state, Clock: j.Clock}
}

// open takes the lock, opens the journal and lists the steps.
func (j *joining) open(writes bool) error {
	a := j.effective(j.file)
	sink, err := j.sink(a, j.front)
	if err != nil {
		return err
	}
	dir, err := j.state()
	if err != nil {
		return err
	}
	name := journal.Name("connect", a.Site)
	look := journal.View
	if writes {
		lock, err := journal.Acquire(dir, journal.Name(j.cloudName(a), a.Site), j.Clock.Now)
		if err != nil {
			return err
		}
		j.closers = append(j.closers, lock.Release)
		look = journal.Open
	}
	record, err := look(dir, name, j.Clock.Now)
	if err != nil {
		return err
	}
	j.closers = append(j.closers, record.Close)
	ways, err := j.ways(dir).Linked(a)
	if err != nil {
		return err
	}
	list, err := assemble.Connect(assemble.Sites{
		File: j.file, Ledger: record, Clock: j.Clock, Sink: sink, Secret: j.secretFrom(j.front), Transport: ways.Transport, Plays: ways.Plays,
	})
	if err != nil {
		if len(answers.AsProblems(err)) > 0 {
			return err
		}
		return usage(err)
	}
	j.runner = &steps.Runner{Steps: list, Journal: record, Clock: j.Clock, Rehearsal: j.rehearses(j.effective(j.file)), Events: j.front.Event}
	return nil
}

func (p *program) connectPlan(ctx context.Context, detailed bool) error {
	j, err := p.join(ctx, p.front(), false)
	if err != nil {
		return err
	}
	defer j.Close()
	plan := j.runner.Plan()
	if p.flags.json {
		err = p.document(plan)
	} else {
		plain.WritePlan(p.Out, plan)
	}
	switch {
	case err != nil:
		return err
	case len(plan.Blocked()) > 0:
		return said(exitFailed)
	case detailed && !plan.Empty():
		return said(exitChanges)
	}
	return nil
}

func (p *program) connectCheck(ctx context.Context) error {
	j, err := p.join(ctx, p.front(), false)
	if err != nil {
		return err
	}
	defer j.Close()
	rows := assemble.Tick(j.runner.Check(ctx), j.file.Answers().Confirmed, p.Clock.Now())
	if err := j.show(rows); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return steps.ErrStopped
	}
	return said(steps.Summarize(rows).ExitCode())
}

func (p *program) connectApply(ctx context.Context) (err error) {
	front := p.screen()
	defer func() { err = errors.Join(err, front.Close()) }()
	for {
		again, err := p.connectRound(ctx, front)
		if err != nil || !again {
			return err
		}
	}
}

// connectRound looks, plans, asks, does and checks once. again says that the
// person wants another one.
func (p *program) connectRound(ctx context.Context, front tui.Front) (again bool, err error) {
	j, err := p.join(ctx, front, true)
	if err != nil {
		return false, err
	}
	defer j.Close()
	plan := j.runner.Plan()
	front.Plan(plan)
	if !plan.Empty() && !p.flags.yes {
		ok, err := front.Confirm(ctx, "Do exactly this?")
		if err == nil && !ok {
			err = &exitError{exitStopped, errors.New("not confirmed: nothing was changed")}
		}
		if err != nil {
			return false, err
		}
	}
	report := j.runner.Apply(ctx, plan)
	rows := assemble.Tick(report.Results, j.file.Answers().Confirmed, p.Clock.Now())
	if front.Asks() && ctx.Err() == nil && !p.flags.yes {
		again, rows, err = front.Attend(ctx, tui.Ending{Rows: rows, Tick: j.tick(rows)})
		if again || err != nil && ctx.Err() == nil {
			return again, err
		}
	}
	report.Results = rows
	if err := j.show(rows); err != nil {
		return false, err
	}
	for _, sentence := range waiting(report) {
		front.Say(sentence)
	}
	return false, said(report.ExitCode())
}

// show writes the rows, as words or as JSON.
func (j *joining) show(rows []steps.Result) error {
	if !j.flags.json {
		j.front.Checklist(rows)
		return nil
	}
	return j.document(checklist{
		Format: 1, Rehearsal: j.rehearses(j.effective(j.file)), Site: j.file.Answers().Site, Time: j.Clock.Now().UTC().Format(time.RFC3339), Results: rows, Summary: steps.Summarize(rows),
	})
}

// tick keeps that the person at this terminal has seen a row hold.
func (j *joining) tick(rows []steps.Result) func(steps.Result) ([]steps.Result, error) {
	return func(r steps.Result) ([]steps.Result, error) {
		if err := j.file.Set("confirmed."+r.ID, answers.NewTick(whoami(), j.Clock.Now())); err != nil {
			return rows, err
		}
		if err := j.file.Save(j.file.Name()); err != nil {
			return rows, err
		}
		return assemble.Tick(rows, j.file.Answers().Confirmed, j.Clock.Now()), nil
	}
}

// whoami names the person at this terminal: nobody signs in here.
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
