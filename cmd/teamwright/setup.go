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
	cmd.Flags().StringSliceVar(&o.only, "only", nil, "do just these `PARTS`: "+strings.Join(assemble.Groups(), ", "))
	cmd.Flags().StringVar(&o.plan, "plan", "", "do what this `FILE` of plan --save says, and nothing else")
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
	if err := writable("--profile", file.Name()); err != nil { // the client ids go there
		return err
	}
	run, err := p.open(ctx, file, front, only, true)
	if err != nil {
		return err
	}
	defer run.Close()
	run.saved, run.terms = saved, o.terms
	return run.rounds(ctx, run.settingUp)
}

// settingUp is one round of a set-up.
func (run *running) settingUp() (round, error) {
	return round{
		settle:   run.settle,
		agreed:   run.agreed,
		savable:  run.savable,
		ready:    func() error { return run.work.Sink.Ready(run.interrupted()) },
		declined: "not confirmed: nothing was changed; the answers are kept in " + run.file.Name(),
		kept:     run.kept,
		enter:    run.secondSignIn,
		done:     run.done,
		attended: true,
		next:     run.next,
		last:     run.handOver,
	}, run.assemble()
}

// settle asks what only a person can decide.
func (run *running) settle(ctx context.Context) (again bool, err error) {
	if again, err := run.signInAgain(ctx, nil); again || err != nil {
		return again, err
	}
	if !run.asks() {
		return false, nil
	}
	if chose, err := run.choose(ctx); chose || err != nil {
		return chose, err
	}
	if again, err := run.settleDeleted(ctx); again || err != nil {
		return again, err
	}
	return false, run.acceptTerms(ctx)
}

// done keeps what a run has found out, and tells whether it takes another one.
func (run *running) done(ctx context.Context, plan steps.Plan, _ steps.Report) (again bool, err error) {
	if err := run.remember(); err != nil {
		run.front.Say(err.Error())
	}
	if again, err := run.signInAgain(ctx, &plan); again || err != nil {
		return again, err
	}
	return run.withoutBot(ctx)
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
	a := p.effective(file)
	return file, p.need(file, a, p.unsaid(a, front, true), partsOf(only)...)
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

// next tells where the package lies and what comes next.
func (run *running) next(report steps.Report) []string {
	switch {
	case report.Stopped || report.Moved:
		return unfinished(report, "the same command")
	case steps.Summarize(report.Results).Fail > 0:
		return []string{"Something failed, so no app package was written. Mend it as the rows say and run the same command again."}
	case run.work.Package == nil:
		return nil
	case !holds(report, "package.write"):
		return append([]string{"No app package was written; the row package.write says why."}, run.secretsEnd()...)
	}
	out := []string{"App package: " + run.work.Package.Path()}
	if !run.answers.Publish.Enabled || run.shutCatalog {
		out = append(out, "Upload it in the Teams admin center under Teams apps, Manage apps, Actions, Upload new app; the row catalog.upload has the way there.")
	}
	return append(out, run.secretsEnd()...)
}

// holds tells whether a row passes.
func holds(report steps.Report, id string) bool {
	return slices.ContainsFunc(report.Results, func(r steps.Result) bool { return r.ID == id && r.Status == steps.Pass })
}

// handOver is what others have to know: admins who may do what this one may
// not, and whoever reads the record later.
func (run *running) handOver(report steps.Report) []string {
	out := run.notes(report.Results)
	path, err := run.asBuilt(report.Results)
	if err != nil {
		return append(out, "The page about what stands now could not be written: "+err.Error())
	}
	return append(out, "What stands now is written down in "+path)
}
