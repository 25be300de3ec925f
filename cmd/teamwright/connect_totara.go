package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/secret"
	"teamwright/tui"
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
	*job
	sink secret.Sink
	ways assemble.Ways
}

// join opens the job. writes says that it may change something.
func (p *program) join(front tui.Front, writes bool) (*joining, error) {
	file, err := p.load()
	if err != nil {
		return nil, err
	}
	a := p.effective(file)
	if err := p.connectComplete(file, a, writes && !front.Asks()); err != nil {
		return nil, err
	}
	sink, err := p.sink(front)
	if err != nil {
		return nil, err
	}
	j, err := p.local(file, front, "connect", writes)
	if err != nil {
		return nil, err
	}
	ways, err := j.ways().Linked(a)
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return &joining{job: j, sink: sink, ways: ways}, nil
}

// connectComplete refuses answers that are no server's and no client's, or
// lack something; all of it at once. alone says that the job writes and nobody
// is there to confirm.
func (p *program) connectComplete(file *answers.File, a answers.Answers, alone bool) error {
	missing := assemble.Sites{Plays: assemble.Ways{Rehearsal: p.rehearses(a)}.Plays}.Missing(a)
	if a.Connect.Role == answers.RoleNone {
		missing = append(missing, answers.Problem{Key: "connect.role", Wrong: "is none", Right: "write server or client; see teamwright help connect"})
	}
	if alone && !p.flags.yes {
		missing = append(missing, unconfirmed())
	}
	return lacking(file, missing)
}

// assemble lists the steps.
func (j *joining) assemble() error {
	list, err := assemble.Connect(assemble.Sites{
		File: j.file, Ledger: j.journal, Clock: j.Clock, Sink: j.sink, Secret: j.secretFrom(j.front), Transport: j.ways.Transport, Plays: j.ways.Plays,
	})
	switch {
	case err == nil:
		j.does(list)
		return nil
	case len(answers.AsProblems(err)) > 0:
		return err
	}
	return usage(err)
}

// joined opens a job that only looks.
func (p *program) joined() (*joining, error) {
	j, err := p.join(p.front(), false)
	if err != nil {
		return nil, err
	}
	if err := j.assemble(); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return j, nil
}

func (p *program) connectPlan(ctx context.Context, detailed bool) error {
	j, err := p.joined()
	if err != nil {
		return err
	}
	defer j.Close()
	return j.foresee(ctx, detailed)
}

func (p *program) connectCheck(ctx context.Context) error {
	j, err := p.joined()
	if err != nil {
		return err
	}
	defer j.Close()
	return j.look(ctx)
}

func (p *program) connectApply(ctx context.Context) (err error) {
	front := p.screen()
	defer func() { err = errors.Join(err, front.Close()) }()
	j, err := p.join(front, true)
	if err != nil {
		return err
	}
	defer j.Close()
	return j.rounds(ctx, func() (round, error) { return round{attended: true}, j.assemble() })
}
