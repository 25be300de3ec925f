package application

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"teamwright/steps"
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
	rows := []steps.Result{s.validity(row), s.proof(ctx)}
	if s.renewal == nil {
		rows = append(rows, s.others()...)
	}
	return rows
}

// shows tells whether the new secret shows and the removed ones do not.
func (s *credential) shows(app tenant.Application) bool {
	has := func(keyID string) bool {
		return slices.ContainsFunc(app.Passwords, func(p tenant.Password) bool { return p.KeyID == keyID })
	}
	return (s.made.KeyID == "" || has(s.made.KeyID)) && !slices.ContainsFunc(s.removed, has)
}

// longDays is the life beyond which a secret was made without an end in mind:
// portals offer two years.
const longDays = 2*365 + 31

func (s *credential) validity(row steps.Result) steps.Result {
	live := s.live()
	if len(live) == 0 {
		row.Status, row.Detail, row.Fix = steps.Fail, "there is none that is valid", "run setup: it makes one"
		return row
	}
	p, _ := s.current(live)
	row.Detail = fmt.Sprintf("%q, begins with %s…, valid until %s", p.Name, p.Hint, p.End.Format(time.DateOnly))
	row.Status = steps.Pass
	warn, fail := s.env.Notice.days()
	switch days := s.inDays(p.End); {
	case s.made.KeyID == "" && s.usage.told() && s.usage.ok && !s.usage.uses(p):
		row.Status, row.Fix = steps.Fail, "run rotate: it makes a new one and hands it to Totara"
		row.Detail = fmt.Sprintf("Totara uses a secret that begins with %s…, and no valid one of this application does", tenant.Plain(s.usage.hint, 8))
	case days <= warn:
		row.Status, row.Fix = steps.ToDo, "run rotate before it expires: sign-in stops that day"
		if days <= fail {
			row.Status = steps.Fail
		}
		row.Detail += ", in " + steps.Count(days, "day", "days")
	case days > longDays:
		row.Status, row.Fix = steps.ToDo, "run rotate: it makes one that ends, and check tells you in time"
		row.Detail += ": it was made never to end, as old guides say; if it leaks, nothing stops it"
	}
	if s.usage.asked && s.usage.err != nil {
		row.Detail += "; Totara could not be asked which one it uses"
	}
	return row
}

// others is the row about secrets beside the one that counts; none where there
// are none.
func (s *credential) others() []steps.Result {
	live := s.live()
	if len(live) == 0 || len(s.Passwords()) < 2 {
		return nil
	}
	p, guessed := s.current(live)
	row := s.row("secret_others", "Other client secrets")
	var valid, expired []string
	for _, q := range s.Passwords() {
		switch {
		case q.KeyID == p.KeyID || s.standing(q) >= nobodys:
		case q.Live(s.env.Clock.Now()):
			text := fmt.Sprintf("%q, begins with %s…, valid until %s", q.Name, q.Hint, q.End.Format(time.DateOnly))
			if warn, _ := s.env.Notice.days(); guessed && s.inDays(q.End) <= warn {
				text += fmt.Sprintf(" (in %s: if Totara uses this one, sign-in stops then)", steps.Count(s.inDays(q.End), "day", "days"))
			}
			valid = append(valid, text)
		default:
			expired = append(expired, fmt.Sprintf("%q, expired on %s", q.Name, q.End.Format(time.DateOnly)))
		}
	}
	row.Status, row.Detail = steps.Pass, strings.Join(append(valid, expired...), "; ")
	if len(valid) > 0 {
		row.Status = steps.ToDo
		row.Detail += ". Microsoft does not show when a secret was last used: whether anybody uses them is unknown"
		row.Fix = "run rotate: it removes those that this program made; remove the rest in the Entra admin center once nobody uses them"
	}
	if row.Detail == "" {
		return nil
	}
	return []steps.Result{row}
}

// proof uses the secret: a token request says whether it works. Only the run
// that made it can do that; afterwards nobody but Totara knows the text.
func (s *credential) proof(ctx context.Context) steps.Result {
	row := s.row("secret_proof", "Client secret works")
	live := s.live()
	switch {
	case len(live) == 0:
		row.Status, row.Detail, row.Fix = steps.Unseen, "there is no valid secret to try", "run setup: it makes one"
		return row
	case s.proven:
		row.Status, row.Detail = steps.Pass, "Entra issued a token for it"
		return row
	case s.text.Empty():
		return s.proofOfOld(row, live)
	case s.want.Secret.Prove == nil:
		row.Status, row.Detail = steps.Unseen, "this sign-in host cannot be asked"
		return row
	}
	err := s.ask(ctx)
	s.text.Wipe()
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

// ask asks for a token with the secret of this run.
func (s *credential) ask(ctx context.Context) error {
	if s.want.Secret.Tries != nil {
		s.want.Secret.Tries(s.made.KeyID)
	}
	return s.want.Secret.Prove(ctx, s.view.state().app.AppID, s.text)
}

// proofOfOld is the row of a secret whose text is gone: what Totara says, what
// was proven before it was handed over, or a person's word.
func (s *credential) proofOfOld(row steps.Result, live []tenant.Password) steps.Result {
	p, _ := s.current(live)
	facts, _ := s.facts(p.Name)
	switch {
	case s.usage.uses(p):
		row.Status, row.Source = steps.Pass, steps.FromTotara
		row.Detail = fmt.Sprintf("Totara uses it: it begins with %s… there too", p.Hint)
	case s.renewal != nil && facts[factProven] != "":
		row.Status, row.Detail = steps.Pass, "Entra issued a token for it before it was handed over"
	case s.standing(p) == handed && facts[factWorks] != "" && facts[factVoid] == "":
		row.Status, row.Source = steps.Pass, steps.FromPerson
		row.Detail = fmt.Sprintf("said by %s when it was exchanged", facts[factWorks])
	default:
		row.Status, row.Source = steps.ToDo, steps.FromPerson
		row.Detail = "only Totara knows the text of a secret that was handed over"
		row.Fix = "sign in to Totara through Teams and tick this row; if that fails, run rotate"
	}
	return row
}
