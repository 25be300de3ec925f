package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/tui"
)

func (p *program) setupCommand() *cobra.Command {
	var o setupOptions
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "From nothing to a working Teams app: forms, sign-in, plan, run, checklist, package",
		Long: `setup asks for what the answers file lacks, signs in, shows what it would change,
and does exactly that once you confirm. Then it checks everything and, when
nothing fails, writes the app package.

It can be run again at any time: it looks first and does only what is missing.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.setup(cmd.Context(), o) },
	}
	cmd.Flags().StringSliceVar(&o.only, "only", nil, "do just these parts: "+strings.Join(assemble.Groups(), ", "))
	cmd.Flags().StringVar(&o.plan, "plan", "", "do what this file of plan --save says, and nothing else")
	cmd.Flags().BoolVar(&o.terms, "accept-bot-terms", false, "you accept Microsoft's terms for the bot's Teams channel")
	p.flags.noticed(cmd.Flags())
	return cmd
}

// setupOptions are the flags of setup.
type setupOptions struct {
	only  []string
	plan  string
	terms bool
}

func (p *program) setup(ctx context.Context, o setupOptions) (err error) {
	if err := knownGroups(o.only); err != nil {
		return err
	}
	if o.plan != "" && len(o.only) > 0 {
		return usage(errors.New("--plan and --only: a saved plan says by itself which parts it holds"))
	}
	saved, err := savedPlan(o.plan)
	if err != nil {
		return err
	}
	only := o.only
	if saved != nil {
		only = saved.Only
	}
	front := p.screen()
	defer func() { err = errors.Join(err, front.Close()) }()
	file, err := p.answered(ctx, front, only)
	if err != nil {
		return err
	}
	run, err := p.open(ctx, file, front, only, true)
	if err != nil {
		return err
	}
	defer run.Close()
	run.saved, run.terms = saved, o.terms
	for {
		if err := run.assemble(); err != nil {
			return err
		}
		again, err := p.round(ctx, run)
		if err != nil || !again {
			return err
		}
	}
}

// round looks, plans, asks, does and checks once. again says that the person
// wants another one.
func (p *program) round(ctx context.Context, run *running) (again bool, err error) {
	front := run.front
	if err := run.read(ctx); err != nil {
		return false, err
	}
	if again, err := run.signInAgain(ctx, nil); again || err != nil {
		return again, err
	}
	if err := run.acceptTerms(ctx); err != nil {
		return false, err
	}
	plan, err := run.agreed(run.runner.Plan())
	front.Plan(plan)
	if err != nil {
		return false, err
	}
	if err := p.confirm(ctx, run, plan); err != nil {
		return false, err
	}
	report := run.runner.Apply(ctx, plan)
	if err := run.remember(); err != nil {
		front.Say(err.Error())
	}
	if again, err := run.signInAgain(ctx, &plan); again || err != nil {
		return again, err
	}
	report.Results = assemble.Tick(report.Results, run.answers.Confirmed, p.Clock.Now())
	if again, err := run.withoutBot(ctx); again || err != nil {
		return again, err
	}
	if front.Asks() && ctx.Err() == nil && !p.flags.yes {
		again, rows, err := front.Attend(ctx, tui.Ending{Rows: report.Results, Next: next(run, report), Tick: run.tick(report.Results)})
		if again || err != nil && ctx.Err() == nil {
			return again, err
		}
		report.Results = rows
	}
	if err := p.showChecklist(run, report.Results); err != nil {
		return false, err
	}
	for _, sentence := range slices.Concat(waiting(report), next(run, report), run.notes(report.Results)) {
		front.Say(sentence)
	}
	if err := run.asBuilt(report.Results); err != nil {
		front.Say("The page about what stands now could not be written: " + err.Error())
	}
	return false, said(report.ExitCode())
}

// answered is the answers file with everything that a set-up needs; a person
// is asked for what is missing.
func (p *program) answered(ctx context.Context, front tui.Front, only []string) (*answers.File, error) {
	file, isNew, err := p.loadOrNew()
	if err != nil {
		return nil, err
	}
	missing := len(p.missing(p.effective(file), partsOf(only)...)) > 0
	// The screen begins with the review also where nothing is missing.
	if front.Asks() && !p.flags.yes && (isNew || missing || p.drawn()) {
		if isNew {
			front.Say(firstWords(p.flags.profile))
		}
		if err := p.fill(ctx, file, front, only); err != nil {
			return nil, err
		}
	}
	var alsoMissing []answers.Problem
	if !front.Asks() && !p.flags.yes {
		alsoMissing = append(alsoMissing, answers.Problem{
			Wrong: "the plan needs a confirmation, and nobody is there to give it",
			Right: "run on a terminal, or confirm with --yes",
		})
	}
	return file, p.need(file, p.effective(file), alsoMissing, partsOf(only)...)
}

// knownGroups refuses a group of --only that does not exist.
func knownGroups(only []string) error {
	for _, g := range only {
		if !slices.Contains(assemble.Groups(), g) {
			return usage(fmt.Errorf("--only %s is none of %s", g, strings.Join(assemble.Groups(), ", ")))
		}
	}
	return nil
}

// partsOf are the parts of the answers that the groups of --only need.
func partsOf(only []string) []answers.Part {
	var parts []answers.Part
	for _, g := range only {
		parts = append(parts, answers.Part(g))
		if g == "catalog" {
			parts = append(parts, answers.PartBranding)
		}
	}
	return parts
}

// confirm refuses a plan that cannot be carried out, and asks about one that
// can.
func (p *program) confirm(ctx context.Context, run *running, plan steps.Plan) error {
	if makesSecret(plan) {
		if err := run.work.Sink.Ready(run.interrupted()); err != nil {
			return usage(err)
		}
	}
	if plan.Empty() || p.flags.yes || run.kept(plan) {
		return nil
	}
	ok, err := run.front.Confirm(ctx, "Do exactly this?")
	if err == nil && !ok {
		return &exitError{exitStopped, errors.New("not confirmed: nothing was changed; the answers are kept in " + run.file.Name())}
	}
	return err
}

func makesSecret(plan steps.Plan) bool {
	return slices.ContainsFunc(plan.Changes, func(c steps.Change) bool {
		return c.Action.Writes() && slices.ContainsFunc(c.Fields, func(f steps.Field) bool { return f.Secret })
	})
}

// next tells where the package lies and what comes next.
func next(run *running, report steps.Report) []string {
	s := steps.Summarize(report.Results)
	switch {
	case report.Stopped:
		return []string{"Stopped before the end. Run the same command again: it looks first and goes on from there."}
	case report.Moved:
		return []string{"Something changed after you confirmed, so it was left alone. Run the same command again: the plan is shown anew."}
	case s.Fail > 0:
		return []string{"Something failed, so no app package was written. Mend it as the rows say and run the same command again."}
	case run.work.Package == nil:
		return nil
	}
	said := []string{"App package: " + run.work.Package.Path()}
	if !run.answers.Publish.Enabled {
		said = append(said, "Upload it in the Teams admin center under Teams apps, Manage apps, Actions, Upload new app; the row catalog.upload has the way there.")
	}
	return append(said, run.secretsEnd()...)
}

// waiting names the rows that are left for a person.
func waiting(report steps.Report) []string {
	var ids []string
	for _, r := range report.Results {
		if r.Status == steps.ToDo || r.Status == steps.Unseen {
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 || report.Stopped || report.Moved {
		return nil
	}
	return []string{"These rows still wait: " + strings.Join(ids, ", ")}
}
