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
	f.StringVar(&o.trustHost, "trust-host", "", "go on although this `HOST` of Mobile Flows does not answer as it should; its name is mobileflows.host")
	f.StringVar(&o.unit, "access-unit", "", "`UNIT` in which Access counts the life of tokens, where it cannot be found out: minutes or seconds")
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
	cmd.Flags().StringVar(&o.connector, "connector", "", "print how the container of an own `CONNECTOR` is started, and nothing else: "+strings.Join(connector.Kinds(), ", "))
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
	about mobileflows.Job
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
	sink, err := p.sink(front)
	if err != nil {
		return nil, err
	}
	run, err := p.signedIn(ctx, file, front, writes)
	if err != nil {
		return nil, err
	}
	run.sink = sink
	f := &flowing{running: run, given: given}
	f.about = run.MobileFlows(assemble.Flows{
		Answers: run.answers, Ledger: run.journal, Clock: run.Clock, NewID: uuid.NewString, Sink: run.sink,
		ClientID: given[accessClientID], ClientSecret: given[accessClientSecret], TrustHost: o.trustHost, Unit: unit, Notice: run.flags.notice,
	})
	f.assemble()
	return f, nil
}

// assemble lists the steps anew.
func (f *flowing) assemble() {
	f.flows = mobileflows.New(f.about)
	f.does(f.flows.Steps())
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

// loadFlows is the answers file of a job about Mobile Flows; without a front
// nobody signs in for it.
func (p *program) loadFlows(front tui.Front, writes bool) (*answers.File, error) {
	file, err := p.load()
	if err != nil {
		return nil, err
	}
	a := p.effective(file)
	var also []answers.Problem
	if !a.MobileFlows.Enabled {
		also = append(also, answers.Problem{Key: "mobileflows.enabled", Wrong: "is off", Right: "set it to true when you use Mobile Flows; to look for what is left of it run mobileflows audit"})
	}
	if front != nil {
		also = append(also, p.unsaid(a, front, writes)...)
	}
	return file, p.need(file, a, also, answers.PartMobileFlows)
}

func (p *program) flowsPlan(ctx context.Context, o flowsOptions) error {
	if o.connector != "" {
		file, err := p.loadFlows(nil, false)
		if err != nil {
			return err
		}
		return p.recipe(p.effective(file).MobileFlows, o.connector)
	}
	front := p.front()
	file, err := p.loadFlows(front, false)
	if err != nil {
		return err
	}
	f, err := p.openFlows(ctx, file, front, o, false)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.foresee(ctx, o.detailed)
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
	file, err := p.loadFlows(front, true)
	if err != nil {
		return err
	}
	f, err := p.openFlows(ctx, file, front, o, true)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.rounds(ctx, f.applying)
}

// applying is one round of apply.
func (f *flowing) applying() (round, error) {
	f.assemble()
	return round{
		settle:   f.gate,
		ready:    func() error { return f.sink.Ready(f.flows.App.Interrupted()) },
		attended: true,
		next:     flowsNext,
	}, nil
}

// gate ends the job before anything is asked where the service is not there to
// be set up: nothing would be written.
func (f *flowing) gate(ctx context.Context) (again bool, err error) {
	plan := f.runner.Plan()
	gate, _ := plan.Of("mobileflows.viability")
	if gate.Action != steps.Blocked {
		return false, nil
	}
	f.front.Plan(plan)
	if err := f.show(assemble.Tick(f.runner.Check(ctx), f.answers.Confirmed, f.Clock.Now())); err != nil {
		return false, err
	}
	f.front.Say("Nothing was written: " + gate.Summary)
	return false, said(exitFailed)
}

// flowsNext tells what comes next.
func flowsNext(report steps.Report) []string {
	switch {
	case report.Stopped || report.Moved:
		return unfinished(report, "the same command")
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
