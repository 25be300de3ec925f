package mobileflows

import (
	"context"
	"strings"

	"teamwright/steps"
)

// part is a facet of the application inside this job: it waits for the gate, and
// its advice names this job's commands and this secret's receiver.
type part struct{ steps.Step }

// About adds the gate to what the facet needs.
func (p part) About() steps.About {
	a := p.Step.About()
	a.Needs = append([]steps.ID{viabilityID}, a.Needs...)
	return a
}

// Forget passes on that what was read no longer counts.
func (p part) Forget() {
	if f, ok := p.Step.(steps.Forgetter); ok {
		f.Forget()
	}
}

// Plan gives a blocked facet the way out that this job has: no key of the
// answers file names its application.
func (p part) Plan() steps.Change {
	c := p.Step.Plan()
	if c.Action == steps.Blocked && p.Step.About().ID == group+".application" {
		c.Cure = "run mobileflows audit: it shows them, and takes back those that nobody uses"
	}
	return c
}

// Check is the facet's own, with the advice of this job.
func (p part) Check(ctx context.Context) []steps.Result {
	rows := p.Step.Check(ctx)
	for i, r := range rows {
		rows[i] = advised(r)
	}
	return rows
}

func advised(r steps.Result) steps.Result {
	switch {
	case r.ID == string(group)+".secret_proof" && r.Status == steps.ToDo:
		r.Detail = "only the connector in UEM knows the text of a secret that was handed over"
		r.Fix = "run mobileflows check --user with a test user and the secret from --secrets-from: that proves it; or tick this row when somebody has signed in under Account in Hub"
	case strings.HasPrefix(r.Fix, "run setup"):
		r.Fix = "run mobileflows apply" + strings.TrimPrefix(r.Fix, "run setup")
	}
	return r
}
