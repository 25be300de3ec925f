package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/assemble"
	"teamwright/steps/mobileflows"
	"teamwright/steps/mobileflows/connector"
	"teamwright/steps/mobileflows/preflight"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

func (p *program) flowsCheckCommand() *cobra.Command {
	var o flowsOptions
	cmd := &cobra.Command{
		Use:   "check",
		Short: "The checklist of Mobile Flows, read only",
		Long: `check looks at everything that a machine can see, and lists what waits for a
person. With --user a test user signs in to the Mobile Flows application itself,
and the connector's own calls of Microsoft Graph are made as that user. With
--self-test an own connector is proven with a key that lives for this run only.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.flowsCheck(cmd.Context(), o) },
	}
	f := cmd.Flags()
	o.gateFlags(f)
	p.flags.noticed(f)
	f.StringVar(&o.user, "user", "", "`UPN` of a test user, who signs in to the application; its secret, named mobileflows, comes from --secrets-from")
	f.StringVar(&o.selfTest, "self-test", "", "prove an own `CONNECTOR` that you start with the recipe shown: "+strings.Join(connector.Kinds(), ", "))
	f.Lookup("self-test").NoOptDefVal = "docker"
	return cmd
}

func (p *program) flowsCheck(ctx context.Context, o flowsOptions) error {
	front := p.front()
	file, err := p.loadFlows(front, false)
	if err != nil {
		return err
	}
	a := p.effective(file).MobileFlows
	if o.selfTest != "" && a.Connector == answers.ConnectorHosted {
		return usage(errors.New("--self-test proves a connector of your own, and mobileflows.connector is hosted"))
	}
	if o.selfTest != "" && !slices.Contains(connector.Kinds(), o.selfTest) {
		return usage(fmt.Errorf("--self-test %q is none of %s", o.selfTest, strings.Join(connector.Kinds(), ", ")))
	}
	f, err := p.openFlows(ctx, file, front, o, false)
	if err != nil {
		return err
	}
	defer f.Close()
	if o.user != "" && f.given[flowsSecret].Empty() {
		return usage(fmt.Errorf("--secrets-from names no secret %q, with which a test user signs in to the application", flowsSecret))
	}
	if err := f.runner.Read(ctx); err != nil {
		return err
	}
	rows := f.runner.Check(ctx)
	var person preflight.Person
	if o.user != "" {
		var more []steps.Result
		if person, more, err = f.trial(ctx, o.user); err != nil {
			return err
		}
		rows = instead(rows, "mobileflows.preflight", more)
		if !person.Token.Empty() {
			rows = proven(rows)
		}
	}
	if o.selfTest != "" {
		more, err := f.selfTest(ctx, o, person.Token)
		if err != nil {
			return err
		}
		rows = instead(rows, "mobileflows.connector_logic", more)
	}
	rows = assemble.Tick(rows, f.answers.Confirmed, p.Clock.Now())
	if err := f.show(rows); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return steps.ErrStopped
	}
	return said(steps.Summarize(rows).ExitCode())
}

// instead puts rows in the place of the one that stood for them.
func instead(rows []steps.Result, id string, more []steps.Result) []steps.Result {
	i := slices.IndexFunc(rows, func(r steps.Result) bool { return r.ID == id })
	if i < 0 {
		return append(rows, more...)
	}
	return slices.Replace(rows, i, i+1, more...)
}

// proven passes the row of the secret: a test user's sign-in has just used it.
func proven(rows []steps.Result) []steps.Result {
	for i, r := range rows {
		if r.ID == "mobileflows.secret_proof" {
			rows[i].Status, rows[i].Source, rows[i].Fix = steps.Pass, steps.FromGraph, ""
			rows[i].Detail = "the test user's sign-in used the secret that was given"
		}
	}
	return rows
}

// trial signs a test user in to the application and makes the connector's calls.
func (f *flowing) trial(ctx context.Context, upn string) (preflight.Person, []steps.Result, error) {
	r := steps.Result{ID: "mobileflows.preflight_signin", Group: "mobileflows", Title: "Test user signs in", Source: steps.FromGraph}
	appID, known := f.flows.App.AppID().Get()
	if !known {
		r.Status, r.Detail, r.Fix = steps.Unseen, "there is no application to sign in to", "run mobileflows apply"
		return preflight.Person{}, []steps.Result{r}, nil
	}
	door := f.TestUser(f.answers, appID, f.given[flowsSecret], func(c preflight.Prompt) {
		for _, text := range []string{
			"Let the test user " + upn + " sign in: open this address in a private window,", "", c.URL, "",
			"and enter this code:", "", c.Code, "",
			fmt.Sprintf("The browser will name %q. The code is good for %s.", f.answers.MobileFlows.Name, c.Expires.Sub(f.Clock.Now()).Round(time.Second)),
		} {
			f.front.Say(text)
		}
	})
	person, err := door.SignIn(ctx)
	var refused *tenant.Error
	switch {
	case errors.As(err, &refused):
		r.Status, r.Detail, r.Fix = steps.Fail, refused.Error(), refused.Cure
		if refused.Kind == tenant.Unreachable {
			r.Status = steps.Unseen
		}
		return person, []steps.Result{r}, nil
	case err != nil:
		return person, nil, err
	}
	r.Status, r.Detail = steps.Pass, "Entra issued a token of this application for the test user; the secret works"
	return person, append([]steps.Result{r}, f.Replay(person, upn).Rows(ctx)...), nil
}

// How long a connector in self-test mode is awaited, and how often it is asked.
const (
	startPatience = 10 * time.Minute
	startPause    = 5 * time.Second
)

// selfTest shows how the connector is started with a key of this run, waits for
// it, and proves it.
func (f *flowing) selfTest(ctx context.Context, o flowsOptions, graph secret.Text) ([]steps.Result, error) {
	key, err := connector.NewKey()
	if err != nil {
		return nil, err
	}
	public, err := key.PublicPEM()
	if err != nil {
		return nil, err
	}
	a := f.answers.MobileFlows
	text, err := connector.Recipe{KeyPEM: public, KeyURI: mobileflows.PublicKey(a.Host), Host: publicName(a)}.Text(o.selfTest)
	if err != nil {
		return nil, err
	}
	f.front.Say("Start a copy of the connector like this, behind " + a.Connector + ":")
	f.front.Say("\n" + strings.TrimSpace(text) + "\n")
	if _, err := f.StartConnector(ctx, public); err != nil {
		return nil, err
	}
	outside := f.about.Outside()
	end := f.Clock.Now().Add(startPatience)
	f.front.Say("Waiting for it, ten minutes at most.")
	for !outside.Ready(ctx, key) && f.Clock.Now().Before(end) {
		if err := f.Clock.Sleep(ctx, startPause); err != nil {
			return nil, steps.ErrStopped
		}
	}
	upn := o.user
	if upn == "" {
		upn = "self-test@example.org"
	}
	rows := outside.SelfTest(ctx, key, upn, graph)
	f.front.Say("Now start it again without the key of the self-test: mobileflows plan --connector " + o.selfTest)
	return rows, nil
}
