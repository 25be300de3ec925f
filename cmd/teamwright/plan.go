package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"teamwright/steps/assemble"
	"teamwright/tui"
)

func (p *program) planCommand() *cobra.Command {
	var o planOptions
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "What setup would change, read only",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.plan(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.detailed, "detailed-exitcode", false, "end with 6 when there are changes to make")
	cmd.Flags().BoolVar(&o.markdown, "markdown", false, "as a page for a change board")
	cmd.Flags().StringVar(&o.save, "save", "", "write the plan to this `FILE`, for setup --plan")
	cmd.Flags().StringSliceVar(&o.only, "only", nil, "just these `PARTS`: "+strings.Join(assemble.Groups(), ", "))
	return cmd
}

// planOptions are the flags of plan.
type planOptions struct {
	detailed bool
	markdown bool
	save     string
	only     []string
}

func (p *program) plan(ctx context.Context, o planOptions) error {
	if o.markdown && p.flags.json {
		return usage(errors.New("--markdown and --json are two forms of one answer: choose one"))
	}
	if err := writable("--save", o.save); err != nil {
		return err
	}
	run, err := p.looked(ctx, o.only)
	if err != nil {
		return err
	}
	defer run.Close()
	plan := run.runner.Plan()
	if o.markdown {
		_, err = io.WriteString(p.Out, tui.PlanMarkdown(plan))
	} else {
		err = p.showPlan(plan)
	}
	if err == nil && o.save != "" {
		err = p.savePlan(o.save, run, plan)
	}
	if err != nil {
		return err
	}
	return foreseen(plan, o.detailed)
}

// looked opens a job that only looks, and reads everything.
func (p *program) looked(ctx context.Context, only []string) (*running, error) {
	run, err := p.looking(ctx, only, p.front())
	if err != nil {
		return nil, err
	}
	if err := run.read(ctx); err != nil {
		return nil, errors.Join(err, run.Close())
	}
	return run, nil
}

// read looks at everything. What only a person can decide is asked of one who
// is there, and it looks again.
func (run *running) read(ctx context.Context) error {
	for {
		if err := run.runner.Read(ctx); err != nil || !run.asks() {
			return err
		}
		if chose, err := run.choose(ctx); err != nil || !chose {
			return err
		}
		if err := run.assemble(); err != nil {
			return err
		}
	}
}

// looking opens a job that only looks.
func (p *program) looking(ctx context.Context, only []string, front tui.Front) (*running, error) {
	if err := knownGroups(only); err != nil {
		return nil, err
	}
	file, err := p.load()
	if err != nil {
		return nil, err
	}
	a := p.effective(file)
	if err := p.need(file, a, p.unsaid(a, front, false), partsOf(only)...); err != nil {
		return nil, err
	}
	return p.open(ctx, file, front, only, false)
}
