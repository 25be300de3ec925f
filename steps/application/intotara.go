package application

import (
	"context"
	"fmt"
	"strings"
	"time"

	"teamwright/steps"
	"teamwright/steps/tenant"
)

// inTotara is Totara's, or a person's, word that it works with the new secret.
// Nothing else lets the old ones go: a token proves the secret, not that it has
// arrived where it belongs.
type inTotara struct {
	*Renewal
	seen    usage // of this run
	others  []Use // places that still use another secret
	asking  error // why Totara could not be asked
	verdict Verdict
	asked   bool
}

func (s *inTotara) About() steps.About {
	return steps.About{
		ID: s.secret.inTotara(), Title: "Totara works with the new secret",
		Reads: []steps.ID{s.id("secret")}, Needs: []steps.ID{s.id("secret")},
	}
}

func (s *inTotara) Read(ctx context.Context) error { return s.secret.look(ctx) }

func (s *inTotara) Plan() steps.Change {
	x := s.ahead()
	c := steps.Change{Action: steps.Update, Key: s.key(x)}
	switch {
	case len(s.view.state().candidates) > 0 || !s.view.state().live:
		return blockedBy(s.id("application"))
	case s.Recent():
		return steps.Change{Action: steps.None, Summary: "said by " + x.works}
	case s.askable():
		c.Summary = "ask Totara which secret it uses; the old one stays unless it is the new one"
	case x.works == "":
		return s.byHand(c, x)
	default:
		return steps.Change{Action: steps.None, Summary: "said by " + x.works}
	}
	return c
}

// byHand is the plan where only a person can tell.
func (s *inTotara) byHand(c steps.Change, x exchange) steps.Change {
	switch {
	case x.begun() && s.secret.made.KeyID == "" && s.opt.Works != "":
		c.Summary = fmt.Sprintf("take the word of %s that Totara works with %s", s.opt.Works, s.secret.words(x.fresh))
	case s.opt.Ask != nil:
		c.Summary = "ask you whether Totara works with the new secret; the old one stays unless you say so"
	default:
		return steps.Change{
			Action:  steps.Manual,
			Summary: "somebody has to say that Totara works with the new secret: until then the old one stays",
			Cure:    s.cure(),
		}
	}
	return c
}

// cure is how a person sees that Totara works, and how they say so.
func (s *inTotara) cure() string {
	how := "enter the new secret in Totara and sign in through Teams in a private window"
	if s.opt.Advice != "" {
		how = s.opt.Advice
	}
	return how + ". Then run rotate --totara-works " + s.Name()
}

func (s *inTotara) askable() bool { return s.want.Secret.InUse != nil }

// Apply hears the word and keeps it. Without one nothing is written and
// nothing has failed: the old secrets stay.
func (s *inTotara) Apply(ctx context.Context, _ steps.Change) error {
	if err := steps.Stopping(ctx); err != nil {
		return &notAsked{err}
	}
	x := s.secret.exchange()
	if !x.begun() {
		return &notAsked{fmt.Errorf("the new secret is not to be seen: %w", steps.ErrMoved)}
	}
	if s.askable() {
		return s.askTotara(ctx, x)
	}
	if s.opt.Works != "" && s.secret.made.KeyID == "" {
		return s.keep(x, s.opt.Works)
	}
	if s.opt.Ask == nil {
		return nil
	}
	verdict, err := s.opt.Ask(ctx, x.fresh)
	if err != nil {
		return &notAsked{err}
	}
	s.verdict, s.asked = verdict, true
	switch verdict {
	case Works:
		return s.keep(x, s.opt.By)
	case Broken:
		return s.secret.note(x.fresh.Name, map[string]string{factVoid: s.env.Clock.Now().UTC().Format(time.RFC3339)})
	}
	return nil
}

// askTotara compares what Totara says about its secret, and about further
// places that use the client id, with the new one.
func (s *inTotara) askTotara(ctx context.Context, x exchange) error {
	s.seen = usage{asked: true}
	s.seen.hint, s.seen.ok, s.seen.err = s.want.Secret.InUse(ctx)
	if s.asking = s.seen.err; s.asking != nil || !s.seen.uses(x.fresh) || s.alike(x) {
		return nil
	}
	if s.opt.Others != nil {
		uses, err := s.opt.Others(ctx, s.view.state().app.AppID)
		if s.asking = err; err != nil {
			return nil
		}
		for _, u := range uses {
			if u.Hint != x.fresh.Hint {
				s.others = append(s.others, u)
			}
		}
	}
	if len(s.others) > 0 {
		return nil
	}
	return s.keep(x, "Totara")
}

// alike tells whether an old secret begins as the new one does, so that what
// Totara says cannot tell them apart.
func (s *inTotara) alike(x exchange) bool {
	for _, p := range s.secret.old(x) {
		if p.Hint == x.fresh.Hint {
			return true
		}
	}
	return false
}

// keep writes the word down. What an earlier run was told stays where it is.
func (s *inTotara) keep(x exchange, who string) error {
	now := s.env.Clock.Now().UTC().Format(time.RFC3339)
	facts := map[string]string{factWorks: who}
	if x.works == "" {
		facts[factWorked] = now
	}
	if f, _ := s.secret.facts(x.fresh.Name); f[factHanded] == "" {
		facts[factHanded] = x.handed // a run was stopped before it heard of it
	}
	return s.secret.note(x.fresh.Name, facts)
}

// heard tells whether somebody was asked in this run.
func (s *inTotara) heard() bool { return s.asked || s.seen.asked }

// holds tells whether the word was given, as far as this run may know.
func (s *inTotara) holds(x exchange) bool {
	if !x.begun() || x.works == "" {
		return false
	}
	return !s.askable() || s.seen.uses(x.fresh) && len(s.others) == 0 && s.asking == nil && !s.alike(x)
}

func (s *inTotara) Check(context.Context) []steps.Result {
	row := s.row("in_totara", "Totara works with the new secret")
	row.Source = steps.FromPerson
	if s.askable() {
		row.Source = steps.FromTotara
	}
	x := s.secret.exchange()
	row.Status, row.Fix = steps.ToDo, s.cure()
	switch {
	case s.verdict == Broken:
		row.Status, row.Detail = steps.Fail, "Totara does not work with it, or it was lost; the old one stays"
		row.Fix = "see that Totara holds the old one; then run rotate again: it makes another one"
	case !x.begun():
		row.Status, row.Detail, row.Fix = steps.Unseen, "there is no new secret yet", "run rotate again"
	case s.Recent():
		row.Status, row.Detail, row.Fix = steps.Pass, said(x), ""
	case s.askable():
		s.judge(&row, x)
	case x.works != "":
		row.Status, row.Detail, row.Fix = steps.Pass, said(x), ""
	default:
		row.Detail = fmt.Sprintf("%s went to %s; nobody has said yet that Totara works with it", s.secret.words(x.fresh), x.handed)
	}
	return []steps.Result{row}
}

// judge is the row where Totara itself was asked.
func (s *inTotara) judge(row *steps.Result, x exchange) {
	row.Fix = "hand the new secret to Totara and run rotate again"
	switch {
	case s.asking != nil:
		row.Status, row.Detail = steps.Unseen, "Totara could not be asked: "+tenant.Plain(s.asking.Error(), 300)
		row.Fix = "see that Totara answers, then run rotate again: it goes on from here"
	case !s.seen.asked:
		row.Status, row.Detail = steps.Unseen, "Totara was not asked yet"
	case !s.seen.ok:
		row.Detail = "Totara has no secret at all"
	case !s.seen.uses(x.fresh):
		row.Detail = fmt.Sprintf("Totara uses a secret that begins with %s…, the new one begins with %s…", tenant.Plain(s.seen.hint, 8), x.fresh.Hint)
	case s.alike(x):
		row.Detail = fmt.Sprintf("an old secret begins with %s… too, so Totara cannot tell which one it uses", x.fresh.Hint)
		row.Fix = "remove the old one in the Entra admin center once somebody has signed in with the new one"
	case len(s.others) > 0:
		row.Detail = "these parts of Totara use the same application with another secret: " + names(s.others)
		row.Fix = "enter the new secret there too, then run rotate again"
	default:
		row.Status, row.Fix = steps.Pass, ""
		row.Detail = fmt.Sprintf("Totara uses the one that begins with %s…", x.fresh.Hint)
	}
}

func said(x exchange) string {
	return fmt.Sprintf("said by %s on %s", x.works, date(x.worked))
}

func names(list []Use) string {
	var out []string
	for _, u := range list {
		out = append(out, tenant.Plain(u.Name, 80))
	}
	return strings.Join(out, ", ")
}
