package mobileflows

import (
	"context"
	"net/http"

	"teamwright/steps"
	"teamwright/steps/answers"
	"teamwright/steps/application"
	"teamwright/steps/mobileflows/access"
	"teamwright/steps/mobileflows/connector"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// Job is what the steps are made of.
type Job struct {
	Answers   answers.Answers
	Directory tenant.Directory
	Ledger    application.Ledger
	Clock     wire.Clock
	NewID     func() string
	Sink      secret.Sink
	Prove     func(ctx context.Context, appID string, text secret.Text) error

	// Notice is when its client secret wants attention.
	Notice application.Notice

	// Access is the tenant that the answers name, with or without a service
	// client.
	Access *access.Client
	// Transport reaches the Mobile Flows host and an own connector.
	Transport http.RoundTripper
	// GraphBase is the base address of the connector's calls, such as
	// https://graph.microsoft.com/beta; UEMBase is what UEM gets, which differs
	// in a rehearsal only.
	GraphBase, UEMBase string
	Rehearsal          bool

	// TrustHost is the host that a person told by name although the gate fails.
	TrustHost string
	// Unit is the unit of Access's times where a person told it.
	Unit access.Unit
}

// Flows are the steps of one set-up.
type Flows struct {
	App   *application.Application
	steps []steps.Step
}

// New declares a set-up. It makes no request.
func New(j Job) *Flows {
	app := application.New(Desired(j), application.Env{Directory: j.Directory, Ledger: j.Ledger, Clock: j.Clock, NewID: j.NewID, Notice: j.Notice})
	f := &Flows{App: app}
	f.steps = append(f.steps, &viability{Job: j}, &console{}, &tenancy{Job: j}, &choice{Job: j})
	for _, s := range app.Steps() {
		f.steps = append(f.steps, part{s})
	}
	t := &template{Job: j}
	f.steps = append(f.steps, t, &uem{Job: j, appID: app.AppID})
	if j.Answers.MobileFlows.Connector != answers.ConnectorHosted {
		f.steps = append(f.steps, &own{Outside: j.Outside()})
	}
	f.steps = append(f.steps, &trial{}, &activation{Job: j, template: t})
	return f
}

// Steps are the steps, in the order of the checklist.
func (f *Flows) Steps() []steps.Step { return f.steps }

// Outside is the own connector as the world sees it.
func (j Job) Outside() connector.Outside {
	return connector.Outside{
		Base: j.Answers.MobileFlows.Connector, GraphBase: j.GraphBase, Transport: j.Transport, Now: j.Clock.Now, Rehearsal: j.Rehearsal,
	}
}

// idle are the parts of a step that changes nothing.
type idle struct{}

// Read looks at nothing.
func (idle) Read(context.Context) error { return nil }

// Apply is never called: nothing is planned.
func (idle) Apply(context.Context, steps.Change) error { return nil }

func row(name, title string, from steps.Source) steps.Result {
	return steps.Result{ID: string(group) + "." + name, Group: string(group), Title: title, Source: from}
}

// told is a row that waits for a person's word.
func told(name, title, detail, fix string) steps.Result {
	r := row(name, title, steps.FromPerson)
	r.Status, r.Detail, r.Fix = steps.ToDo, detail, fix
	return r
}
