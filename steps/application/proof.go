package application

import (
	"context"
	"fmt"
	"slices"
	"time"

	"teamwright/steps"
	"teamwright/steps/secret"
	"teamwright/steps/tenant"
)

func (s *credential) Check(ctx context.Context) []steps.Result {
	row := s.row("secret", "Client secret")
	switch {
	case !s.view.state().live:
		row.Status, row.Detail, row.Fix = steps.Fail, s.view.state().absence(), "run setup"
		return []steps.Result{row}
	case s.made.KeyID != "" || len(s.removed) > 0:
		if err := s.agree(ctx, s.observed(s.shows)); err != nil {
			return []steps.Result{unsettled(row, err), s.proof(ctx)}
		}
	}
	return []steps.Result{s.validity(row), s.proof(ctx)}
}

// shows tells whether the new secret shows and the removed ones do not.
func (s *credential) shows(app tenant.Application) bool {
	has := func(keyID string) bool {
		return slices.ContainsFunc(app.Passwords, func(p tenant.Password) bool { return p.KeyID == keyID })
	}
	return (s.made.KeyID == "" || has(s.made.KeyID)) && !slices.ContainsFunc(s.removed, has)
}

// The days before expiry from which a secret wants attention.
const (
	warnDays = 30
	failDays = 7
)

func (s *credential) validity(row steps.Result) steps.Result {
	live := s.live()
	if len(live) == 0 {
		row.Status, row.Detail, row.Fix = steps.Fail, "there is none that is valid", "run setup: it makes one"
		return row
	}
	p := newest(live)
	days := int(p.End.Sub(s.env.Clock.Now()).Hours() / 24)
	row.Detail = fmt.Sprintf("%q, begins with %s…, valid until %s", p.Name, p.Hint, p.End.Format(time.DateOnly))
	row.Status = steps.Pass
	if days <= warnDays {
		row.Status, row.Fix = steps.ToDo, "run rotate before it expires: sign-in stops that day"
		row.Detail += fmt.Sprintf(", in %d days", days)
	}
	if days <= failDays {
		row.Status = steps.Fail
	}
	return row
}

// proof uses the secret: a token request says whether it works. Only the run
// that made it can do that; afterwards nobody but Totara knows the text.
func (s *credential) proof(ctx context.Context) steps.Result {
	row := s.row("secret_proof", "Client secret works")
	switch {
	case len(s.live()) == 0:
		row.Status, row.Detail, row.Fix = steps.Unseen, "there is no valid secret to try", "run setup: it makes one"
		return row
	case s.text.Empty():
		row.Status, row.Source = steps.ToDo, steps.FromPerson
		row.Detail = "only Totara knows the text of a secret that was handed over"
		row.Fix = "sign in to Totara through Teams and tick this row; if that fails, run rotate"
		return row
	case s.want.Secret.Prove == nil:
		row.Status, row.Detail = steps.Unseen, "this sign-in host cannot be asked"
		return row
	}
	err := s.want.Secret.Prove(ctx, s.view.state().app.AppID, s.text)
	s.text = secret.Text{}
	switch {
	case err != nil && steps.Stopping(ctx) != nil, tenant.Is(err, tenant.Unreachable), tenant.Is(err, tenant.Lost):
		row.Status, row.Detail = steps.Unseen, "not tried to the end: "+err.Error()
		row.Fix = "sign in to Totara through Teams: that proves it too"
		return row
	case err != nil:
		row.Status, row.Detail, row.Fix = steps.Fail, err.Error(), "run rotate: it makes a new one"
		return row
	}
	row.Status, row.Detail = steps.Pass, "Entra issued a token for it"
	return row
}
