package main

import (
	"context"

	"github.com/spf13/cobra"

	"teamwright/tui/plain"
)

func (p *program) planCommand() *cobra.Command {
	var detailed bool
	var only []string
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "What setup would change, read only",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.plan(cmd.Context(), only, detailed) },
	}
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "end with 6 when there are changes to make")
	cmd.Flags().StringSliceVar(&only, "only", nil, "just these parts")
	return cmd
}

func (p *program) plan(ctx context.Context, only []string, detailed bool) error {
	run, err := p.look(ctx, only)
	if err != nil {
		return err
	}
	defer run.Close()
	plan := run.runner.Plan()
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

// look opens a job that only looks, and reads everything.
func (p *program) look(ctx context.Context, only []string) (*running, error) {
	if err := knownGroups(only); err != nil {
		return nil, err
	}
	file, err := p.load()
	if err != nil {
		return nil, err
	}
	if err := need(file, p.effective(file), nil, partsOf(only)...); err != nil {
		return nil, err
	}
	run, err := p.open(ctx, file, p.front(), only, false)
	if err != nil {
		return nil, err
	}
	if err := run.read(ctx); err != nil {
		run.Close()
		return nil, err
	}
	return run, nil
}
