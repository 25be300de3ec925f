package application

import (
	"context"
	"strings"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// agreeing is how many reads in a row have to show the same before it counts:
// Entra answers from copies that lag behind each other.
const agreeing = 2

// settle decides a row about the application: pass when it lacks nothing.
// After a write of ours that takes agreeing reads; without one, what was read
// before the plan counts. lacks names the properties that differ.
func (a *Application) settle(ctx context.Context, row *steps.Result, wrote bool, lacks func(tenant.Application) []string) bool {
	st := a.view.state()
	switch {
	case !st.live:
		row.Status, row.Detail = steps.Fail, st.absence()
		return false
	case !wrote && len(lacks(st.app)) > 0:
		row.Status, row.Detail = steps.Fail, "differs from the answers: "+strings.Join(lacks(st.app), ", ")
		return false
	case wrote:
		if err := a.agree(ctx, a.observed(func(app tenant.Application) bool { return len(lacks(app)) == 0 })); err != nil {
			*row = unsettled(*row, err)
			return false
		}
	}
	row.Status, row.Fix = steps.Pass, ""
	return true
}

// observed looks at the application anew.
func (a *Application) observed(holds func(tenant.Application) bool) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		app, ok, err := a.view.observe(ctx)
		return ok && holds(app), err
	}
}

// agree waits until [agreeing] looks in a row see what they hope for.
func (a *Application) agree(ctx context.Context, look func(context.Context) (bool, error)) error {
	return a.env.agree(ctx, look)
}

func (e Env) agree(ctx context.Context, look func(context.Context) (bool, error)) error {
	return e.until(ctx, "Entra is copying the change", 60, func(ctx context.Context) (bool, error) {
		for range agreeing {
			if ok, err := look(ctx); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// unsettled is a row that could not be read back.
func unsettled(row steps.Result, err error) steps.Result {
	row.Status, row.Detail = steps.Unseen, "written, but not seen yet: "+err.Error()
	row.Fix = "run check in some minutes: Entra may still be copying the change"
	return row
}

func (a *Application) row(facet, title string) steps.Result {
	id := a.id(facet)
	return steps.Result{ID: string(id), Group: id.Group(), Title: title, Source: steps.FromGraph}
}
