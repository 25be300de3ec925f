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
	f.StringSliceVar(&o.only, "only", nil, "just these `SECRETS`: "+strings.Join(rotate.Names(), ", "))
	f.IntVar(&o.days, "days", 0, "how many `DAYS` the new secrets live (default what the answers say); cut to what the tenant allows")
	f.DurationVar(&o.keepOld, "keep-old", 0, "keep old secrets for this `TIME` after Totara works, such as 24h; the next run removes them")
	p.flags.noticed(f)
	f.StringSliceVar(&o.works, "totara-works", nil, "you have seen that Totara works with these `SECRETS`, which an earlier run handed over: "+strings.Join(rotate.Names(), ", "))
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
	sink, err := p.sinkOrTotara(p.effective(file), front)
	if err != nil {
		return err
	}
	run, err := p.signedIn(ctx, file, front, true)
	if err != nil {
		return err
	}
	defer run.Close()
	run.sink = sink
	return run.rounds(ctx, func() (round, error) { return run.exchange(&o) })
}

// exchange is one round of the exchange. A shorter life that the person chooses
// goes into o.
func (run *running) exchange(o *rotateOptions) (round, error) {
	job, err := run.rotation(*o)
	if err != nil {
		return round{}, usage(err)
	}
	run.does(job.Steps())
	return round{
		settle: func(ctx context.Context) (bool, error) {
			for _, line := range job.Overview() {
				run.front.Say(line)
			}
			return false, run.wishes(ctx, job, *o)
		},
		ready: func() error {
			if run.sink == nil {
				return nil
			}
			return run.sink.Ready(job.Interrupted())
		},
		done: func(ctx context.Context, _ steps.Plan, _ steps.Report) (again bool, err error) {
			if !job.TooLong() || !run.asks() || ctx.Err() != nil {
				return false, nil
			}
			o.days, err = run.chooseShorter(ctx)
			return o.days > 0, err
		},
		next: func(steps.Report) []string { return job.Closing() },
	}, nil
}

// rotation lists the steps of the exchange.
func (run *running) rotation(o rotateOptions) (*rotate.Job, error) {
	opt := rotate.Options{Only: o.only, Works: o.works, By: run.by, KeepOld: o.keepOld, KeepGiven: o.keepGiven}
	if run.asks() {
		opt.Choose = run.front.Choose
	}
	return assemble.Rotate(assemble.Rotation{Job: run.parts(), Elsewhere: run.front.Screen(), Options: opt})
}
