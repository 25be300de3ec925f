package mobileflows

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"teamwright/steps"
	"teamwright/steps/mobileflows/access"
	"teamwright/steps/tenant"
	"teamwright/steps/wire"
)

// template is the OAuth template in Access.
type template struct {
	Job
	unit   access.Unit
	have   access.Template
	found  bool
	byHand string // why a person makes it; empty: we do
	wrote  bool
}

func (*template) About() steps.About {
	return steps.About{ID: group + ".template", Title: "OAuth template in Access", Reads: []steps.ID{tenancyID}, Needs: []steps.ID{viabilityID, tenancyID}}
}

// Read finds out the unit of times, and whether the template is there.
func (s *template) Read(ctx context.Context) error {
	s.found, s.byHand = false, ""
	if !s.Access.HasClient() {
		s.byHand = "no service client of Access was given"
		return nil
	}
	list, err := s.Access.Templates(ctx)
	if errors.Is(err, access.ErrNoInterface) {
		s.byHand = err.Error()
		return nil
	}
	if err != nil {
		return err
	}
	if s.unit = access.UnitOf(list); s.unit == access.UnknownUnit {
		s.unit = s.Unit
	}
	return s.look(ctx)
}

func (s *template) look(ctx context.Context) error {
	var err error
	s.have, s.found, err = s.Access.Template(ctx, TemplateID)
	return err
}

func (s *template) wanted() access.Template { return wanted(s.Answers.MobileFlows, s.unit) }

func (s *template) Plan() steps.Change {
	c := steps.Change{Key: TemplateID}
	if s.byHand != "" {
		c.Action, c.Summary, c.Cure = steps.Manual, "make the OAuth template by hand ("+s.byHand+")", s.manual()
		return c
	}
	if !s.found {
		if s.unit == access.UnknownUnit {
			return unsure()
		}
		c.Action, c.Summary, c.Fields = steps.Create, "make the OAuth template "+TemplateID, fresh(s.wanted(), s.unit)
		return c
	}
	d := compare(s.have, s.wanted(), s.unit)
	c.Kept = d.kept
	switch {
	case d.unsure:
		return unsure()
	case len(d.fields) == 0:
		c.Action, c.Summary = steps.None, "the OAuth template "+TemplateID+" is as it should be"
	default:
		c.Action, c.Summary, c.Fields = steps.Update, "change the OAuth template "+TemplateID, d.fields
	}
	return c
}

// unsure stops where minutes and seconds cannot be told apart: a month would
// become half an hour, or five years.
func unsure() steps.Change {
	return steps.Change{
		Action:  steps.Blocked,
		Summary: "whether this Access counts the life of tokens in minutes or in seconds cannot be told: its built-in template GreenBox-TemplateId is missing or was changed",
		Cure:    "see in Access what its console shows for a template of yours beside what its interface stores, and say it with --access-unit minutes or --access-unit seconds",
	}
}

func (s *template) Apply(ctx context.Context, c steps.Change) error {
	s.wrote = true
	if c.Action == steps.Update {
		next := compare(s.have, s.wanted(), s.unit).next
		if err := s.Access.ReplaceTemplate(ctx, next); err != nil {
			return err
		}
		s.have = next
		return nil
	}
	return s.create(ctx)
}

// createTries bounds how often a creation is begun whose answer said nothing.
const createTries = 4

// create makes the template. After an answer that leaves it open, and Access
// answers so when the template exists, it looks before it tries again: a second
// one of the same id cannot come to be.
func (s *template) create(ctx context.Context) error {
	begun := s.Clock.Now()
	for try := 1; ; try++ {
		err := s.Access.CreateTemplate(ctx, s.wanted())
		if !tenant.Is(err, tenant.Lost) && !tenant.Is(err, tenant.Conflict) {
			return err
		}
		if stop := steps.Stopping(ctx); stop != nil {
			return errors.Join(stop, err)
		}
		if looked := s.look(ctx); looked != nil {
			return errors.Join(err, looked)
		}
		if s.found {
			return nil
		}
		if try == createTries {
			return err
		}
		pause := s.Clock.Pause(try)
		wire.Report(ctx, wire.Wait{What: "Access gave no clear answer", Try: try, Elapsed: s.Clock.Now().Sub(begun), Next: pause})
		if s.Clock.Sleep(ctx, pause) != nil {
			return errors.Join(steps.ErrStopped, err)
		}
	}
}

// Check compares what Access shows, after a write anew, and asks from outside,
// as a device would.
func (s *template) Check(ctx context.Context) []steps.Result {
	if s.byHand != "" {
		r := told("template", "OAuth template in Access", s.byHand, s.manual()+"; then tick this row")
		return []steps.Result{r, s.outside(ctx)}
	}
	r := row("template", "OAuth template in Access", steps.FromProbe)
	if s.wrote {
		if err := s.look(ctx); err != nil {
			r.Status, r.Detail, r.Fix = steps.Unseen, "written, but not seen yet: "+err.Error(), "run mobileflows check in some minutes"
			return []steps.Result{r, s.outside(ctx)}
		}
	}
	d := compare(s.have, s.wanted(), s.unit)
	switch {
	case !s.found:
		r.Status, r.Detail, r.Fix = steps.Fail, "not there: nobody can sign in under Account in Hub", "run mobileflows apply: it makes it"
	case len(d.fields) > 0:
		var paths []string
		for _, f := range d.fields {
			paths = append(paths, f.Path)
		}
		r.Status, r.Detail, r.Fix = steps.Fail, "differs from the answers: "+strings.Join(paths, ", "), "run mobileflows apply: it changes them"
	default:
		r.Status = steps.Pass
		r.Detail = fmt.Sprintf("%s; access token %s, refresh token %s", TemplateID, inWords(s.have.AccessTTL, s.unit), inWords(s.have.RefreshTTL, s.unit))
		if len(d.kept) > 0 {
			r.Detail += "; left as it is: " + strings.Join(d.kept, ", ")
		}
	}
	return []steps.Result{r, s.outside(ctx)}
}

// outside asks Access without any sign-in whether template and redirect URI fit.
func (s *template) outside(ctx context.Context) steps.Result {
	r := row("template_outside", "Access accepts the template", steps.FromProbe)
	fits, err := s.Access.Accepts(ctx, TemplateID, Callback(s.Answers.MobileFlows.Host))
	switch {
	case err != nil:
		r.Status, r.Detail, r.Fix = steps.Unseen, err.Error(), "the row of the template counts; this one asks as a device would"
	case !fits:
		r.Status, r.Detail = steps.Fail, "it refuses the pair: there is no such template, or it has another redirect URI"
		r.Fix = "make the template, by mobileflows apply with a service client or by hand"
		switch {
		case s.byHand != "":
			r.Status, r.Fix = steps.ToDo, "make the template by hand; this row then passes by itself"
		case s.found && len(compare(s.have, s.wanted(), s.unit).fields) == 0:
			// In which order Access looks at a device's request is not
			// documented, so its refusal proves nothing against what was read.
			r.Status, r.Detail = steps.Unseen, "it refuses the pair although the template holds it"
			r.Fix = "let one person sign in under Account in Hub: that decides it"
		}
	default:
		r.Status, r.Detail = steps.Pass, "it leads a device to its sign-in page"
	}
	return r
}

// manual is the template as a person enters it.
func (s *template) manual() string {
	a := s.Answers.MobileFlows
	l := livesOf(a.TTL)
	hours := fmt.Sprintf("%d hours", int(l.access.Hours()))
	if l.access >= day {
		hours = fmt.Sprintf("%d days", l.access/day)
	}
	return fmt.Sprintf("in Access: Settings, OAuth 2.0 Management, Templates, Add Template: Template ID %s, Scope email, profile, user, openid, Redirect URI %s, "+
		"Token Type Bearer, Issue Refresh Token yes, Access Token TTL %s, Refresh Token TTL %d days, Idle Token TTL %d days, User Grant off",
		TemplateID, Callback(a.Host), hours, l.refresh/day, l.idle/day)
}
