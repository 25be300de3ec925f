package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/assemble"
	"teamwright/tui"
)

func (p *program) checkCommand() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "The checklist, read only",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.check(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.user, "user", "", "look at the latest sign-ins of this person too: a `UPN`, the user principal name")
	cmd.Flags().StringVar(&o.calendar, "calendar", "", "write reminders of the days on which secrets end to this iCalendar `FILE`")
	cmd.Flags().DurationVar(&o.watch, "watch", 0, "look again after this `TIME`, such as 15m, and show what changes")
	p.flags.noticed(cmd.Flags())
	return cmd
}

// checkOptions are the flags of check.
type checkOptions struct {
	user     string
	watch    time.Duration
	calendar string
}

// soonest is how often a watch may look: Microsoft throttles those who look
// without end.
const soonest = time.Minute

func (p *program) check(ctx context.Context, o checkOptions) error {
	switch {
	case o.watch != 0 && p.flags.json:
		return usage(errors.New("--watch is for people; a script runs check --json by a timer"))
	case o.watch != 0 && o.watch < soonest:
		return usage(fmt.Errorf("--watch %s: the shortest is %s", o.watch, soonest))
	}
	if err := writable("--calendar", o.calendar); err != nil {
		return err
	}
	front := p.front()
	if o.watch != 0 {
		front = p.screen()
	}
	run, err := p.looking(ctx, nil, front)
	if err != nil {
		return errors.Join(err, front.Close())
	}
	defer run.Close()
	run.user = o.user
	if o.watch != 0 {
		return p.watch(ctx, run, o.watch)
	}
	rows, err := run.judge(ctx)
	if err != nil {
		return err
	}
	if err := run.show(rows); err != nil {
		return err
	}
	if o.calendar != "" {
		if err := run.remind(o.calendar); err != nil {
			return err
		}
	}
	return said(steps.Summarize(rows).ExitCode())
}

// watch looks until the person leaves.
func (p *program) watch(ctx context.Context, run *running, every time.Duration) error {
	rows, err := run.front.Watch(ctx, tui.Watch{Every: every, Look: run.judge, Tick: run.tick})
	if rows != nil {
		run.front.Checklist(rows)
	}
	if err = errors.Join(err, run.front.Close()); err != nil {
		return err
	}
	return said(steps.Summarize(rows).ExitCode())
}

// ofASetup tells whether a row counts only while something is set up: the
// package is a file on the machine of whoever did that, and who looks by night
// needs no role that writes.
func ofASetup(id steps.ID) bool {
	return id == "package.write" || id == "entra.roles" || id == "entra.quota"
}

// judge reads everything and says how it stands. It writes nothing.
func (run *running) judge(ctx context.Context) ([]steps.Result, error) {
	if err := run.assemble(); err != nil {
		return nil, err
	}
	run.runner.Steps = slices.DeleteFunc(run.runner.Steps, func(s steps.Step) bool { return ofASetup(s.About().ID) })
	if run.user != "" {
		run.runner.Steps = append(run.runner.Steps, run.signIns())
	}
	if err := run.runner.Read(ctx); err != nil {
		return nil, err
	}
	rows := assemble.Tick(run.runner.Check(ctx), run.answers.Confirmed, run.Clock.Now())
	if ctx.Err() != nil {
		return nil, steps.ErrStopped
	}
	return rows, nil
}
