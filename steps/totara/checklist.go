package totara

import (
	"context"
	"fmt"

	"teamwright/steps"
	"teamwright/steps/answers"
)

// Checklist shows Totara's own 21 rows, as far as the answers tell.
type Checklist struct {
	answers answers.Answers
	appID   func() steps.Value[string]
	after   []steps.ID
}

// NewChecklist is a step without changes. appID is the client id of the single
// sign-on application; after are the steps that make it.
func NewChecklist(a answers.Answers, appID func() steps.Value[string], after ...steps.ID) *Checklist {
	return &Checklist{a, appID, after}
}

// About says that the rows come behind the application.
func (c *Checklist) About() steps.About {
	return steps.About{ID: "totara.checklist", Title: "Totara's own checklist", Needs: c.after}
}

// Read looks at nothing: by hand, nobody here sees Totara.
func (c *Checklist) Read(context.Context) error { return nil }

// Plan changes nothing; it names what a person does.
func (c *Checklist) Plan() steps.Change {
	return steps.Change{
		Action:  steps.Manual,
		Summary: "enter the settings in Totara by hand; the checklist shows each value",
		Cure:    "open " + c.facts().link(setup),
	}
}

// Apply is never called: nothing is planned.
func (c *Checklist) Apply(context.Context, steps.Change) error { return nil }

// Check judges every row by the answers.
func (c *Checklist) Check(context.Context) []steps.Result {
	f := c.facts()
	var out []steps.Result
	for _, r := range rows() {
		out = append(out, r.result(f))
	}
	return out
}

// facts are what is known at this moment. Where this run does not look at the
// application, the client id of the answers counts.
func (c *Checklist) facts() facts {
	f := facts{Answers: c.answers, at: c.answers.Addresses(), appID: c.answers.IDs.App, made: "the application"}
	if id, known := c.appID().Get(); known {
		f.appID = id
	}
	if by, ok := c.appID().By(); ok {
		f.made = string(by)
	}
	return f
}

func (r row) result(f facts) steps.Result {
	res := steps.Result{ID: "totara." + r.class, Group: "totara", Title: r.title, Source: steps.FromAnswers}
	switch v := r.judge(f); {
	case v.fail != "":
		res.Status, res.Detail, res.Fix = steps.Fail, v.fail, v.right
	case v.skip != "":
		res.Status, res.Detail = steps.Skipped, v.skip
	default:
		res.Status, res.Detail = steps.ToDo, fmt.Sprintf("%s: %s", r.setting, v.value)
		res.Fix = "see that it stands so on the server and tick this row"
		if r.page != "" {
			res.Fix = fmt.Sprintf("enter it at %s and tick this row", f.link(r.page))
		}
	}
	return res
}
