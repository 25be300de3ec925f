package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/mobileflows"
	"teamwright/steps/mobileflows/access"
	"teamwright/steps/mobileflows/connector"
	"teamwright/tui"
	"teamwright/tui/plain"
)

// flowsOptions are the flags of mobileflows.
type flowsOptions struct {
	trustHost string
	unit      string
	connector string // plan: print the start of an own connector
	detailed  bool   // plan
	user      string // check: the test user
	selfTest  string // check: kind of recipe
	remove    []string
	forGood   []string
}

func (p *program) mobileFlowsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mobileflows",
		Short: "Workspace ONE Mobile Flows with Teams: plan, apply, check, audit",
		Long: `Mobile Flows shows cards about Teams mentions in Workspace ONE Intelligent Hub.
It is an old product that seems to be retired: look first whether your UEM
console still has Content, Mobile Flows. Nothing of Totara needs it. The guide:
teamwright help mobile-flows`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(p.flowsPlanCommand(), p.flowsApplyCommand(), p.flowsCheckCommand(), p.flowsAuditCommand())
	return cmd
}

// gateFlags are those with which a person overrules what could not be told.
func (o *flowsOptions) gateFlags(f *pflag.FlagSet) {
	f.StringVar(&o.trustHost, "trust-host", "", "go on although this host of Mobile Flows does not answer as it should; its name is mobileflows.host")
	f.StringVar(&o.unit, "access-unit", "", "unit in which Access counts the life of tokens, where it cannot be found out: minutes or seconds")
}

func (p *program) flowsPlanCommand() *cobra.Command {
	var o flowsOptions
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "What mobileflows apply would change, read only",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.flowsPlan(cmd.Context(), o) },
	}
	o.gateFlags(cmd.Flags())
	cmd.Flags().StringVar(&o.connector, "connector", "", "print how the container of an own connector is started, and nothing else: "+strings.Join(connector.Kinds(), ", "))
	cmd.Flags().BoolVar(&o.detailed, "detailed-exitcode", false, "end with 6 when there are changes to make")
	return cmd
}

func (p *program) flowsApplyCommand() *cobra.Command {
	var o flowsOptions
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Make the Entra application and the template in Access; say what is left by hand",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return p.flowsApply(cmd.Context(), o) },
	}
	o.gateFlags(cmd.Flags())
	p.flags.noticed(cmd.Flags())
	return cmd
}

// flowing is an open job about Mobile Flows.
type flowing struct {
	*running
	job   mobileflows.Job
	flows *mobileflows.Flows
	given given
}

// openFlows prepares a job. writes says that it may change something.
func (p *program) openFlows(ctx context.Context, file *answers.File, front tui.Front, o flowsOptions, writes bool) (*flowing, error) {
	unit, err := unitOf(o.unit)
	if err != nil {
		return nil, err
	}
	a := p.effective(file)
	if o.trustHost != "" && o.trustHost != a.MobileFlows.Host {
		return nil, usage(fmt.Errorf("--trust-host %s is not the host in the answers, which is %s", o.trustHost, a.MobileFlows.Host))
	}
	given, err := p.givenSecrets(ctx, front, a, o)
	if err != nil {
		return nil, err
	}
	open := p.observe
	if writes {
		open = p.begin
	}
	run, err := open(ctx, file, front)
	if err != nil {
		return nil, err
	}
	f := &flowing{running: run, given: given}
	f.job = run.MobileFlows(assemble.Flows{
		Answers: run.answers, Ledger: run.journal, Clock: run.Clock, NewID: uuid.NewString, Sink: run.sink,
		ClientID: given[accessClientID], ClientSecret: given[accessClientSecret], TrustHost: o.trustHost, Unit: unit, Notice: run.flags.notice,
	})
	f.assemble()
	return f, nil
}

// assemble lists the steps anew.
func (f *flowing) assemble() {
	f.flows = mobileflows.New(f.job)
	f.runner = &steps.Runner{
		Steps: f.flows.Steps(), Journal: f.journal, Clock: f.Clock, Rehearsal: f.Cloud.Rehearsal, Events: f.front.Event,
	}
}

func unitOf(name string) (access.Unit, error) {
	switch name {
	case "":
		return access.UnknownUnit, nil
	case "minutes":
		return access.Minutes, nil
	case "seconds":
		return access.Seconds, nil
	}
	return 0, usage(fmt.Errorf("--access-unit %q is neither minutes nor seconds", name))
}

// loadFlows is the answers file of a job that sets Mobile Flows up.
func (p *program) loadFlows() (*answers.File, error) {
	file, err := p.load()
	if err != nil {
		return nil, err
	}
	a := p.effective(file)
	var also []answers.Problem
	if !a.MobileFlows.Enabled {
		also = append(also, answers.Problem{Key: "mobileflows.enabled", Wrong: "is off", Right: "set it to true when you use Mobile Flows; to look for what is left of it run mobileflows audit"})
	}
	return file, p.need(file, a, also, answers.PartMobileFlows)
}

func (p *program) flowsPlan(ctx context.Context, o flowsOptions) error {
	file, err := p.loadFlows()
	if err != nil {
		return err
	}
	if o.connector != "" {
		return p.recipe(p.effective(file).MobileFlows, o.connector)
	}
	f, err := p.openFlows(ctx, file, p.front(), o, false)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.runner.Read(ctx); err != nil {
		return err
	}
	plan := f.runner.Plan()
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
	case o.detailed && !plan.Empty():
		return said(exitChanges)
	}
	return nil
}

// recipe prints the start of an own connector's container.
func (p *program) recipe(a answers.MobileFlows, kind string) error {
	r := connector.Recipe{KeyURI: mobileflows.PublicKey(a.Host), Host: publicName(a)}
	text, err := r.Text(kind)
	if err != nil {
		return usage(fmt.Errorf("--connector: %w", err))
	}
	_, err = fmt.Fprint(p.Out, text)
	return err
}

func (p *program) flowsApply(ctx context.Context, o flowsOptions) (err error) {
	front := p.screen()
	defer func() { err = errors.Join(err, front.Close()) }()
	file, err := p.loadFlows()
	if err != nil {
		return err
	}
	if err := p.someone(file, front); err != nil {
		return err
	}
	f, err := p.openFlows(ctx, file, front, o, true)
	if err != nil {
		return err
	}
	defer f.Close()
	for {
		again, err := p.flowsRound(ctx, f)
		if err != nil || !again {
			return err
		}
		f.assemble()
	}
}

// flowsRound looks, plans, asks, does and checks once.
func (p *program) flowsRound(ctx context.Context, f *flowing) (again bool, err error) {
	if err := f.runner.Read(ctx); err != nil {
		return false, err
	}
	plan := f.runner.Plan()
	f.front.Plan(plan)
	if gate, _ := plan.Of("mobileflows.viability"); gate.Action == steps.Blocked {
		rows := assemble.Tick(f.runner.Check(ctx), f.answers.Confirmed, p.Clock.Now())
		if err := p.showChecklist(f.running, rows); err != nil {
			return false, err
		}
		f.front.Say("Nothing was written: " + gate.Summary)
		return false, said(exitFailed)
	}
	if err := f.agree(ctx, plan); err != nil {
		return false, err
	}
	report := f.runner.Apply(ctx, plan)
	report.Results = assemble.Tick(report.Results, f.answers.Confirmed, p.Clock.Now())
	if f.asks() && ctx.Err() == nil {
		again, rows, err := f.front.Attend(ctx, tui.Ending{Rows: report.Results, Next: flowsNext(report), Tick: f.tick(report.Results)})
		if again || err != nil && ctx.Err() == nil {
			return again, err
		}
		report.Results = rows
	}
	if err := p.showChecklist(f.running, report.Results); err != nil {
		return false, err
	}
	for _, sentence := range append(waiting(report), flowsNext(report)...) {
		f.front.Say(sentence)
	}
	return false, said(report.ExitCode())
}

// agree has the plan confirmed, and the place ready where its secret goes.
func (f *flowing) agree(ctx context.Context, plan steps.Plan) error {
	if makesSecret(plan) {
		if err := f.sink.Ready(f.flows.App.Interrupted()); err != nil {
			return usage(err)
		}
	}
	if plan.Empty() || f.flags.yes {
		return nil
	}
	ok, err := f.front.Confirm(ctx, "Do exactly this?")
	if err == nil && !ok {
		return &exitError{exitStopped, errors.New("not confirmed: nothing was changed")}
	}
	return err
}

// flowsNext tells what comes next.
func flowsNext(report steps.Report) []string {
	switch {
	case report.Stopped:
		return []string{"Stopped before the end. Run the same command again: it looks first and goes on from there."}
	case report.Moved:
		return []string{"Something changed after you confirmed, so it was left alone. Run the same command again: the plan is shown anew."}
	case steps.Summarize(report.Results).Fail > 0:
		return []string{"Something failed. Mend it as the rows say and run the same command again."}
	}
	return []string{"Next: the connector in UEM with the values of its row, then mobileflows check --user with a test user."}
}

// publicName is the host under which an own connector is reached.
func publicName(a answers.MobileFlows) string {
	if a.Connector == answers.ConnectorHosted {
		return "connector.example.org"
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(a.Connector, "https://"), "/")
	return host
}
