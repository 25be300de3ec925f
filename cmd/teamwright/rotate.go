package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/assemble"
	"teamwright/steps/rotate"
)

// rotateOptions are the flags of rotate.
type rotateOptions struct {
	only      []string
	days      int
	works     []string
	keepOld   time.Duration
	keepGiven bool
}

func (p *program) rotateCommand() *cobra.Command {
	var o rotateOptions
	cmd := &cobra.Command{
		Use:   "rotate",
		Short: "New client secrets, proven, handed over, the old ones removed",
		Long: `rotate makes a new client secret beside the old one, waits until Entra shows it,
proves it with a token, and hands it over. The old one is removed only when
Totara works with the new one: Totara says so where it can be asked, else you
do. Stopped anywhere, it leaves both valid; run it again and it goes on.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.keepGiven = cmd.Flags().Changed("keep-old")
			return p.rotate(cmd.Context(), o)
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.only, "only", nil, "just these secrets: "+strings.Join(rotate.Names(), ", "))
	f.IntVar(&o.days, "days", 0, "how long the new secrets live (default what the answers say); cut to what the tenant allows")
	f.DurationVar(&o.keepOld, "keep-old", 0, "keep old secrets for this long after Totara works, such as 24h; the next run removes them")
	p.flags.noticed(f)
	f.StringSliceVar(&o.works, "totara-works", nil, "you have seen that Totara works with these secrets, which an earlier run handed over: "+strings.Join(rotate.Names(), ", "))
	return cmd
}

func (p *program) rotate(ctx context.Context, o rotateOptions) (err error) {
	if o.days < 0 || o.keepOld < 0 {
		return usage(errors.New("--days and --keep-old cannot be negative"))
	}
	front := p.screen()
	defer func() { err = errors.Join(err, front.Close()) }()
	file, err := p.load()
	if err != nil {
		return err
	}
	if err := p.someone(file, front); err != nil {
		return err
	}
	run, err := p.begin(ctx, file, front)
	if err != nil {
		return err
	}
	defer run.Close()
	for {
		job, err := run.rotation(o)
		if err != nil {
			return usage(err)
		}
		report, err := p.exchange(ctx, run, job, o)
		if err != nil {
			return err
		}
		if job.TooLong() && run.asks() && ctx.Err() == nil {
			if o.days, err = run.chooseShorter(ctx); err != nil {
				return err
			}
			if o.days > 0 {
				continue
			}
		}
		return p.ended(run, job, report)
	}
}

// ended shows how it ended.
func (p *program) ended(run *running, job *rotate.Job, report steps.Report) error {
	if err := p.showChecklist(run, report.Results); err != nil {
		return err
	}
	for _, sentence := range job.Closing() {
		run.front.Say(sentence)
	}
	return said(report.ExitCode())
}

// rotation lists the steps of the exchange.
func (run *running) rotation(o rotateOptions) (*rotate.Job, error) {
	opt := rotate.Options{Only: o.only, Works: o.works, By: run.Account.Username, KeepOld: o.keepOld, KeepGiven: o.keepGiven}
	if run.asks() {
		opt.Choose = run.front.Choose
	}
	job, err := assemble.Rotate(assemble.Rotation{Job: run.parts(), Elsewhere: run.front.Screen(), Options: opt})
	if err != nil {
		return nil, err
	}
	run.runner = &steps.Runner{
		Steps: job.Steps(), Journal: run.journal, Clock: run.Clock,
		Rehearsal: run.Cloud.Rehearsal, Events: run.front.Event,
	}
	return job, nil
}

// exchange looks, asks, plans, does and checks.
func (p *program) exchange(ctx context.Context, run *running, job *rotate.Job, o rotateOptions) (steps.Report, error) {
	var report steps.Report
	if err := run.runner.Read(ctx); err != nil {
		return report, err
	}
	for _, line := range job.Overview() {
		run.front.Say(line)
	}
	if err := run.wishes(ctx, job, o); err != nil {
		return report, err
	}
	plan := run.runner.Plan()
	run.front.Plan(plan)
	if job.Makes() && run.sink != nil {
		if err := run.sink.Ready(job.Interrupted()); err != nil {
			return report, usage(err)
		}
	}
	if !plan.Empty() && !p.flags.yes {
		ok, err := run.front.Confirm(ctx, "Do exactly this?")
		if err != nil {
			return report, err
		}
		if !ok {
			return report, &exitError{exitStopped, errors.New("not confirmed: nothing was changed")}
		}
	}
	report = run.runner.Apply(ctx, plan)
	report.Results = assemble.Tick(report.Results, run.answers.Confirmed, p.Clock.Now())
	return report, nil
}
