package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/assemble"
)

func (p *program) checkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "The checklist, read only",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.check(cmd.Context()) },
	}
}

func (p *program) check(ctx context.Context) error {
	run, err := p.look(ctx, nil)
	if err != nil {
		return err
	}
	defer run.Close()
	// The package is a file on the machine of whoever ran setup, not part of
	// what is checked by night.
	run.runner.Steps = slices.DeleteFunc(run.runner.Steps, func(s steps.Step) bool { return s.About().ID == "package.write" })
	rows := assemble.Tick(run.runner.Check(ctx), run.answers.Confirmed, p.Clock.Now())
	if err := p.showChecklist(run, rows); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return steps.ErrStopped
	}
	return said(steps.Summarize(rows).ExitCode())
}
