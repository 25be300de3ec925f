package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
)

func (p *program) removeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "remove",
		Short: "Takes back what setup made, and only that",
		Long: `remove shows what it would take away and does exactly that once you confirm:
the secrets first, then the consent, the Azure Bot and its resource group where
that is empty, at last the applications. Entra keeps those for 30 days, and
setup takes them back. What setup has found and not made stays, and is listed.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.remove(cmd.Context()) },
	}
}

func (p *program) remove(ctx context.Context) (err error) {
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
	list, err := assemble.Remove(run.parts())
	if err != nil {
		return err
	}
	run.runner = &steps.Runner{
		Steps: list, Journal: run.journal, Clock: run.Clock,
		Rehearsal: run.Cloud.Rehearsal, Events: front.Event,
	}
	return p.takeBack(ctx, run)
}

// takeBack looks, shows, asks, removes and checks.
func (p *program) takeBack(ctx context.Context, run *running) error {
	if err := run.runner.Read(ctx); err != nil {
		return err
	}
	plan := run.runner.Plan()
	run.front.Plan(plan)
	if !plan.Empty() && !p.flags.yes {
		ok, err := run.front.Confirm(ctx, "Take exactly this away? Nobody can sign in through Teams afterwards.")
		if err != nil {
			return err
		}
		if !ok {
			return &exitError{exitStopped, errors.New("not confirmed: nothing was removed")}
		}
	}
	report := run.runner.Apply(ctx, plan)
	report.Results = assemble.Tick(report.Results, fresh(run.answers.Confirmed), p.Clock.Now())
	if err := p.showChecklist(run, report.Results); err != nil {
		return err
	}
	for _, sentence := range afterRemoval(run, report) {
		run.front.Say(sentence)
	}
	return said(report.ExitCode())
}

// fresh are the ticks that count for a removal: none of a set-up's, whose rows
// say the opposite.
func fresh(ticks map[string]answers.Tick) map[string]answers.Tick {
	out := map[string]answers.Tick{}
	for id, t := range ticks {
		if id == "totara.off" || id == "catalog.remove" {
			out[id] = t
		}
	}
	return out
}

// afterRemoval says what is left.
func afterRemoval(run *running, report steps.Report) []string {
	out := waiting(report)
	switch {
	case report.Stopped:
		out = append(out, "Stopped before the end. Run remove again: it looks first and goes on from there.")
	case report.Moved:
		out = append(out, "Something changed after you confirmed, so it was left alone. Run remove again: the plan is shown anew.")
	}
	if run.answers.MobileFlows.Enabled {
		out = append(out, "What was made for Mobile Flows is taken back by another command: teamwright mobileflows audit lists it.")
	}
	return append(out,
		"The answers file stays as it is: setup takes the applications back from it for 30 days.",
		"On this machine the journal stays in "+run.dir+", and so do the app package and any file of secrets.")
}
