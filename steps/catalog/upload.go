package catalog

import (
	"context"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// Upload is the row for what a person does with the package: nobody here can
// see the Teams admin center.
type Upload struct {
	answers answers.Answers
	path    string
}

// NewUpload is a step without changes about the package at path.
func NewUpload(a answers.Answers, path string) *Upload { return &Upload{a, path} }

// About says that the row stands by itself.
func (u *Upload) About() steps.About {
	return steps.About{ID: "catalog.upload", Title: "App in the organisation's catalogue"}
}

// Read looks at nothing.
func (u *Upload) Read(context.Context) error { return nil }

// Plan names what a person does.
func (u *Upload) Plan() steps.Change {
	return steps.Change{Action: steps.Manual, Summary: "upload the app package by hand", Cure: u.how()}
}

func (u *Upload) how() string {
	how := "in the Teams admin center under Teams apps, Manage apps: Upload new app, or Update on the app's own page"
	if u.answers.Publish.Enabled {
		how += "; publish.enabled asks for it by machine, which this version does not do yet"
	}
	return how
}

// Apply is never called: nothing is planned.
func (u *Upload) Apply(context.Context, steps.Change) error { return nil }

// Check waits for a person.
func (u *Upload) Check(context.Context) []steps.Result {
	return []steps.Result{{
		ID: "catalog.upload", Group: "catalog", Title: "App in the organisation's catalogue", Source: steps.FromAnswers,
		Status: steps.ToDo, Detail: "version " + u.answers.App.Version + " of " + u.path,
		Fix: u.how() + ", and tick this row",
	}}
}
