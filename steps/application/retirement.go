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

// retirement removes the old secrets of an exchange, by key id, and only once
// Totara works with the new one.
type retirement struct {
	*Renewal
	word *inTotara
	gone []tenant.Password // removed in this run
}

func (s *retirement) About() steps.About {
	return steps.About{
		ID: s.secret.oldSecrets(), Title: "Old client secrets",
		Reads: []steps.ID{s.id("secret")}, Needs: []steps.ID{s.secret.inTotara()},
	}
}

func (s *retirement) Read(ctx context.Context) error { return s.secret.look(ctx) }

func (s *retirement) Plan() steps.Change {
	st := s.view.state()
	if len(st.candidates) > 0 || !st.live {
		return blockedBy(s.id("application"))
	}
	x := s.ahead()
	c := steps.Change{Action: steps.None, Key: s.key(x)}
	for _, p := range s.secret.kept(x) {
		c.Kept = append(c.Kept, s.inFull(p)+"; nothing tells that it is Totara's")
	}
	old := s.secret.old(x)
	if len(old) == 0 {
		c.Summary = "there is no old secret to remove"
		return c
	}
	switch {
	case s.until(x).After(s.env.Clock.Now()):
		c.Summary = s.stays(x, old) + "; the next run after that removes it"
		return c
	case s.word.heard() && !s.word.holds(x):
		c.Summary = stay(old) + ": nothing says that Totara works with the new one"
		return c
	case s.deaf(x):
		c.Action, c.Summary, c.Cure = steps.Manual, stay(old)+" until somebody says that Totara works with the new one", "see "+string(s.secret.inTotara())
		return c
	}
	c.Action, c.Summary = steps.Delete, s.summary(old)
	for _, p := range old {
		c.Fields = append(c.Fields, steps.Field{Path: "passwordCredentials[" + p.Name + "]", From: s.what(p)})
	}
	return c
}

// deaf tells whether no word can come in this run.
func (s *retirement) deaf(x exchange) bool {
	return x.works == "" && s.word.Plan().Action != steps.Update
}

// keep is how long the old secrets stay once Totara works.
func (s *retirement) keep(x exchange) time.Duration {
	if s.opt.KeepGiven || !x.begun() {
		return s.opt.KeepOld
	}
	return x.keep
}

// until is when the old secrets may go.
func (s *retirement) until(x exchange) time.Time {
	if x.works == "" {
		return s.env.Clock.Now().Add(s.keep(x))
	}
	return x.worked.Add(s.keep(x))
}

func (s *retirement) stays(x exchange, old []tenant.Password) string {
	if x.works == "" {
		return fmt.Sprintf("%s for %s after Totara works with the new one", stay(old), s.keep(x))
	}
	return fmt.Sprintf("%s until %s", stay(old), s.until(x).UTC().Format("2006-01-02 15:04 UTC"))
}

func stay(old []tenant.Password) string {
	if len(old) == 1 {
		return "the old secret stays"
	}
	return fmt.Sprintf("%d old secrets stay", len(old))
}

func (s *retirement) summary(old []tenant.Password) string {
	text := fmt.Sprintf("remove %d old secrets", len(old))
	if len(old) == 1 {
		text = "remove the old secret"
	}
	text += ", once Totara works with the new one"
	for _, p := range old {
		if s.secret.usage.uses(p) {
			text += fmt.Sprintf("; until now Totara uses %q", p.Name)
		}
	}
	return text
}

// what is a secret in a plan: the same words whenever the plan is made.
func (s *retirement) what(p tenant.Password) string {
	return fmt.Sprintf("begins with %s…, made %s, valid until %s", p.Hint, date(p.Start), date(p.End))
}

// inFull is a secret that is listed with its name.
func (s *retirement) inFull(p tenant.Password) string {
	return fmt.Sprintf("secret %q, %s", p.Name, s.what(p))
}

// Apply makes sure once more that the new secret is there, and removes the old
// ones one by one.
func (s *retirement) Apply(ctx context.Context, _ steps.Change) error {
	x := s.secret.exchange()
	if !x.begun() || !s.word.holds(x) {
		return &notAsked{fmt.Errorf("nobody has said that Totara works with the new secret: %w", steps.ErrMoved)}
	}
	there := s.observed(func(app tenant.Application) bool {
		return slices.ContainsFunc(app.Passwords, func(p tenant.Password) bool {
			return p.KeyID == x.fresh.KeyID && p.Live(s.env.Clock.Now())
		})
	})
	if err := s.agree(ctx, there); err != nil {
		return &notAsked{fmt.Errorf("the new secret is not to be seen, so the old one stays: %w", err)}
	}
	if err := s.secret.note(x.fresh.Name, map[string]string{factRetiring: s.env.Clock.Now().UTC().Format(time.RFC3339)}); err != nil {
		return &notAsked{err}
	}
	removed := x.removed
	for _, p := range s.secret.old(x) {
		if err := s.view.removePassword(ctx, p); err != nil {
			return err
		}
		s.gone = append(s.gone, p)
		removed = append(removed, p.KeyID)
		if err := s.secret.note(x.fresh.Name, map[string]string{factRemoved: joined(removed)}); err != nil {
			return err
		}
	}
	return nil
}

func (s *retirement) Check(ctx context.Context) []steps.Result {
	row := s.row("old_secrets", "Old client secrets")
	x := s.secret.exchange()
	old := s.secret.old(x)
	switch {
	case !x.begun():
		row.Status, row.Detail, row.Fix = steps.Unseen, "they stay: there is no new secret yet", "run rotate again"
		return []steps.Result{row}
	case len(old) > 0:
		row.Status, row.Detail = steps.ToDo, "both the old and the new secret are valid; to be removed: "+quoted(old)
		row.Fix = "run rotate again once Totara works with the new one"
		if x.works != "" && s.until(x).After(s.env.Clock.Now()) {
			row.Detail = s.stays(x, old) + ": " + quoted(old)
			row.Fix = "run rotate again after that: it removes them"
		}
		return []steps.Result{row}
	case len(s.gone) > 0 || len(x.removed) > 0:
		if err := s.agree(ctx, s.observed(func(app tenant.Application) bool { return !s.shows(app, x.removed) })); err != nil {
			return []steps.Result{unsettled(row, err)}
		}
	}
	row.Status, row.Detail = steps.Pass, "there are none"
	if len(s.gone) > 0 {
		row.Detail = "removed: " + quoted(s.gone)
	}
	if kept := s.secret.kept(x); len(kept) > 0 {
		row.Detail += "; left alone: " + quoted(kept)
	}
	return []steps.Result{row}
}

func (s *retirement) shows(app tenant.Application, keyIDs []string) bool {
	return slices.ContainsFunc(app.Passwords, func(p tenant.Password) bool {
		return slices.Contains(keyIDs, p.KeyID) || slices.ContainsFunc(s.gone, func(q tenant.Password) bool { return q.KeyID == p.KeyID })
	})
}

func quoted(list []tenant.Password) string {
	var out []string
	for _, p := range list {
		out = append(out, fmt.Sprintf("%q (%s…)", p.Name, p.Hint))
	}
	return strings.Join(out, ", ")
}
